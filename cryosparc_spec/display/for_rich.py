"""How rich shows objects of one class: as the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryosparc_spec.display.tables import columns_of, is_table, names_of, text_of
from cryosparc_spec.problems.validators import is_mapping
from cryosparc_spec.problems.value_text import printable

_MOST_ROWS = 200
_LONGEST_TEXT = 200


def rich_table(items: Sequence[Any], names: Sequence[str]) -> Any:
    """Return a table for rich with a row for each object, up to 200.

    >>> from cryosparc_spec.slots.slot import Slot
    >>> rich_table([Slot("ctf", "ctf")], ["a"]).row_count
    1
    """
    from rich import box
    from rich.table import Table

    columns = columns_of(items)
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ([""] if names else []) + [*columns]:
        table.add_column(heading)
    for number, item in enumerate(items[:_MOST_ROWS]):
        name = [_cell(names[number], style="bold")] if names else []
        table.add_row(*name, *(_cell(_text(value_of(item))) for value_of in columns.values()))
    if len(items) > _MOST_ROWS:
        table.caption = f"and {len(items) - _MOST_ROWS} more"
    return table


def _text(value: Any) -> str:
    if is_table(value):
        return names_of(value)
    if is_mapping(value) and value and is_table([*value.values()]):
        return ", ".join(value)
    return text_of(value)


def _cell(text: str, *, style: str = "") -> Any:
    from rich.text import Text

    cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
    return Text(printable(cut), style)
