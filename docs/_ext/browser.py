"""The page that checks in the browser: Python as WebAssembly, and the package, beside the site.

Pyodide is taken from ``docs/node_modules``, where ``npm install --prefix docs`` puts it. Without it
the site is built all the same, and the page says that it was left out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_LOCK = "pyodide-lock.json"
_PACKAGES = (
    "attr",
    "attrs",
    "cattrs",
    "immutabledict",
    "lazy_loader",
    "tomlkit",
    "yaml",
    "typing_extensions",
)
_NOT_IN_BROWSER = ("commands", "interop", "projects", "schemas", "testing", "views")
_SUFFIXES = {".py", ".pyi", ".json"}

_FORM = """
<form class="browser-check">
  <p><label>What it is <select name="name">
    <option value="picker.yaml">definition in YAML</option>
    <option value="picker.toml">definition in TOML</option>
    <option value="picker.json">definition in JSON, or a document of CryoSPARC</option>
    <option value="picker.py">Python script</option>
  </select></label></p>
  <p><textarea name="text" rows="14" spellcheck="false" aria-label="Text to check"></textarea></p>
  <p><button disabled>Check</button> <output role="status">Python is being loaded</output></p>
  <ol class="browser-problems"></ol>
</form>
<script type="module" src="_static/browser_check.js"></script>
"""


class BrowserCheckDirective(SphinxDirective):
    """``{browser-check}``: the form, or a word on why there is none."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return what the site can hold; the content of the directive is the example."""
        if _pyodide_of(self.env.app) is None:
            said = (
                "This copy of the site was built without Pyodide, so nothing can be checked here."
            )
            return [nodes.admonition("", nodes.paragraph(text=said), classes=["attention"])]
        example = nodes.literal_block(text="\n".join(self.content), classes=["browser-example"])
        return [example, nodes.raw("", _FORM, format="html")]


def _pyodide_of(app: Sphinx) -> Path | None:
    folder = Path(app.srcdir, "node_modules", "pyodide")
    return folder if all((folder / name).is_file() for name in (*_PYODIDE, _LOCK)) else None


def add_files(app: Sphinx, exception: Exception | None) -> None:
    """Put what the page loads beside the pages, once they are built."""
    pyodide = _pyodide_of(app)
    if exception is not None or pyodide is None or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_browser")
    folder.mkdir(exist_ok=True)
    for name in _PYODIDE:
        shutil.copyfile(pyodide / name, folder / name)
    lock = json.loads((pyodide / _LOCK).read_text("utf-8"))
    (folder / _LOCK).write_text(json.dumps({**lock, "packages": {}}), "utf-8")
    with ZipFile(folder / "packages.zip", "w", ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(Path(__file__).with_name("browser_check.py"), "browser_check.py")
        for path, name in _modules():
            archive.write(path, name)


def _modules() -> Iterator[tuple[Path, str]]:
    """Find the modules that a check needs, as they are installed here: all are of plain Python."""
    for package in (*_PACKAGES, "cryosparc_spec"):
        spec = find_spec(package)
        assert spec is not None, package
        origin = Path(spec.origin or "")
        if origin.name != "__init__.py":
            yield origin, origin.name
            continue
        for path in sorted(origin.parent.rglob("*")):
            inside = path.relative_to(origin.parent)
            left_out = package == "cryosparc_spec" and inside.parts[0] in _NOT_IN_BROWSER
            if path.suffix in _SUFFIXES and not left_out:
                yield path, Path(package, inside).as_posix()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx of the directive and the files."""
    app.add_directive("browser-check", BrowserCheckDirective)
    app.connect("build-finished", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
