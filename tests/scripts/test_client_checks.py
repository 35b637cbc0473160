"""Tests of how the client is used: what it is given, and what its versions have."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryosparc_spec.problems.problem import ProblemKind, Severity
from cryosparc_spec.scripts import read_script
from tests.interop.tools_versions import only_5

HEAD = """\
from cryosparc.tools import CryoSPARC

job = CryoSPARC().find_project("P3").create_external_job("W1", "a")
"""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        pytest.param('job.connect("a", "J20", "particles")', [], id="right"),
        pytest.param(
            'job.connect("a", "J20.particles")',
            [(4, 18, '"J20.particles"', 'write "J20", "particles"')],
            id="one text",
        ),
        pytest.param(
            'job.connect("a", source_job_uid="J20.particles", source_output="particles")',
            [(4, 33, '"J20.particles"', 'write "J20"')],
            id="output twice",
        ),
        pytest.param(
            'source = "J20.particles" if job else "J21"\njob.connect("a", source, "particles")',
            [(4, 10, '"J20.particles"', 'write "J20"')],
            id="one of two",
        ),
        pytest.param('job.connect("a", input(), "particles")', [], id="not known"),
        pytest.param('job.connect("a")', [], id="not there"),
    ],
)
def test_a_job_and_its_output_are_two_arguments(
    call: str, told: list[tuple[int, int, str, str]], tmp_path: Path
) -> None:
    """`connect` takes them apart: one text with a dot between is told at its place."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{call}\n")
    found = [p for p in read_script(script).problems if "uid of a job" in p.message]
    expected = [
        (line, column, f"expected the uid of a job, got {text}", hint)
        for line, column, text, hint in told
    ]
    places = [p.position for p in found if p.position]
    assert [(at.line, at.column) for at in places] == [row[:2] for row in expected]
    assert [(p.message, p.hint) for p in found] == [row[2:] for row in expected]


