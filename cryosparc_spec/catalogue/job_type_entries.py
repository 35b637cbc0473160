"""What is known of one job type: what it takes, what it makes, and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import attrs

from cryosparc_spec.catalogue.entries import all_of, series_pattern
from cryosparc_spec.display.displayed import Displayed, DisplayedMapping
from cryosparc_spec.problems.errors import located_at
from cryosparc_spec.problems.frozen_data import NOTHING, as_named, freeze
from cryosparc_spec.problems.validators import (
    as_bool,
    as_int,
    as_number,
    as_text,
    as_text_or_none,
    as_texts,
    as_tuple,
    is_list,
    is_mapping,
    valid,
    wrong_type,
)
from cryosparc_spec.problems.words import unknown_word

_T = TypeVar("_T")

NO_LIMIT = "inf"
"""What stands for any number of connections."""


class Basis(StrEnum):
    """What a fact is known from."""

    REGISTER = "register"
    """The register of job types of an instance says so, which is certain, and complete."""
    PRINTED = "printed"
    """A server printed it, in a notebook that was published."""
    SEEN = "seen"
    """It was seen in use: in jobs, workflows, scripts or a guide."""


def _as_basis(value: object) -> Basis:
    try:
        return Basis(value if isinstance(value, str) else "")
    except ValueError:
        raise unknown_word(value, Basis, what="what a fact is known from").under("basis") from None


def _or_none(check: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else check(value)


def _as_limit(value: object) -> object:
    if value is None:
        return value
    if isinstance(value, str):
        if value == NO_LIMIT:
            return value
        raise wrong_type(value, f'a whole number or "{NO_LIMIT}"')
    return as_int(value)


def _as_names_of_lists(value: object) -> None:
    if not is_mapping(value):
        raise wrong_type(value, "a mapping of inputs, outputs or params to versions")
    for name, versions in value.items():
        with located_at(str(name)):
            as_text(name)
            as_texts(versions)


def _all_of(key: str, values: Any, cls: type[_T]) -> tuple[_T, ...]:
    with located_at(key):
        return all_of(values, cls)


def _slots(values: Iterable[KnownSlot]) -> tuple[KnownSlot, ...]:
    return _all_of("slots", values, KnownSlot)


def _defaults(values: Iterable[KnownDefault]) -> tuple[KnownDefault, ...]:
    return _all_of("defaults", values, KnownDefault)


def _frozen(key: str, value: Any) -> Any:
    with located_at(key):
        return freeze(value)


def _frozen_list(key: str, values: Any) -> tuple[Any, ...]:
    with located_at(key):
        if not is_list(values):
            raise wrong_type(values, "a list")
        frozen: tuple[Any, ...] = freeze(values)
        return frozen


def _not_set() -> Any:
    return None


def _frozen_value(value: object) -> Any:
    return _frozen("value", value)


def _frozen_hidden(value: Any) -> Any:
    return _frozen("hidden", value)


def _frozen_complete(value: Any) -> Any:
    return _frozen("complete", value)


def _frozen_examples(values: Iterable[Any]) -> tuple[Any, ...]:
    return _frozen_list("examples", values)


def _frozen_enum(values: Iterable[Any]) -> tuple[Any, ...]:
    return _frozen_list("enum", values)


def _as_inputs(values: Mapping[str, KnownInput]) -> Mapping[str, KnownInput]:
    return as_named("inputs", values, KnownInput, frozen=DisplayedMapping)


def _as_outputs(values: Mapping[str, KnownOutput]) -> Mapping[str, KnownOutput]:
    return as_named("outputs", values, KnownOutput, frozen=DisplayedMapping)


def _as_params(values: Mapping[str, KnownParam]) -> Mapping[str, KnownParam]:
    return as_named("params", values, KnownParam, frozen=DisplayedMapping)


def _counted(values: Sequence[object] | Mapping[str, object]) -> str:
    return f"<{len(values)}>"


_OPTIONAL_BOOL = valid(_or_none(as_bool))
_OPTIONAL_NUMBER = valid(_or_none(as_number))


@attrs.frozen(kw_only=True)
class Attested(Displayed):
    """What each entry says of where it comes from."""

    basis: Basis = attrs.field(default=Basis.SEEN, converter=_as_basis)
    """What it is known from."""
    confidence: str = attrs.field(default="", validator=valid(as_text))
    """How well the sources bear it out."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """What else is known."""
    sources: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts), repr=_counted
    )
    """Where it was seen."""


@attrs.frozen(kw_only=True)
class KnownSlot(Attested):
    """A slot of an input or an output of a job type.

    >>> KnownSlot(name="map_sharp", dtype="blob").required is None
    True
    """

    name: str = attrs.field(validator=valid(as_text))
    """Name of the slot."""
    dtype: str = attrs.field(validator=valid(as_text))
    """Slot type."""
    dtype_basis: str = attrs.field(default="", validator=valid(as_text))
    """How the slot type is known, such as printed, or inferred from the name."""
    required: bool | None = attrs.field(default=None, validator=_OPTIONAL_BOOL)
    """Whether an input requires it; ``None`` where that is not known."""
    passthrough: bool | None = attrs.field(default=None, validator=_OPTIONAL_BOOL)
    """Whether an output only hands it on; ``None`` where that is not known."""


@attrs.frozen(kw_only=True)
class KnownInput(Attested):
    """An input of a job type.

    >>> KnownInput(datatype="particle", count_min=1, count_max="inf").is_required
    True
    """

    datatype: str = attrs.field(default="", validator=valid(as_text))
    """Datatype of what may be connected; empty where that is not known."""
    datatype_basis: str = attrs.field(default="", validator=valid(as_text))
    """How the datatype is known, such as printed, or inferred from the name."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    required: bool | None = attrs.field(default=None, validator=_OPTIONAL_BOOL)
    """Whether the job cannot run without it; ``None`` where that is not known."""
    count_min: int | None = attrs.field(default=None, validator=valid(_or_none(as_int)))
    """Fewest connections; ``None`` where that is not known."""
    count_max: int | str | None = attrs.field(default=None, validator=valid(_as_limit))
    """Most connections: a number or ``"inf"``; ``None`` where that is not known."""
    repeat_allowed: bool | None = attrs.field(default=None, validator=_OPTIONAL_BOOL)
    """Whether one output may be connected more than once; ``None`` where that is not known."""
    slots: tuple[KnownSlot, ...] = attrs.field(default=(), converter=_slots)
    """Slots known; only a register says that they are all of them."""

    @property
    def is_required(self) -> bool:
        """Whether it is known that the job cannot run without it."""
        return bool(self.count_min) or (self.count_min is None and self.required is True)


