"""The command ``convert``: what it writes is read back, and accepted by cryosparc-tools."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import (
    InputSpec,
    Job,
    JobDefinition,
    OutputSpec,
    ParseError,
    ResultsGroup,
    check_file,
    load,
    structure,
)
from cryosparc_spec.conversions import definition_of, results_group_of, to_job
from cryosparc_spec.documents import LegacyJob
from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]

LEGACY: dict[str, Any] = {
    "uid": "J3",
    "job_type": "nu_refine",
    "title": "Refine",
    "created_at": "Mon, 04 Nov 2024 20:29:09 GMT",
    "input_slot_groups": [
        {
            "name": "particles",
            "type": "particle",
            "count_min": 1,
            "slots": [
                {"type": "particle.blob", "name": "blob"},
                {"type": "particle.ctf", "name": "ctf", "optional": True},
            ],
        }
    ],
    "output_result_groups": [
        {
            "name": "volume",
            "type": "volume",
            "title": "Map",
            "passthrough": False,
            "contains": [
                {"name": "map", "type": "volume.blob"},
                {"name": "map_sharp", "type": "volume.blob"},
            ],
        }
    ],
    "output_results": [
        {
            "name": "map",
            "type": "volume.blob",
            "group_name": "volume",
            "versions": [0, 2],
            "metafiles": ["J3/a.cs", "J3/b.cs"],
            "num_items": [1, 1],
        },
        {
            "name": "map_sharp",
            "type": "volume.blob",
            "group_name": "volume",
            "versions": [2],
            "metafiles": ["J3/b.cs"],
            "num_items": [1],
        },
    ],
    "params_spec": {"symmetry": {"value": "D7"}},
}
"""A job of CryoSPARC 4."""

JOB = to_job(structure(LEGACY, LegacyJob))
DEFINITION = JobDefinition(
    title="Refine",
    inputs={"particles": InputSpec(type="particle", slots=["blob", "?ctf"], count_min=1)},
    outputs={"volume": OutputSpec(type="volume", title="Map", slots=["map", "map_sharp"])},
    params={"symmetry": "D7"},
)
FILES = {
    "v4.json": json.dumps(LEGACY),
    "v5.json": json.dumps({"uid": "J3", "spec": {"type": "nu_refine"}}),
    "definition.yaml": "params: {a: 1, b: 2026-01-02, c: [x, {}]}\n",
    "null.yaml": "params: {a: null}\n",
    "group.csg": "created: x\ngroup: {name: a b, type: movie}\nresults: {}\n",
    "newer.json": json.dumps(
        {
            "uid": "J1",
            "spec": {
                "type": "x",
                "inputs": {"a": {"type": "voxel", "slots": []}},
                "outputs": {"b": {"type": "mesh", "results": [{"name": "c d", "dtype": "e"}]}},
            },
        }
    ),
    "wrong.json": '{"output_results": 3, "uid": 4}',
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder with a file of each kind."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "arguments", "suffix", "expected"),
    [
        pytest.param("v4.json", ["--to", "job"], ".json", JOB, id="v4 to job"),
        pytest.param("v4.json", ["--to", "definition"], ".yaml", DEFINITION, id="v4 to definition"),
        pytest.param(
            "v4.json",
            ["--to", "csg", "--output-name", "volume"],
            ".csg",
            results_group_of(JOB, "volume"),
            id="v4 to csg",
        ),
        pytest.param(
            "v5.json", ["--to", "definition"], ".yaml", JobDefinition(), id="job to definition"
        ),
    ],
)
def test_a_document_becomes_one_of_another_kind(
    name: str, arguments: list[str], suffix: str, expected: Any, capsys: Capture
) -> None:
    """What is printed loads as the object that Python makes of the same file."""
    outcome = run(capsys, "convert", name, *arguments)
    assert (outcome.exit_code, outcome.err) == (0, "")
    path = Path(f"converted{suffix}")
    path.write_text(outcome.out, "utf-8")
    assert load(path, type(expected)) == expected
    assert run(capsys, "convert", name, *arguments, "-o", f"out{suffix}") == Outcome(0, "", "")
    assert Path(f"out{suffix}").read_text("utf-8") == outcome.out


@pytest.mark.parametrize("target", ["json", "yaml", "toml"])
@pytest.mark.parametrize("name", ["v4.json", "v5.json", "definition.yaml", "group.csg"])
def test_a_document_is_the_same_in_another_format(name: str, target: str, capsys: Capture) -> None:
    """Format does not matter to what a document says."""
    assert run(capsys, "convert", name, "--to", target, "-o", f"x.{target}").exit_code == 0
    assert load(f"x.{target}") == load(name)


@pytest.mark.parametrize(
    ("name", "out", "to"),
    [
        pytest.param("definition.yaml", "x.json", "json", id="json"),
        pytest.param("definition.yaml", "x.TOML", "toml", id="toml, in capitals"),
        pytest.param("v4.json", "x.yml", "yaml", id="yml"),
        pytest.param("group.csg", "x.csg", "csg", id="csg"),
    ],
)
def test_the_suffix_tells_the_format(name: str, out: str, to: str, capsys: Capture) -> None:
    """Where --to does not."""
    assert run(capsys, "convert", name, "-o", out) == Outcome(0, "", "")
    assert Path(out).read_text("utf-8") == run(capsys, "convert", name, "--to", to).out


@pytest.mark.parametrize("out", [[], ["-o", "x"], ["-o", "x.md"]], ids=" ".join)
def test_what_to_convert_to_has_to_be_said(out: list[str], capsys: Capture) -> None:
    """Where no suffix tells it."""
    outcome = run(capsys, "convert", "v5.json", *out)
    message = (
        "say with --to what to convert to: job, definition, definitions, csg, json, yaml, toml"
    )
    assert outcome == Outcome(2, "", f"Error: {message}\n")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        pytest.param("v5.json", "job", id="job"),
        pytest.param("definition.yaml", "definition", id="definition"),
        pytest.param("group.csg", "csg", id="csg"),
    ],
)
def test_a_document_that_is_of_the_kind_is_written_as_it_is(
    name: str, target: str, capsys: Capture
) -> None:
    """Asking for what is there is no mistake."""
    out = f"x{Path(name).suffix}"
    assert run(capsys, "convert", name, "--to", target, "-o", out) == Outcome(0, "", "")
    assert load(out) == load(name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["definition.yaml", "--to", "job"],
            "a job definition cannot be converted to job",
            id="definition to job",
        ),
        pytest.param(
            ["group.csg", "--to", "definition"],
            "a results group cannot be converted to definition",
            id="csg to definition",
        ),
        pytest.param(
            ["v4.json", "--to", "csg"],
            "say with --output-name which output: J3 has volume",
            id="no output said",
        ),
        pytest.param(
            ["v5.json", "--to", "csg"],
            "say with --output-name which output: J3 has none",
            id="no outputs",
        ),
        pytest.param(
            ["v4.json", "--to", "csg", "--output-name", "volumes"],
            '"volumes" is not an output of J3: it has volume; is "volume" meant?',
            id="no such output",
        ),
        pytest.param(
            ["v4.json", "--to", "yaml", "-o", "x.json"],
            "x.json: expected a name that ends in .yaml, .yml",
            id="another suffix",
        ),
        pytest.param(
            ["v4.json", "--to", "job", "-o", "gone/x.json"],
            "gone/x.json: cannot be written: No such file or directory",
            id="no folder",
        ),
    ],
)
def test_what_has_no_meaning_could_not_run(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    """The exit code is 2, and nothing is written."""
    before = set(Path().iterdir())
    assert run(capsys, "convert", *arguments) == Outcome(2, "", f"Error: {message}\n")
    assert set(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        pytest.param(
            ["null.yaml", "--to", "toml"],
            ["null.toml: error: $.params.a: TOML has no null", "    leave the key out"],
            id="null in TOML",
        ),
        pytest.param(
            ["wrong.json", "--to", "job"],
            [
                "wrong.json: taken for a job of CryoSPARC 4: it has output_results",
                "wrong.json:1:20: error: $.output_results: expected a list, got 3",
                "wrong.json:1:30: error: $.uid: expected text, got 4",
                '    write "4"',
            ],
            id="broken",
        ),
        pytest.param(
            ["newer.json", "--to", "definition"],
            [
                'newer.json: error: $.spec.inputs.a.type: "voxel" is not a known datatype',
                'newer.json: error: $.spec.outputs.b.type: "mesh" is not a known datatype',
                '    write "flex_mesh"',
            ],
            id="newer",
        ),
    ],
)
def test_problems_are_told_on_standard_error(
    arguments: list[str], lines: list[str], capsys: Capture
) -> None:
    """Standard output is for the document alone; the exit code is 1."""
    outcome = run(capsys, "convert", *arguments)
    assert (outcome.exit_code, outcome.out) == (1, "")
    shown = [line.split(": expected one of exposure")[0] for line in outcome.err.splitlines()]
    assert shown == lines


def test_what_is_made_is_clean(capsys: Capture) -> None:
    """``check`` has nothing to say of it, but that a group has no version, and tables elsewhere."""
    for target, out in [("job", "a.json"), ("definition", "a.yaml"), ("csg", "a.csg")]:
        run(capsys, "convert", "v4.json", "--to", target, "--output-name", "volume", "-o", out)
        kinds = {(problem.kind, problem.severity) for problem in check_file(out)}
        of_group = {("missing-file", "note"), ("missing-key", "note")}
        assert kinds == (of_group if target == "csg" else set())


def test_cryosparc_tools_takes_what_is_made(capsys: Capture) -> None:
    """Their models of a job and of the inputs and outputs of a definition accept it."""
    job = pytest.importorskip("cryosparc.models.job")
    job_spec = pytest.importorskip("cryosparc.models.job_spec")
    made = json.loads(run(capsys, "convert", "v4.json", "--to", "job").out)
    assert job.Job.model_validate(made).spec.outputs.root["volume"].results[0].name == "map"
    out = run(capsys, "convert", "v4.json", "--to", "definition", "-o", "x.json")
    definition = json.loads(Path("x.json").read_text("utf-8"))
    assert out.exit_code == 0
    for spec in definition["inputs"].values():
        assert job_spec.InputSpec.model_validate(spec).count_min == 1
    for spec in definition["outputs"].values():
        assert job_spec.OutputSpec.model_validate(spec).title == "Map"


def test_every_document_of_the_corpus_converts(corpus: Path, capsys: Capture) -> None:
    """All jobs become jobs and definitions, and those of CryoSPARC 4 results groups as well."""

    def to(file: str) -> tuple[str, ...]:
        return "-o", file, "--force"

    made = 0
    for path in sorted((corpus / "job_json").glob("*.json")):
        document = load(path)
        job = to_job(document) if isinstance(document, LegacyJob) else document
        assert isinstance(job, Job)
        assert run(capsys, "convert", str(path), "--to", "job", *to("j.json")).exit_code == 0
        assert load("j.json") == job
        outcome = run(capsys, "convert", str(path), "--to", "definition", *to("d.yaml"))
        assert outcome == Outcome(0, "", "")
        assert load("d.yaml", JobDefinition) == definition_of(job)
        for name in job.spec.outputs:
            arguments = ["convert", str(path), "--to", "csg", "--output-name", name, *to("g.csg")]
            outcome = run(capsys, *arguments)
            without = [r.name for r in job.spec.outputs[name].results if not r.final]
            assert outcome.exit_code == (1 if without else 0)
            if len(without) == len(job.spec.outputs[name].results):
                assert "has a file: it has" in outcome.err
                continue
            assert all(
                f'the result "{each}" of the output "{name}"' in outcome.err for each in without
            )
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                assert load("g.csg", ResultsGroup) == results_group_of(job, name)
            assert len(caught) == bool(without)
            made += 1
    assert made


@pytest.mark.parametrize(
    ("results", "output", "left_out", "refused"),
    [
        pytest.param({"a": ["a.cs"], "b": []}, "made", ["b"], False, id="one"),
        pytest.param({"a": [], "b": ["b.cs"], "c": []}, "made", ["a", "c"], False, id="two"),
        pytest.param({"a": ["a.cs"], "b": [""]}, "made", ["b"], False, id="empty path"),
        pytest.param({"a": ["a.cs"], "b": ["b.cs"]}, "made", [], False, id="none"),
        pytest.param({"a": [], "b": []}, "made", [], True, id="all"),
        pytest.param({}, "made", [], True, id="no results"),
    ],
)
def test_results_without_files_are_named(
    results: dict[str, list[str]], output: str, left_out: list[str], refused: bool, capsys: Capture
) -> None:
    """On standard error and by the exit code; a group of nothing is not made."""
    held = [
        {
            "name": name,
            "dtype": "blob",
            "versions": [*range(len(files))],
            "metafiles": files,
            "num_items": [3] * len(files),
        }
        for name, files in results.items()
    ]
    spec = {"type": "x", "outputs": {output: {"type": "volume", "results": held}}}
    Path("stopped.json").write_text(json.dumps({"uid": "J9", "spec": spec}))
    arguments = ["stopped.json", "--to", "csg", "--output-name", output, "-o", "stopped.csg"]
    outcome = run(capsys, "convert", *arguments)
    assert outcome.exit_code == bool(left_out or refused)
    assert Path("stopped.csg").exists() is not refused
    job = load("stopped.json", Job)
    if refused:
        assert 'no result of the output "made" has a file: it has ' in outcome.err
        with pytest.raises(ParseError, match="has a file"):
            results_group_of(job, output)
        return
    assert [line.split('"')[1] for line in outcome.err.splitlines()] == left_out
    assert not set(load("stopped.csg", ResultsGroup).results) & set(left_out)
    if left_out:
        with pytest.warns(UserWarning, match=f'the result "{left_out[0]}" of the output'):
            results_group_of(job, output)
