"""Scripts as people write them, run with the recording client, and read without being run."""

from __future__ import annotations

import importlib
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result

from cryosparc_spec import JobDefinition, load
from cryosparc_spec.problems import Severity
from cryosparc_spec.testing.__main__ import main
from cryosparc_spec.testing.recording.script import ScriptRun, run_script
from tests.interop.tools_versions import VERSION, only_5

FOLDER = Path(__file__).with_name("scripts")
SCRIPTS = sorted(path.name for path in FOLDER.glob("*.py"))
ARGUMENTS = {"arguments.py": ["P5", "--rows", "7", "--job=J14"]}
SHORT = {"by_dictionary.py", "helper.py", "workspace.py"}
"""Scripts in which a short name stands that version 5 of the client reads otherwise."""

OF_VERSION_5 = {"picker.py"}
"""Scripts that log in as version 5 has it."""
SCRIPTS = [name for name in SCRIPTS if VERSION >= 5 or name not in OF_VERSION_5]

every_script = pytest.mark.parametrize("name", SCRIPTS)
pytestmark = pytest.mark.filterwarnings("ignore:'prefix' slot key is deprecated")


def run(name: str) -> ScriptRun:
    """Run one of the scripts."""
    return run_script(str(FOLDER / name), ARGUMENTS.get(name, []))


def test_there_are_enough() -> None:
    """Scripts of at least fifteen kinds are run."""
    assert len(SCRIPTS) > 15


@every_script
def test_scripts_run_to_their_end(name: str) -> None:
    """Each script runs as it is; nothing is wrong but what version 5 reads otherwise."""
    ran = run(name)
    assert ran.failure == ""
    wrong = [str(p) for p in ran.problems if p.severity is not Severity.NOTE]
    assert bool(wrong) is (VERSION >= 5 and name in SHORT)
    assert ran.record.definitions


def static_definitions(path: Path) -> list[JobDefinition]:
    """Return the definitions that a script declares, without running it."""
    try:
        read_script: Callable[[Path], Any] = importlib.import_module(
            "cryosparc_spec.scripts"
        ).read_script
    except AttributeError:
        pytest.skip("scripts are not read here yet")
    return [job.definition for job in read_script(path).jobs]


@every_script
def test_scripts_read_and_run_alike(name: str) -> None:
    """A script that is run declares what it declares when it is read."""
    assert [*run(name).record.definitions.values()] == static_definitions(FOLDER / name)


def test_saved_by_scripts() -> None:
    """What scripts save is there to be looked at."""
    assert len(run("allocated.py").record.saved["picked"]) == 7
    assert len(run("two_jobs.py").record.saved["checked"]) == 5
    assert len(run("subset.py").record.saved["subset"]) == 4
    plots = run("plots.py").record
    assert {"scores.png", "scores.csv"} < {*plots.files}
    assert "worked" in plots.log
    [moved] = run("arguments.py").record.definitions.values()
    assert moved.title == "From arguments"


def written(folder: Path, text: str) -> str:
    """Write a script of a test."""
    path = folder / "script.py"
    imported = "from cryosparc.tools import CryoSPARC\n"
    made = "job = CryoSPARC().create_external_job('P3', 'W1')\n"
    path.write_text(imported + made + text, "utf-8")
    return str(path)


def printed(script: str, *arguments: str) -> Result:
    """Run a script from the command line."""
    return CliRunner().invoke(main, [script, *arguments])


def test_what_is_printed(tmp_path: Path) -> None:
    """The definition can be used as it stands; problems have their lines and fixes."""
    script = written(
        tmp_path,
        "job.add_input('exposure', 'mics', slots=['micrograph_blob', '?cft'])\n"
        "print('own output')\n"
        "job.add_output('exposure', 'kept', slots=['ctf'], passthrough='mics')\n",
    )
    result = printed(script)
    assert result.exit_code == 1
    own, _, rest = result.stdout.partition("# J9001\n")
    text, _, problems = rest.partition("\n\n")
    assert own == "own output\n"
    (tmp_path / "definition.yaml").write_text(text, "utf-8")
    definition = load(tmp_path / "definition.yaml", JobDefinition)
    assert [*definition.inputs] == ["mics"]
    assert definition.outputs["kept"].passthrough == "mics"
    assert problems == (
        f"{script}:3: warning: $.inputs.mics.slots[1]: "
        '"cft" is not a slot type that the catalogue knows\n'
        '    write "?ctf" if that is meant\n'
        "1 external job made: 1 warning\n"
    )


