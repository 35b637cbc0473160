from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import __version__, known_slot_types, unstructure
from cryosparc_spec.cli import main
from cryosparc_spec.commands import check, terminal
from cryosparc_spec.files import SUFFIXES, examine
from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]

CLEAN = "outputs: {a: {type: particle, slots: [blob]}}\n"
WARNED = "outputs: {a: {type: particle, slots: [blop]}}\n"
NOTED = "outputs: {a: {type: ml_model, slots: [checkpoint]}}\n"
WRONG = "outputs: {a: {type: particl, slots: [blob]}}\n"
ROOT = Path(__file__).parents[1]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, and with no wishes for colour."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def write(**contents: str | bytes) -> None:
    """Write files; `a__b_yaml` is `a/b.yaml`."""
    for name, content in contents.items():
        path = Path(name.replace("__", "/"))
        stem, _, suffix = path.name.rpartition("_")
        path.parent.mkdir(exist_ok=True)
        path = path.with_name(f"{stem}.{suffix}")
        path.write_bytes(content.encode() if isinstance(content, str) else content)


# Exit codes


@pytest.mark.parametrize(
    ("content", "exit_code", "summary"),
    [
        pytest.param(CLEAN, 0, "1 file checked: no problems", id="clean"),
        pytest.param(NOTED, 0, "1 file checked: 1 note", id="a note"),
        pytest.param(WARNED, 1, "1 file checked: 1 warning", id="a warning"),
        pytest.param(WRONG, 1, "1 file checked: 1 error", id="an error"),
        pytest.param("{", 1, "1 file checked: 1 error", id="not in its format"),
        pytest.param(b"\xff", 1, "1 file checked: 1 error", id="not text"),
    ],
)
def test_check_ends_with_0_when_clean_and_1_with_problems(
    content: str | bytes, exit_code: int, summary: str, capsys: Capture
) -> None:
    """A note alone is no failure."""
    write(a_yaml=content)
    outcome = run(capsys, "check", "a.yaml")
    assert outcome.exit_code == exit_code
    assert outcome.out.splitlines()[-1] == summary
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["check"], "Error: Missing argument 'FILE...'.", id="no file"),
        pytest.param(
            ["check", "a.yaml", "missing.yaml"],
            "Error: Invalid value for 'FILE...': Path 'missing.yaml' does not exist.",
            id="a file that is missing",
        ),
        pytest.param(["check", "--fast", "a.yaml"], "Error: No such option", id="unknown option"),
        pytest.param(
            ["check", "empty"],
            f"Error: empty: the folder has no {', '.join(SUFFIXES)}, .cs file in it",
            id="an empty folder",
        ),
        pytest.param(
            ["check", "--recursive", "empty"],
            f"Error: empty: the folder has no {', '.join(SUFFIXES)}, .cs file in it",
            id="an empty folder with empty folders",
        ),
        pytest.param(["show", "empty"], "Error: Invalid value for 'FILE'", id="show a folder"),
        pytest.param(
            ["show", "missing.yaml"], "Error: Invalid value for 'FILE'", id="show nothing"
        ),
        pytest.param(
            ["slots", "--datatype", "x"], "Error: Invalid value for '--datatype'", id="slots"
        ),
        pytest.param(["chek", "a.yaml"], "Error: No such command 'chek'", id="unknown command"),
    ],
)
def test_what_could_not_run_ends_with_2(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    """The reason is told on standard error, and nothing on standard output."""
    write(a_yaml=CLEAN)
    Path("empty/inner.yaml").mkdir(parents=True)
    outcome = run(capsys, *arguments)
    assert outcome.exit_code == 2
    assert outcome.out == ""
    assert any(line.startswith(message) for line in outcome.err.splitlines())


@pytest.mark.parametrize(
    ("least", "exit_codes"),
    [
        pytest.param("error", [0, 0, 0, 1], id="error"),
        pytest.param("warning", [0, 0, 1, 1], id="warning"),
        pytest.param("note", [0, 1, 1, 1], id="note"),
    ],
)
def test_the_least_severe_problem_that_fails_can_be_chosen(
    least: str, exit_codes: list[int], capsys: Capture
) -> None:
    """What is printed does not change."""
    for content, exit_code in zip([CLEAN, NOTED, WARNED, WRONG], exit_codes, strict=True):
        write(a_yaml=content)
        chosen = run(capsys, "check", "--fail-on", least, "a.yaml")
        assert chosen.exit_code == exit_code
        assert chosen.out == run(capsys, "check", "a.yaml").out


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_from_being_checked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 2 even with problems found, for the answer is not whole."""
    write(a_yaml=WRONG, b_yaml=CLEAN, c_yaml=CLEAN)

    def refuse_b(file: str, **_: Any) -> Any:
        if file == "b.yaml":
            raise PermissionError(13, "Permission denied", file)
        return examine(file)

    monkeypatch.setattr(check, "examine", refuse_b)
    outcome = run(capsys, "check", "a.yaml", "b.yaml", "c.yaml")
    assert outcome.exit_code == 2
    assert outcome.err == "b.yaml: cannot be read: Permission denied\n"
    assert outcome.out.splitlines()[-1] == "2 files checked: 1 error"


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_that_is_gone_when_it_is_opened_is_told(
    command: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and opening, anything can happen to a file."""
    write(a_yaml=CLEAN)

    def gone(file: str, *_: Any, **__: Any) -> None:
        raise FileNotFoundError(2, "No such file or directory", file)

    module, name = {"check": (check, "examine"), "show": (terminal, "load")}[command]
    monkeypatch.setattr(module, name, gone)
    outcome = run(capsys, command, "a.yaml")
    assert outcome.exit_code == 2
    assert outcome.err.endswith("a.yaml: cannot be read: No such file or directory\n")


def test_a_folder_that_cannot_be_listed_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for an empty one."""

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)
    outcome = run(capsys, "check", ".")
    assert outcome == Outcome(2, "", "Error: .: cannot be read: Permission denied\n")


# What check looks at


def test_a_folder_is_checked_in_the_order_of_names_and_not_below(capsys: Capture) -> None:
    """Other suffixes are passed over, and case does not matter."""
    write(d__b_YAML=WRONG, d__a_json="[]", d__c_txt="x", d__e__f_yaml=WRONG, d__g_yml=CLEAN)
    outcome = run(capsys, "check", "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["d/a.json", "d/b.YAML"]
    assert outcome.out.splitlines()[-1] == "3 files checked: 2 errors"


@pytest.mark.parametrize("option", ["-r", "--recursive"])
def test_folders_within_folders_are_checked_when_asked(option: str, capsys: Capture) -> None:
    """All the way down."""
    write(d__a_yaml=CLEAN, d__e__b_toml="", d__e__f__c_yaml=WRONG)
    outcome = run(capsys, "check", option, "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["d/e/b.toml", "d/e/f/c.yaml"]
    assert outcome.out.splitlines()[-1] == "3 files checked: 2 errors"


def test_files_and_folders_can_be_mixed(capsys: Capture) -> None:
    """They are checked in the order they are given."""
    write(d__a_yaml=WRONG, z_yaml=WRONG)
    outcome = run(capsys, "check", "z.yaml", "d")
    files = [line.partition(":")[0] for line in outcome.out.splitlines() if ": error: " in line]
    assert files == ["z.yaml", "d/a.yaml"]


# What check prints


def test_problems_are_printed_with_place_severity_and_fix(capsys: Capture) -> None:
    """One line a problem, as compilers have it, and the fix below it."""
    write(a_yaml="inputs:\n  a:\n    type: volume\n    slots: [map, mapp]\n    count_min: -1\n")
    assert run(capsys, "check", "a.yaml").out == (
        'a.yaml:4:18: warning: $.inputs.a.slots[1]: "mapp" is not a slot type that the catalogue '
        'knows\n    write "map" if that is meant\n'
        "a.yaml:5:16: error: $.inputs.a.count_min: count_min is -1: expected 0 to 500\n"
        "    write count_min: 0\n"
        "1 file checked: 1 error, 1 warning\n"
    )


def test_problems_are_printed_as_json_for_programs(capsys: Capture) -> None:
    """A list, with the same keys in each entry, whatever is known of it, and nothing else."""
    write(a_yaml=WRONG, b_json="[" * 200 + "]" * 200, c_ini="x", d_yaml=NOTED, e_yaml=CLEAN)
    names = ["a.yaml", "b.json", "c.ini", "d.yaml", "e.yaml"]
    outcome = run(capsys, "check", "--format", "json", *names)
    assert (outcome.exit_code, outcome.err) == (1, "")
    listed = json.loads(outcome.out)
    kinds = ["unknown-word", "syntax", "unknown-word", "unknown-slot-type"]
    assert [entry["kind"] for entry in listed] == kinds
    assert {tuple(entry) for entry in listed} == {
        ("document", "file", "line", "column", "path", "severity", "kind", "message", "fix")
    }
    assert listed[1:] == [
        {
            "document": None,
            "file": "b.json",
            "line": None,
            "column": None,
            "path": "$",
            "severity": "error",
            "kind": "syntax",
            "message": "nested more than 100 deep",
            "fix": None,
        },
        {
            "document": None,
            "file": "c.ini",
            "line": None,
            "column": None,
            "path": "$",
            "severity": "error",
            "kind": "unknown-word",
            "message": '".ini" is not a suffix that is read: '
            f"expected one of {', '.join(SUFFIXES)}",
            "fix": None,
        },
        {
            "document": "definition",
            "file": "d.yaml",
            "line": 1,
            "column": 39,
            "path": "$.outputs.a.slots[0]",
            "severity": "note",
            "kind": "unknown-slot-type",
            "message": 'nothing is known of the slots of ml_model: "checkpoint" is unchecked',
            "fix": None,
        },
    ]
    assert (listed[0]["line"], listed[0]["column"], listed[0]["fix"]) == (1, 21, 'write "particle"')


def test_no_problems_are_an_empty_list_in_json(capsys: Capture) -> None:
    """A program that reads it needs no special case."""
    write(a_yaml=CLEAN)
    assert run(capsys, "check", "--format", "json", "a.yaml") == Outcome(0, "[]\n", "")


def test_numbers_of_problems_are_counted_by_severity(capsys: Capture) -> None:
    """The summary is in the order of severity, and in the right grammatical number."""
    write(a_yaml=WRONG, b_yaml=WRONG, c_yaml=WARNED, d_yaml=NOTED)
    out = run(capsys, "check", ".").out
    assert out.splitlines()[-1] == "4 files checked: 2 errors, 1 warning, 1 note"


# Colour and width


@pytest.mark.parametrize(
    ("environment", "extra", "coloured"),
    [
        pytest.param({}, {}, False, id="not a terminal"),
        pytest.param({"FORCE_COLOR": "1"}, {}, True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": ""}, {}, False, id="FORCE_COLOR that is empty"),
        pytest.param({}, {"color": True}, True, id="as on a terminal"),
        pytest.param({"NO_COLOR": "1"}, {"color": True}, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, {"color": True}, True, id="NO_COLOR that is empty"),
        pytest.param({"NO_COLOR": "1", "FORCE_COLOR": "1"}, {}, False, id="both"),
    ],
)
def test_colour_is_for_terminals_and_for_those_who_ask(
    environment: dict[str, str],
    extra: dict[str, bool],
    coloured: bool,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """NO_COLOR wins, and an empty variable is none; the text is the same."""
    write(a_yaml=WRONG, b_yaml=WARNED, c_yaml=NOTED)
    plain = run(capsys, "check", ".").out
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    printed = run(capsys, "check", ".", **extra).out
    assert ESCAPES.sub("", printed) == plain
    assert (printed != plain) == coloured
    if coloured:
        for colour, severity in ((31, "error"), (33, "warning"), (36, "note")):
            assert f"\x1b[{colour}m{severity}\x1b[0m: $" in printed


def on_terminal(*arguments: str, **environment: str) -> str:
    """Run a command on a terminal of its own, and return what it shows."""
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm", **environment}
    command = [sys.executable, "-m", "cryosparc_spec", *arguments]
    with subprocess.Popen(command, stdout=slave, stderr=slave, env=env):
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # On Linux, the end of a terminal is an error.
                break
            if not part:
                break
            shown += part
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_fitting_tables() -> None:
    """Without being asked; a pipe gets neither."""
    write(a_yaml=WRONG)
    assert "\x1b[31merror\x1b[0m" in on_terminal("check", "a.yaml")
    assert "\x1b" not in on_terminal("check", "a.yaml", NO_COLOR="1")
    narrow = on_terminal("slots", "ctf", COLUMNS="70").splitlines()
    assert max(map(len, narrow)) <= 70
    assert narrow[0].split() == ["DATATYPE", "SLOT", "TYPE", "NAMES", "SEEN", "COLUMNS", "SOURCE"]


# show


def test_show_prints_a_definition_as_a_tree(capsys: Capture) -> None:
    """Slots have their type where it is not their name, and inputs how many they take."""
    write(
        a_yaml="title: Sharpening\ndescription: |\n  One line.\n  Another.\n"
        "inputs:\n  v: {type: volume, title: Map, count_min: 1, count_max: 1, "
        'slots: [map, "?mask_fsc"]}\n  m: {type: mask, slots: [mask]}\n'
        "outputs:\n  s: {type: volume, passthrough: v, slots: [map_sharp]}\n"
        'params: {box: 256, deep: {list: [1, null]}, "odd\\tkey": yes}\n'
    )
    assert run(capsys, "show", "a.yaml") == Outcome(
        0,
        """\
Sharpening (a.yaml)
├─ One line.
│  Another.
├─ inputs
│  ├─ v: volume, exactly 1 connection "Map"
│  │  ├─ map (blob)
│  │  └─ mask_fsc (blob), optional
│  └─ m: mask, any number of connections
│     └─ mask (blob)
├─ outputs
│  └─ s: volume, passes v through
│     └─ map_sharp (blob)
└─ params
   ├─ box: 256
   ├─ deep
   │  └─ list
   │     ├─ [0]: 1
   │     └─ [1]: null
   └─ odd\\tkey: yes
""",
        "",
    )


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        pytest.param("", "any number of connections", id="none"),
        pytest.param("count_min: 1", "at least 1 connection", id="at least one"),
        pytest.param("count_min: 2", "at least 2 connections", id="at least two"),
        pytest.param("count_max: 1", "at most 1 connection", id="at most one"),
        pytest.param("count_max: 5", "at most 5 connections", id="at most five"),
        pytest.param("count_min: 1, count_max: 1", "exactly 1 connection", id="exactly one"),
        pytest.param("count_min: 3, count_max: 3", "exactly 3 connections", id="exactly three"),
        pytest.param("count_min: 1, count_max: 5", "1 to 5 connections", id="range"),
        pytest.param("count_max: 0", "exactly 0 connections", id="exactly none"),
        pytest.param("count_min: 1, count_max: inf", "at least 1 connection", id="infinity"),
    ],
)
def test_show_says_in_words_how_many_connections_an_input_takes(
    limits: str, text: str, capsys: Capture
) -> None:
    """Every pair of limits reads as a sentence would have it."""
    write(a_yaml=f"inputs: {{a: {{type: volume, slots: [map], {limits}}}}}\n")
    assert f"a: volume, {text}\n" in run(capsys, "show", "a.yaml").out


def test_show_prints_the_problems_of_a_broken_definition(capsys: Capture) -> None:
    """As check does, but for the checks that go beyond structure."""
    write(a_yaml="inputs:\n  a:\n    type: volme\n    slot: [map]\noutputs: []\n")
    outcome = run(capsys, "show", "a.yaml")
    assert (outcome.exit_code, outcome.out) == (1, "")
    places = [line.split(" ")[0] for line in outcome.err.splitlines() if ": error: " in line]
    assert places == ["a.yaml:3:11:", "a.yaml:4:5:", "a.yaml:5:1:"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WARNED, id="unknown slot type"),
        pytest.param(
            "outputs: {a: {type: mask, slots: [{prefix: m, dtype: blob}]}}", id="deprecated"
        ),
    ],
)
def test_show_does_not_warn(content: str, capsys: Capture) -> None:
    """A warning of Python's would name a line of this program; `check` tells it better."""
    write(a_yaml=content)
    outcome = run(capsys, "show", "a.yaml")
    assert (outcome.exit_code, outcome.err) == (0, "")


# slots


def test_slots_lists_the_whole_catalogue(capsys: Capture) -> None:
    """One line for each slot type, under one header."""
    outcome = run(capsys, "slots")
    header, *rows = outcome.out.splitlines()
    assert header.split() == ["DATATYPE", "SLOT", "TYPE", "NAMES", "SEEN", "COLUMNS", "SOURCE"]
    assert [tuple(row.split()[:2]) for row in rows] == list(known_slot_types())


def test_slots_says_which_columns_are_required_and_which_dtypes_unknown(capsys: Capture) -> None:
    """A star stands by a column that is known to be required, a question mark for a dtype."""
    ctf, components = (
        run(capsys, "slots", "ctf", "components", "--datatype", "particle")
        .out[:-1]
        .splitlines()[1:]
    )
    assert "type* O, exp_group_id* u4, " in ctf
    assert ", cross_corr_ctffind4 f4, " in ctf
    assert "component ?, value f4" in components
    assert "components_mode_{}" in components


@pytest.mark.parametrize(
    ("names", "found"),
    [
        pytest.param(["ctf"], ["exposure.ctf", "particle.ctf"], id="a name under two datatypes"),
        pytest.param(["background_blob"], ["exposure.stat_blob"], id="a name with another type"),
        pytest.param(["stat_blob"], ["exposure.stat_blob"], id="a type"),
        pytest.param(["components_mode_7"], ["particle.components"], id="a name of a series"),
        pytest.param(["mask_refine"], ["mask.blob", "volume.blob"], id="a name of two types"),
        pytest.param(
            ["map", "ctf", "map_sharp"],
            ["volume.blob", "exposure.ctf", "particle.ctf"],
            id="several, each once",
        ),
        pytest.param(["ctf", "--datatype", "particle"], ["particle.ctf"], id="under one datatype"),
        pytest.param(["--datatype", "mask"], ["mask.blob"], id="all under one datatype"),
    ],
)
def test_slots_finds_names_and_types(names: list[str], found: list[str], capsys: Capture) -> None:
    """As a table, and as JSON that says the same."""
    table = run(capsys, "slots", *names)
    rows = [".".join(line.split()[:2]) for line in table.out.splitlines()[1:]]
    listed = json.loads(run(capsys, "slots", *names, "--format", "json").out)
    assert rows == [f"{entry['datatype']}.{entry['slot_type']}" for entry in listed] == found
    types = known_slot_types()
    expected = [unstructure(types[entry["datatype"], entry["slot_type"]]) for entry in listed]
    assert listed == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["cft"], 'no slot or slot type is known as "cft"; is "ctf" meant?', id="near"),
        pytest.param(["ctf", "xyzzy"], 'no slot or slot type is known as "xyzzy"', id="far"),
        pytest.param(["\x1b[2J"], r'no slot or slot type is known as "\u001b[2J"', id="escape"),
        pytest.param(
            ["ctf", "--datatype", "live"], "no such slot type is known under live", id="elsewhere"
        ),
        pytest.param(
            ["--datatype", "live"], "no such slot type is known under live", id="datatype"
        ),
    ],
)
@pytest.mark.parametrize("output", ["text", "json"])
def test_slots_that_are_not_known_are_told_with_the_nearest_word(
    arguments: list[str], message: str, output: str, capsys: Capture
) -> None:
    """Nothing is printed on standard output, and the exit code is 1."""
    outcome = run(capsys, "slots", *arguments, "--format", output)
    assert outcome == Outcome(1, "", f"Error: {message}\n")


