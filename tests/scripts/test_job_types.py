"""Built-in jobs that scripts make are held to what is known of their types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cryosparc_spec import JobRegister, Problem, structure
from cryosparc_spec.catalogue import JobTypes, known_job_types
from cryosparc_spec.cli import main
from cryosparc_spec.conversions import job_types_from
from cryosparc_spec.problems import ProblemKind, Severity
from cryosparc_spec.projects.examiner import Examiner
from cryosparc_spec.scripts import read_script
from tests.checks.generated_workflows import REGISTER
from tests.scripts.written import CORPUS, cases

BEFORE = """from cryosparc.tools import CryoSPARC
cs = CryoSPARC()
project = cs.find_project("P3")
workspace = project.find_workspace("W1")
"""
REGISTERED = known_job_types() | job_types_from(structure(REGISTER, JobRegister))

SOUND = {
    "all forms": (
        'project.create_job("W1", "homo_abinit", {"particles": ("J1", "p")}, {"abinit_K": 3})\n'
        'cs.create_job("P3", "W1", "homo_refine_new", params={"refine_symmetry": "C4"})\n'
        'workspace.create_job("import_movies", params={"blob_paths": "/a/*.tif", "psize_A": 0.8})'
    ),
    "connected and set afterwards": (
        'job = workspace.create_job("refine", {"particles": []}, {"exact_steps": 3})\n'
        'job.connect("particles", "J1", "p")\n'
        'job.set_param("method", "exact")'
    ),
    "not known": (
        "import sys\n"
        'workspace.create_job(sys.argv[1], params={"zzz": 1})\n'
        'workspace.create_job(3, params={"zzz": 1})\n'
        'workspace.create_job(params={"zzz": 1})\n'
        'workspace.create_job("refine", *sys.argv)\n'
        'workspace.create_job("refine", sys.argv, read())\n'
        'workspace.create_job("refine", params={"box_size": int(sys.argv[2]), sys.argv[3]: 1})\n'
        'workspace.create_job("refine", params={1: 2, "radii": [1, read()], "lane": b"a"})\n'
        'workspace.create_job("refine", {"volume": read(), "mask": [read(), *sys.argv]})'
    ),
    "what JSON cannot hold": (
        f'workspace.create_job("refine", params={{"box_size": 1{"0" * 400}}})\n'
        'workspace.create_job("refine", params={"resolution": 1e999})\n'
        f'workspace.create_job("refine", params={{"radii": [{"9" * 400}], "box_size": {{1: 2}}}})'
    ),
    "types that may be one of two": (
        "import sys\n"
        'kind, params = "homo_abinit", {"abinit_K": 3}\n'
        "if len(sys.argv) > 1:\n"
        '    kind, params = "refine", {"symmetry": "C1"}\n'
        "workspace.create_job(kind, params=params)"
    ),
    "a dict that is added to afterwards": (
        'params = {"use_ssd": True, "radii": [1]}\n'
        'inputs = {"volume": [("J1", "a")] if params else [("J2", "a")]}\n'
        'workspace.create_job("refine", params=params, connections=inputs)\n'
        'params["radii"].append("a")\n'
        'params["abinit_K"] = 3\n'
        'inputs["volume"].append(("J2", "b"))\n'
        'workspace.create_job("homo_abinit", params={"abinit_K": params["abinit_K"]})'
    ),
    "connections of other jobs": (
        'first = workspace.create_job("abinit")\n'
        'workspace.create_job("refine", {"particles": [(first.uid, "a"), (first.uid, "b")],\n'
        '    "volume": (first.uid, "volume_class_0")})'
    ),
    "connections under a condition": (
        "import sys\n"
        'pairs = [("J1", "a")]\n'
        "if sys.argv:\n"
        '    pairs.append(("J2", "a"))\n'
        'workspace.create_job("refine", {"volume": pairs})'
    ),
    "dicts and lists in each other": (
        'deep = {"box_size": 2}\n'
        'deep["box_size"] = deep["radii"] = deep\n'
        "flat = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "flat = [flat, flat, flat, flat, flat, flat, flat, flat, flat, flat]\n"
        * 9
        + 'workspace.create_job("refine", {}, deep)\n'
        'workspace.create_job("refine", {"particles": deep}, {"radii": flat})'
    ),
    "an external job": 'workspace.create_job("snowflake", params={"a": 1})',
    "a type that nobody has seen": 'workspace.create_job("my_quite_own_thing", params={"a": 1})',
    "silenced": 'workspace.create_job("homo_abinit", params={"abinit_k": 3})'
    "  # cryosparc-spec: ignore[unknown-parameter]",
}


def problems(code: str, folder: Path, job_types: JobTypes | None = None) -> tuple[Problem, ...]:
    """Return what is told of code that makes jobs."""
    path = folder / "script.py"
    path.write_text(f"{BEFORE}{code}\n", "utf-8")
    return read_script(path, job_types=job_types).problems


def literal_at(problem: Problem, code: str) -> str:
    """Return the rest of the code from the place of a problem."""
    place = problem.position
    assert place is not None
    assert place.line is not None
    assert place.column is not None
    return f"{BEFORE}{code}".splitlines()[place.line - 1][place.column - 1 :]


@pytest.mark.parametrize("name", SOUND)
def test_sound_scripts_are_clean(name: str, tmp_path: Path) -> None:
    """Nothing is told of them: what is not known, or may come later, is left out."""
    assert problems(SOUND[name], tmp_path) == ()
    if name != "a type that nobody has seen":
        assert problems(SOUND[name], tmp_path, REGISTERED) == ()


@pytest.mark.parametrize(
    ("call", "literal", "kind", "severity", "hint"),
    [
        pytest.param(
            'project.create_job("W1", "homo_refin_new")',
            '"homo_refin_new"',
            ProblemKind.UNKNOWN_JOB_TYPE,
            Severity.NOTE,
            'write "homo_refine_new"',
            id="job type",
        ),
        pytest.param(
            'kind = "homo_abini"\ncs.create_job("P3", "W1", type=kind)',
            '"homo_abini"',
            ProblemKind.UNKNOWN_JOB_TYPE,
            Severity.NOTE,
            'write "homo_abinit"',
            id="job type of a name",
        ),
        pytest.param(
            'workspace.create_job("homo_abini" if input() else "homo_abinit", params={"zzz": 1})',
            '"homo_abini" if',
            ProblemKind.UNKNOWN_JOB_TYPE,
            Severity.NOTE,
            'write "homo_abinit"',
            id="one of two job types",
        ),
        pytest.param(
            'workspace.create_job("homo_abinit", params={"zzz": 1, "abinit_k": 3})',
            '"abinit_k"',
            ProblemKind.UNKNOWN_PARAMETER,
            Severity.NOTE,
            'is "abinit_K" meant?',
            id="parameter",
        ),
        pytest.param(
            'params = dict(abinit_k=3)\nworkspace.create_job("homo_abinit", params=params)',
            "abinit_k=3",
            ProblemKind.UNKNOWN_PARAMETER,
            Severity.NOTE,
            'is "abinit_K" meant?',
            id="parameter by keyword",
        ),
        pytest.param(
            'workspace.create_job("homo_abinit", params={"abinit_window": "true"})',
            '"true"',
            ProblemKind.WRONG_TYPE,
            Severity.NOTE,
            "write True",
            id="kind of value that was seen",
        ),
        pytest.param(
            'pixel = "0.8"\nworkspace.create_job("import_movies", params={"psize_A": pixel})',
            '"0.8"',
            ProblemKind.WRONG_TYPE,
            Severity.WARNING,
            "write 0.8",
            id="kind of value that a server printed",
        ),
        pytest.param(
            'workspace.create_job("import_movies", params={"gainref_flip_x": 0 if input() else 1})',
            "1})",
            ProblemKind.WRONG_TYPE,
            Severity.WARNING,
            "write True",
            id="value by a condition",
        ),
        pytest.param(
            'workspace.create_job("homo_abinit", {"particle": ("J1", "a"), "other": ("J1", "a")})',
            '"particle"',
            ProblemKind.UNKNOWN_INPUT,
            Severity.NOTE,
            'is "particles" meant?',
            id="input",
        ),
    ],
)
def test_slips_are_told_on_public_evidence(
    call: str, literal: str, kind: str, severity: str, hint: str, tmp_path: Path
) -> None:
    """At the literal, with the fix in Python, and nothing above a warning."""
    found = problems(call, tmp_path)[-1]
    assert literal_at(found, call).startswith(literal)
    assert (found.kind, found.severity, found.hint) == (kind, severity, hint)


@pytest.mark.parametrize(
    ("arguments", "literal", "message", "hint"),
    [
        ('"reextrac"', '"reextrac"', "is not among", 'write "reextract"'),
        ('"my_quite_own_thing"', '"my_quite_own_thing"', "is not among", None),
        ('"refine", params={"zzz": 1}', '"zzz"', "is not a parameter", "leave it out"),
        ('"refine", params={"simmetry": "C1"}', '"simmetry"', "is not a", 'write "symmetry"'),
        ('"refine", params={"box_size": 5000}', "5000", '"box_size" is 5000', "write 4096"),
        ('"refine", params={"use_ssd": 0}', "0}", "expected True or False", "write False"),
        ('"refine", params={"box_size": None}', "None", '"box_size" is None', "leave it out"),
        ('"refine", params={"method": "true"}', '"true"', '"method" is "true"', "write one of"),
        ('"refine", params={"radii": [1, "a"]}', "[1", "for each item", "write a number"),
        ('"refine", {"particle": ("J1", "a")}', '"particle"', "is not an", 'write "particles"'),
        (
            '"refine", {"volume": [("J1", "a"), ("J2", "a")]}',
            '("J2", "a")',
            "has 2 connections",
            "keep 1",
        ),
        (
            '"refine", {"particles": [("J1", "a"), ("J1", "a")]}',
            '("J1", "a"), (',
            "is connected 2 times",
            "connect it once",
        ),
    ],
)
def test_what_a_register_says_is_certain(
    arguments: str, literal: str, message: str, hint: str | None, tmp_path: Path
) -> None:
    """At odds with it is an error, at the literal, with the words of Python."""
    code = f"workspace.create_job({arguments})"
    [found] = problems(code, tmp_path, REGISTERED)
    assert found.severity is Severity.ERROR
    assert literal_at(found, code).startswith(literal)
    assert message in found.message
    assert (found.hint or "").startswith(hint or "")
    assert (found.hint is None) == (hint is None)


def test_many_parameters_that_were_not_seen_are_told_once(tmp_path: Path) -> None:
    """At the dict that has them."""
    slips = ["abinit_k", "abinit_windw", "abinit_cente", "abinit_momm", "abinit_nonne", "abinit_sc"]
    slips += ["abinit_max_re", "abinit_minisiz"]
    code = f'workspace.create_job("homo_abinit", params={json.dumps(dict.fromkeys(slips, 1))})'
    [found] = problems(code, tmp_path)
    assert found.severity is Severity.NOTE
    assert literal_at(found, code).startswith('{"abinit_k"')


def test_a_client_of_version_4_may_have_what_its_server_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier names are taken, and at odds with a register of version 5 is a warning."""
    code = 'workspace.create_job("refine", params={"seed_file": "a", "zzz": 1})'
    now = [found.severity for found in problems(code, tmp_path, REGISTERED)]
    monkeypatch.setattr("cryosparc_spec.scripts.built_in_jobs.installed_version", lambda: 4)
    [found] = problems(code, tmp_path, REGISTERED)
    assert now == [Severity.ERROR, Severity.ERROR]
    assert (found.severity, found.path[-1]) == (Severity.WARNING, "zzz")