@only_5
def test_the_example_of_the_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page on tests shows is printed, to the letter."""
    page = FOLDER.parents[2].joinpath("docs", "testing.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    Path("my_picker.py").write_text(
        page.partition('write_text("""')[2].partition('"""')[0], "utf-8"
    )
    command = "$ python -m cryosparc_spec.testing my_picker.py\n"
    shown = page.partition(command)[2].partition("```")[0]
    assert printed("my_picker.py").stdout == shown


def test_nothing_is_wrong(tmp_path: Path) -> None:
    """A clean script gives exit code 0, with arguments of its own that look like options."""
    script = written(
        tmp_path,
        "import sys\nassert sys.argv[1:] == ['--help-me', '-x'], sys.argv\n"
        "job.add_input('exposure', 'mics', slots=['ctf'])\nsys.exit()\n",
    )
    result = printed(script, "--help-me", "-x")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "1 external job made: no problems",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("1 / 0\n", "ZeroDivisionError: division by zero", id="own-error"),
        pytest.param("import nowhere\n", "No module named 'nowhere'", id="import"),
        pytest.param("job.add_input(\n", "SyntaxError", id="syntax"),
        pytest.param("raise SystemExit(3)\n", "script.py: ended with 3", id="exit-code"),
        pytest.param("raise SystemExit('no GPU')\n", "script.py: ended with no GPU", id="exit"),
    ],
)
def test_scripts_that_do_not_end_well(tmp_path: Path, text: str, told: str) -> None:
    """Their own error is told as Python tells it, with exit code 2, beside what they declared."""
    result = printed(written(tmp_path, text))
    assert result.exit_code == 2
    assert told in result.stderr
    assert "recording" not in result.stderr
    assert "no problems" not in result.stdout
    assert result.stdout.endswith(" made: the script did not run to its end\n")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param(
            "job.add_input('exposure', 'my-mics', slots=['ctf'])\n",
            3,
            'the client raises ValueError: Invalid input name "my-mics"; may only',
            id="name",
        ),
        pytest.param(
            "def declare(job):\n    job.connect('mics', job.uid, 'mics')\ndeclare(job)\n",
            4,
            "the client raises",
            id="to-itself",
        ),
        pytest.param(
            "job.add_input('exposure', 'mics', slots=['ctf'])\n"
            "job.add_output('exposure', 'kept', slots=['ctf'], passthrough='mic')\n",
            4,
            '"mic" is not an input: expected one of the inputs of type exposure (mics)',
            id="refused",
        ),
    ],
)
def test_errors_of_the_client(tmp_path: Path, text: str, line: int, told: str) -> None:
    """An error that the client raises is a problem at the line of the script, once."""
    script = written(tmp_path, text)
    result = printed(script)
    assert result.exit_code == 1
    [problem] = [each for each in result.stdout.splitlines() if ": error: " in each]
    assert problem.startswith(f"{script}:{line}: error: ")
    assert told in problem
    assert result.stderr == "" or VERSION < 5


def test_a_script_that_is_not_there() -> None:
    """It is told in one line."""
    result = printed("nowhere.py")
    assert (result.exit_code, result.stderr) == (2, "nowhere.py: there is no such file\n")


def test_python_is_left_as_it_was(tmp_path: Path) -> None:
    """Arguments and places of modules are those of before; modules beside a script are found."""
    (tmp_path / "beside_script.py").write_text("TITLE = 'Beside'\n", "utf-8")
    before = [*sys.argv], [*sys.path]
    ran = run_script(written(tmp_path, "import beside_script\n"))
    assert not ran.failure
    assert ([*sys.argv], [*sys.path]) == before


def test_python_m(tmp_path: Path) -> None:
    """It is there as a module to run, and needs neither hypothesis nor pytest."""
    script = written(tmp_path, "job.add_input('exposure', 'mics', slots=['ctf'])\n")
    code = (
        "import sys\n"
        "sys.modules['hypothesis'] = sys.modules['pytest'] = None\n"
        f"sys.argv = ['testing', {script!r}]\n"
        "import runpy; runpy.run_module('cryosparc_spec.testing', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 external job made: no problems\n")


def test_python_m_without_the_client(tmp_path: Path) -> None:
    """The extra to install is told in one line, and the exit code is that of what could not run."""
    code = (
        "import sys\n"
        "sys.modules['cryosparc'] = None\n"
        "import runpy; runpy.run_module('cryosparc_spec.testing', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.endswith('needs cryosparc: pip install "cryosparc-spec[tools]"')


def test_python_m_without_the_client_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What keeps the recording client from being imported is told in one line."""
    monkeypatch.setitem(sys.modules, "cryosparc_spec.testing.recording.script", None)
    monkeypatch.delitem(sys.modules, "cryosparc_spec.testing.__main__")
    with pytest.raises(SystemExit, match="2"):
        runpy.run_module("cryosparc_spec.testing", run_name="__main__")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_python_m_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program says what it does."""
    monkeypatch.setattr(sys, "argv", ["testing", "--help"])
    monkeypatch.delitem(sys.modules, "cryosparc_spec.testing.__main__")
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("cryosparc_spec.testing", run_name="__main__")


@only_5
def test_a_definition_sends_what_the_script_sent() -> None:
    """The job of a recorded definition is the one that the script made."""
    from cryosparc.tools import CryoSPARC

    from cryosparc_spec.interop.tools.external_jobs import create_external_job
    from cryosparc_spec.testing.recording.record import recorded

    for name in sorted({*SCRIPTS} - SHORT - {"prefixes.py", "external_result.py"}):
        for definition in run(name).record.definitions.values():
            with recorded() as record:
                project = CryoSPARC().find_project("P3")
                create_external_job(attrs.evolve(definition, params={}), project, "W1")
            assert record.definition == definition
            assert record.problems == ()
