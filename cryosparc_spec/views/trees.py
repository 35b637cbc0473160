"""Objects as readable trees, for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.datasets.header import DatasetHeader, UnsoundColumn
from cryosparc_spec.documents.blueprint import Blueprint
from cryosparc_spec.documents.codec.server_document import keys_read
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition, OutputSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output, OutputResult
from cryosparc_spec.documents.job_register import JobRegister, JobType
from cryosparc_spec.documents.job_slots import InputSlot, OutputSlot
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.results_group import ResultsGroup, SlotResult
from cryosparc_spec.documents.workflow import Workflow, WorkflowJob, WorkflowParameter
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.problems.value_text import show_value
from cryosparc_spec.slots.slot import Slot
from cryosparc_spec.views.column_labels import column_label
from cryosparc_spec.views.pipelines import lines_of
from cryosparc_spec.vocabulary.job_words import JobStatus


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
            return _titled(value.title, label, value.description, _definition_parts(value))
        case Job() | LegacyJob():
            return _job_tree(value, label)
        case JobSpec():
            return _titled(value.type or "spec of a job", label, None, _definition_parts(value))
        case ResultsGroup():
            return _results_group_tree(value, label)
        case JobRegister():
            return _register_tree(value, label)
        case Workflow():
            return _workflow_tree(value, label)
        case Blueprint():
            return _blueprint_tree(value, label)
        case BuiltInJob():
            return _built_in_job_tree(value, label)
        case Pipeline():
            jobs = (_built_in_job_tree(job, name) for name, job in value.jobs.items())
            return _titled(value.title, label, value.description, jobs)
        case SlotTypes():
            return _slot_types_tree(value, label)
        case JobTypes():
            return _job_types_tree(value, label)
        case DatasetHeader():
            return _header_tree(value, label)
        case Input() | Output():
            return Tree(f"{label}: {_spec_label(value)}", tuple(_parts_of(value)))
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


def _header_tree(header: DatasetHeader, label: str) -> Tree:
    alone = [Tree(f"{field.name} {field.dtype}") for field in header.fields if field.slot is None]
    alone += [_unsound(column) for column in header.unsound if column.slot is None]
    slots = [
        Tree(
            name,
            (
                *(Tree(f"{field.leaf} {field.dtype}") for field in fields),
                *(_unsound(column) for column in header.unsound if column.slot == name),
            ),
        )
        for name, fields in header.slots.items()
    ]
    rows = f"{header.rows} row{'' if header.rows == 1 else 's'}"
    return Tree(f"{label}: {rows}, {header.format}", (*alone, *slots))


def _unsound(column: UnsoundColumn) -> Tree:
    return Tree(f"{column.leaf or 'no name'} {column.dtype or 'of no dtype'}: `check` says why not")


def _titled(title: str | None, label: str, text: str | None, branches: Iterable[Tree]) -> Tree:
    description = [Tree(text)] if text else []
    return Tree(f"{title or 'untitled'} ({label})", (*description, *branches))


def _definition_parts(definition: JobDefinition | JobSpec) -> Iterator[Tree]:
    parts: dict[str, Mapping[str, Any]] = {
        "inputs": definition.inputs,
        "outputs": definition.outputs,
        "params": definition.params,
    }
    return (tree_of(part, name) for name, part in parts.items() if part)


def _status_words(document: Job | LegacyJob) -> list[str]:
    """Return the status, where the document says one."""
    if isinstance(document, LegacyJob):
        return [] if document.status is None else [str(document.status)]
    is_absent = document.status is JobStatus.BUILDING and "status" not in keys_read(document)
    return [] if keys_read(document) and is_absent else [str(document.status)]


def _job_tree(document: Job | LegacyJob, label: str) -> Tree:
    job = document if isinstance(document, Job) else to_job(document)
    place = ".".join(uid for uid in (job.project_uid, job.uid) if uid)
    words = [f"job {place}".rstrip(), job.spec.type, *_status_words(document)]
    version = [f"CryoSPARC {job.version}"] if job.version else []
    line = Tree(", ".join([*words, *version]))
    return _titled(job.title, label, job.description, (line, *_definition_parts(job.spec)))


def _parts_of(spec: Input | Output) -> Iterator[Tree]:
    """Give the slots of an input and what is connected to it, or the results of an output."""
    if isinstance(spec, Output):
        yield from map(_result_tree, spec.results)
        return
    for slot in spec.slots:
        yield Tree(_slot_label(slot))
    for connection in spec.connections:
        yield Tree(f"from {connection.job_uid}.{connection.output}")


def _result_tree(result: OutputResult) -> Tree:
    final = result.final
    words = [] if final is None else [final.metafile or "no file", _items(final.num_items)]
    through = ["passed through"] if result.passthrough else []
    parts = [word for word in (*words, *through) if word]
    return Tree(f"{_slot_label(result)}{': ' if parts else ''}{', '.join(parts)}")


def _items(number: int | None) -> str:
    return "" if number is None else f"{number} item{'' if number == 1 else 's'}"


def _results_group_tree(results_group: ResultsGroup, label: str) -> Tree:
    group = results_group.group
    version = f", CryoSPARC {results_group.version}" if results_group.version else ""
    results = (
        Tree(f"{name} ({result.type}): {_file_and_items(result)}")
        for name, result in results_group.results.items()
    )
    line = Tree(f"results group {group.name}, {group.type}{version}")
    branches = (line, Tree("results", tuple(results)))
    return _titled(group.title or group.name, label, group.description, branches)


def _file_and_items(result: SlotResult) -> str:
    return ", ".join(word for word in (result.metafile, _items(result.num_items)) if word)


def _register_tree(register: JobRegister, label: str) -> Tree:
    words = dict.fromkeys([*register.categories, *(str(t.category) for t in register.specs)])
    categories = ((word, register.in_category(word)) for word in words)
    branches = (
        Tree(register.categories.get(word, word), tuple(map(_job_type_tree, job_types)))
        for word, job_types in categories
        if job_types
    )
    return _titled(f"Register of {len(register)} job types", label, None, branches)


def _job_type_tree(job_type: JobType) -> Tree:
    sides = [("inputs", job_type.inputs), ("outputs", job_type.outputs)]
    words = [f"{name}: {', '.join(ports)}" for name, ports in sides if ports]
    title = f' "{job_type.title}"' if job_type.title else ""
    return Tree(f"{job_type.type}{title}", tuple(map(Tree, words)))


def _workflow_tree(workflow: Workflow, label: str) -> Tree:
    parents = (
        Tree(f"{key}: {parent.job_type or 'any job'}", tuple(map(Tree, parent.groups)))
        for key, parent in workflow.parents.items()
    )
    jobs = (_workflow_job_tree(workflow, key, job) for key, job in workflow.jobs.items())
    parts = {"parents": tuple(parents), "jobs": tuple(jobs)}
    branches = (Tree(name, part) for name, part in parts.items() if part)
    return _titled(workflow.title, label, workflow.description, branches)


def _workflow_job_tree(workflow: Workflow, key: str, job: WorkflowJob) -> Tree:
    fed = (
        Tree(f"{connection.target.name} from {connection.source}")
        for connection in workflow.feeding(key)
    )
    title = f' "{job.title}"' if job.title else ""
    return Tree(f"{key}: {job.job_type}{title}", (*fed, *_parameter_trees(job.parameters)))


def _blueprint_tree(blueprint: Blueprint, label: str) -> Tree:
    branches = [Tree(f"blueprint of {blueprint.job_type}"), *_parameter_trees(blueprint.parameters)]
    return _titled(blueprint.title, label, blueprint.description, branches)


def _slot_types_tree(slot_types: SlotTypes, label: str) -> Tree:
    entries = (
        Tree(str(slot_type), tuple(Tree(column_label(column)) for column in slot_type.columns))
        for slot_type in slot_types.values()
    )
    noun = "slot type" if len(slot_types) == 1 else "slot types"
    return _titled(f"Catalogue of {len(slot_types)} {noun}", label, None, entries)


def _built_in_job_tree(job: BuiltInJob, label: str) -> Tree:
    title = f" ({job.title})" if job.title else ""
    return Tree(f"{label}: {job.job_type}{title}", tuple(map(Tree, lines_of(job))))


def _job_types_tree(job_types: JobTypes, label: str) -> Tree:
    entries = [Tree(f"{entry.type}: {entry.title}") for entry in job_types.values()]
    noun = "job type" if len(entries) == 1 else "job types"
    return _titled(f"Catalogue of {len(entries)} {noun}", label, None, entries)


def _parameter_trees(parameters: Mapping[str, WorkflowParameter]) -> Iterator[Tree]:
    return (tree_of(parameter.value, name) for name, parameter in parameters.items())


def _slot_label(slot: Slot | InputSlot | OutputResult) -> str:
    required = isinstance(slot, OutputResult) or slot.required
    return name_and_type(slot) + ("" if required else ", optional")


def name_and_type(slot: Slot | InputSlot | OutputSlot | OutputResult) -> str:
    """Return the name of a slot, with its slot type where that is another word.

    >>> name_and_type(Slot.parse("background_blob")), name_and_type(Slot.parse("ctf"))
    ('background_blob (stat_blob)', 'ctf')
    """
    return slot.name if slot.dtype == slot.name else f"{slot.name} ({slot.dtype})"


def _spec_label(spec: InputSpec | OutputSpec | Input | Output) -> str:
    parts = [str(spec.type)]
    match spec:
        case InputSpec():
            parts.append(_connections(spec.count_min, spec.count_max))
        case Input():
            parts.append(_connections(spec.count_min, spec.most_connections))
        case _ if spec.passthrough:
            parts.append(f"passes {spec.passthrough} through")
        case _:
            pass
    title = f' "{spec.title}"' if spec.title else ""
    return ", ".join(parts) + title


def _connections(least: int, most: int | None) -> str:
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
