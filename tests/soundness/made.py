"""What the package makes of sound things, which is to be sound itself."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from cryosparc_spec import (
    Datatype,
    Job,
    JobDefinition,
    Problem,
    check,
    check_file,
    dump,
    infer_slots,
    load,
)
from cryosparc_spec.checks import check_output
from cryosparc_spec.conversions import (
    build_results_group,
    definition_of,
    inferred_output,
    results_group_of,
    to_job,
)
from cryosparc_spec.documents import LegacyJob
from tests.soundness.samples import Sample

_Make: TypeAlias = Callable[[Sample, Path], Iterable[Problem]]


def _loaded(sample: Sample, folder: Path) -> Iterable[Problem]:
    """Check the object that is loaded, which has less to go by than the file."""
    with warnings.catch_warnings(action="ignore"):
        return check(load(sample.write(folder)))


def _datatype(sample: Sample) -> Datatype:
    return Datatype(str(sample.datatype))


def _built_group(sample: Sample, folder: Path) -> Iterable[Problem]:
    path = sample.write(folder)
    datatype = _datatype(sample)
    group = build_results_group([path], output="made", datatype=datatype, folder=folder)
    dump(group, folder / "made.csg")
    return check_file(folder / "made.csg")


def _inferred_output(sample: Sample, folder: Path) -> Iterable[Problem]:
    path = sample.write(folder)
    output = inferred_output(infer_slots(path, datatype=_datatype(sample)))
    held_to = () if sample.expected else check_output(path, output).problems
    return [*check(JobDefinition(outputs={"made": output})), *held_to]


def _definition(sample: Sample, folder: Path) -> Iterable[Problem]:
    found = check(definition_of(load(sample.write(folder), Job)))
    return [problem for problem in found if problem.kind != "no-slots"]


def _job_of_version_5(sample: Sample, folder: Path) -> Iterable[Problem]:
    return check(to_job(load(sample.write(folder), LegacyJob)))


def _groups_of_a_job(sample: Sample, folder: Path) -> Iterable[Problem]:
    job = load(sample.write(folder), Job)
    ran = [name for name, output in job.spec.outputs.items() if has_files(output.results)]
    groups = [results_group_of(job, name) for name in ran]
    return [problem for group in groups for problem in check(group)]


def has_files(results: Iterable[object]) -> bool:
    """Whether there are results, and all of them have files."""
    found = [bool(getattr(result, "metafiles", ())) for result in results]
    return bool(found) and all(found)


MADE: Mapping[str, tuple[str, _Make]] = {
    "definition, loaded": ("definition", _loaded),
    "results group, loaded": ("results group", _loaded),
    "job, loaded": ("job", _loaded),
    "job of version 4, loaded": ("job of version 4", _loaded),
    "job spec, loaded": ("job spec", _loaded),
    "results group built of a table": ("dataset", _built_group),
    "output inferred from a table": ("dataset", _inferred_output),
    "definition made of a job": ("job", _definition),
    "results groups made of a job": ("job", _groups_of_a_job),
    "job made of one of version 4": ("job of version 4", _job_of_version_5),
}
"""What is made, of which sound samples, and what is said of it."""
