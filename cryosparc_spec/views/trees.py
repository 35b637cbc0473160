"""Objects as readable trees, for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.slot import Slot

if TYPE_CHECKING:
    from cryosparc_spec.documents.job import JobSpec
    from cryosparc_spec.documents.job_inputs import Input
    from cryosparc_spec.documents.job_outputs import Output, OutputResult
    from cryosparc_spec.documents.job_slots import InputSlot, OutputSlot


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
            return Tree(f"{label}: {slot_label(value)}")
        case InputSpec() | OutputSpec():
            slots = tuple(Tree(slot_label(slot)) for slot in value.slots)
            return Tree(f"{label}: {_spec_label(value)}", slots)
        case JobDefinition():
            return titled(value.title, label, value.description, definition_parts(value))
        case _ if attrs.has(type(value)):
            from cryosparc_spec.views.document_trees import tree_of_document

            return tree_of_document(value, label)
        case _ if is_mapping(value):
            return Tree(label, tuple(tree_of(item, str(key)) for key, item in value.items()))
        case _ if is_list(value):
            return Tree(label, tuple(tree_of(item, f"[{i}]") for i, item in enumerate(value)))
        case str():
            return Tree(f"{label}: {value}")
        case _:
            return Tree(f"{label}: {show_value(value)}")


def titled(title: str | None, label: str, text: str | None, branches: Iterable[Tree]) -> Tree:
    """Make the tree of what has a title, and a text to describe it."""
    description = [Tree(text)] if text else []
    return Tree(f"{title or 'untitled'} ({label})", (*description, *branches))


def definition_parts(definition: JobDefinition | JobSpec) -> Iterator[Tree]:
    """Give the trees of inputs, outputs and parameters, as far as there are any."""
    parts: dict[str, Mapping[str, Any]] = {
        "inputs": definition.inputs,
        "outputs": definition.outputs,
        "params": definition.params,
    }
    return (tree_of(part, name) for name, part in parts.items() if part)


def slot_label(slot: Slot | InputSlot | OutputResult) -> str:
    """Return the name and type of a slot; results of outputs are never optional."""
    return name_and_type(slot) + ("" if getattr(slot, "required", True) else ", optional")


def name_and_type(slot: Slot | InputSlot | OutputSlot | OutputResult) -> str:
    """Return the name of a slot, with its slot type where that is another word.

    >>> name_and_type(Slot.parse("background_blob")), name_and_type(Slot.parse("ctf"))
    ('background_blob (stat_blob)', 'ctf')
    """
    return slot.name if slot.dtype == slot.name else f"{slot.name} ({slot.dtype})"


def _spec_label(spec: InputSpec | OutputSpec) -> str:
    if isinstance(spec, InputSpec):
        return spec_label(spec, connections(spec.count_min, spec.count_max))
    return spec_label(spec, passed_through(spec.passthrough))


def spec_label(spec: InputSpec | OutputSpec | Input | Output, more: str) -> str:
    """Return the type of an input or output, what else there is to say of it, and its title."""
    title = f' "{spec.title}"' if spec.title else ""
    return ", ".join(filter(None, (str(spec.type), more))) + title


def passed_through(name: str | None) -> str:
    """Say which input is passed through, if any."""
    return f"passes {name} through" if name else ""


def connections(least: int, most: int | None) -> str:
    """Return how many connections an input takes, in words."""
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
