"""The commands ``check``, ``infer`` and ``upgrade`` on scripts and notebooks."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from cryosparc_spec import JobDefinition, load
from cryosparc_spec.commands import infer_script
from tests.command_line import CLEAN, Outcome, run, write
from tests.scripts.written import notebook

Capture = pytest.CaptureFixture[str]
PAGE = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text("utf-8")
HEAD = "from cryosparc.tools import CryoSPARC\njob = CryoSPARC().create_external_job('P1', 'W1')\n"
CLEAN_SCRIPT = HEAD + "job.add_output('particle', 'out', slots=['blob'])\n"
WRONG_SCRIPT = HEAD + "job.add_output('particl', 'out', slots=['blob'])\n"
UNNAMED = """\
a.py:3:1: note: $.outputs: the name of an output is not known: it is left out
a.py: no input or output is known
"""
TWO_JOBS = CLEAN_SCRIPT + CLEAN_SCRIPT.replace("'out'", "'other'").replace("CryoSPARC()", "cs")

pytestmark = pytest.mark.usefixtures("empty_folder")


def block(language: str, beginning: str) -> str:
    """Return a block of the page on scripts."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return next(each for each in blocks if each.startswith(beginning))


def test_the_definition_shown_is_written(capsys: Capture) -> None:
    """The definition on the page is what is written of the example."""
    example = Path(__file__).parents[2] / "docs" / "examples" / "scripts" / "picker.py"
    shown = block("yaml", "title: Custom picker")
    assert run(capsys, "infer", str(example)) == Outcome(0, shown, "")


def test_a_script_without_calls_says_so(capsys: Capture) -> None:
    """Silence would be taken for approval."""
    write(a_py="x = 1\n")
    outcome = run(capsys, "check", "a.py")
    assert outcome == Outcome(0, "a.py: no CryoSPARC calls\n1 file checked: no problems\n", "")


def test_folders_are_gone_through(capsys: Capture) -> None:
    """Scripts and notebooks are told of with the documents; those that are none are skipped."""
    write(
        f__a_py=WRONG_SCRIPT,
        f__g__b_ipynb=notebook(WRONG_SCRIPT),
        f__c_yaml=CLEAN,
        f__d_py="x = 1\n",
        f__e_ipynb=notebook("print 'Python 2'"),
    )
    outcome = run(capsys, "check", "f")
    assert outcome.exit_code == 1
    assert outcome.out.splitlines()[-1] == (
        "3 files checked: 2 errors; 2 files skipped: no document of CryoSPARC"
    )
    assert "f/a.py:3:16: error: $.outputs.out.type: " in outcome.out
    assert "error: $.outputs.out.type: cell 1: " in outcome.out