@attrs.frozen(kw_only=True)
class KnownOutput(Attested):
    """An output of a job type.

    >>> KnownOutput(datatype="volume", series="volume_class_{}").has_in_series("volume_class_3")
    True
    """

    datatype: str = attrs.field(default="", validator=valid(as_text))
    """Datatype of the output; empty where that is not known."""
    datatype_basis: str = attrs.field(default="", validator=valid(as_text))
    """How the datatype is known, such as printed, or inferred from the name."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    series: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """Pattern of numbered outputs that it is one of: ``particles_class_{}``."""
    passthrough: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """Input whose other slots are handed on, where that is known."""
    slots: tuple[KnownSlot, ...] = attrs.field(default=(), converter=_slots)
    """Slots known; only a register says that they are all of them."""

    def has_in_series(self, name: str) -> bool:
        """Whether a numbered name is one of its series: ``particles_class_3``."""
        return self.series is not None and self.series == numbers_left_out(name)


def numbers_left_out(name: str) -> str:
    """Return a name with ``{}`` for each number after an underscore.

    >>> numbers_left_out("particles_series_0_frame_12")
    'particles_series_{}_frame_{}'
    """
    return "_".join("{}" if part.isdecimal() else part for part in name.split("_"))


@attrs.frozen(kw_only=True)
class KnownDefault(Displayed):
    """A default of a parameter, as one source has it.

    >>> KnownDefault(value=256, version="v5.0").value
    256
    """

    value: Any = attrs.field(factory=_not_set, converter=_frozen_value)
    """The value; ``None`` where the parameter is not set."""
    version: str = attrs.field(default="", validator=valid(as_text))
    """CryoSPARC version that has it, where that is known."""
    source: str = attrs.field(default="", validator=valid(as_text), repr=False)
    """Where it was seen."""


@attrs.frozen(kw_only=True)
class KnownParam(Attested):
    """A parameter of a job type.

    >>> KnownParam(types=["integer"], title="Box size", ge=2).types
    ('integer',)
    """

    types: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Types of its values: ``string``, ``integer``, ``number``, ``boolean``, ``null``, ``array``;
    none where they are not known."""
    items: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=valid(as_texts))
    """Types of the items of an array; none where they are not known."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read in the builder."""
    defaults: tuple[KnownDefault, ...] = attrs.field(default=(), converter=_defaults)
    """Defaults seen, each with its source: versions differ."""
    examples: tuple[Any, ...] = attrs.field(default=(), converter=_frozen_examples)
    """Values that somebody set, which need not be defaults."""
    enum: tuple[Any, ...] = attrs.field(default=(), converter=_frozen_enum)
    """Values to choose from; none where any may be set, or they are not known."""
    gt: float | None = attrs.field(default=None, validator=_OPTIONAL_NUMBER)
    """Exclusive minimum of a number."""
    ge: float | None = attrs.field(default=None, validator=_OPTIONAL_NUMBER)
    """Minimum of a number."""
    lt: float | None = attrs.field(default=None, validator=_OPTIONAL_NUMBER)
    """Exclusive maximum of a number."""
    le: float | None = attrs.field(default=None, validator=_OPTIONAL_NUMBER)
    """Maximum of a number."""
    multiple_of: float | None = attrs.field(default=None, validator=_OPTIONAL_NUMBER)
    """What a number must be a multiple of."""
    pattern: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """Regular expression for text."""
    hidden: Any = attrs.field(default=False, converter=_frozen_hidden)
    """Whether the builder does not show it; an expression of
    :class:`~cryosparc_spec.documents.When` where that depends on others."""
    required: bool | None = attrs.field(default=None, validator=_OPTIONAL_BOOL)
    """Whether it must be set; ``None`` where that is not known."""
    legacy_name: str | None = attrs.field(default=None, validator=valid(as_text_or_none))
    """Name in earlier versions of CryoSPARC."""


