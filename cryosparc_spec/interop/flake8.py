"""A plugin of flake8: what ``check`` says of the calls of cryosparc-tools in a Python file."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import ClassVar

import attrs

from cryosparc_spec import __version__
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Severity
from cryosparc_spec.scripts.script import examine_code

_CODES = {Severity.ERROR: "CSS1", Severity.WARNING: "CSS2"}


@attrs.frozen(eq=False, repr=False)
class Plugin:
    r"""Tells flake8 of errors as ``CSS1``, and of warnings as ``CSS2``; notes are left out.

    The arguments are those that flake8 gives by their names; it installs itself with the package.

    >>> lines = ["import cryosparc.tools\n", 'job.add_output("particle", "picked", ["?ctf"])\n']
    >>> [told] = Plugin(None, lines, "picker.py").run()
    >>> print(*told[:3])
    2 38 CSS1 optional-output-slot: $.outputs.picked.slots[0]: "ctf" is optional: an output makes
    every slot it lists; write "ctf"
    """

    name: ClassVar[str] = "cryosparc-spec"
    """Name that flake8 shows."""
    version: ClassVar[str] = __version__
    """Version that flake8 shows."""

    tree: ast.AST | None
    """Syntax tree, which makes flake8 take this for a plugin of whole files."""
    lines: Sequence[str]
    """Lines of the file, with their ends."""
    filename: str
    """Path of the file."""

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Give line, column from 0, code with message, and this class for each problem."""
        for problem in examine_code(_as_in_file(self.lines), self.filename).problems:
            position = problem.position or Position(self.filename)
            if problem.severity in _CODES:
                hint = f"; {problem.hint}" if problem.hint else ""
                text = f"{problem.kind}: {problem.place}: {problem.message}{hint}"
                column = (position.column or 1) - 1
                yield position.line or 1, column, f"{_CODES[problem.severity]} {text}", Plugin


def _as_in_file(lines: Sequence[str]) -> bytes:
    """Return lines in the encoding that they name, if they are text in it."""
    code = "".join(lines).encode(errors="surrogatepass")
    with suppress(SyntaxError, UnicodeError):
        encoding, _ = tokenize.detect_encoding(io.BytesIO(code).readline)
        return code.decode().encode(encoding)
    return code
