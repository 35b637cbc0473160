"""One thing that is wrong, as data: ``Problem``, its kind and severity, and the fix."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Self

import attrs

from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.places import DocumentPath, Position, render_path


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The server or a reader refuses it, or it does not mean what it says."""
    WARNING = "warning"
    """It works, and is probably not what was meant, or will stop working."""
    NOTE = "note"
    """Worth knowing; nothing needs to change."""


COLOURS: Mapping[Severity, str] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
}
"""Colour of each severity in a terminal."""


class ProblemKind(StrEnum):
    """What sort of problem it is: a stable word for programs to test."""

    SYNTAX = "syntax"
    """The text is not in its format."""
    UNREADABLE = "unreadable"
    """The file is too large, no text, or of a suffix that is not read."""
    DUPLICATE_KEY = "duplicate-key"
    """A key stands twice in one mapping."""
    UNKNOWN_KEY = "unknown-key"
    """A key that the document does not have."""
    MISSING_KEY = "missing-key"
    """A key is left out that has no default."""
    DEPRECATED_KEY = "deprecated-key"
    """A key that has another name now."""
    WRONG_TYPE = "wrong-type"
    """A value of another type, such as a number where text is expected."""
    UNKNOWN_WORD = "unknown-word"
    """A word that is not in its vocabulary."""
    INVALID_VALUE = "invalid-value"
    """A value that is not possible, where no other kind in this list fits."""
    INVALID_NAME = "invalid-name"
    """Text that cannot name what it is to name."""
    INVALID_COUNT = "invalid-count"
    """A number of connections out of range."""
    SERIES_SHORTHAND = "series-shorthand"
    """A slot of a numbered series is written short."""
    OPTIONAL_OUTPUT_SLOT = "optional-output-slot"
    """A slot of an output is optional."""
    DUPLICATE_SLOT = "duplicate-slot"
    """A slot is listed twice."""
    NO_SLOTS = "no-slots"
    """An input or output lists no slots."""
    NO_INPUTS_OR_OUTPUTS = "no-inputs-or-outputs"
    """A definition has neither inputs nor outputs."""
    UNKNOWN_SLOT_TYPE = "unknown-slot-type"
    """A slot type that the catalogue does not know."""
    OTHER_DATATYPE = "other-datatype"
    """A slot type that was seen under other datatypes only."""
    MISSING_FILE = "missing-file"
    """A file that is named is not there."""
    MISSING_SLOT = "missing-slot"
    """A slot that is needed is not there."""
    OTHER_SLOT_NAME = "other-slot-name"
    """A slot is fed by one of another name, whose slot type is the same."""
    OTHER_SLOT_TYPE = "other-slot-type"
    """A slot is of another type than the one needed."""
    UNDECLARED = "undeclared"
    """An input or output is used that the job does not declare."""
    UNKNOWN_ARGUMENT = "unknown-argument"
    """An argument that a function of the client does not have."""
    REMOVED_CALL = "removed-call"
    """Something that the version of the client in use does not have."""
    UNKNOWN_JOB_TYPE = "unknown-job-type"
    """A job type that is not known."""
    UNKNOWN_PARAMETER = "unknown-parameter"
    """A parameter that the job type does not have, or was not seen to have."""
    HIDDEN_PARAMETER = "hidden-parameter"
    """A parameter that is set, and has no effect because of how others are set."""
    UNKNOWN_INPUT = "unknown-input"
    """An input that the job type does not have, or was not seen to have."""
    UNKNOWN_OUTPUT = "unknown-output"
    """An output that the job type does not have, or was not seen to have."""
    NOT_CONNECTED = "not-connected"
    """An input that has to be connected, and is not."""
    PASSTHROUGH = "passthrough"
    """An output passes no input through, or one of another datatype."""
    MISSING_COLUMN = "missing-column"
    """A table lacks a column of a slot."""
    UNEXPECTED_COLUMN = "unexpected-column"
    """A table has a column that belongs to no slot, or that its slot does not have."""
    WRONG_DTYPE = "wrong-dtype"
    """A column is of another dtype than its slot has."""
    COLUMN_ORDER = "column-order"
    """A column does not stand where it should."""
    REFUSED = "refused"
    """A server refuses it, in its own words."""
    MISSING_JOB = "missing-job"
    """A job that feeds another is not in the project."""
    MISSING_OUTPUT = "missing-output"
    """An output, or a result of it, that feeds a job is not one of the job it should come from."""
    OTHER_JOB = "other-job"
    """A table belongs to another job than the document that names it."""
    FILES_DISAGREE = "files-disagree"
    """Two files of one job say different things."""