def test_standard_input_is_code_by_the_name(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor gives what is not saved, and the name of the file."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG_SCRIPT.encode())))
    outcome = run(capsys, "check", "-", "--stdin-name", "a.py")
    assert outcome.out.startswith('a.py:3:16: error: $.outputs.out.type: "particl" is not')


def test_json_has_the_place(capsys: Capture) -> None:
    """For scripts as for documents."""
    write(a_py=WRONG_SCRIPT)
    [entry] = json.loads(run(capsys, "check", "a.py", "--format", "json").out)["problems"]
    assert (entry["document"], entry["line"], entry["column"]) == ("script", 3, 16)
    assert (entry["kind"], entry["fix"]) == ("unknown-word", 'write "particle"')


def test_own_slot_types_are_known(capsys: Capture) -> None:
    """As in the check of a definition."""
    types = '{"slot_types": [{"datatype": "particle", "slot_type": "scores", "names": ["scores"]}]}'
    write(types_json=types, a_py=CLEAN_SCRIPT.replace("['blob']", "['scores']"))
    assert run(capsys, "check", "a.py").exit_code == 1
    assert run(capsys, "check", "a.py", "--slot-types", "types.json").exit_code == 0


def test_definitions_go_to_files(capsys: Capture) -> None:
    """One keeps the name, several get numbers; they load as what the script declares."""
    write(a_py=CLEAN_SCRIPT, b_py=TWO_JOBS)
    assert run(capsys, "infer", "a.py", "-o", "a.toml") == Outcome(0, "", "")
    assert [*load("a.toml", JobDefinition).outputs] == ["out"]
    assert run(capsys, "infer", "b.py", "-o", "b.json").exit_code == 0
    names = [[*load(f"b_{n}.json", JobDefinition).outputs] for n in (1, 2)]
    assert names == [["out"], ["other"]]


def test_titles_are_kept_and_what_is_left_out_is_told(capsys: Capture) -> None:
    """A title that is the name says nothing, and is left out; what is wrong is not in silence."""
    code = WRONG_SCRIPT + "job.add_output('mask', 'm', ['mask'], title='m')\n"
    code += "job.add_output('particle', 'p', ['blob'], title='Particles')\n"
    write(a_py=code)
    assert run(capsys, "infer", "a.py") == Outcome(
        0,
        "outputs:\n  m:\n    type: mask\n    slots: [mask]\n"
        "  p:\n    type: particle\n    title: Particles\n    slots: [blob]\n",
        "a.py:3:16: note: $.outputs.out.type: left out, since it is wrong: "
        '"particl" is not a known datatype\n',
    )


@pytest.mark.parametrize(
    ("declared", "place", "said"),
    [
        (
            "job.add_input('particle', 'a', slots=['blob', '??ctf'])\n",
            "3:47: note: $.inputs.a.slots[1]",
            '"??ctf" is not a slot',
        ),
        (
            "job.add_input('mask', 'a', slots=[{'name': 'x', 'dtype': 'blob', 'requird': 1}])\n",
            "3:77: note: $.inputs.a.slots[0].requird",
            '"requird" is not a key of a slot',
        ),
        (
            "slots = ['?blob']\njob.add_output('particle', 'a', slots=slots)\n",
            "3:10: note: $.outputs.a.slots[0]",
            '"blob" is optional',
        ),
        (
            "job.add_output('particle', 'a', slots='ctf')\n",
            "3:39: note: $.outputs.a.slots",
            "expected a list of slots",
        ),
        (
            "job.add_input('particle', 'a', max='many')\n",
            "3:36: note: $.inputs.a.count_max",
            'got "many"',
        ),
        (
            "CryoSPARC().save_external_result('P1', 'W1', None, type='particl', name='n',"
            " passthrough=('J1', 'part'))\n",
            "3:1: note: $.inputs.part.type",
            '"particl" is not a known datatype',
        ),
    ],
)
def test_each_part_that_is_left_out_is_told(
    declared: str, place: str, said: str, capsys: Capture
) -> None:
    """A note says what is not in the definition, and why, where it is written."""
    write(a_py=HEAD + declared + "job.add_output('mask', 'm', slots=['mask'])\n")
    outcome = run(capsys, "infer", "a.py")
    assert outcome.exit_code == 0
    [line] = [line for line in outcome.err.splitlines() if line.startswith(f"a.py:{place}: ")]
    assert f": left out, since it is wrong: {said}" in line or said in line


def test_a_script_that_is_gone(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be opened is told, whenever that turns out."""

    def gone(path: str, **_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(infer_script, "read_script", gone)
    write(a_py=CLEAN_SCRIPT)
    outcome = run(capsys, "infer", "a.py")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err == "Error: a.py: cannot be read: No such file or directory\n"


def test_several_definitions_are_printed_apart(capsys: Capture) -> None:
    """As documents of YAML, each with the place of its job."""
    write(b_py=TWO_JOBS)
    documents = run(capsys, "infer", "b.py").out.split("---\n")
    assert [document.splitlines()[0] for document in documents] == ["# b.py:2:7", "# b.py:5:7"]


def test_what_is_not_known_is_told(capsys: Capture) -> None:
    """On standard error, so that what is written is the definition."""
    code = HEAD + "import sys\njob.add_output('particle', 'out', slots=['blob', sys.argv[1]])\n"
    write(a_py=code)
    outcome = run(capsys, "infer", "a.py")
    assert outcome.exit_code == 0
    assert outcome.err == (
        "a.py:4:50: note: $.outputs.out.slots: item [1] is not known: it is left out\n"
    )


@pytest.mark.parametrize(
    ("code", "arguments", "exit_code", "message"),
    [
        ("x = 1\n", ["a.py"], 1, "a.py: no external job is declared\n"),
        (HEAD + "job.add_output('particle', input(), slots=['ctf'])\n", ["a.py"], 1, UNNAMED),
        ("cryosparc = (\n", ["a.py"], 1, "a.py:1:13: warning: $: this is not Python"),
        ("# cryosparc \0", ["a.py"], 1, "a.py: error: $: the code has a NUL byte"),
        ("x = 1\n", ["a.py", "--to", "csg"], 2, "Error: scripts give definitions: expected"),
        ("x = 1\n", ["a.py", "a.cs"], 2, "Error: scripts give definitions: expected"),
    ],
)
def test_scripts_that_give_no_definition(
    code: str, arguments: list[str], exit_code: int, message: str, capsys: Capture
) -> None:
    """What keeps a definition from being written is told."""
    write(a_py=code, a_cs=b"")
    outcome = run(capsys, "infer", *arguments)
    assert outcome.exit_code == exit_code
    assert outcome.err.startswith(message)


def test_a_script_that_cannot_be_opened(capsys: Capture) -> None:
    """Is told as any other file."""
    Path("a.py").mkdir()
    outcome = run(capsys, "check", "b.py")
    assert (outcome.exit_code, outcome.err) == (
        2,
        "b.py: cannot be read: No such file or directory\n",
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("x = 1\n", "no CryoSPARC calls: `check` has nothing to look at"),
        (CLEAN_SCRIPT, "`check` looks at its 3 calls too"),
    ],
)
def test_upgrade_says_what_it_looked_at(code: str, said: str, capsys: Capture) -> None:
    """Silence would be taken for approval."""
    write(a_py=code)
    outcome = run(capsys, "upgrade", "a.py")
    assert outcome == Outcome(0, f"a.py: looked for slots with old keys; {said}\n", "")


def test_a_kind_in_a_comment_that_does_not_exist_is_told(capsys: Capture) -> None:
    """At its word, in scripts and in notebooks; text that shows such a comment is none."""
    shown = '"""\n# cryosparc-spec: ignore[nothing]\n"""\n'
    comment = "  # cryosparc-spec: ignore[unknwn-word]\n"
    script = WRONG_SCRIPT.rstrip("\n") + comment
    write(a_py=shown + script)
    out = run(capsys, "check", "a.py").out
    column = len(script.splitlines()[-1]) - len("unknwn-word]") + 1
    assert '"nothing"' not in out
    assert f'a.py:6:{column}: warning: $: "unknwn-word" is not a kind of problem\n' in out
    cells = [
        {"cell_type": "code", "source": "%matplotlib inline 'x\n", "metadata": {}, "outputs": []},
        {"cell_type": "code", "source": script, "metadata": {}, "outputs": []},
    ]
    write(a_ipynb=json.dumps({"cells": cells, "nbformat": 4}, indent=1))
    assert (
        'warning: $: "unknwn-word" is not a kind of problem\n'
        in run(capsys, "check", "a.ipynb").out
    )
