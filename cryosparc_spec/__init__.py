"""The vocabulary of CryoSPARC slots and jobs: typed, immutable, checked.

Values and vocabulary come with the package; converters, files and checks, which need more, are
loaded when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryosparc_spec.catalogue import SlotType, SlotTypes, known_slot_types
from cryosparc_spec.datatypes import (
    BuilderTag,
    Category,
    Datatype,
    DatatypeLike,
    JobStatus,
    LoadableWord,
    Stability,
)
from cryosparc_spec.dtypes import DTypeLike, DTypeSpec, Shape
from cryosparc_spec.errors import (
    FileError,
    ParseError,
    Position,
    Problem,
    ProblemKind,
    Severity,
    SpecError,
    StructureError,
    UnknownSlotTypeWarning,
)
from cryosparc_spec.fields import Field, FieldLike
from cryosparc_spec.formats import (
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
    BinaryContentType,
    DatasetContentType,
    DatasetFormat,
    ImageContentType,
    ImageFormat,
    MicrographContentType,
    MicrographFormat,
    TextContentType,
    TextFormat,
    content_type_for,
    preferred_format,
)
from cryosparc_spec.slots import Datafield, LoadableSlots, Slot, SlotSpec

if TYPE_CHECKING:
    from cryosparc_spec.checks import check
    from cryosparc_spec.converters import (
        configure_converter,
        make_converter,
        problems_in,
        structure,
        unstructure,
    )
    from cryosparc_spec.documents.external import InputSpec, JobDefinition, OutputSpec
    from cryosparc_spec.documents.register import JobSection
    from cryosparc_spec.files import check_file, dump, dumps, load, loads

__version__ = "0.1.0"

_LOADED_WHEN_ASKED = {
    "InputSpec": "documents.external",
    "JobDefinition": "documents.external",
    "JobSection": "documents.register",
    "OutputSpec": "documents.external",
    "check": "checks",
    "check_file": "files",
    "configure_converter": "converters",
    "dump": "files",
    "dumps": "files",
    "load": "files",
    "loads": "files",
    "make_converter": "converters",
    "problems_in": "converters",
    "structure": "converters",
    "unstructure": "converters",
}

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
    "BinaryContentType",
    "BuilderTag",
    "Category",
    "DTypeLike",
    "DTypeSpec",
    "Datafield",
    "DatasetContentType",
    "DatasetFormat",
    "Datatype",
    "DatatypeLike",
    "Field",
    "FieldLike",
    "FileError",
    "ImageContentType",
    "ImageFormat",
    "InputSpec",
    "JobDefinition",
    "JobSection",
    "JobStatus",
    "LoadableSlots",
    "LoadableWord",
    "MicrographContentType",
    "MicrographFormat",
    "OutputSpec",
    "ParseError",
    "Position",
    "Problem",
    "ProblemKind",
    "Severity",
    "Shape",
    "Slot",
    "SlotSpec",
    "SlotType",
    "SlotTypes",
    "SpecError",
    "Stability",
    "StructureError",
    "TextContentType",
    "TextFormat",
    "UnknownSlotTypeWarning",
    "check",
    "check_file",
    "configure_converter",
    "content_type_for",
    "dump",
    "dumps",
    "known_slot_types",
    "load",
    "loads",
    "make_converter",
    "preferred_format",
    "problems_in",
    "structure",
    "unstructure",
]


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_LOADED_WHEN_ASKED[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
