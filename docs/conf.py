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
