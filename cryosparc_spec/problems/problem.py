"""One thing that is wrong, as data: ``Problem``, its kind and severity, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import attrs

from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.edits import Edit, settled_edits
from cryosparc_spec.problems.fixes import Fix
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
    """What to write instead as data, where that is known."""
    hint: str | None = attrs.field(default=None, kw_only=True)
    """What to write instead, ready to paste, or what to do; by default the fix in words."""
    position: Position | None = attrs.field(default=None, kw_only=True)
    """Where in the file, when the document came from one."""

    def __attrs_post_init__(self) -> None:
        if self.hint is None and self.fix is not None:
            object.__setattr__(self, "hint", str(self.fix))

    def __rich__(self) -> Any:
        from cryosparc_spec.problems.for_rich import rich_problems

        return rich_problems([self])

    @property
    def place(self) -> str:
        """The path as text: ``$.inputs.particles.slots[1]``."""
        return render_path(self.path)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What to change in the document; all of them together mend the problem.

        >>> from cryosparc_spec import InputSpec, StructureError, structure
        >>> try:
        ...     structure({"type": "exposure", "min": 1}, InputSpec)
        ... except StructureError as error:
        ...     [edit] = error.problems[0].edits
        >>> edit.action.value, edit.place, edit.key
        ('rename', '$.min', 'count_min')
        """
        if self.fix is None:
            return ()
        above = self.path[: len(self.path) - self.fix.above]
        return tuple(edit.under(*above) for edit in self.fix.edits)

    @property
    def is_certain(self) -> bool:
        """Whether all of its edits are, so that no person has to decide."""
        return all(edit.is_safe for edit in self.edits)

    def under(self, *keys: str | int) -> Problem:
        """Return the same problem seen from further up: ``keys`` come before its path."""
        return self._at(keys + self.path, self.position)

    def with_position(self, position: Position | None) -> Problem:
        """Return the same problem with where it is in a file."""
        return self._at(self.path, position)

    def _at(self, path: DocumentPath, position: Position | None) -> Problem:
        """Return the same problem elsewhere: to evolve thousands of them takes long."""
        return Problem(
            path,
            self.message,
            kind=self.kind,
            severity=self.severity,
            fix=self.fix,
            hint=self.hint,
            position=position,
        )

    def with_fix(self, fix: Fix | None) -> Problem:
        """Return the same problem with another fix, and the hint that says it."""
        return attrs.evolve(self, fix=fix, hint=None if fix is None else str(fix))

    def with_hint(self, hint: str | None) -> Problem:
        """Return the same problem with other advice, of which there is no fix."""
        return attrs.evolve(self, fix=None, hint=hint)

    def settled(self, raw: Any) -> Problem:
        """Return the same problem, with the edits that the plain data of the document takes."""
        if self.fix is None:
            return self
        edits = self.edits
        settled = settled_edits(edits, raw)
        return self if settled == edits else self.with_edits(settled)

    def with_edits(self, edits: Sequence[Edit]) -> Problem:
        """Return the same problem with other edits, which say the same."""
        if self.fix is None:
            return self
        above = len(self.path) - self.fix.above
        below = (attrs.evolve(edit, path=edit.path[above:]) for edit in edits)
        return attrs.evolve(self, fix=attrs.evolve(self.fix, edits=tuple(below)))

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
