import collections.abc
import typing

from .catalogue.slot_types import known_slot_types as known_slot_types
from .checks.dataset import check_dataset as check_dataset
from .columns.dtypes import DType as DType
from .columns.dtypes import DTypeSpec as DTypeSpec
from .columns.dtypes import Shape as Shape
from .columns.fields import Field as Field
from .converters.plain_data import structure as structure
from .converters.plain_data import unstructure as unstructure
from .datasets.inference import infer_slots as infer_slots
from .datasets.reading import read_header as read_header
from .documents.job import Job as Job
from .documents.job_definition import InputSpec as InputSpec
from .documents.job_definition import JobDefinition as JobDefinition
from .documents.job_definition import OutputSpec as OutputSpec
from .documents.job_register import JobRegister as JobRegister
from .documents.job_register import JobSection as JobSection
from .documents.results_group import ResultsGroup as ResultsGroup
from .documents.workflow import Workflow as Workflow
from .files.checks import check as check
from .files.checks import check_file as check_file
from .files.load_and_dump import dump as dump
from .files.load_and_dump import dumps as dumps
from .files.load_and_dump import load as load
from .files.load_and_dump import loads as loads
from .problems.caller_warnings import UnknownSlotTypeWarning as UnknownSlotTypeWarning
from .problems.errors import FileError as FileError
from .problems.errors import ParseError as ParseError
from .problems.errors import SpecError as SpecError
from .problems.errors import StructureError as StructureError
from .problems.problem import Problem as Problem
from .slots.loadable_slots import LoadableSlots as LoadableSlots
from .slots.slot import Datafield as Datafield
from .slots.slot import Slot as Slot
from .slots.slot import SlotSpec as SlotSpec
from .vocabulary.datatypes import Datatype as Datatype
from .vocabulary.formats import ASSET_CONTENT_TYPES as ASSET_CONTENT_TYPES
from .vocabulary.formats import ASSET_EXTENSIONS as ASSET_EXTENSIONS
from .vocabulary.formats import AnyContentType as AnyContentType
from .vocabulary.formats import AnyFormat as AnyFormat
from .vocabulary.formats import AssetContentType as AssetContentType
from .vocabulary.formats import AssetFormat as AssetFormat
from .vocabulary.formats import DATASET_CONTENT_TYPES as DATASET_CONTENT_TYPES
from .vocabulary.formats import DatasetContentType as DatasetContentType
from .vocabulary.formats import DatasetFormat as DatasetFormat
from .vocabulary.formats import IMAGE_CONTENT_TYPES as IMAGE_CONTENT_TYPES
from .vocabulary.formats import ImageContentType as ImageContentType
from .vocabulary.formats import ImageFormat as ImageFormat
from .vocabulary.formats import KNOWN_CONTENT_TYPES as KNOWN_CONTENT_TYPES
from .vocabulary.formats import MICROGRAPH_CONTENT_TYPES as MICROGRAPH_CONTENT_TYPES
from .vocabulary.formats import MicrographContentType as MicrographContentType
from .vocabulary.formats import MicrographFormat as MicrographFormat
from .vocabulary.formats import TEXT_CONTENT_TYPES as TEXT_CONTENT_TYPES
from .vocabulary.formats import TextContentType as TextContentType
from .vocabulary.formats import TextFormat as TextFormat

__all__: list[str]
__version__: str

def names_in_stub(
    package: str, file: str
) -> tuple[
    collections.abc.Callable[[str], typing.Any], collections.abc.Callable[[], list[str]]
]: ...
