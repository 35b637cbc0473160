"""What notebooks show, as it is shown there."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from cryosparc_spec import JobDefinition, check_file, load
from cryosparc_spec.display.displayed import ProblemList


class NotebookDirective(SphinxDirective):
    """``{notebook} FILE``: what a cell shows of a definition; with ``:check:``, of its problems."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"check": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the HTML."""
        relative, absolute = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        path = Path(absolute).relative_to(self.env.srcdir.parent)
        shown = check_file(path) if "check" in self.options else load(path, JobDefinition)
        assert isinstance(shown, ProblemList | JobDefinition)
        html = shown._repr_html_()
        return [nodes.raw("", f'<div class="notebook-output">{html}</div>', format="html")]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx of the directive."""
    app.add_directive("notebook", NotebookDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
