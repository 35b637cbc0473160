"""Slots, inputs and outputs as cryosparc-tools has them, and back."""

# cryosparc-tools ships neither py.typed nor stubs.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

import attrs
import cryosparc

from cryosparc_spec.conversions import definition_of_job
from cryosparc_spec.converters.plain_data import structure, unstructure
from cryosparc_spec.documents.job_definition import InputSpec, OutputSpec
from cryosparc_spec.documents.job_inputs import Input, RegisterInput
from cryosparc_spec.documents.job_outputs import ExternalOutputSpec, Output, RegisterOutput
from cryosparc_spec.documents.job_slots import InputSlot, OutputSlot
from cryosparc_spec.interop.tools.versions import installed_version, unsent_keys, version_error
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.errors import ParseError, located_at
from cryosparc_spec.problems.validators import is_mapping, wrong_type
from cryosparc_spec.problems.words import unknown_word
from cryosparc_spec.slots.slot import Slot, SlotSpec
from cryosparc_spec.vocabulary.datatypes import Datatype

if TYPE_CHECKING:
    from cryosparc.models import external, job_spec

_T = TypeVar("_T")


@overload
def to_tools(value: InputSpec) -> job_spec.InputSpec: ...
@overload
def to_tools(value: OutputSpec) -> job_spec.OutputSpec: ...
@overload
def to_tools(value: ExternalOutputSpec) -> external.ExternalOutputSpec: ...
@overload
def to_tools(value: SlotSpec, *, version: int | None = None) -> dict[str, str | bool]: ...
def to_tools(
    value: SlotSpec | InputSpec | OutputSpec | ExternalOutputSpec, *, version: int | None = None
) -> Any:
    """Return a slot or a spec in the form that cryosparc-tools takes.

    A slot, in any spelling, becomes a dict for ``slots=[...]`` of ``add_input``, ``add_output``,
    ``connect`` and ``save_external_result``: with ``name`` for version 5, with ``prefix`` for
    version 4; ``version`` is that of the installed one unless said. A spec becomes the pydantic
    model of the same name, which version 5 has. Raises
    :class:`~cryosparc_spec.ParseError` for what is not a slot and for a datatype that
    cryosparc-tools does not have, and :class:`ToolsVersionError`; warns of a key that the
    installed version does not have, such as ``match_result_by``.

    >>> to_tools("?background_blob")
    {'name': 'background_blob', 'dtype': 'stat_blob', 'required': False}
    >>> to_tools("ctf", version=4)
    {'dtype': 'ctf', 'prefix': 'ctf', 'required': True}
    >>> to_tools(InputSpec(type="exposure", title="Micrographs", slots=["ctf"])).slots
    [InputSlot(name='ctf', dtype='ctf', required=True)]
    """
    if isinstance(value, InputSpec | OutputSpec | ExternalOutputSpec):
        for key in unsent_keys_of(value):
            warn_caller(f"{cannot_send(key)}, and leaves it out", UserWarning)
        return model_of(value)
    slot = Slot.parse(value)
    written = installed_version() if version is None else version
    return slot.to_dict() if written >= 5 else slot.to_datafield().to_dict()


def unsent_keys_of(value: object) -> Iterator[str]:
    """Give the keys of a spec that the client cannot send, and that say something."""
    cls: Any = type(value)
    attributes = attrs.fields_dict(cls)
    for key in unsent_keys():
        if key in attributes and getattr(value, key) != attributes[key].default:
            yield key


def cannot_send(key: str) -> str:
    """Say that the client cannot send a key."""
    return f"cryosparc-tools {cryosparc.__version__} cannot send {key}"


def model_of(value: InputSpec | OutputSpec | ExternalOutputSpec) -> Any:
    """Return a spec as the pydantic model of the same name, without what the client has not."""
    if installed_version() < 5:
        raise version_error(f"has no model {type(value).__name__}")
    from cryosparc.models import external, job_spec

    raw = unstructure(value)
    if isinstance(value, ExternalOutputSpec):
        with located_at("spec", "type"):
            Datatype(value.spec.type)
        return external.ExternalOutputSpec.model_validate(raw)
    # In full, as add_input and add_output send them: a model leaves text as it is.
    raw["slots"] = [slot.to_dict() for slot in value.slots]
    model = job_spec.InputSpec if isinstance(value, InputSpec) else job_spec.OutputSpec
    return model.model_validate(raw)


@overload
def from_tools(value: object) -> Slot | InputSpec | OutputSpec | ExternalOutputSpec: ...
@overload
def from_tools(value: object, cls: type[_T]) -> _T: ...
def from_tools(value: object, cls: Any = None) -> Any:
    """Return what cryosparc-tools has as an object of this package.

    Takes its models of slots, inputs and outputs, also those of a job, its TypedDicts, and plain
    dicts. ``cls`` says what a dict is where its keys do not: :class:`InputSpec` or
    :class:`OutputSpec`. What a newer cryosparc-tools has in a model, and the class here has not, is
    left out. Raises :class:`~cryosparc_spec.SpecError`, with everything that is wrong.

    >>> from_tools({"dtype": "ctf", "name": "ctf", "required": False})
    Slot(name='ctf', dtype='ctf', required=False)
    >>> from cryosparc.models.job_spec import OutputSlot
    >>> from_tools(OutputSlot(name="background_blob", dtype="stat_blob"))
    Slot(name='background_blob', dtype='stat_blob', required=True)
    >>> from_tools({"type": "volume", "slots": ["map"]}, OutputSpec).type
    <Datatype.VOLUME: 'volume'>
    """
    if hasattr(value, "model_dump"):
        return _of_model(value, cls)
    kind: Any = _kind_of(value) if cls is None else cls
    return Slot.parse(_with_name(value)) if kind is Slot else structure(value, kind)


_MODELS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "InputSlot": (InputSlot, InputSlot.to_slot),
    "OutputSlot": (OutputSlot, OutputSlot.to_slot),
    "InputSpec": (RegisterInput, definition_of_job.input_spec_of),
    "OutputSpec": (RegisterOutput, definition_of_job.output_spec_of),
    "Input": (Input, definition_of_job.input_spec_of),
    "Output": (Output, definition_of_job.output_spec_of),
    "ExternalOutputSpec": (ExternalOutputSpec, lambda document: document),
}


def _of_model(model: Any, cls: type | None) -> Any:
    name = type(model).__name__
    if name not in _MODELS:
        raise unknown_word(name, _MODELS, what="a model of slots or specs")
    document_class, convert = _MODELS[name]
    value = convert(structure(model.model_dump(mode="json"), document_class))
    if cls is not None and not isinstance(value, cls):
        raise wrong_type(model, f"what can be an object of class {cls.__name__}")
    return value


def _kind_of(raw: object) -> type:
    """Tell what plain data is by its keys."""
    keys: set[Any] = set(raw) if is_mapping(raw) else set()
    if "spec" in keys:
        return ExternalOutputSpec
    if keys & {"count_min", "count_max", "repeat_allowed", "match_result_by"}:
        return InputSpec
    if "passthrough" in keys:
        return OutputSpec
    if keys & {"type", "slots"}:
        raise ParseError.of(
            "an input and an output have the same keys here: expected the class to make",
            hint="write from_tools(..., InputSpec) or from_tools(..., OutputSpec)",
        )
    return Slot


def _with_name(raw: Any) -> Any:
    """Return a slot with ``name`` for ``prefix``, which version 4 does not deprecate."""
    if installed_version() >= 5 or not is_mapping(raw) or "name" in raw:
        return raw
    return {"name" if key == "prefix" else key: value for key, value in raw.items()}
