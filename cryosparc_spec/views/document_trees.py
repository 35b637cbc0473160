"""Trees of the documents and catalogues of CryoSPARC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.conversions.v4_to_v5 import to_job
from cryosparc_spec.converters.plain_data import unstructure
from cryosparc_spec.datasets.header import DatasetHeader
from cryosparc_spec.documents.blueprint import Blueprint
from cryosparc_spec.documents.codec.server_document import keys_read
from cryosparc_spec.documents.job import Job, JobSpec
from cryosparc_spec.documents.job_inputs import Input
from cryosparc_spec.documents.job_outputs import Output, OutputResult
from cryosparc_spec.documents.job_register import JobRegister, JobType
from cryosparc_spec.documents.legacy_job import LegacyJob
from cryosparc_spec.documents.pipeline import BuiltInJob, Pipeline
from cryosparc_spec.documents.results_group import ResultsGroup, SlotResult
from cryosparc_spec.documents.workflow import Workflow, WorkflowJob, WorkflowParameter
from cryosparc_spec.problems.value_text import counted
from cryosparc_spec.views.column_labels import column_label
from cryosparc_spec.views.header_trees import header_tree
from cryosparc_spec.views.pipelines import lines_of
from cryosparc_spec.views.trees import (
    Tree,
    connections,
    definition_parts,
    passed_through,
    slot_label,
    spec_label,
    titled,
    tree_of,
)
from cryosparc_spec.vocabulary.job_words import JobStatus


def tree_of_document(value: object, label: str) -> Tree:
    """Make the tree of an object of any other class than slots and definitions have."""
    match value:
        case Job() | LegacyJob():
            return _job_tree(value, label)
        case JobSpec():
            return titled(value.type or "spec of a job", label, None, definition_parts(value))
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
            return titled(value.title, label, value.description, jobs)
        case SlotTypes():
            return _slot_types_tree(value, label)
        case JobTypes():
            return _job_types_tree(value, label)
        case DatasetHeader():
            return header_tree(value, label)
        case Input() | Output():
            return Tree(f"{label}: {_spec_label(value)}", tuple(_parts_of(value)))
        case _:
            return tree_of(unstructure(value), label)


def _spec_label(spec: Input | Output) -> str:
    if isinstance(spec, Input):
        return spec_label(spec, connections(spec.count_min, spec.most_connections))
    return spec_label(spec, passed_through(spec.passthrough))


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
    return titled(job.title, label, job.description, (line, *definition_parts(job.spec)))


def _parts_of(spec: Input | Output) -> Iterator[Tree]:
    """Give the slots of an input and what is connected to it, or the results of an output."""
    if isinstance(spec, Output):
        yield from map(_result_tree, spec.results)
        return
    for slot in spec.slots:
        yield Tree(slot_label(slot))
    for connection in spec.connections:
        yield Tree(f"from {connection.job_uid}.{connection.output}")


def _result_tree(result: OutputResult) -> Tree:
    final = result.final
    words = [] if final is None else [final.metafile or "no file", _items(final.num_items)]
    through = ["passed through"] if result.passthrough else []
    parts = [word for word in (*words, *through) if word]
    return Tree(f"{slot_label(result)}{': ' if parts else ''}{', '.join(parts)}")


def _items(number: int | None) -> str:
    return "" if number is None else counted(number, "item")


def _results_group_tree(results_group: ResultsGroup, label: str) -> Tree:
    group = results_group.group
    version = f", CryoSPARC {results_group.version}" if results_group.version else ""
    results = (
        Tree(f"{name} ({result.type}): {_file_and_items(result)}")
        for name, result in results_group.results.items()
    )
    line = Tree(f"results group {group.name}, {group.type}{version}")
    branches = (line, Tree("results", tuple(results)))
    return titled(group.title or group.name, label, group.description, branches)


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
    return titled(f"Register of {len(register)} job types", label, None, branches)


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
    return titled(workflow.title, label, workflow.description, branches)


def _workflow_job_tree(workflow: Workflow, key: str, job: WorkflowJob) -> Tree:
    fed = (
        Tree(f"{connection.target.name} from {connection.source}")
        for connection in workflow.feeding(key)
    )
    title = f' "{job.title}"' if job.title else ""
    return Tree(f"{key}: {job.job_type}{title}", (*fed, *_parameter_trees(job.parameters)))


def _blueprint_tree(blueprint: Blueprint, label: str) -> Tree:
    branches = [Tree(f"blueprint of {blueprint.job_type}"), *_parameter_trees(blueprint.parameters)]
    return titled(blueprint.title, label, blueprint.description, branches)


def _slot_types_tree(slot_types: SlotTypes, label: str) -> Tree:
    entries = (
        Tree(str(slot_type), tuple(Tree(column_label(column)) for column in slot_type.columns))
        for slot_type in slot_types.values()
    )
    noun = "slot type" if len(slot_types) == 1 else "slot types"
    return titled(f"Catalogue of {len(slot_types)} {noun}", label, None, entries)


def _built_in_job_tree(job: BuiltInJob, label: str) -> Tree:
    title = f" ({job.title})" if job.title else ""
    return Tree(f"{label}: {job.job_type}{title}", tuple(map(Tree, lines_of(job))))


def _job_types_tree(job_types: JobTypes, label: str) -> Tree:
    entries = [Tree(f"{entry.type}: {entry.title}") for entry in job_types.values()]
    noun = "job type" if len(entries) == 1 else "job types"
    return titled(f"Catalogue of {len(entries)} {noun}", label, None, entries)


def _parameter_trees(parameters: Mapping[str, WorkflowParameter]) -> Iterator[Tree]:
    return (tree_of(parameter.value, name) for name, parameter in parameters.items())
