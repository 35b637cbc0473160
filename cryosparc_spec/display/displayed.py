"""How notebooks and rich show objects: one way for all classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias, TypeVar, cast

from immutabledict import immutabledict

from cryosparc_spec.display.attribute_texts import DescribedSlots
from cryosparc_spec.problems.bare_fields import ReadWithinSpec
from cryosparc_spec.problems.errors import SpecError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.words import unknown_word

_T = TypeVar("_T")

Columns: TypeAlias = Mapping[str, str]
"""Attributes by the heading of the column that shows each."""


class Displayed(ReadWithinSpec):
    """Base of the classes that notebooks show as a table; shown is what is not as by default.

    Where an object is always told by the same attributes, its class has them in ``_columns``, by
    the heading of each.

    >>> from cryosparc_spec.documents.job_definition import OutputSpec
    >>> picked = OutputSpec(type="particle", slots=["location"], title="Picked <b>")
    >>> "<th>title</th><td>Picked &lt;b&gt;</td>" in picked._repr_html_()
    True
    """

    __slots__ = ("__weakref__",)

    _columns: ClassVar[Columns] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "__slots__" in vars(cls):  # attrs makes each class anew, with slots
            type.__setattr__(cls, "__slots__", DescribedSlots(cls))

    def _repr_html_(self) -> str:
        from cryosparc_spec.display.html import html_of_object

        return html_of_object(self)

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        from cryosparc_spec.display.tables import has_attributes, told

        for name, held in told(self):
            if is_mapping(held) and not has_attributes(held):
                yield name, {**held}  # Of the mappings, rich lays out only dicts.
            else:
                yield name, tuple(cast("Any", held)) if type(held) is DisplayedTuple else held


class DisplayedRows:
    """Base of what holds objects of one class, which are shown as the rows of a table."""

    __slots__ = ()

    _where_none = "none"
    """What is shown where there are no objects."""

    def _rows(self) -> tuple[Sequence[Any], Sequence[str]]:
        """Return the objects, and the name of each, if they have names."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        from cryosparc_spec.display.html import html_of_rows

        items, names = self._rows()
        return html_of_rows(items, names, where_none=self._where_none)

    def __rich__(self) -> Any:
        from cryosparc_spec.display.for_rich import rich_table

        items, names = self._rows()
        return rich_table(items, names) if items else self._where_none


class DisplayedTuple(DisplayedRows, tuple[_T, ...]):
    """A tuple of objects of one class, which notebooks show as a table.

    >>> from cryosparc_spec.documents.job_definition import InputSpec
    >>> slots = InputSpec(type="exposure", slots=["?ctf"]).slots
    >>> slots, "<td>ctf</td><td>ctf</td><td>false</td>" in slots._repr_html_()
    ((Slot(name='ctf', dtype='ctf', required=False),), True)
    """

    __slots__ = ()

    def _rows(self) -> tuple[Sequence[Any], Sequence[str]]:
        return self, ()


def as_displayed(items: tuple[_T, ...]) -> DisplayedTuple[_T]:
    """Return a tuple as one that notebooks show as a table; it is itself where it is one."""
    if items.__class__ is DisplayedTuple:
        return cast("DisplayedTuple[_T]", items)
    return DisplayedTuple(items)


class UnknownNameError(SpecError, KeyError):
    """A name that a mapping does not have."""


class DisplayedMapping(DisplayedRows, immutabledict[str, _T]):
    """A mapping of names to objects of one class, which notebooks show as a table.

    >>> from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition
    >>> JobDefinition(inputs={"particles": InputSpec(type="particle")}).inputs["partcles"]
    Traceback (most recent call last):
    ...
    cryosparc_spec.display.displayed.UnknownNameError: "partcles" is not one of the names here:
    expected one of particles; write "particles"
    """

    def _rows(self) -> tuple[Sequence[Any], Sequence[str]]:
        return [*self.values()], [*self]

    def __getitem__(self, name: str) -> _T:
        if name in self._dict:
            return self._dict[name]
        raise UnknownNameError(unknown_word(name, self, what="one of the names here").problems)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the object of a name, or something else where there is none."""
        return self._dict.get(name, default)

    def __repr__(self) -> str:
        return f"immutabledict({self._dict!r})"


class ProblemList(DisplayedTuple[Problem]):
    """What is wrong with something: a tuple, which notebooks show as a table.

    >>> from cryosparc_spec.documents.job_definition import JobDefinition
    >>> from cryosparc_spec.files.checks import check
    >>> "the definition has neither inputs" in check(JobDefinition())._repr_html_()
    True
    """

    __slots__ = ()

    _where_none = "no problems"

    def __rich__(self) -> Any:
        from cryosparc_spec.problems.for_rich import rich_problems

        return rich_problems(self) if self else self._where_none
