"""Objects as readable trees, and rows as tables, for terminals."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from cryosparc_spec.converters import unstructure
from cryosparc_spec.documents.external import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.errors import show_value
from cryosparc_spec.slots import Slot
from cryosparc_spec.validators import is_list, is_mapping


@attrs.frozen
class Tree:
    """A line of text, and what stands below it."""

    label: str
    """The text of the line."""
    branches: tuple[Tree, ...] = ()
    """What stands below."""

    def lines(self) -> Iterator[str]:
        """Give the lines of the tree, from the top.

        >>> list(Tree("slots", (Tree("blob"), Tree("ctf"))).lines())
        ['slots', '├─ blob', '└─ ctf']
        """
        yield from self.label.splitlines() or [""]
        for number, branch in enumerate(self.branches, start=1):
            last = number == len(self.branches)
            first, *rest = branch.lines()
            yield f"{'└─' if last else '├─'} {first}"
            yield from (f"{'  ' if last else '│ '} {line}" for line in rest)


def tree_of(value: object, label: str) -> Tree:
    """Make the tree of any object or plain data.

    >>> tree_of(Slot.parse("?background_blob"), "slot").label
    'slot: background_blob (stat_blob), optional'
    """
    match value:
        case Slot():
            return Tree(f"{label}: {_slot_label(value)}")
        case InputSpec() | OutputSpec():
            slots = tuple(Tree(_slot_label(slot)) for slot in value.slots)
            return Tree(f"{label}: {_spec_label(value)}", slots)
        case JobDefinition():
            return _definition_tree(value, label)
        case _ if is_mapping(value):
            return Tree(label, tuple(tree_of(item, str(key)) for key, item in value.items()))
        case _ if is_list(value):
            return Tree(label, tuple(tree_of(item, f"[{i}]") for i, item in enumerate(value)))
        case _ if attrs.has(type(value)):
            return tree_of(unstructure(value), label)
        case str():
            return Tree(f"{label}: {value}")
        case _:
            return Tree(f"{label}: {show_value(value)}")


def _definition_tree(definition: JobDefinition, label: str) -> Tree:
    parts: dict[str, Mapping[str, Any]] = {
        "inputs": definition.inputs,
        "outputs": definition.outputs,
        "params": definition.params,
    }
    branches = [tree_of(part, name) for name, part in parts.items() if part]
    description = [Tree(definition.description)] if definition.description else []
    title = definition.title or "untitled"
    return Tree(f"{title} ({label})", (*description, *branches))


def _slot_label(slot: Slot) -> str:
    slot_type = "" if slot.dtype == slot.name else f" ({slot.dtype})"
    return f"{slot.name}{slot_type}{'' if slot.required else ', optional'}"


def _spec_label(spec: InputSpec | OutputSpec) -> str:
    parts = [str(spec.type)]
    if isinstance(spec, InputSpec):
        parts.append(_connections(spec))
    elif spec.passthrough:
        parts.append(f"passes {spec.passthrough} through")
    title = f' "{spec.title}"' if spec.title else ""
    return ", ".join(parts) + title


def _connections(spec: InputSpec) -> str:
    least, most = spec.count_min, spec.count_max
    if most is None and least == 0:
        return "any number of connections"
    number = f"{least} to {most}"
    if most is None:
        number = f"at least {least}"
    elif least == most:
        number = f"exactly {least}"
    elif least == 0:
        number = f"at most {most}"
    return f"{number} connection{'' if (most or least) == 1 else 's'}"


def table_lines(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, width: int | None
) -> Iterator[str]:
    """Give the lines of a table; cells are wrapped where the table is wider than ``width``.

    >>> list(table_lines(["name", "columns"], [["ctf", "type, scale"]], width=None))
    ['name  columns', 'ctf   type, scale']
    """
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    if width is not None:
        widths = _fitted(widths, width - 2 * (len(widths) - 1))
    for row in table:
        cells = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            line = "  ".join(text.ljust(w) for text, w in zip(texts, widths, strict=True))
            yield line.rstrip()


def _fitted(widths: Sequence[int], room: int) -> list[int]:
    """Take width from the widest columns until the table fits, and leave each at least 8."""
    fitted = list(widths)
    while sum(fitted) > room and max(fitted) > 8:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted
