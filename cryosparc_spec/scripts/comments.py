"""Comments of a script that silence what is told of their line."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress

import attrs

from cryosparc_spec.files.ignore_comments import silenced_by
from cryosparc_spec.files.syntax.parsed import MARK, Comment
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.scripts.source import Source


@attrs.define
class _Spot:
    lineno: int
    col_offset: int


def misspelt_kinds(source: Source) -> Iterator[Problem]:
    """Tell of each kind in such a comment that does not exist."""
    for problem in silenced_by(_comments_in(source), source.file).problems:
        position = problem.position or Position(source.file)
        line, column = position.line or 1, position.column or 1
        before = source.line(line)[: column - 1]
        place = source.place(_Spot(line, len(before.encode())))
        yield problem.with_position(place.position)


def _comments_in(source: Source) -> Iterator[Comment]:
    """Give the comments of the cells that Python can take apart; lines go on from cell to cell."""
    before = 0
    for cell in source.cells:
        if MARK in cell.text:
            with suppress(tokenize.TokenError, SyntaxError):
                for token in tokenize.generate_tokens(io.StringIO(cell.text).readline):
                    if token.type == tokenize.COMMENT:
                        line, column = token.start
                        yield Comment(before + line, column + 1, token.string)
        before += len(cell.lines)
