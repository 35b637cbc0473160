"""Classes of this package as fields of pydantic models; needs the extra ``pydantic``."""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, get_args

import attrs

from cryosparc_spec.interop import extra_missing

try:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema
except ImportError as error:
    raise extra_missing("pydantic", error) from None

from cryosparc_spec.converters.plain_data import is_public_class, structure, unstructure
from cryosparc_spec.interop.json_texts import is_written_as_text, without_texts
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.schemas.inlined import inlined_schema

_T = TypeVar("_T")
_CLASS = "cryosparc_spec_class"


@attrs.frozen
class ReadByStructure:
    """Mark of a type for pydantic: its values are read as :func:`~cryosparc_spec.structure` does.

    They are written as :func:`~cryosparc_spec.unstructure` does, as plain data in both modes of
    ``model_dump``, like models within models. The JSON Schema is that of
    :func:`~cryosparc_spec.schemas.schema`.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return what pydantic validates and serializes with; ``TypeError`` for other classes."""
        return _core_schema(source)

    def __get_pydantic_json_schema__(
        self, schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the JSON Schema of the class."""
        return inlined_schema(schema["metadata"][_CLASS])


if TYPE_CHECKING:
    Spec: TypeAlias = Annotated[_T, ReadByStructure()]
else:

    class Spec:
        """A class of this package as a field of a pydantic model: ``Spec[Slot]``.

        To type checkers, it is the class. Problems are errors of the model, each with its own
        place. Where a text is given for what is no text, it is read as JSON.

        >>> from pydantic import BaseModel
        >>> from cryosparc_spec.documents.job_definition import JobDefinition
        >>> from cryosparc_spec.slots.slot import Slot
        >>> class Settings(BaseModel):
        ...     picker: Spec[JobDefinition]
        ...     slots: list[Spec[Slot]] = []
        >>> settings = Settings(picker={"title": "Custom picker"}, slots=["?ctf"])
        >>> settings.slots[0]
        Slot(name='ctf', dtype='ctf', required=False)
        >>> settings.model_dump()["slots"]
        [{'name': 'ctf', 'dtype': 'ctf', 'required': False}]
        """

        # pydantic-settings looks for parts of a field in variables of their own where the field is
        # a generic class that pydantic can read, which an annotated one is not.
        def __class_getitem__(cls, item: Any) -> Any:
            return (
                Annotated[item, ReadByStructure()]
                if is_written_as_text(item)
                else GenericAlias(cls, item)
            )

        @classmethod
        def __get_pydantic_core_schema__(
            cls, source: Any, handler: GetCoreSchemaHandler
        ) -> CoreSchema:
            return _core_schema(*get_args(source))

        @classmethod
        def __get_pydantic_json_schema__(
            cls, schema: Any, handler: GetJsonSchemaHandler
        ) -> JsonSchemaValue:
            return inlined_schema(schema["metadata"][_CLASS])


def _core_schema(cls: Any) -> CoreSchema:
    if not is_public_class(cls):
        raise TypeError(
            f"{cls} is not a class of cryosparc_spec: write Spec around such a class, as in "
            "tuple[Spec[Slot], ...] or Spec[Slot] | None"
        )
    return core_schema.no_info_plain_validator_function(
        _validator_of(cls),
        serialization=core_schema.plain_serializer_function_ser_schema(unstructure),
        metadata={_CLASS: cls},
    )


def _validator_of(cls: Any) -> Callable[[Any], Any]:
    def validated(value: Any) -> Any:
        return _validated(cls, value)

    # Where a field is a union, errors of pydantic have the name of the function in their place.
    validated.__name__ = cls.__name__
    return validated


def _validated(cls: Any, value: Any) -> Any:
    if isinstance(value, cls):
        return value
    try:
        value = without_texts(value, cls)
        return structure(value, cls)
    except SpecError as error:
        lines = [_line_error(problem, value) for problem in error.problems]
        raise ValidationError.from_exception_data(cls.__name__, lines) from None


def _line_error(problem: Problem, raw: Any) -> InitErrorDetails:
    text = str(attrs.evolve(problem, path=()))
    # pydantic fills in one value after the other: the text, which may have braces, is the last.
    context = {"hint": problem.hint, "problem": text} if problem.hint else {"problem": text}
    kind = problem.kind.value.replace("-", "_")
    return InitErrorDetails(
        type=PydanticCustomError(kind, "{problem}", context),
        loc=problem.path,
        input=_value_at(raw, problem.path),
    )


def _value_at(raw: Any, path: DocumentPath) -> Any:
    """Return the value that a path leads to, or the last one on the way."""
    for key in path:
        try:
            raw = raw[key]
        except (IndexError, KeyError, TypeError):
            return raw
    return raw
