"""Results groups: the ``.csg`` files that say which ``.cs`` tables hold the slots of an output.

The structure is that of files which CryoSPARC 4 and 5 wrote on export; cryosparc-tools has no
model of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import ClassVar

import attrs

from cryosparc_spec.documents.codec.server_document import ServerDocument
from cryosparc_spec.documents.timestamps import moment
from cryosparc_spec.problems.errors import Problems
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.vocabulary.datatypes import Datatype

RELATIVE = ">"
"""Mark of a metafile whose path begins at the folder of the ``.csg`` file."""


def split_type(text: str) -> tuple[Datatype | str, str]:
    """Split ``<datatype>.<slot type>``; the datatype is empty where there is no dot.

    >>> split_type("particle.alignments3D")
    (<Datatype.PARTICLE: 'particle'>, 'alignments3D')
    """
    datatype, _, slot_type = text.rpartition(".")
    return Datatype(datatype) if datatype in Datatype else datatype, slot_type


@attrs.frozen(kw_only=True)
class Group(ServerDocument):
    """What a results group says of itself.

    >>> Group(name="particles", type="particle").type
    <Datatype.PARTICLE: 'particle'>
    """

    _called: ClassVar[str] = "the description of a results group"

    name: str
    """Name of the output; third parties put spaces in it."""
    type: Datatype | str
    """Datatype of the output; text where it is a word not known here."""
    title: str | None = None
    """What people read."""
    description: str | None = None
    """What the output holds, at length."""


@attrs.frozen(kw_only=True)
class SlotResult(ServerDocument):
    """Where one slot of a results group is.

    >>> half = SlotResult(metafile=">J3_volume.cs", num_items=1, type="volume.blob")
    >>> half.path, half.relative_to_group, half.slot_type
    (PurePosixPath('J3_volume.cs'), True, 'blob')
    """

    _called: ClassVar[str] = "a result"

    metafile: str
    """Path of the ``.cs`` table, with ``>`` before it where it begins at the folder of the ``.csg``
    file, and else from the folder of the project."""
    type: str
    """Datatype and slot type: ``"particle.blob"``."""
    num_items: int | None = None
    """Rows of the table."""

    @property
    def path(self) -> PurePosixPath:
        """Path of the table, without the mark."""
        return PurePosixPath(self.metafile.removeprefix(RELATIVE))

    @property
    def relative_to_group(self) -> bool:
        """Whether the path begins at the folder of the ``.csg`` file."""
        return self.metafile.startswith(RELATIVE)

    @property
    def datatype(self) -> Datatype | str:
        """What stands before the dot of ``type``; empty where there is none."""
        return split_type(self.type)[0]

    @property
    def slot_type(self) -> str:
        """What stands after the dot of ``type``: the ``dtype`` of the slot."""
        return split_type(self.type)[1]


def _as_written(value: str | date | None) -> str | None:
    """Return a date as PyYAML writes it, which is how CryoSPARC does."""
    return str(value) if isinstance(value, date) else value


@attrs.frozen(kw_only=True)
class ResultsGroup(ServerDocument):
    """A ``.csg`` file: an output whose slots lie in one or several ``.cs`` tables.

    >>> exported = ResultsGroup(
    ...     created=datetime(2024, 9, 23, 21, 7, 31),
    ...     group=Group(name="particles", type="particle"),
    ...     results={"blob": SlotResult(metafile=">stack.cs", num_items=9, type="particle.blob")},
    ...     version="v4.4.1",
    ... )
    >>> exported.created, exported.typed_slots
    ('2024-09-23 21:07:31', (Slot(name='blob', dtype='blob', required=True),))
    """

    _called: ClassVar[str] = "a results group"

    group: Group
    """What the group is."""
    results: Mapping[str, SlotResult]
    """Slots by name, which is the prefix of their columns."""
    created: str | None = attrs.field(default=None, converter=_as_written)
    """When the file was written, as it stands there; people put placeholders in its place."""
    version: str | float | None = None
    """Version of CryoSPARC that wrote it: ``"v4.4.1"``."""

    @property
    def created_at(self) -> datetime | None:
        """When the file was written; ``None`` where no date says so."""
        return moment(self.created)

    @property
    def typed_slots(self) -> tuple[Slot, ...]:
        """The slots; raises ``ParseError`` for a name or a type that no slot can have."""
        problems = Problems()
        slots: list[Slot] = []
        for name, result in self.results.items():
            with problems.at("results", name):
                slots.append(Slot(name, result.slot_type))
        problems.raise_if_any()
        return tuple(slots)
