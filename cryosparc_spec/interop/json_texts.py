"""Values that stand as JSON in a text, as variables of the environment hold them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, get_args, get_origin

import attrs

from cryosparc_spec.documents.codec.server_document import attribute_types, attributes_by_key
from cryosparc_spec.files.syntax import json
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.schemas.spellings import SPELLED
from cryosparc_spec.vocabulary.families import StrFamily


def is_written_as_text(annotation: Any) -> bool:
    """Whether a text may be meant as it stands where a type is expected.

    >>> from cryosparc_spec.slots.slot import Slot
    >>> is_written_as_text(Slot), is_written_as_text(int | None)
    (True, False)
    """
    if annotation in SPELLED or annotation in (str, Any):
        return True
    if isinstance(annotation, type) and issubclass(annotation, StrFamily):
        return True
    return not _is_container(annotation) and any(map(is_written_as_text, get_args(annotation)))


def without_texts(value: Any, annotation: Any) -> Any:
    """Return plain data with what its texts say as JSON, where no text can be meant.

    Raises :class:`~cryosparc_spec.FileError` for a text that is no JSON; one within the data
    stays, since what reads the data says what was expected there.

    >>> from cryosparc_spec.documents.job_definition import InputSpec
    >>> without_texts({"type": "mask", "count_min": "1", "slots": '["mask"]'}, InputSpec)
    {'type': 'mask', 'count_min': 1, 'slots': ['mask']}
    """
    if isinstance(value, str) and not is_written_as_text(annotation):
        return _read(value)
    if is_mapping(value):
        return {key: _within(item, _type_at(annotation, key)) for key, item in value.items()}
    if is_list(value) and _is_container(annotation):
        return [_within(item, get_args(annotation)[0]) for item in value]
    return value


def _within(value: Any, annotation: Any) -> Any:
    with suppress(FileError):
        return without_texts(value, annotation)
    return value


def _is_container(annotation: Any) -> bool:
    return get_origin(annotation) in (Mapping, tuple)


def _type_at(annotation: Any, key: object) -> Any:
    """Return what is expected under a key; anything where that is not known."""
    if get_origin(annotation) is Mapping:
        return get_args(annotation)[1]
    if annotation in SPELLED or not attrs.has(annotation):
        return Any
    attribute = attributes_by_key(annotation).get(str(key))
    return attribute_types(annotation)[attribute.name] if attribute else Any


def _read(text: str) -> Any:
    parsed = json.read(text)
    if parsed.problems:
        raise FileError(parsed.problems)
    return parsed.raw
