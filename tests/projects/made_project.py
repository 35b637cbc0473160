"""A project made for tests: jobs of CryoSPARC 4 and 5 in turn, with tables by cryosparc-tools.

``python -m tests.projects.made_project FOLDER [JOBS]`` makes one to look at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import attrs
import numpy as np
import yaml
from cryosparc.dataset import CSDAT_FORMAT, NUMPY_FORMAT, Dataset

from cryosparc_spec import DTypeSpec, known_slot_types

Raw: TypeAlias = dict[str, Any]


class Step(NamedTuple):
    """What jobs of a type take and make."""

    job_type: str
    inputs: dict[str, str]
    """Which output of an earlier step feeds each input: `extract.particles`."""
    outputs: dict[str, tuple[str, str, str | None]]
    """Datatype, slots, and the input that is passed through."""
    versions: tuple[int, ...] = (0,)


STEPS = {
    "import": Step("import_movies", {}, {"movies": ("exposure", "movie_blob mscope_params", None)}),
    "motion": Step(
        "patch_motion_correction_multi",
        {"movies": "import.movies"},
        {"micrographs": ("exposure", "micrograph_blob rigid_motion", "movies")},
    ),
    "ctf": Step(
        "patch_ctf_estimation_multi",
        {"exposures": "motion.micrographs"},
        {"exposures": ("exposure", "ctf ctf_stats", "exposures")},
    ),
    "extract": Step(
        "extract_micrographs_multi",
        {"micrographs": "ctf.exposures"},
        {"particles": ("particle", "blob location ctf", None)},
    ),
    "classes": Step(
        "class_2D_new",
        {"particles": "extract.particles"},
        {
            "particles": ("particle", "alignments2D", "particles"),
            "class_averages": ("template", "blob", None),
        },
        (0, 10, 19),
    ),
    "refine": Step(
        "homo_refine_new",
        {"particles": "classes.particles"},
        {
            "particles": ("particle", "alignments3D ctf", "particles"),
            "volume": ("volume", "map map_sharp", None),
        },
        (3,),
    ),
}
"""A pipeline as labs run it, again and again."""

SLOT_TYPES = {"rigid_motion": "motion", "map": "blob", "map_sharp": "blob"}
ROWS = {"exposure": 6, "particle": 24, "template": 4, "volume": 1}


@attrs.frozen
class Result:
    """A slot of an output."""

    name: str
    datatype: str
    metafiles: tuple[str, ...]
    versions: tuple[int, ...]
    passthrough: bool

    @property
    def slot_type(self) -> str:
        return SLOT_TYPES.get(self.name, self.name)


@attrs.frozen
class MadeJob:
    """A job, whichever version of CryoSPARC describes it."""

    number: int
    step: Step
    sources: dict[str, tuple[MadeJob, str]]
    """Job and output that feed each input."""

    @property
    def uid(self) -> str:
        return f"J{self.number}"

    def results(self, output: str) -> list[Result]:
        datatype, slots, passed = self.step.outputs[output]
        names = slots.split()
        versions = self.step.versions
        made = tuple(f"{self.uid}/{self.uid}_{number:03}_{output}.cs" for number in versions)
        results = [Result(name, datatype, made, versions, False) for name in names]
        table = (f"{self.uid}/{self.uid}_passthrough_{output}.cs",)
        fed = self.sources[passed][0].results(self.sources[passed][1]) if passed else []
        handed_on = [result for result in fed if result.name not in names]
        results += [Result(r.name, datatype, table, (0,), True) for r in handed_on]
        return results


def jobs(count: int) -> Iterator[MadeJob]:
    """Give jobs that feed each other, pipeline after pipeline."""
    made: dict[str, MadeJob] = {}
    for number in range(1, count + 1):
        name = list(STEPS)[(number - 1) % len(STEPS)]
        step = STEPS[name]
        sources = {port: source.split(".") for port, source in step.inputs.items()}
        made[name] = MadeJob(
            number, step, {port: (made[job], output) for port, (job, output) in sources.items()}
        )
        yield made[name]


def v5(job: MadeJob) -> Raw:
    """The document of CryoSPARC 5."""
    return {
        "_id": f"{job.number:024x}",
        "uid": job.uid,
        "uid_num": job.number,
        "project_uid": "P1",
        "project_uid_num": 1,
        "workspace_uids": ["W1"],
        "job_dir": job.uid,
        "title": f"Step {job.number}",
        "status": "completed",
        "created_at": "2026-11-20T10:00:00Z",
        "version": "v5.0.1",
        "spec": {
            "type": job.step.job_type,
            "params": {},
            "inputs": {
                name: {
                    "type": source.step.outputs[output][0],
                    "title": name,
                    "slots": [],
                    "count_min": 1,
                    "count_max": "inf",
                    "connections": [
                        {
                            "job_uid": source.uid,
                            "output": output,
                            "results": [
                                {
                                    "name": None if result.passthrough else result.name,
                                    "dtype": result.slot_type,
                                    "job_uid": source.uid,
                                    "output": output,
                                    "result": result.name,
                                    "version": "F",
                                }
                                for result in source.results(output)
                            ],
                        }
                    ],
                }
                for name, (source, output) in job.sources.items()
            },
            "outputs": {
                name: {
                    "type": datatype,
                    "title": name,
                    "slots": [],
                    "passthrough": passed,
                    "results": [
                        {
                            "name": result.name,
                            "dtype": result.slot_type,
                            "versions": [*result.versions],
                            "metafiles": [*result.metafiles],
                            "num_items": [ROWS[datatype]] * len(result.versions),
                            "passthrough": result.passthrough,
                        }
                        for result in job.results(name)
                    ],
                    "num_items": ROWS[datatype],
                }
                for name, (datatype, _, passed) in job.step.outputs.items()
            },
        },
    }


def v4(job: MadeJob) -> Raw:
    """The document of CryoSPARC 4."""
    return {
        "_id": {"$oid": f"{job.number:024x}"},
        "uid": job.uid,
        "uid_num": job.number,
        "project_uid": "P1",
        "project_uid_num": 1,
        "type": job.step.job_type,
        "job_type": job.step.job_type,
        "title": f"Step {job.number}",
        "status": "completed",
        "created_at": {"$date": "2024-11-20T10:00:00Z"},
        "parents": sorted({source.uid for source, _ in job.sources.values()}),
        "params_base": {},
        "params_spec": {},
        "input_slot_groups": [
            {
                "type": source.step.outputs[output][0],
                "name": name,
                "title": name,
                "slots": [],
                "count_min": 1,
                "count_max": None,
                "connections": [
                    {
                        "job_uid": source.uid,
                        "group_name": output,
                        "slots": [
                            {
                                "slot_name": None if result.passthrough else result.name,
                                "job_uid": source.uid,
                                "group_name": output,
                                "result_name": result.name,
                                "result_type": f"{result.datatype}.{result.slot_type}",
                                "version": "F",
                            }
                            for result in source.results(output)
                        ],
                    }
                ],
            }
            for name, (source, output) in job.sources.items()
        ],
        "output_result_groups": [
            {
                "uid": f"{job.uid}-G{number}",
                "type": datatype,
                "name": name,
                "title": name,
                "contains": [
                    {
                        "uid": f"{job.uid}-R{index}",
                        "type": f"{datatype}.{result.slot_type}",
                        "group_name": name,
                        "name": result.name,
                        "passthrough": result.passthrough,
                    }
                    for index, result in enumerate(job.results(name))
                ],
                "passthrough": passed or False,
                "num_items": ROWS[datatype],
            }
            for number, (name, (datatype, _, passed)) in enumerate(job.step.outputs.items())
        ],
        "output_results": [
            {
                "uid": f"{job.uid}-R{index}",
                "type": f"{datatype}.{result.slot_type}",
                "group_name": name,
                "name": result.name,
                "min_fields": min_fields(datatype, result.slot_type),
                "versions": [*result.versions],
                "metafiles": [*result.metafiles],
                "num_items": [ROWS[datatype]] * len(result.versions),
                "passthrough": result.passthrough,
            }
            for name, (datatype, _, _) in job.step.outputs.items()
            for index, result in enumerate(job.results(name))
        ],
    }


def columns_of(datatype: str, slot_type: str) -> list[tuple[str, DTypeSpec]]:
    """The columns that are known of a slot type, with their dtypes."""
    known = known_slot_types()[datatype, slot_type].columns
    return [(column.name, DTypeSpec.parse(column.dtype)) for column in known if column.dtype]


def min_fields(datatype: str, slot_type: str) -> list[list[str]]:
    """Columns as jobs of CryoSPARC 4 list them."""
    return [[name, str(dtype)] for name, dtype in columns_of(datatype, slot_type)][:4]


def write_table(path: Path, results: Sequence[Result], *, rows: int, layout: int) -> None:
    """Write a table with all columns that are known of the slots in it."""
    fields: list[Any] = [("uid", "<u8")]
    texts: list[str] = []
    for result in results:
        for leaf, dtype in columns_of(result.datatype, result.slot_type):
            name = f"{result.name}/{leaf}"
            fields.append((name, dtype.scalar, *([dtype.shape] if dtype.shape else [])))
            texts += [name] * (dtype.scalar == "|O")
    dataset: Any = Dataset.allocate(rows, fields)
    for name in texts:
        dataset[name] = np.array(["J1/imported/a.mrc"] * rows, dtype=object)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save(str(path), format=layout)


def group_of(job: MadeJob, output: str, folder: str = "") -> Raw:
    """The results group of an output; beside its tables, unless a folder is given."""
    datatype = job.step.outputs[output][0]
    return {
        "created": "2024-11-20 10:00:00.123456",
        "group": {"description": "", "name": output, "title": output, "type": datatype},
        "results": {
            result.name: {
                "metafile": ">" + folder + result.metafiles[-1].partition("/")[2],
                "num_items": ROWS[datatype],
                "type": f"{datatype}.{result.slot_type}",
            }
            for result in job.results(output)
        },
        "version": "v4.6.0",
    }


def write_json(path: Path, raw: object) -> None:
    """Write a document as CryoSPARC does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw, indent=4), "utf-8")