@only_5
@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        pytest.param(
            'job.mkdir(target_path_rel="a")',
            '"target_path_rel" of mkdir has another name since version 4.5 of cryosparc-tools',
            "write target_path=",
            id="argument renamed within version 4",
        ),
        pytest.param(
            'CryoSPARC().print_job_types(section="import")',
            'only version 4 of cryosparc-tools has the argument "section" of print_job_types: '
            "in version 5 it is refused",
            "write category=",
            id="argument renamed in version 5",
        ),
        pytest.param(
            'job.connect("a", "J1", "particles", refresh=False)',
            'only version 4 of cryosparc-tools has the argument "refresh" of connect: '
            "in version 5 it has no effect",
            "leave it out",
            id="argument that is gone",
        ),
        pytest.param(
            "from cryosparc.command import make_request",
            "version 5 of cryosparc-tools has no module cryosparc.command: version 4 has it",
            "use api of CryoSPARC",
            id="module that is gone",
        ),
        pytest.param(
            "from cryosparc.errors import CommandError",
            "version 5 of cryosparc-tools has no cryosparc.errors.CommandError: version 4 has it",
            "use cryosparc.errors.APIError",
            id="name that is gone",
        ),
        pytest.param(
            "from cryosparc.column import Column",
            "version 5 of cryosparc-tools has no module cryosparc.column: version 4 has it",
            "write from cryosparc.dataset.column import Column",
            id="module that moved",
        ),
    ],
)
def test_what_versions_have_is_told_with_the_version(
    code: str, message: str, hint: str, tmp_path: Path
) -> None:
    """A script of an older client is told what is called otherwise, and since when."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{code}\n")
    [problem] = read_script(script).problems
    assert (problem.kind, problem.severity) == (ProblemKind.REMOVED_CALL, Severity.WARNING)
    assert (problem.message, problem.hint) == (message, hint)


def test_an_old_name_means_nothing_elsewhere(tmp_path: Path) -> None:
    """Where the new name of an argument is none, the old one is as wrong as any other."""
    script = tmp_path / "a.py"
    script.write_text(f'{HEAD}job.stop(section="a")\n')
    [problem] = read_script(script).problems
    assert problem.message == '"section" is not an argument of stop: expected error'


@pytest.mark.parametrize(
    ("call", "severity", "words"),
    [
        pytest.param(
            'project.save_external_result("W1", table, "particle", "our-picks")',
            Severity.WARNING,
            "is refused by add_output",
            id="result",
        ),
        pytest.param(
            'job.add_output("particle", "our-picks", slots=["location"])',
            Severity.ERROR,
            "cannot name an output",
            id="output",
        ),
    ],
)
def test_names_that_only_some_methods_refuse(
    call: str, severity: Severity, words: str, tmp_path: Path
) -> None:
    """`save_external_result` leaves a name to the server, which was seen to take others."""
    script = tmp_path / "a.py"
    script.write_text(f'{HEAD}project, table = CryoSPARC().find_project("P3"), None\n{call}\n')
    [problem] = read_script(script).problems
    assert (problem.severity, problem.hint) == (severity, 'write "our_picks"')
    assert problem.message == (
        f'"our-picks" {words}: expected a letter, then letters, digits and underscores'
    )


@pytest.mark.parametrize(
    ("code", "name", "line"),
    [
        pytest.param('job = cs.find_job("P3", "J1")\njob.stop()', "stop", 5, id="found"),
        pytest.param(
            'job = cs.create_job("P3", "W1", "homo_abinit")\njob.start()', "start", 5, id="created"
        ),
        pytest.param('job = cs.find_job("P3", "J1")\njob.queue()', None, 0, id="any job has it"),
        pytest.param('job = cs.find_job("P3", "J1")\njob.lab()', None, 0, id="none has it"),
        pytest.param(
            'job = cs.find_external_job("P3", "J1")\njob.stop()', None, 0, id="external job"
        ),
        pytest.param(
            'job = cs.find_job("P3", "J1")\nif hasattr(job, "stop"):\n    job.stop()',
            None,
            0,
            id="asked before",
        ),
    ],
)
def test_methods_that_only_external_jobs_have(
    code: str, name: str | None, line: int, tmp_path: Path
) -> None:
    """A job that is found has them no more than one that is created, whatever its type."""
    script = tmp_path / "a.py"
    script.write_text(f"from cryosparc.tools import CryoSPARC\n\ncs = CryoSPARC()\n{code}\n")
    found = read_script(script).problems
    told = f"{name} is a method of external jobs, which find_job and create_job do not give"
    assert [(p.message, p.position.line) for p in found if p.position] == [
        (told, line) for _ in [name] if name
    ]
    assert {p.hint for p in found} <= {"use find_external_job or create_external_job"}


def test_what_is_declared_of_a_job_that_was_found(tmp_path: Path) -> None:
    """Is read and checked all the same, as that of an external job."""
    script = tmp_path / "a.py"
    script.write_text(
        "from cryosparc.tools import CryoSPARC\n\n"
        'job = CryoSPARC().find_job("P3", "J1")\n'
        'job.add_output("particle", "picks", slots=["location", "?ctf"])\n'
        'job.save_output("picks", None)\n'
    )
    read = read_script(script)
    assert [(call.function, call.datatype, call.name, call.slots) for call in read.calls[1:]] == [
        ("add_output", "particle", "picks", ("location", "?ctf")),
        ("save_output", None, "picks", ()),
    ]
    assert [problem.kind.value for problem in read.problems] == [
        *("removed-call", "optional-output-slot", "removed-call"),
    ]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        pytest.param(
            'job.add_input("particle", "a", slts=["blob"])',
            [("unknown-argument", "$.add_input.slts", "write slots=")],
            id="mistyped slots",
        ),
        pytest.param(
            'job.add_output("particle", "a", fields=["blob"])',
            [("unknown-argument", "$.add_output.fields", "write slots=")],
            id="slots by another word",
        ),
        pytest.param(
            'job.add_input(typ="particle", name="a", slots=["blob"])',
            [("unknown-argument", "$.add_input.typ", "write type=")],
            id="mistyped type",
        ),
        pytest.param(
            'job.add_input("particle", "a", ["blob"])',
            [("wrong-type", "$.inputs.a.count_min", "give it as slots=")],
            id="slots as the third",
        ),
        pytest.param(
            'job.add_input("particle", "a", 0, ["blob"])',
            [("wrong-type", "$.inputs.a.count_max", "give it as slots=")],
            id="slots as the fourth",
        ),
        pytest.param(
            'job.add_output("particle", "a", title=["blob"])',
            [("wrong-type", "$.outputs.a.title", "give it as slots=")],
            id="slots as the title",
        ),
        pytest.param(
            'job.add_output("particle", "a", ["blob"], ["ctf"])',
            [("wrong-type", "$.outputs.a.passthrough", None)],
            id="a second list",
        ),
        pytest.param(
            'job.add_input("particle", "a", colour="red")',
            [
                ("unknown-argument", "$.add_input.colour", None),
                ("no-slots", "$.inputs.a", None),
            ],
            id="something else",
        ),
        pytest.param(
            'job.add_input(name="a", slots=["blob"], colour="red")',
            [
                ("missing-key", "$.inputs.a", None),
                ("unknown-argument", "$.add_input.colour", None),
            ],
            id="something else, and no type",
        ),
    ],
)
def test_what_stands_under_another_name_is_not_told_to_be_missing(
    call: str, told: list[tuple[str, str, str | None]], tmp_path: Path
) -> None:
    """An argument that is mistyped, or slots in the place of another, is one mistake."""
    script = tmp_path / "a.py"
    script.write_text(f"{HEAD}{call}\n")
    found = read_script(script).problems
    assert sorted((p.kind, p.place, p.hint) for p in found) == sorted(told)