# Whatever is in a file


HOSTILE: dict[str, str | bytes] = {
    "nothing_json": "",
    "nothing_yaml": "",
    "nothing_toml": "",
    "null_json": "null",
    "text_json": '"ctf"',
    "number_yaml": "3",
    "list_json": "[[], {}]",
    "binary_yaml": bytes(range(256)),
    "zeros_json": b"\x00" * 1000,
    "utf16_yaml": "a: b".encode("utf-16"),
    "deep_json": '{"inputs":' * 100_000,
    "deep_yaml": "[" * 100_000,
    "deep_toml": "a = " + "[" * 100_000,
    "deep_params_json": '{"params": {"a": ' + "[" * 98 + "]" * 98 + "}}",
    "laughs_yaml": "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ninputs: *c\nparams: {p: *c}\n",
    "cycle_yaml": "inputs: &a {a: *a}",
    "numbers_yaml": "1: {2: 3}\ninputs: {4: 5, ~: 6, true: 7, 1.5: 8, .nan: 9}\n",
    "huge_json": '{"title": ' + "9" * 4000 + ', "inputs": {"a": {"count_min": 1e999}}}',
    "hugest_json": '{"title": ' + "9" * 5000 + "}",
    "huge_toml": "title = 0x" + "f" * 10_000 + "\n[inputs.a]\ncount_min = 9999999999999999999",
    "nan_json": '{"inputs": {"a": {"count_min": NaN, "count_max": -Infinity, "slots": [NaN]}}}',
    "escapes_yaml": 'title: "\\e[2J"\n"\\e]0;x\\a": 1\ninputs: {"\\u202e": {"\\n": "\\0"}}\n',
    "escapes_json": '{"title": "\\u001b[2J\\n\\u2028", "params": {"\\u009b": "\\u202e\\ud800"}}',
    "escaped_tag_yaml": "!<x%1b%0a> a",
    "surrogates_json": '{"\\ud800": 1, "inputs": {"\\udfff": {"type": "\\ud800"}}}',
    "long_yaml": f"{'k' * 5000}: {'v' * 5000}\ninputs: {{{'a' * 900}: {{slots: [{'b' * 900}]}}}}\n",
    "keys_json": json.dumps({f"titel{number}": number for number in range(300)}),
    "slots_json": json.dumps({"inputs": {"a": {"slots": ["ctf", "c t f", None, 3] * 100}}}),
    "nested_slots_yaml": "inputs: {a: {slots: [[ctf], {name: {a: b}}, {name: [], dtype: {}}]}}",
    "dates_toml": "title = 2026-03-14\n[inputs.a]\ntype = 12:30:00\nslots = [2026-03-14T12:30:00Z]",
    "dates_yaml": "title: 2026-03-14\ninputs: {2026-03-14: {type: 12:30:00}}\n",
    "tables_toml": "[[inputs]]\ntype = 'volume'\n[[inputs]]\n[outputs.a]\n[outputs.a.b.c]\n",
    "merge_yaml": "inputs: {a: &a {type: mask, type: mask}, b: {<<: *a, <<: [*a, *a]}}\n",
    "python_yaml": "!!python/object/apply:os.system [exit]",
}


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "--format", "json"],
        ["show"],
        ["upgrade"],
        ["diff", "docs/examples/picker.yaml"],
        ["graph"],
        ["convert", "--to", "json"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_leads_to_a_traceback_or_steers_the_terminal(
    name: str, command: list[str], capsys: Capture
) -> None:
    """Whatever it holds, it is clean or has problems that say so, in printable text."""
    write(**{name: HOSTILE[name]})
    stem, _, suffix = name.rpartition("_")
    command = [str(ROOT / word) if word.startswith("docs") else word for word in command]
    outcome = run(capsys, *command, f"{stem}.{suffix}")
    assert outcome.exit_code in (0, 1)
    # What was converted is for another program: it stays as it is.
    printed = outcome.err if command[0] == "convert" else outcome.out + outcome.err
    assert all(character.isprintable() or character == "\n" for character in printed)


def test_file_names_do_not_steer_the_terminal(capsys: Capture) -> None:
    """Names that hold escapes, or that are no text at all, are printed escaped."""
    for name in ("\x1b[2J.yaml", "\udcff.yaml", "a\nb.yaml"):
        Path(name).write_text(WRONG)
        for command in ("check", "show"):
            outcome = run(capsys, command, name)
            assert outcome.exit_code == 1
            first = (outcome.out + outcome.err).splitlines()[0]
            assert re.match(r"(\\x1b\[2J|\\udcff|a\\nb)\.yaml:1:21: error: ", first)


def test_folder_names_do_not_steer_the_terminal(capsys: Capture) -> None:
    """Nor do they where nothing could be checked."""
    Path("\x1b]0;x\a").mkdir()
    assert run(capsys, "check", "\x1b]0;x\a") == Outcome(
        2,
        "",
        f"Error: \\x1b]0;x\\x07: the folder has no {', '.join(SUFFIXES)}, .cs file in it\n",
    )


def test_output_that_is_not_utf8_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Latin-1 terminal a tree is drawn with escapes, and does not fail."""
    write(a_yaml="title: é\noutputs: {a: {type: mask, slots: [mask]}}\n")
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding="latin-1"))
    with pytest.raises(SystemExit) as ended:
        main.main(["show", "a.yaml"])
    sys.stdout.flush()
    assert ended.value.code == 0
    assert output.getvalue().startswith(b"\xe9 (a.yaml)\n\\u2514\\u2500 outputs\n")


def test_output_that_is_no_file_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs put their own objects in the place of standard output."""
    write(a_yaml=CLEAN)
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    with pytest.raises(SystemExit) as ended:
        main.main(["check", "a.yaml"])
    assert ended.value.code == 0
    assert output.getvalue() == "1 file checked: no problems\n"


# Ways to run it


def test_help_and_version(capsys: Capture) -> None:
    """Both are told, also by the short option."""
    assert run(capsys, "--version") == Outcome(0, f"cryosparc-spec, version {__version__}\n", "")
    for option in ("-h", "--help"):
        for command in ([], *([name] for name in main.commands)):
            outcome = run(capsys, *command, option)
            assert outcome.exit_code == 0
            assert outcome.out.startswith(" ".join(["Usage: cryosparc-spec", *command, "["]))


def test_the_console_script_runs() -> None:
    """As installed, in a process of its own."""
    script = Path(sysconfig.get_path("scripts"), "cryosparc-spec")
    if not script.exists():
        pytest.skip("cryosparc-spec is not installed for this interpreter")
    write(a_yaml=WARNED)
    done = subprocess.run([script, "check", "a.yaml"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.yaml:1:39: warning: $.outputs.a.slots[0]: ")
