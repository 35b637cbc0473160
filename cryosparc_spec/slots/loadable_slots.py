"""Which slots to load of an input or output (``cryosparc.spec.LoadableSlots``)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

import attrs

from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.problems.errors import ParseError, Problems
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.validators import (
    as_identifier,
    is_list,
    wrong_type,
)
from cryosparc_spec.vocabulary.slot_words import LoadableWord


def _as_selection(value: object) -> LoadableWord | tuple[str, ...]:
    if isinstance(value, LoadableWord):
        return value
    if isinstance(value, str):
        return _loadable_word(value)
    if not is_list(value):
        raise wrong_type(value, 'one of "default", "passthrough", "all", or a list of slot names')
    problems = Problems()
    for index, name in enumerate(value):
        with problems.at(index):
            as_identifier(name)
    problems.raise_if_any()
    return tuple(value)


def _loadable_word(text: str) -> LoadableWord:
    try:
        return LoadableWord(text)
    except ParseError as error:
        problem = error.problems[0]
        raise ParseError([problem if problem.fix else problem.with_fix(Fix.of([text]))]) from None


@attrs.frozen
class LoadableSlots(Displayed):
    """Which slots to load of an input or output (``cryosparc.spec.LoadableSlots``).

    >>> LoadableSlots("all").selection is LoadableWord.ALL
    True
    >>> LoadableSlots(["blob", "ctf"]).selection
    ('blob', 'ctf')
    """

    selection: LoadableWord | tuple[str, ...] = attrs.field(converter=_as_selection)
    """``default``, ``passthrough``, ``all``, or the names of slots."""

    @classmethod
    def parse(cls, value: LoadableSlotsLike) -> LoadableSlots:
        """Read a word, a list of slot names, or ``str(loadable)``.

        Raises :class:`~cryosparc_spec.ParseError`.

        >>> LoadableSlots.parse('["blob"]') == LoadableSlots.parse(["blob"])
        True
        """
        if isinstance(value, LoadableSlots):
            return value
        if isinstance(value, str) and value.startswith("["):
            try:
                names = json.loads(value)
            except (ValueError, RecursionError):
                raise wrong_type(value, "a list of slot names") from None
            return cls(names)
        return cls(value)

    def to_raw(self) -> str | list[str]:
        """Return what cryosparc-tools takes as ``slots=``: a word, or a list of names."""
        if isinstance(self.selection, LoadableWord):
            return self.selection.value
        return list(self.selection)

    def __str__(self) -> str:
        raw = self.to_raw()
        return raw if isinstance(raw, str) else json.dumps(raw)


LoadableSlotsLike: TypeAlias = LoadableSlots | LoadableWord | str | Sequence[str]
"""What reads as :class:`LoadableSlots`."""
