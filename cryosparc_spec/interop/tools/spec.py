"""The names of ``cryosparc.spec``, for scripts that hand slots to the client.

A script that imports from ``cryosparc.spec`` imports from here instead, and changes nothing else:
:class:`Slot` and :class:`Datafield` are dicts as they are there, which the client takes, and are
checked when they are made. All other names are those of ``cryosparc_spec``.
"""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cryosparc_spec.columns.dtypes import DType, Shape
from cryosparc_spec.columns.fields import Field
from cryosparc_spec.documents.job_register import JobSection
from cryosparc_spec.slots.loadable_slots import LoadableSlots
from cryosparc_spec.slots.reading import read_slots
from cryosparc_spec.vocabulary.datatypes import Datatype
from cryosparc_spec.vocabulary.formats import (
    ASSET_CONTENT_TYPES,
    ASSET_EXTENSIONS,
    DATASET_CONTENT_TYPES,
    IMAGE_CONTENT_TYPES,
    KNOWN_CONTENT_TYPES,
    MICROGRAPH_CONTENT_TYPES,
    TEXT_CONTENT_TYPES,
    AnyContentType,
    AnyFormat,
    AssetContentType,
    AssetFormat,
    DatasetContentType,
    DatasetFormat,
    ImageContentType,
    ImageFormat,
    MicrographContentType,
    MicrographFormat,
    TextContentType,
    TextFormat,
)

if TYPE_CHECKING:
    from cryosparc.spec import Datafield as Datafield
    from cryosparc.spec import Slot as Slot
    from cryosparc.spec import SlotSpec as SlotSpec
else:

    class Slot(dict):
        """A slot in full, as the dict that the client takes.

        Raises :class:`~cryosparc_spec.ParseError` for what is not a slot, when it is made.

        >>> Slot(name="background_blob", dtype="stat_blob", required=False)
        {'name': 'background_blob', 'dtype': 'stat_blob', 'required': False}
        >>> Slot(name="ctf", dtyp="ctf")
        Traceback (most recent call last):
        ...
        cryosparc_spec.problems.errors.ParseError: $.dtyp: "dtyp" is not a key of a slot: ...
        """

        def __init__(self, *args: Any, **values: Any) -> None:
            super().__init__(*args, **values)
            _check(self)

    class Datafield(Slot):
        """A slot in the deprecated form, with ``prefix`` for ``name``.

        >>> Datafield(dtype="ctf", prefix="ctf", required=True)["prefix"]
        'ctf'
        """

    SlotSpec = str | Slot | Datafield


def _check(slot: Mapping[str, Any]) -> None:
    """Read a slot, to check it only: what is read from a script is what the client reads."""
    read_slots([{**slot}], None, defaultdict(list))


__all__ = [
    "ASSET_CONTENT_TYPES",
    "ASSET_EXTENSIONS",
    "DATASET_CONTENT_TYPES",
    "IMAGE_CONTENT_TYPES",
    "KNOWN_CONTENT_TYPES",
    "MICROGRAPH_CONTENT_TYPES",
    "TEXT_CONTENT_TYPES",
    "AnyContentType",
    "AnyFormat",
    "AssetContentType",
    "AssetFormat",
    "DType",
    "Datafield",
    "DatasetContentType",
    "DatasetFormat",
    "Datatype",
    "Field",
    "ImageContentType",
    "ImageFormat",
    "JobSection",
    "LoadableSlots",
    "MicrographContentType",
    "MicrographFormat",
    "Shape",
    "Slot",
    "SlotSpec",
    "TextContentType",
    "TextFormat",
]
