import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

project = "cryosparc_spec"
author = "The cryosparc_spec authors"
copyright = f"2026, {author}"
release = metadata.version("cryosparc-spec")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
    "docs._ext.browser",
    "docs._ext.catalogue",
    "docs._ext.console",
    "docs._ext.pictures",
]
exclude_patterns = ["_build", "_ext", "node_modules", "examples", "broken_examples"]
html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
# What stands in a sentence is pasted as well: straight quotes, and two hyphens.
smartquotes = False
html_use_index = False

myst_enable_extensions = ["colon_fence"]
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
# Several documents have an attribute `type`, which hides the builtin from cross-references.
suppress_warnings = ["ref.python"]
# For `sphinx-build -n`: other projects are not looked up, and what is not public has no page.
nitpick_ignore_regex = [
    ("py:.*", r"(ast|cattrs|collections|datetime|enum|hypothesis|numpy|os|pathlib)[.].*"),
    ("py:.*", r"CryoSPARC|(External|Project)?(Job|Project)?Controller|(external|job_spec)[.].*"),
    ("py:.*", r".*[.](_T|_Document|ServerDocument|(Nested)?StrFamily|Attested|Fix)"),
    ("py:.*", r".*[.](Displayed(Rows)?|ReadWithinSpec)"),
    ("py:.*", r".*[.](Legacy(Input|Output|OutputResult)|Instance|Request)|Source|date"),
    ("py:.*", r"InputSpec|OutputSpec|AnyPath|Dataset|Document|_T"),
]
