"""The types that a register gives to values of parameters."""

from __future__ import annotations

from collections.abc import Collection

from cryosparc_spec.problems.validators import is_list

PARAMETER_TYPES: tuple[str, ...] = ("string", "integer", "number", "boolean", "null", "array")
"""The words for them, as in ``cryosparc.models.job_register`` of cryosparc-tools 5.0.3."""


def parameter_type_of(value: object) -> str:
    """Return the word for the type of a value; empty for a mapping, which has none.

    >>> [parameter_type_of(value) for value in (True, 3, 0.5, "C1", None, [1])]
    ['boolean', 'integer', 'number', 'string', 'null', 'array']
    """
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case _:
            return "array" if is_list(value) else ""


def is_of_type(value: object, types: Collection[str]) -> bool:
    """Whether a value is of one of the types; a whole number may be written ``256.0``.

    >>> is_of_type(256.0, ["integer"]), is_of_type(3, ["number"]), is_of_type(True, ["integer"])
    (True, True, False)
    """
    word = parameter_type_of(value)
    if word == "integer":
        return "integer" in types or "number" in types
    if isinstance(value, float) and value.is_integer():
        return "number" in types or "integer" in types
    return word in types