def write_group(path: Path, raw: Raw) -> None:
    """Write a results group as CryoSPARC does."""
    path.write_text(yaml.safe_dump(raw), "utf-8")


def write_job(job: MadeJob, project: Path) -> None:
    """Write all files of a job: of two pipelines, each step is of CryoSPARC 4 in one."""
    is_v4 = job.number % 4 in (0, 3)
    write_json(project / job.uid / "job.json", v4(job) if is_v4 else v5(job))
    layout = CSDAT_FORMAT if job.number % 5 == 0 else NUMPY_FORMAT
    for output, (datatype, _, _) in job.step.outputs.items():
        by_table: dict[str, list[Result]] = {}
        for result in job.results(output):
            for metafile in result.metafiles:
                by_table.setdefault(metafile, []).append(result)
        for metafile, results in by_table.items():
            write_table(project / metafile, results, rows=ROWS[datatype], layout=layout)
        write_group(project / job.uid / f"{job.uid}_{output}.csg", group_of(job, output))


def write_export(job: MadeJob, output: str, project: Path) -> None:
    """Write what CryoSPARC exports of an output: a results group with tables beside it."""
    folder = project / "exports" / "groups" / f"P1_{job.uid}_{output}"
    datatype = job.step.outputs[output][0]
    for result in job.results(output):
        others = [each for each in job.results(output) if each.metafiles == result.metafiles]
        table = folder / result.metafiles[-1].partition("/")[2]
        if not table.exists():
            write_table(table, others, rows=ROWS[datatype], layout=NUMPY_FORMAT)
    write_group(folder / f"P1_{job.uid}_{output}_exported.csg", group_of(job, output))


def make_project(project: Path, count: int = 300) -> list[MadeJob]:
    """Make the folder of a project of so many jobs, and return them."""
    made = [*jobs(count)]
    write_json(project / "project.json", {"uid": "P1", "title": "Made", "project_dir": "P1"})
    write_json(project / "workspaces.json", [{"uid": "W1", "project_uid": "P1", "title": "W"}])
    for job in made:
        write_job(job, project)
        (project / job.uid / "job.log").write_text("done", "utf-8")
    for job in made[5::6]:
        for output in job.step.outputs:
            write_export(job, output, project)
    (project / "S1").mkdir()
    write_json(project / "S1" / "session.json", {"uid": "S1", "project_uid": "P1"})
    return made


if __name__ == "__main__":
    make_project(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
