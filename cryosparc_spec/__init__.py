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
from cryosparc_spec.dtypes import DType, DTypeLike, DTypeSpec, Shape
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
    from cryosparc_spec.conversions import definition_of, results_group_of
    from cryosparc_spec.converters import (
        configure_converter,
        make_converter,
        problems_in,
        structure,
        unstructure,
    )
    from cryosparc_spec.document_checks import check_document
    from cryosparc_spec.documents.external import InputSpec, JobDefinition, OutputSpec
    from cryosparc_spec.documents.job import (
        Connection,
        ExternalOutputSpec,
        Input,
        InputResult,
        InputSlot,
        Job,
        JobSpec,
        Output,
        OutputRef,
        OutputResult,
        OutputSlot,
        RegisterInput,
        RegisterOutput,
        ResourceSpec,
        ResultVersion,
    )
    from cryosparc_spec.documents.legacy import LegacyJob, to_job
    from cryosparc_spec.documents.register import (
        JobParam,
        JobParamType,
        JobRegister,
        JobRegisterError,
        JobSection,
        JobType,
        ParamSection,
        UnknownJobTypeError,
        When,
    )
    from cryosparc_spec.documents.results_group import Group, ResultsGroup, SlotResult
    from cryosparc_spec.documents.workflow import (
        Blueprint,
        ResultConnection,
        Workflow,
        WorkflowConnection,
        WorkflowGroup,
        WorkflowJob,
        WorkflowParameter,
        WorkflowParent,
        WorkflowPort,
    )
    from cryosparc_spec.files import check_file, dump, dumps, load, loads
    from cryosparc_spec.results_group_checks import check_results_group
    from cryosparc_spec.syntax.csg import to_csg_text

__version__ = "0.1.0"

_LOADED_WHEN_ASKED = {
    "Blueprint": "documents.workflow",
    "Connection": "documents.job",
    "ExternalOutputSpec": "documents.job",
    "Group": "documents.results_group",
    "Input": "documents.job",
    "InputResult": "documents.job",
    "InputSlot": "documents.job",
    "InputSpec": "documents.external",
    "Job": "documents.job",
    "JobDefinition": "documents.external",
    "JobParam": "documents.register",
    "JobParamType": "documents.register",
    "JobRegister": "documents.register",
    "JobRegisterError": "documents.register",
    "JobSection": "documents.register",
    "JobSpec": "documents.job",
    "JobType": "documents.register",
    "LegacyJob": "documents.legacy",
    "Output": "documents.job",
    "OutputRef": "documents.job",
    "OutputResult": "documents.job",
    "OutputSlot": "documents.job",
    "OutputSpec": "documents.external",
    "ParamSection": "documents.register",
    "RegisterInput": "documents.job",
    "RegisterOutput": "documents.job",
    "ResourceSpec": "documents.job",
    "ResultConnection": "documents.workflow",
    "ResultVersion": "documents.job",
    "ResultsGroup": "documents.results_group",
    "SlotResult": "documents.results_group",
    "UnknownJobTypeError": "documents.register",
    "When": "documents.register",
    "Workflow": "documents.workflow",
    "WorkflowConnection": "documents.workflow",
    "WorkflowGroup": "documents.workflow",
    "WorkflowJob": "documents.workflow",
    "WorkflowParameter": "documents.workflow",
    "WorkflowParent": "documents.workflow",
    "WorkflowPort": "documents.workflow",
    "check": "checks",
    "check_document": "document_checks",
    "check_file": "files",
    "check_results_group": "results_group_checks",
    "configure_converter": "converters",
    "definition_of": "conversions",
    "dump": "files",
    "dumps": "files",
    "load": "files",
    "loads": "files",
    "make_converter": "converters",
    "problems_in": "converters",
    "results_group_of": "conversions",
    "structure": "converters",
    "to_csg_text": "syntax.csg",
    "to_job": "documents.legacy",
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
    "Blueprint",
    "BuilderTag",
    "Category",
    "Connection",
    "DType",
    "DTypeLike",
    "DTypeSpec",
    "Datafield",
    "DatasetContentType",
    "DatasetFormat",
    "Datatype",
    "DatatypeLike",
    "ExternalOutputSpec",
    "Field",
    "FieldLike",
    "FileError",
    "Group",
    "ImageContentType",
    "ImageFormat",
    "Input",
    "InputResult",
    "InputSlot",
    "InputSpec",
    "Job",
    "JobDefinition",
    "JobParam",
    "JobParamType",
    "JobRegister",
    "JobRegisterError",
    "JobSection",
    "JobSpec",
    "JobStatus",
    "JobType",
    "LegacyJob",
    "LoadableSlots",
    "LoadableWord",
    "MicrographContentType",
    "MicrographFormat",
    "Output",
    "OutputRef",
    "OutputResult",
    "OutputSlot",
    "OutputSpec",
    "ParamSection",
    "ParseError",
    "Position",
    "Problem",
    "ProblemKind",
    "RegisterInput",
    "RegisterOutput",
    "ResourceSpec",
    "ResultConnection",
    "ResultVersion",
    "ResultsGroup",
    "Severity",
    "Shape",
    "Slot",
    "SlotResult",
    "SlotSpec",
    "SlotType",
    "SlotTypes",
    "SpecError",
    "Stability",
    "StructureError",
    "TextContentType",
    "TextFormat",
    "UnknownJobTypeError",
    "UnknownSlotTypeWarning",
    "When",
    "Workflow",
    "WorkflowConnection",
    "WorkflowGroup",
    "WorkflowJob",
    "WorkflowParameter",
    "WorkflowParent",
    "WorkflowPort",
    "check",
    "check_document",
    "check_file",
    "check_results_group",
    "configure_converter",
    "content_type_for",
    "definition_of",
    "dump",
    "dumps",
    "known_slot_types",
    "load",
    "loads",
    "make_converter",
    "preferred_format",
    "problems_in",
    "results_group_of",
    "structure",
    "to_csg_text",
    "to_job",
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
