from importlib import metadata

project = "cryosparc_spec"
author = "The cryosparc_spec authors"
copyright = f"2026, {author}"
release = metadata.version("cryosparc-spec")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "examples"]
html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
# Several documents have an attribute `type`, which hides the builtin from cross-references.
suppress_warnings = ["ref.python"]
# For `sphinx-build -n`: other projects are not looked up, and what is not public has no page.
nitpick_ignore_regex = [
    ("py:.*", r"(cattrs|collections|datetime|enum|hypothesis|numpy|os|pathlib)[.].*"),
    ("py:.*", r"CryoSPARC|(External|Project)?(Job|Project)?Controller|(external|job_spec)[.].*"),
    ("py:.*", r".*[.](_T|_Document|Displayed|ServerDocument|(Nested)?StrFamily|Attested|Fix)"),
    ("py:.*", r".*[.](Legacy(Input|Output|OutputResult)|Instance|Request)|Source|date"),
    ("py:.*", r"InputSpec|OutputSpec|AnyPath|Dataset|Document|_T"),
]
