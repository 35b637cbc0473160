"""What objects hold, one level at a time, for an encoder that asks again for what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from immutabledict import immutabledict

from cryosparc_spec.columns.fields import Field
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.documents.codec.codecs import codec_of, is_server_document
from cryosparc_spec.documents.codec.generated_functions import INEXACT, Exact, Level
from cryosparc_spec.problems.frozen_data import bare
from cryosparc_spec.slots.slot import Slot


def level_of(exact: Exact) -> Callable[[Any], Any]:
    """Return what gives what is written of an object, in which there may be objects again.

    ``exact`` is asked what to write of values that may be or hold a float.
    """
    levels: dict[Any, Level] = {
        immutabledict: _of_mapping,
        Field: lambda field, _: field.descr,
    }

    def level(value: Any) -> Any:
        cls = value.__class__
        if cls is Slot:
            return {"name": value.name, "dtype": value.dtype, "required": value.required}
        found = levels.get(cls)
        if found is None:
            found = levels[cls] = _level_of_class(cls)
        return found(value, exact)

    return level


def _of_mapping(value: Any, exact: Exact) -> Any:
    held = bare(value)
    if INEXACT.isdisjoint(map(type, held.values())):
        return held
    return {key: exact(item) for key, item in held.items()}


def _level_of_class(cls: Any) -> Level:
    if is_server_document(cls):
        return codec_of(cls).level
    return lambda value, exact: exact(unstructure(value))
