"""What the register of an instance knows of its job types, as a catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cryosparc_spec.catalogue.job_type_entries import (
    NO_LIMIT,
    Basis,
    KnownDefault,
    KnownInput,
    KnownJobType,
    KnownOutput,
    KnownParam,
    KnownSlot,
)
from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.documents.job_inputs import Input, RegisterInput
from cryosparc_spec.documents.job_outputs import RegisterOutput
from cryosparc_spec.documents.job_register import JobParam, JobParamType, JobRegister, JobType
from cryosparc_spec.documents.when import When
from cryosparc_spec.slots.slot import Slot


def job_types_from(register: JobRegister, *, source: str = "job register") -> JobTypes:
    """Return what a register says of its job types: certain, and all there is.

    ``source`` is what the entries cite. Raises :class:`~cryosparc_spec.ParseError` for slots that
    cannot be.

    >>> refine = JobType(type="my_refine", category="refinement")
    >>> job_types_from(JobRegister(specs=[refine]))["my_refine"].is_certain
    True
    """
    return JobTypes([_job_type(spec, (source,)) for spec in register.specs])


def _job_type(spec: JobType, sources: tuple[str, ...]) -> KnownJobType:
    return KnownJobType(
        type=spec.type,
        title=spec.title,
        category=str(spec.category),
        stability=str(spec.stability),
        complete=dict.fromkeys(("inputs", "outputs", "params"), ()),
        inputs={
            name: known_input(
                each,
                _slots(each.typed_slots, sources, required=True),
                basis=Basis.REGISTER,
                sources=sources,
            )
            for name, each in spec.inputs.items()
        },
        outputs={name: _output(each, sources) for name, each in spec.outputs.items()},
        params={name: _param(each, sources) for name, each in spec.params.items()},
        basis=Basis.REGISTER,
        sources=sources,
    )


def known_input(
    spec: Input | RegisterInput, slots: Iterable[KnownSlot], **attested: Any
) -> KnownInput:
    """Return what a register or a job says of an input; ``attested`` is where that comes from."""
    return KnownInput(
        datatype=str(spec.type),
        title=spec.title,
        required=spec.count_min > 0,
        count_min=spec.count_min,
        count_max=NO_LIMIT if spec.most_connections is None else spec.most_connections,
        repeat_allowed=spec.repeat_allowed,
        slots=slots,
        **attested,
    )


def _output(spec: RegisterOutput, sources: tuple[str, ...]) -> KnownOutput:
    return KnownOutput(
        datatype=str(spec.type),
        title=spec.title,
        passthrough=spec.passthrough,
        slots=_slots(spec.typed_slots, sources, required=False),
        basis=Basis.REGISTER,
        sources=sources,
    )


def _slots(
    slots: Iterable[Slot], sources: tuple[str, ...], *, required: bool
) -> tuple[KnownSlot, ...]:
    return tuple(
        KnownSlot(
            name=slot.name,
            dtype=slot.dtype,
            required=slot.required if required else None,
            basis=Basis.REGISTER,
            sources=sources,
        )
        for slot in slots
    )


def _param(spec: JobParam, sources: tuple[str, ...]) -> KnownParam:
    types = [spec.type] if spec.type is not None else [each.type for each in spec.anyOf]
    return KnownParam(
        types=types,
        items=_types(spec.items),
        title=spec.title or "",
        defaults=[KnownDefault(value=spec.default, source=sources[0])],
        examples=spec.examples or (),
        enum=spec.enum or (),
        gt=spec.gt,
        ge=spec.ge,
        lt=spec.lt,
        le=spec.le,
        multiple_of=spec.multiple_of,
        pattern=spec.pattern,
        hidden=spec.hidden.expr if isinstance(spec.hidden, When) else spec.hidden,
        required=spec.required_param,
        legacy_name=spec.legacy_name,
        basis=Basis.REGISTER,
        sources=sources,
    )


def _types(spec: JobParamType | None) -> tuple[str, ...]:
    return () if spec is None else (spec.type,)
