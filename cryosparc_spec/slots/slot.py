"""Slots: the low-level results that inputs and outputs are made of.

The convention is that of ``cryosparc.spec`` in cryosparc-tools 5.0.3: ``SlotSpec``, ``Slot`` and
``Datafield``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes, known_slot_types
from cryosparc_spec.display.displayed import Columns, Displayed
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.validators import (
    as_bool,
    as_identifier,
    as_int,
    as_text,
    is_identifier,
    valid,
)
from cryosparc_spec.problems.value_text import show_value

_LONGEST_SERIES = 10_000


@attrs.frozen
class Slot(Displayed):
    """One slot of an input or an output.

    ``required`` says whether an input needs the slot; outputs always make theirs. Raises
    :class:`~cryosparc_spec.ParseError` for a name that cannot be a column prefix. Source of
    the convention: ``cryosparc.spec.SlotSpec``, cryosparc-tools 5.0.3.

    >>> Slot.parse("?background_blob")
    Slot(name='background_blob', dtype='stat_blob', required=False)
    >>> str(Slot("components_mode_0", "components"))
    '{"name": "components_mode_0", "dtype": "components", "required": true}'
    """

    _columns: ClassVar[Columns] = {
        "name": "name",
        "dtype": "dtype",
        "required": "required",
    }

    name: str = attrs.field(validator=valid(as_identifier))
    """Prefix of the slot's columns in a ``.cs`` table: ``"background_blob"``."""
    dtype: str = attrs.field(validator=valid(as_identifier))
    """Slot type, which says what the columns are: ``"stat_blob"``."""
    required: bool = attrs.field(default=True, validator=valid(as_bool))
    """Whether an input needs it; ``False`` is written ``?`` in shorthand."""

    @classmethod
    def parse(cls, value: SlotSpec, *, slot_types: SlotTypes | None = None) -> Slot:
        """Read any spelling in use: shorthand, dict, deprecated dict, or ``str(slot)``.

        The slot type of a shorthand comes from ``slot_types``, by default
        :func:`~cryosparc_spec.known_slot_types`. A name that is not known keeps itself
        as slot type, with an :class:`~cryosparc_spec.UnknownSlotTypeWarning`; a
        deprecated dict gives a ``DeprecationWarning``. Raises
        :class:`~cryosparc_spec.ParseError`.

        >>> Slot.parse("ctf") == Slot.parse({"name": "ctf", "dtype": "ctf"})
        True
        """
        from cryosparc_spec.slots.reading import read_slot  # which makes slots

        return read_slot(value, slot_types)

    @classmethod
    def series(
        cls, pattern: str, dtype: str, count: int, *, required: bool = True
    ) -> tuple[Slot, ...]:
        """Make the numbered slots of a series, from 0.

        Raises :class:`~cryosparc_spec.ParseError` for a pattern without one ``{}``, and a
        count that is not a whole number from 0 to 10,000.

        >>> [slot.name for slot in Slot.series("components_mode_{}", "components", 3)]
        ['components_mode_0', 'components_mode_1', 'components_mode_2']
        """
        with located_at("pattern"):
            as_text(pattern)
        if pattern.count("{}") != 1:
            raise _not_a_pattern(pattern)
        with located_at("count"):
            as_int(count)
        if not 0 <= count <= _LONGEST_SERIES:
            raise ParseError.of(f"a series of {count}: expected 0 to {_LONGEST_SERIES} slots")
        names = (pattern.replace("{}", str(number)) for number in range(count))
        return tuple(cls(name, dtype, required) for name in names)

    @property
    def shorthand(self) -> str | None:
        """The slot as ``"ctf"`` or ``"?ctf"``, or ``None`` where it cannot be written short.

        >>> Slot("background_blob", "stat_blob").shorthand
        'background_blob'
        >>> Slot("background_blob", "background_blob").shorthand is None
        True
        """
        if known_slot_types().slot_type_of(self.name) != self.dtype:
            return None
        return self.name if self.required else f"?{self.name}"

    def to_dict(self) -> dict[str, str | bool]:
        """Return the slot as the dict that cryosparc-tools 5 takes."""
        return {"name": self.name, "dtype": self.dtype, "required": self.required}

    def to_datafield(self) -> Datafield:
        """Return the slot in the deprecated form that servers of CryoSPARC 4 take."""
        return Datafield(self.dtype, self.name, self.required)

    def __str__(self) -> str:
        return self.shorthand or json.dumps(self.to_dict())


@attrs.frozen
class Datafield(Displayed):
    """Deprecated form of a slot, with ``prefix`` for ``name`` (``cryosparc.spec.Datafield``).

    >>> Datafield("ctf", "ctf").to_slot()
    Slot(name='ctf', dtype='ctf', required=True)
    """

    dtype: str = attrs.field(validator=valid(as_identifier))
    """Slot type."""
    prefix: str = attrs.field(validator=valid(as_identifier))
    """Name of the slot, and prefix of its columns."""
    required: bool = attrs.field(default=True, validator=valid(as_bool))
    """Whether an input needs it."""

    def to_slot(self) -> Slot:
        """Return the same slot in the form in use."""
        return Slot(self.prefix, self.dtype, self.required)

    def to_dict(self) -> dict[str, str | bool]:
        """Return the slot as the dict that cryosparc-tools 4 takes."""
        return {"dtype": self.dtype, "prefix": self.prefix, "required": self.required}


SlotSpec: TypeAlias = Slot | Datafield | str | Mapping[str, Any]
"""What reads as a slot (``cryosparc.spec.SlotSpec``)."""


def _not_a_pattern(text: str) -> ParseError:
    stem = re.split(r"[{%]|[0-9]+$", text)[0].rstrip("_")
    return ParseError.of(
        f"{show_value(text)} is not a pattern: expected {{}} once, for the number",
        hint=f'write "{stem}_{{}}"' if is_identifier(stem) else None,
    )