@attrs.frozen
class Fix:
    """Data to write instead; how it is spelled depends on the format of the file.

    >>> print(Fix.of(1, key="count_min", remark=", or a larger count_max"))
    write "count_min": 1, or a larger count_max
    """

    json: str
    """The data, as JSON."""
    key: str | None = None
    """Key to write it under, where it is an entry of a mapping."""
    remark: str = ""
    """What else there is to say, after the data."""

    @classmethod
    def of(cls, value: object, *, key: str | None = None, remark: str = "") -> Self:
        """Make a fix of plain data."""
        return cls(json.dumps(value, ensure_ascii=False), key, remark)

    def spelled(self, spell: Callable[[str | None, Any], str]) -> str:
        """Return the fix as a hint in a format: ``spell`` gives the text of a key and data.

        Text alone is in double quotes in every format, as it stands out best.
        """
        if self.key is None and self.json.startswith('"'):
            return str(self)
        return f"write {spell(self.key, json.loads(self.json))}{self.remark}"

    def __str__(self) -> str:
        key = f"{json.dumps(self.key)}: " if self.key else ""
        return f"write {key}{self.json}{self.remark}"


def _hint_of(problem: Problem) -> str | None:
    return str(problem.fix) if problem.fix else None


@attrs.frozen
class Problem(ReadWithinSpec):
    """One thing that is wrong, where it is, and what to write instead.

    >>> print(Problem(("inputs", "particles"), "has no slots", hint='write "slots": ["blob"]'))
    $.inputs.particles: has no slots; write "slots": ["blob"]
    """

    path: DocumentPath
    """Where in the document; empty for the whole of it."""
    message: str
    """The value and what was expected, in lower case."""
    kind: ProblemKind = attrs.field(default=ProblemKind.INVALID_VALUE, kw_only=True)
    """What sort of problem."""
    severity: Severity = attrs.field(default=Severity.ERROR, kw_only=True)
    """How much it matters."""
    fix: Fix | None = attrs.field(default=None, kw_only=True)
    """What to write instead as data, where that is an entry, a mapping or a list."""
    hint: str | None = attrs.field(default=attrs.Factory(_hint_of, takes_self=True), kw_only=True)
    """What to write instead, ready to paste, where that is known; by default the fix."""
    position: Position | None = attrs.field(default=None, kw_only=True)
    """Where in the file, when the document came from one."""

    def __rich__(self) -> Any:
        from cryosparc_spec.problems.for_rich import rich_problems

        return rich_problems([self])

    @property
    def place(self) -> str:
        """The path as text: ``$.inputs.particles.slots[1]``."""
        return render_path(self.path)

    def under(self, *keys: str | int) -> Problem:
        """Return the same problem seen from further up: ``keys`` come before its path."""
        return attrs.evolve(self, path=keys + self.path)

    def spelled(self, spell: Callable[[str | None, Any], str]) -> Problem:
        """Return the same problem, with the fix spelled as in a format."""
        if self.fix is None or self.hint != str(self.fix):
            return self
        return attrs.evolve(self, hint=self.fix.spelled(spell))

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        place = f"{self.place}: " if self.path else ""
        position = f"{self.position}: " if self.position else ""
        return f"{position}{place}{self.message}{hint}"
