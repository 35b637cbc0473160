"""Tests of what is noted of a job that a script declares only in part."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from cryosparc_spec.scripts import read_script

HEAD = 'from cryosparc.tools import CryoSPARC\n\nproject = CryoSPARC().find_project("P3")\n'
JOB = 'job = project.create_external_job("W1")\n'
CONNECT = 'job.connect("parts", "J1", "particles", slots=["ctf"])\n'


@pytest.mark.parametrize(
    ("code", "types", "notes"),
    [
        pytest.param(
            JOB + CONNECT + 'job.add_output("particle", "b", slots=["ctf"], passthrough="parts")',
            {"parts": "particle"},
            ["$.inputs.parts: the type is not known: particle, as what passes it on"],
            id="as what passes it on",
        ),
        pytest.param(
            f"{JOB}{CONNECT}"
            'job.add_output("particle", "b", slots=["blob"], passthrough="parts")\n'
            'job.add_output("exposure", "c", slots=["movie_blob"], passthrough="parts")\n',
            {},
            ['$.inputs.parts: the type of "parts" is not known: it is left out'],
            id="passed on as two",
        ),
        pytest.param(
            JOB + CONNECT + 'job.add_output(input(), "b", slots=["ctf"], passthrough="parts")',
            {},
            [
                '$.inputs.parts: the type of "parts" is not known: it is left out',
                '$.outputs.b: the type of "b" is not known: it is left out',
            ],
            id="passed on as what is not known",
        ),
        pytest.param(
            f'{JOB}job.connect("mics", "J1", "exposures", slots=["movie_blob"])',
            {"mics": "exposure"},
            ["$.inputs.mics: the type is not known: exposure, by the slots"],
            id="by the slots",
        ),
    ],
)
def test_the_type_of_an_input_that_only_a_connection_names(
    code: str, types: dict[str, str], notes: list[str], tmp_path: Path
) -> None:
    """It is that of the outputs that pass it on, or the only one that has its slots."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{code}\n")
    [job] = read_script(script).jobs
    inputs = job.definition.inputs
    assert {name: spec.type.value for name, spec in inputs.items()} == types
    shown = [attrs.evolve(note, position=None) for note in job.unknown]
    assert [str(note) for note in shown] == notes


@pytest.mark.parametrize(
    ("code", "note"),
    [
        pytest.param(
            'for i, row in zip(rows(), rows()):\n    job.add_output("particle", "a" + "b")',
            "the script may add more to the job than could be followed",
            id="further rounds",
        ),
        pytest.param(
            'job.add_output("particle", "a")\nnotify(job)',
            "the job is handed to code that is not in the script, which may add to it",
            id="handed on",
        ),
    ],
)
def test_a_job_that_may_have_more(code: str, note: str, tmp_path: Path) -> None:
    """It is noted of the job, where it is made."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{JOB}{code}\n")
    [job] = read_script(script).jobs
    assert [n.message for n in job.unknown if not n.path] == [note]


@pytest.mark.parametrize(
    ("slots", "notes"),
    [
        pytest.param("", ["not known: those of the table that is saved"], id="none"),
        pytest.param(", slots=None", ["not known: those of the table that is saved"], id="None"),
        pytest.param(', slots=["blob"]', [], id="given"),
        pytest.param(", slots=[input()]", ["item [0] is not known: it is left out"], id="item"),
        pytest.param(", slots=input()", ["slots is not known"], id="not known"),
    ],
)
def test_the_slots_of_a_result_may_be_those_of_its_table(
    slots: str, notes: list[str], tmp_path: Path
) -> None:
    """Where none are given, the client saves what the table has, which is noted."""
    script = tmp_path / "a.py"
    script.write_text(f'{HEAD}project.save_external_result("W1", None, "particle", "b"{slots})\n')
    [job] = read_script(script).jobs
    assert [(note.path, note.message) for note in job.unknown] == [
        (("outputs", "b", "slots"), note) for note in notes
    ]
