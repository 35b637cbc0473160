"""The job register: what CryoSPARC says of its job types.

The structure is that of ``cryosparc.models.job_register`` of cryosparc-tools 5.0.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

import attrs

from cryosparc_spec.display.displayed import Displayed
from cryosparc_spec.documents.codec.server_document import (
    ALSO,
    KEY,
    WRITTEN,
    Identifier,
    ServerDocument,
)
from cryosparc_spec.documents.job_inputs import RegisterInput
from cryosparc_spec.documents.job_outputs import RegisterOutput
from cryosparc_spec.documents.timestamps import Timestamp
from cryosparc_spec.documents.when import When
from cryosparc_spec.problems.errors import SpecError, located_at
from cryosparc_spec.problems.frozen_data import NOTHING
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import as_text, as_texts, valid
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.problems.words import nearest_word
from cryosparc_spec.vocabulary.job_words import BuilderTag, Category, Stability


def _located_contains(values: object) -> tuple[str, ...]:
    with located_at("contains"):
        return as_texts(values)


@attrs.frozen(kw_only=True)
class JobSection(Displayed):
    """Deprecated: a section of the job builder in CryoSPARC 4 (``cryosparc.spec.JobSection``).

    >>> JobSection(name="import", title="Import", contains=["import_movies"]).contains
    ('import_movies',)
    """

    name: str = attrs.field(validator=valid(as_text))
    """Word for the section."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    description: str = attrs.field(default="", validator=valid(as_text))
    """What the jobs in it are for."""
    contains: tuple[str, ...] = attrs.field(default=(), converter=_located_contains)
    """Job types in the section."""

    def to_dict(self) -> dict[str, str | list[str]]:
        """Return the section as plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "contains": list(self.contains),
        }


@attrs.frozen(kw_only=True)
class ParamSection(ServerDocument):
    """Part of the builder that shows a parameter (``cryosparc.models.params.ParamSection``)."""

    _called: ClassVar[str] = "a section of parameters"

    _often_equal: ClassVar[bool] = True

    name: str = ""
    """Word for the section."""
    title: str = ""
    """What people read."""
    description: str = ""
    """What the parameters in it are for."""


@attrs.frozen(kw_only=True)
class JobParamType(ServerDocument):
    """A type of values (``cryosparc.models.job_register.JobRegisterParamTypeSpec``)."""

    _called: ClassVar[str] = "a type of a parameter"

    type: str
    """``string``, ``integer``, ``number``, ``boolean``, ``null`` or ``array``."""
    format: str | None = None
    """``path`` or ``resources``, where the text stands for one."""


@attrs.frozen(kw_only=True)
class JobParam(ServerDocument):
    """A parameter of a job type (``cryosparc.models.job_register.JobRegisterParamSpec``).

    >>> JobParam(type="integer", title="Classes", default=1, ge=1).default
    1
    """

    _called: ClassVar[str] = "a parameter"

    type: str | None = None
    """Type of its values, as in :class:`JobParamType`; ``None`` where ``anyOf`` has several."""
    anyOf: tuple[JobParamType, ...] = ()  # noqa: N815
    """Types of its values, where there are several."""
    items: JobParamType | None = None
    """Type of the items of an array."""
    format: str | None = None
    """``path`` or ``resources``, where the text stands for one."""
    default: Any = None
    """Value where none is set."""
    title: str | None
    """What people read in the builder."""
    description: str | None = None
    """What it does, at length."""
    examples: tuple[Any, ...] | None = None
    """Examples of values."""
    gt: float | None = None
    """Exclusive minimum of a number."""
    ge: float | None = None
    """Minimum of a number."""
    lt: float | None = None
    """Exclusive maximum of a number."""
    le: float | None = None
    """Maximum of a number."""
    multiple_of: float | None = None
    """What a number must be a multiple of."""
    enum: tuple[Any, ...] | None = None
    """Values to choose from."""
    labels: tuple[str, ...] | None = None
    """What people read for each of ``enum``."""
    pattern: str | None = None
    """Regular expression for text."""
    hidden: bool | When = False
    """Whether, or when, the builder does not show it."""
    advanced: bool = False
    """Whether it is among the advanced ones."""
    section: ParamSection | None = None
    """Where the builder shows it."""
    allowed: tuple[str, ...] = ()
    """What a path may lead to: ``dir``, ``file``, ``glob``."""
    validate_path: bool = True
    """Whether a path must exist before the job is queued."""
    legacy_name: str | None = None
    """Name in earlier versions of CryoSPARC."""
    required_param: bool = False
    """Whether it must be set."""
    ecl_visible: bool = False
    """Not documented by CryoSPARC."""


@attrs.frozen(kw_only=True)
class JobType(ServerDocument):
    """What the register says of a job type (``JobRegisterJobSpec`` in cryosparc-tools).

    >>> abinit = JobType(type="homo_abinit", title="Ab-initio", category="reconstruction")
    >>> abinit.category
    <Category.RECONSTRUCTION: 'reconstruction'>
    """

    _called: ClassVar[str] = "a job type"

    type: str
    """Word for the job type: ``"homo_abinit"``."""
    title: str = attrs.field(default="", metadata=WRITTEN)
    """What people read."""
    shorttitle: str = attrs.field(default="", metadata=WRITTEN)
    """What people read where there is little room."""
    description: str = attrs.field(default="", metadata=WRITTEN)
    """What such jobs do, at length."""
    stability: Stability | str = attrs.field(default=Stability.STABLE, metadata=WRITTEN)
    """Life stage; text where it is a word not known here."""
    category: Category | str
    """Section of the builder; text where it is a word not known here."""
    tags: tuple[BuilderTag | str, ...] = ()
    """Marks in the builder."""
    hidden: bool = False
    """Whether the builder does not show it."""
    interactive: bool = False
    """Whether such jobs ask a person while they run."""
    lightweight: bool = False
    """Whether such jobs never need a graphics card."""
    inputs: Mapping[str, RegisterInput] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Inputs by name, in the order people see."""
    outputs: Mapping[str, RegisterOutput] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Outputs by name, in the order people see."""
    params: Mapping[str, JobParam] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Parameters by name, in the order people see."""


