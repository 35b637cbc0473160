"""Mistakes across files, each planted in one pipeline of a made project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.projects.made_project import (
    ROWS,
    STEPS,
    MadeJob,
    Raw,
    Result,
    write_group,
    write_json,
    write_table,
)


class Fault(NamedTuple):
    """A mistake that was planted."""

    name: str
    kind: str
    """The kind of problem that tells it."""
    job: str
    """The job in whose folder it is told."""


class Place:
    """One pipeline of a project, and its files."""

    def __init__(self, project: Path, pipeline: list[MadeJob]) -> None:
        self.project = project
        self.jobs = dict(zip(STEPS, pipeline, strict=True))

    def document(self, step: str) -> Path:
        return self.project / self.jobs[step].uid / "job.json"

    def group(self, step: str, output: str) -> Path:
        uid = self.jobs[step].uid
        return self.project / uid / f"{uid}_{output}.csg"

    def results(self, step: str, output: str) -> list[Result]:
        return self.jobs[step].results(output)

    def table(self, step: str, output: str, version: int = -1) -> Path:
        return self.project / self.results(step, output)[0].metafiles[version]

    def rewrite(self, step: str, output: str, results: list[Result], rows: int) -> None:
        write_table(self.table(step, output), results, rows=rows, layout=1)

    def in_table(self, step: str, output: str) -> list[Result]:
        return [r for r in self.results(step, output) if not r.passthrough]


def _edited(path: Path, edit: Callable[[Any], None]) -> None:
    if path.suffix == ".csg":
        group: Raw = yaml.safe_load(path.read_text("utf-8"))
        edit(group)
        write_group(path, group)
        return
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    write_json(path, document)


def _connections(document: Raw) -> list[Raw]:
    """The connections of the first input."""
    if "spec" in document:
        [spec] = document["spec"]["inputs"].values()
    else:
        [spec] = document["input_slot_groups"]
    connections: list[Raw] = spec["connections"]
    return connections


def _results_of(connection: Raw) -> list[Raw]:
    results: list[Raw] = connection["results" if "results" in connection else "slots"]
    return results


def _renamed(entry: Raw, keys: tuple[str, ...], value: object) -> None:
    key = next(key for key in keys if key in entry)
    entry[key] = value


def _results(document: Raw) -> list[Raw]:
    if "spec" in document:
        return [r for o in document["spec"]["outputs"].values() for r in o["results"]]
    return [*document["output_results"]]


def table_is_gone(place: Place) -> str:
    place.table("refine", "particles").unlink()
    return "refine"


def iteration_is_gone(place: Place) -> str:
    place.table("classes", "particles", 1).unlink()
    return "classes"


def handed_on_table_is_gone(place: Place) -> str:
    uid = place.jobs["ctf"].uid
    (place.project / uid / f"{uid}_passthrough_exposures.cs").unlink()
    return "ctf"


def fewer_rows(place: Place) -> str:
    place.rewrite("extract", "particles", place.in_table("extract", "particles"), 7)
    return "extract"


def no_rows(place: Place) -> str:
    place.rewrite("refine", "volume", place.in_table("refine", "volume"), 0)
    return "refine"


def slot_is_gone(place: Place) -> str:
    results = [r for r in place.in_table("extract", "particles") if r.name != "location"]
    place.rewrite("extract", "particles", results, ROWS["particle"])
    return "extract"


def column_is_gone(place: Place) -> str:
    _resaved(place.table("extract", "particles"), "ctf/tilt_A", None)
    return "extract"


def column_of_other_dtype(place: Place) -> str:
    _resaved(place.table("extract", "particles"), "location/micrograph_shape", "<u4")
    return "extract"


def _resaved(path: Path, column: str, scalar: str | None) -> None:
    from cryosparc.dataset import Dataset

    dataset: Any = Dataset.load(str(path))
    dataset.drop_fields([column])
    if scalar is not None:
        dataset.add_fields([column], [scalar])
    dataset.save(str(path))


def table_is_cut_short(place: Place) -> str:
    path = place.table("motion", "micrographs")
    path.write_bytes(path.read_bytes()[:-40])
    return "motion"


def table_is_text(place: Place) -> str:
    place.table("refine", "particles").write_text("uid,ctf\n", "utf-8")
    return "refine"


def feeds_from_no_job(place: Place) -> str:
    missing = f"J9{place.jobs['classes'].number:03}"

    def edit(document: Raw) -> None:
        for connection in _connections(document):
            connection["job_uid"] = missing
            for result in _results_of(connection):
                result["job_uid"] = missing

    _edited(place.document("classes"), edit)
    return "classes"


def feeds_from_no_output(place: Place) -> str:
    def edit(document: Raw) -> None:
        for connection in _connections(document):
            for entry in (connection, *_results_of(connection)):
                _renamed(entry, ("output", "group_name"), "particels")

    _edited(place.document("refine"), edit)
    return "refine"


def feeds_from_no_result(place: Place) -> str:
    def edit(document: Raw) -> None:
        [connection] = _connections(document)
        result = _results_of(connection)[0]
        _renamed(result, ("result", "result_name"), "alignments4D")

    _edited(place.document("refine"), edit)
    return "refine"


def feeds_from_no_version(place: Place) -> str:
    def edit(document: Raw) -> None:
        [connection] = _connections(document)
        _results_of(connection)[0]["version"] = 7

    _edited(place.document("refine"), edit)
    return "refine"


def job_is_gone(place: Place) -> str:
    shutil.rmtree(place.document("extract").parent)
    return "classes"


def group_of_other_job(place: Place) -> str:
    other = place.jobs["extract"].uid

    def edit(group: Raw) -> None:
        group["results"]["ctf"]["metafile"] = f"{other}/{other}_000_particles.cs"

    _edited(place.group("refine", "particles"), edit)
    return "refine"


def result_of_other_job(place: Place) -> str:
    other = place.jobs["extract"].uid

    def edit(document: Raw) -> None:
        result = next(
            each for each in _results(document) if each["name"] == "ctf" and not each["passthrough"]
        )
        result["metafiles"] = [f"{other}/{other}_000_particles.cs"]

    _edited(place.document("refine"), edit)
    return "refine"


def group_counts_other_rows(place: Place) -> str:
    def edit(group: Raw) -> None:
        for result in group["results"].values():
            result["num_items"] = 11

    _edited(place.group("extract", "particles"), edit)
    return "extract"


def group_gives_other_type(place: Place) -> str:
    def edit(group: Raw) -> None:
        group["results"]["location"]["type"] = "particle.pick_stats"

    _edited(place.group("extract", "particles"), edit)
    return "extract"


def group_of_no_output(place: Place) -> str:
    def edit(group: Raw) -> None:
        group["group"]["name"] = "particles_all"

    _edited(place.group("refine", "particles"), edit)
    return "refine"


def group_has_more_slots(place: Place) -> str:
    def edit(document: Raw) -> None:
        if "spec" in document:
            results = document["spec"]["outputs"]["exposures"]["results"]
            results[:] = [each for each in results if each["name"] != "ctf_stats"]
            return
        [output] = document["output_result_groups"]
        for results in (output["contains"], document["output_results"]):
            results[:] = [each for each in results if each["name"] != "ctf_stats"]

    _edited(place.document("ctf"), edit)
    return "ctf"


def metafile_with_a_slip(place: Place) -> str:
    def edit(group: Raw) -> None:
        result = group["results"]["location"]
        result["metafile"] = result["metafile"].replace("particles", "partcles")

    _edited(place.group("extract", "particles"), edit)
    return "extract"


def folder_of_other_job(place: Place) -> str:
    _edited(place.document("refine"), lambda document: document.update(uid="J8888"))
    return "refine"


def document_is_cut_short(place: Place) -> str:
    path = place.document("classes")
    path.write_text(path.read_text("utf-8")[:-100], "utf-8")
    return "classes"


def output_counts_other_rows(place: Place) -> str:
    def edit(document: Raw) -> None:
        if "spec" in document:
            document["spec"]["outputs"]["micrographs"]["num_items"] = 99
        else:
            document["output_result_groups"][0]["num_items"] = 99

    _edited(place.document("motion"), edit)
    return "motion"


def job_counts_other_rows(place: Place) -> str:
    def edit(document: Raw) -> None:
        for result in _results(document):
            if not result["passthrough"]:
                result["num_items"] = [99] * len(result["versions"])

    _edited(place.document("motion"), edit)
    return "motion"


FAULTS: dict[Callable[[Place], str], str] = {
    table_is_gone: "missing-file",
    iteration_is_gone: "missing-file",
    handed_on_table_is_gone: "missing-file",
    fewer_rows: "invalid-count",
    no_rows: "invalid-count",
    slot_is_gone: "missing-slot",
    column_is_gone: "missing-column",
    column_of_other_dtype: "wrong-dtype",
    table_is_cut_short: "unreadable",
    table_is_text: "unreadable",
    feeds_from_no_job: "missing-job",
    feeds_from_no_output: "missing-output",
    feeds_from_no_result: "missing-output",
    feeds_from_no_version: "missing-output",
    job_is_gone: "missing-job",
    group_of_other_job: "other-job",
    result_of_other_job: "other-job",
    group_counts_other_rows: "invalid-count",
    group_gives_other_type: "other-slot-type",
    group_of_no_output: "files-disagree",
    group_has_more_slots: "files-disagree",
    metafile_with_a_slip: "missing-file",
    folder_of_other_job: "files-disagree",
    document_is_cut_short: "syntax",
    output_counts_other_rows: "files-disagree",
    job_counts_other_rows: "invalid-count",
}
"""What is planted, and the kind of problem that tells it."""


def plant(project: Path, made: list[MadeJob], count: int = 40) -> Iterator[Fault]:
    """Plant so many mistakes, each in a pipeline of its own, and give them."""
    pipelines = [made[start : start + len(STEPS)] for start in range(0, len(made), len(STEPS))]
    for pipeline, fault in zip(pipelines[:count], [*FAULTS] * 2, strict=False):
        yield planted(fault, project, pipeline)


def planted(fault: Callable[[Place], str], project: Path, pipeline: list[MadeJob]) -> Fault:
    """Plant a mistake in a pipeline, and return it."""
    place = Place(project, pipeline)
    step = fault(place)
    return Fault(fault.__name__, FAULTS[fault], place.jobs[step].uid)
