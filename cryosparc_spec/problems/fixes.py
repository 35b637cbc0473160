"""What to write instead: edits, and the sentence that says them, from one statement."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Self

import attrs

from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.edits import Edit, EditAction
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.value_text import show_value

_AS_IT_IS = object()

IF_MEANT = " if that is meant"
"""Remark of a fix that is only a guess."""


@attrs.frozen
class Fix(ReadWithinSpec):
    """Edits that mend a problem, and how they are said, which depends on the format of the file.

    A fix with a remark is not certain: the remark says what else there is to decide.

    >>> print(Fix.of(1, key="count_min", remark=", or a larger count_max"))
    write "count_min": 1, or a larger count_max
    >>> print(Fix.rename("count_min"))
    write "count_min"
    >>> print(Fix.remove())
    leave it out
    """

    edits: tuple[Edit, ...]
    """What is changed, with paths that begin at the place of the problem."""
    remark: str = ""
    """What else there is to say, after the data."""
    words: str | None = None
    """The sentence, where it is not that of the edits."""
    above: int = 0
    """How many steps above the place of the problem the paths of the edits begin."""

    @classmethod
    def of(
        cls,
        value: object,
        *,
        key: str | None = None,
        at: DocumentPath | None = None,
        remark: str = "",
        words: str | None = None,
        safe: bool = True,
    ) -> Self:
        """Make a fix that writes plain data: in the place of a value, or under a key.

        ``at`` is the path of the entry where it is not the key alone.
        """
        path = at if at is not None else () if key is None else (key,)
        action = EditAction.REPLACE if key is None else EditAction.ADD
        edit = Edit(action, path, key, _json(value), is_safe=safe and not remark)
        return cls((edit,), remark, words)

    @classmethod
    def guess(cls, value: object) -> Self:
        """Make a fix that asks whether a value is meant."""
        return cls.of(value, words=f"is {show_value(value)} meant?", safe=False)

    @classmethod
    def rename(
        cls,
        key: str,
        *,
        at: DocumentPath = (),
        value: object = _AS_IT_IS,
        words: str | None = None,
        safe: bool = True,
    ) -> Self:
        """Make a fix that writes another key, and the value under it where that is given."""
        text = None if value is _AS_IT_IS else _json(value)
        return cls((Edit(EditAction.RENAME, at, key, text, is_safe=safe),), words=words)

    @classmethod
    def rename_guess(cls, key: str) -> Self:
        """Make a fix that asks whether another key is meant."""
        return cls.rename(key, words=f"is {show_value(key)} meant?", safe=False)

    @classmethod
    def remove(cls, words: str = "leave it out", *, safe: bool = True) -> Self:
        """Make a fix that leaves an entry out."""
        return cls((Edit(EditAction.REMOVE, (), is_safe=safe),), words=words)

    @property
    def value(self) -> Any:
        """The plain data that is written; ``None`` where none is."""
        values = [edit.value for edit in self.edits if edit.value is not None]
        return json.loads(values[0]) if values else None

    def spelled(self, spell: Callable[[str | None, Any], str]) -> str:
        """Return the fix as a hint in a format: ``spell`` gives the text of a key and data.

        Text alone is in double quotes in every format, as it stands out best.
        """
        if self.words is not None:
            return self.words
        keys = [edit.key for edit in self.edits if edit.key is not None]
        values = [edit.value for edit in self.edits if edit.value is not None]
        key = keys[0] if keys else None
        if not values:
            return f"write {json.dumps(key, ensure_ascii=False)}{self.remark}"
        if key is None and values[0].startswith('"'):
            return f"write {values[0]}{self.remark}"
        return f"write {spell(key, json.loads(values[0]))}{self.remark}"

    def __str__(self) -> str:
        return self.spelled(_as_json)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _as_json(key: str | None, value: Any) -> str:
    before = f"{json.dumps(key)}: " if key else ""
    return f"{before}{_json(value)}"