@attrs.frozen(kw_only=True)
class KnownJobType(Attested):
    """What is known of a job type.

    >>> from cryosparc_spec.catalogue.job_types import known_job_types
    >>> refine = known_job_types()["homo_refine_new"]
    >>> refine.title, list(refine.inputs)
    ('Homogeneous Refinement', ['particles', 'volume', 'mask'])
    """

    type: str = attrs.field(validator=valid(as_text))
    """Word for the job type: ``"homo_refine_new"``."""
    title: str = attrs.field(default="", validator=valid(as_text))
    """What people read."""
    category: str = attrs.field(default="", validator=valid(as_text))
    """Section of the builder; empty where that is not known."""
    stability: str = attrs.field(default="", validator=valid(as_text))
    """Life stage; empty where that is not known."""
    versions: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=valid(as_texts)
    )
    """CryoSPARC versions in which it was seen."""
    since: str = attrs.field(default="", validator=valid(as_text))
    """CryoSPARC version that introduced it, where that is known."""
    complete: Mapping[str, tuple[str, ...]] = attrs.field(
        default=NOTHING,
        converter=_frozen_complete,
        validator=valid(_as_names_of_lists),
    )
    """Which of ``inputs``, ``outputs`` and ``params`` are known to be all there are, and of which
    versions."""
    inputs: Mapping[str, KnownInput] = attrs.field(
        default=NOTHING,
        converter=_as_inputs,
        repr=_counted,
    )
    """Inputs known, by name."""
    outputs: Mapping[str, KnownOutput] = attrs.field(
        default=NOTHING,
        converter=_as_outputs,
        repr=_counted,
    )
    """Outputs known, by name."""
    params: Mapping[str, KnownParam] = attrs.field(
        default=NOTHING,
        converter=_as_params,
        repr=_counted,
    )
    """Parameters known, by name."""

    @property
    def is_certain(self) -> bool:
        """Whether a register says all there is to know of it."""
        return self.basis is Basis.REGISTER

    def input(self, name: str) -> KnownInput | None:
        """Return an input by its name, also one of those that are numbered; ``None`` for another.

        >>> from cryosparc_spec.catalogue.job_types import known_job_types
        >>> known_job_types()["reference_motion_correction"].input("volume_2").datatype
        'volume'
        """
        alike = (i for other, i in self.inputs.items() if _are_numbered_alike(other, name))
        return self.inputs.get(name) or next(alike, None)

    def output(self, name: str) -> KnownOutput | None:
        """Return an output by its name, also one of a numbered series; ``None`` for another.

        >>> from cryosparc_spec.catalogue.job_types import known_job_types
        >>> known_job_types()["homo_abinit"].output("volume_class_2").datatype
        'volume'
        """
        found = self.outputs.get(name)
        numbered = (output for output in self.outputs.values() if output.has_in_series(name))
        alike = (o for other, o in self.outputs.items() if _are_numbered_alike(other, name))
        return found or next(numbered, None) or next(alike, None)


def _are_numbered_alike(name: str, other: str) -> bool:
    return series_pattern(name) is not None and series_pattern(name) == series_pattern(other)