def test_sound_jobs_of_the_corpus(tmp_path: Path) -> None:
    """Of the job types in the scripts of the corpus, nothing is told."""
    told = {ProblemKind.UNKNOWN_JOB_TYPE, ProblemKind.UNKNOWN_PARAMETER, ProblemKind.UNKNOWN_INPUT}
    scripts = [case for path in sorted(CORPUS.glob("*.yaml")) for case in cases(path.name)]
    with_jobs = [case for case in scripts if "create_job(" in case.get("code", "")]
    assert with_jobs
    path = tmp_path / "script.py"
    for case in with_jobs:
        path.write_text(case["code"], "utf-8")
        found: list[Any] = [problem.kind for problem in read_script(path).problems]
        assert told.isdisjoint(found), case["name"]


def test_commands_and_folders_pass_the_job_types_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register that the command is given counts for files, for standard input and for folders."""
    monkeypatch.chdir(tmp_path)
    Path("register.json").write_text(json.dumps(REGISTER), "utf-8")
    code = f'{BEFORE}workspace.create_job("refine", params={{"zzz": 1}})\n'
    Path("script.py").write_text(code, "utf-8")
    options = ["check", "--job-types", "register.json"]
    for arguments, given in (["script.py"], None), (["-", "--stdin-name", "a.py"], code):
        result = CliRunner().invoke(main, [*options, *arguments], input=given)
        assert '"zzz" is not a parameter of refine' in result.output, result.output
    report = Examiner(None, None, REGISTERED).examine(Path("script.py"))
    assert [finding.problem.path[-1] for finding in report.findings] == ["zzz"]