@attrs.frozen(kw_only=True)
class JobRegisterError(ServerDocument):
    """Why a developer's register failed (``cryosparc.models.job_spec.JobRegisterError``)."""

    _called: ClassVar[str] = "an error of a register"

    type: str
    """Class of the error."""
    message: str
    """What it says."""
    traceback: str
    """Where it came from."""


class UnknownJobTypeError(SpecError, KeyError):
    """A job type that is not in the register."""


@attrs.frozen(kw_only=True)
class JobRegister(ServerDocument, Mapping[str, JobType]):
    """The job types of a CryoSPARC instance (``cryosparc.models.job_register.JobRegister``).

    It is a mapping from the word of a job type to what is known of it, in the register's order.

    >>> abinit = JobType(type="homo_abinit", title="Ab-initio", category="reconstruction")
    >>> register = JobRegister(specs=(abinit,))
    >>> register["homo_abinit"] is abinit, list(register)
    (True, ['homo_abinit'])
    >>> register["homo_abinito"]
    Traceback (most recent call last):
    ...
    cryosparc_spec.documents.job_register.UnknownJobTypeError: "homo_abinito" is not a job type of
    the register of 1; write "homo_abinit"
    """

    _called: ClassVar[str] = "a job register"

    id: Identifier = attrs.field(default=None, metadata={KEY: "_id", ALSO: "id"})
    """Id in the database; cryosparc-tools dumps it under ``id``."""
    updated_at: Timestamp = None
    """When it was last changed."""
    created_at: Timestamp = None
    """When it was made."""
    specs: tuple[JobType, ...]
    """Job types, in the register's order."""
    error: JobRegisterError | None = None
    """What went wrong when it was made."""
    username: str | None = None
    """Not documented by CryoSPARC."""
    categories: Mapping[str, str] = attrs.field(default=NOTHING, metadata=WRITTEN)
    """Titles of the categories by their words, in the order of the builder."""

    @cached_property
    def _by_type(self) -> Mapping[str, JobType]:
        return {spec.type: spec for spec in self.specs}

    def __getitem__(self, job_type: str) -> JobType:
        if job_type in self._by_type:
            return self._by_type[job_type]
        nearest = nearest_word(job_type, self._by_type)
        problem = Problem(
            (),
            f"{show_value(job_type)} is not a job type of the register of {len(self)}",
            kind=ProblemKind.UNKNOWN_WORD,
            hint=f'write "{nearest}"' if nearest else None,
        )
        raise UnknownJobTypeError([problem])

    def __contains__(self, job_type: object) -> bool:
        return job_type in self._by_type

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_type)

    def __len__(self) -> int:
        return len(self._by_type)

    def in_category(self, category: Category | str) -> tuple[JobType, ...]:
        """Return the job types of a section of the builder; none for a word it does not have.

        >>> JobRegister(specs=()).in_category("refinement")
        ()
        """
        return tuple([spec for spec in self.specs if spec.category == category])
