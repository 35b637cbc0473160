"""What files show of a slot type, on its way into a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryosparc_spec.catalogue.entries import Column, Seen, SlotType, series_pattern
from cryosparc_spec.columns.dtypes import DTypeSpec
from cryosparc_spec.columns.fields import UID, Field
from cryosparc_spec.vocabulary.datatypes import Datatype

MOST_SOURCES = 8
"""Most files that are named as the sources of one fact."""

MIN_FIELDS = "v4 min_fields"
"""What shows that a column is required."""


class Evidence:
    """What files show of one slot type, as it is gathered."""

    def __init__(self, datatype: Datatype, slot_type: str) -> None:
        self._datatype = datatype
        self._slot_type = slot_type
        self._names: dict[str, None] = {}
        self._versions: dict[str, None] = {}
        self._sources: dict[str, None] = {}
        self._tables = 0
        self._lists = 0
        self._columns: dict[str, _ColumnEvidence] = {}

    def mentioned(self, name: str, source: str, version: object) -> None:
        """Add a slot of the type."""
        self._names[name] = None
        self._sources[source] = None
        if version:
            self._versions[str(version)] = None

    def require(self, fields: Iterable[Field], source: str, *, shown_by: str = MIN_FIELDS) -> None:
        """Add a list of columns that the server requires; those in all lists are required."""
        listed = {field.leaf: field for field in fields if field.name != UID}
        self._lists += bool(listed)
        for field in listed.values():
            column = self._column(field, source)
            column.lists += 1
            column.required = column.required or shown_by
            column.dtypes[_as_listed(field.dtype)] = None

    def look_at(self, fields: Iterable[Field], source: str, *, rows: int) -> None:
        """Add the columns of a slot in a table; one without rows does not show shapes."""
        self._tables += 1
        for field in fields:
            column = self._column(field, source)
            column.tables += 1
            if rows or field.dtype.shape:
                column.dtypes[_as_listed(field.dtype)] = None

    def _column(self, field: Field, source: str) -> _ColumnEvidence:
        column = self._columns.setdefault(field.leaf, _ColumnEvidence())
        column.sources[source] = None
        return column

    def slot_type(self) -> SlotType:
        """Return the entry of a catalogue."""
        series = {name: series_pattern(name) for name in self._names}
        return SlotType(
            datatype=self._datatype,
            slot_type=self._slot_type,
            names=[name for name, pattern in series.items() if pattern is None],
            series=list(dict.fromkeys(pattern for pattern in series.values() if pattern)),
            columns=[
                c.column(name, self._tables, self._lists) for name, c in self._columns.items()
            ],
            confidence="learned",
            versions=list(self._versions),
            notes=list(self._notes()),
            sources=list(self._sources)[:MOST_SOURCES],
        )

    def _notes(self) -> Iterator[str]:
        """Tell where files differ."""
        for name, column in self._columns.items():
            if len(column.dtypes) > 1:
                yield f"{name} was seen as {', '.join(column.dtypes)}"
            if 0 < column.lists < self._lists:
                yield f"{name} is in {column.lists} of {self._lists} lists of required columns"


class _ColumnEvidence:
    """What is known of one column."""

    def __init__(self) -> None:
        self.dtypes: dict[str, None] = {}
        self.tables = 0
        self.lists = 0
        self.required: str | None = None
        self.sources: dict[str, None] = {}

    def column(self, name: str, tables: int, lists: int) -> Column:
        """Return the column; of several dtypes none is known to be right."""
        always = tables > 0 and self.tables == tables
        return Column(
            name=name,
            dtype=next(iter(self.dtypes)) if len(self.dtypes) == 1 else None,
            seen=Seen.ALWAYS if always else Seen.SOMETIMES,
            seen_in=f"{self.tables} of {tables} tables" if self.tables else "",
            required=self.required if self.lists == lists else None,
            confidence="learned",
            sources=list(self.sources)[:MOST_SOURCES],
        )


def _as_listed(dtype: DTypeSpec) -> str:
    """Return a dtype as text: all kinds of text are one."""
    return str(DTypeSpec("O", dtype.shape) if dtype.is_text else dtype)
