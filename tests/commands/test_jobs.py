"""Tests of the command ``jobs``, and of catalogues of job types on the command line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from cryosparc_spec import Job, JobRegister, dump, known_slot_types, load, structure
from cryosparc_spec.catalogue import Basis, JobTypes, KnownInput, KnownJobType, KnownParam
from cryosparc_spec.catalogue.job_type_entries import KnownDefault, KnownOutput
from cryosparc_spec.documents import JobParam, JobSpec, JobType
from cryosparc_spec.views.job_types import job_type_tree
from tests.command_line import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRYOSPARC_SPEC_JOB_TYPES", raising=False)
    params = {"box": JobParam(type="integer", title="Box", default=64)}
    spec = JobType(type="my_job", title="Mine", category="import", params=params)
    dump(JobRegister(specs=(spec,)), "register.json")


def test_all_are_listed_by_category(capsys: Capture) -> None:
    """In the order of the builder; with tabs where the output is no terminal."""
    lines = run(capsys, "jobs").out.splitlines()
    assert lines[0] == "CATEGORY\tJOB TYPE\tSTABILITY\tIN\tOUT\tPARAMS\tTITLE"
    assert lines[1].startswith("import\timport_movies\tstable\t0\t1\t24\t")
    categories = [line.split("\t")[0] for line in lines[1:]]
    assert len(categories) == 110
    assert categories == sorted(categories, key=categories.index)


def test_a_table_on_a_terminal(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are lined up."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    lines = run(capsys, "jobs", "--category", "import").out.splitlines()
    assert lines[0].startswith("CATEGORY  JOB TYPE")
    assert len({line.index("stable") for line in lines[1:]}) == 1


def test_one_is_shown_with_what_is_not_known(capsys: Capture) -> None:
    """Its inputs, outputs and parameters; that there may be more is said."""
    out = run(capsys, "jobs", "homo_refine_new").out
    assert out.startswith("homo_refine_new: Homogeneous Refinement (refinement, stable")
    assert "inputs: all 3, of v5.0" in out
    assert "map (blob), required" in out
    assert "params: 56 known, and there may be more" in out
    assert "random_seed: type not known (seen, high)" in out


def test_json(capsys: Capture) -> None:
    """The entries as data, which are read back."""
    entries = json.loads(run(capsys, "jobs", "homo_abinit", "--format", "json").out)
    assert structure(entries[0], KnownJobType).title == "Ab-Initio Reconstruction"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["homo_refin_new"], 'write "homo_refine_new"', id="a slip"),
        pytest.param(["--category", "imports"], 'write "import"\n', id="category"),
        pytest.param(["--category", "x"], "live, instance_testing, workflows\n", id="no such"),
        pytest.param(["--job-types", "slots.json"], "is a catalogue of slot types", id="kind"),
        pytest.param(["--job-types", "none.json"], "does not exist", id="no file"),
        pytest.param(["--job-types", "bad.json"], "cannot be a name", id="slots of a register"),
    ],
)
def test_what_cannot_be_shown(arguments: list[str], message: str, capsys: Capture) -> None:
    """Exit code 2, with what is expected."""
    dump(known_slot_types(), "slots.json")
    inputs = {"a": {"type": "mask", "slots": ["a b"]}}
    bad = {"specs": [{"type": "a", "category": "import", "inputs": inputs}]}
    Path("bad.json").write_text(json.dumps(bad))
    outcome = run(capsys, "jobs", *arguments)
    assert outcome.exit_code == 2
    assert message in outcome.err


def test_a_register_of_ones_own(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the option, or for all commands by the environment."""
    first = run(capsys, "jobs", "my_job", "--job-types", "register.json").out
    monkeypatch.setenv("CRYOSPARC_SPEC_JOB_TYPES", "register.json")
    assert run(capsys, "jobs", "my_job").out == first
    assert "params: all 1\n" in first
    assert "box: Box: integer; default 64 (register)" in first
    assert "homo_abinit" in run(capsys, "jobs").out


def test_job_types_are_learned(capsys: Capture) -> None:
    """Into a file that the option takes."""
    spec = JobSpec(type="other_job", params={"box": 64})
    dump(Job(uid="J1", spec=spec), "job.json")
    outcome = run(capsys, "learn", "--jobs", ".", "-o", "mine.json")
    assert outcome.err == "2 job types learned from 2 files\n"
    assert set(load("mine.json", JobTypes)) == {"my_job", "other_job"}
    out = run(capsys, "jobs", "other_job", "--job-types", "mine.json").out
    assert "other_job: title not known" in out
    assert run(capsys, "show", "mine.json").out.startswith("Catalogue of 2 job types")
    assert run(capsys, "check", "mine.json").exit_code == 0


def test_nothing_to_learn_from(capsys: Capture) -> None:
    """It is said what would be."""
    Path("empty").mkdir()
    outcome = run(capsys, "learn", "--jobs", "empty")
    assert (outcome.exit_code, outcome.err) == (
        2,
        "Error: there is no job and no workflow and no register to learn from\n",
    )


def test_all_that_may_be_known_is_shown() -> None:
    """Limits, choices, defaults that differ, counts known in part, and what is handed on."""
    entry = KnownJobType(
        type="a",
        complete={"outputs": ["v5.0"]},
        inputs={"b": KnownInput(count_min=1), "c": KnownInput(datatype="mask", count_max=2)},
        outputs={"d": KnownOutput(datatype="volume", series="d_{}", passthrough="b")},
        params={
            "e": KnownParam(
                types=["integer", "null"],
                enum=[1, None],
                ge=0,
                multiple_of=2,
                defaults=[
                    KnownDefault(value=1, version="v4"),
                    KnownDefault(value=None, version="v5"),
                ],
            )
        },
        notes=["one", "two"],
        basis=Basis.PRINTED,
        confidence="low",
    )
    assert [*job_type_tree(entry).lines()] == [
        "a: title not known (category not known, stability not known; printed, low)",
        "├─ inputs: 2 known, and there may be more",
        "│  ├─ b: datatype not known, 1 to ? connections (seen)",
        "│  └─ c: mask, ? to 2 connections (seen)",
        "├─ outputs: all 1, of v5.0",
        "│  └─ d: volume, one of d_{}, hands on b (seen)",
        "├─ params: 1 known, and there may be more",
        "│  └─ e: integer or null; at least 0; a multiple of 2; one of 1, null; default 1 (v4); "
        "default not set (v5) (seen)",
        "└─ notes",
        "   ├─ one",
        "   └─ two",
    ]


def test_check_holds_jobs_to_a_register(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the option, by the environment, and for what comes on standard input."""
    spec = JobSpec(type="my_job", params={"bax": 64})
    dump(Job(uid="J1", spec=spec), "job.json")
    assert run(capsys, "check", "job.json").exit_code == 0
    outcome = run(capsys, "check", "job.json", "--job-types", "register.json")
    assert outcome.exit_code == 1
    assert 'error: $.spec.params.bax: "bax" is not a parameter of my_job\n' in outcome.out
    assert 'write "box"' in outcome.out
    monkeypatch.setenv("CRYOSPARC_SPEC_JOB_TYPES", "register.json")
    raw = Path("job.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    piped = run(capsys, "check", "-")
    assert "$.spec.params.bax" in piped.out
