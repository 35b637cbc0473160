from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import sysconfig
from io import TextIOWrapper
from pathlib import Path

import click
import pytest

from cryosparc_spec import __version__
from cryosparc_spec.cli import main
from cryosparc_spec.commands.streams import whole
from cryosparc_spec.files.suffixes import CHECKED
from tests.command_line import CLEAN, NOTED, WARNED, WRONG, Outcome, run, write

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).parents[2]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


pytestmark = pytest.mark.usefixtures("empty_folder")


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
    assert "\x1b[3" not in on_terminal("check", "a.yaml", NO_COLOR="1")
    narrow = on_terminal("slots", "ctf", COLUMNS="70").splitlines()
    assert max(map(len, narrow)) <= 70
    assert narrow[0].split() == ["DATATYPE", "SLOT", "TYPE", "NAMES", "SEEN", "COLUMNS"]
    wide = on_terminal("slots", COLUMNS="120").splitlines()
    assert max(map(len, wide)) <= 120
    assert wide[0].split() == [*narrow[0].split(), "SOURCE"]
    words = {word.strip(",") for line in wide for word in line.split()}
    assert {"micrograph_blob_non_dw_AB", "is_background_subtracted", "micrograph_shape*"} <= words


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
        f"\\x1b]0;x\\x07: the folder has no {', '.join(CHECKED)} file in it\n",
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
        for command in ([], *([name] for name in main.list_commands(click.Context(main)))):
            outcome = run(capsys, *command, option)
            assert outcome.exit_code == 0
            assert outcome.out.startswith(" ".join(["Usage: cryosparc-spec", *command, "["]))


@pytest.mark.parametrize("group", [[], ["csg"]], ids=["all", "csg"])
def test_the_list_of_commands_has_whole_sentences(capsys: Capture, group: list[str]) -> None:
    """None is cut off where it does not fit in a line."""
    commands = run(capsys, *group, "--help").out.partition("Commands:\n")[2].splitlines()
    assert commands
    assert [line for line in commands if line.endswith("...") or not line.endswith(".")] == []


def test_the_console_script_runs() -> None:
    """As installed, in a process of its own."""
    script = Path(sysconfig.get_path("scripts"), "cryosparc-spec")
    if not script.exists():
        pytest.skip("cryosparc-spec is not installed for this interpreter")
    write(a_yaml=WARNED)
    done = subprocess.run([script, "check", "a.yaml"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.yaml:1:39: warning: $.outputs.a.slots[0]: ")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is full")
@pytest.mark.parametrize("command", [["slots"], ["check", "a.yaml"], ["--help"]], ids=" ".join)
def test_output_that_cannot_be_written_is_told_in_one_line(command: list[str]) -> None:
    """The disk may be full."""
    write(a_yaml=WRONG)
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cryosparc_spec", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "Error: standard output: No space left on device\n",
    )


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    """As with `| head -1`: nothing is told."""
    command = f"{sys.executable} -m cryosparc_spec slots | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.stdout.split()[0], done.stderr) == ("DATATYPE", "")


def test_output_without_a_file_that_fails_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs put their own objects in the place of standard output."""

    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    write(a_yaml=CLEAN)
    monkeypatch.setattr(sys, "stdout", Broken())
    with pytest.raises(SystemExit) as ended:
        main.main(["check", "a.yaml"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "Error: standard output: Input/output error\n"


def test_a_command_that_is_given_up_ends_as_an_interrupt_does(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ctrl-C does while click waits for a person."""

    def give_up(*_: object) -> None:
        raise click.Abort

    monkeypatch.setattr(main, "invoke", give_up)
    assert run(capsys, "slots").exit_code == 130


def test_what_is_printed_without_a_buffer_arrives_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that Python does not buffer gets a buffer, and is put back afterwards."""
    with (tmp_path / "out").open("wb", buffering=0) as raw:
        stream = TextIOWrapper(raw, "ascii", write_through=True)
        monkeypatch.setattr(sys, "stdout", stream)
        with whole("stdout"):
            sys.stdout.write("a \u00e9\n")
        assert sys.stdout is stream
        stream.detach()
    assert (tmp_path / "out").read_text("ascii") == "a \\xe9\n"


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_that_was_closed_before_is_told(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by ``>&-``: Python has no stream then."""
    monkeypatch.setattr(sys, name, None)
    with pytest.raises(OSError, match="it is closed"), whole(name):
        getattr(sys, name).write("a")


def test_standard_input_that_was_closed_before_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by ``<&-``."""
    monkeypatch.setattr(sys, "stdin", None)
    outcome = run(capsys, "check", "-")
    assert outcome == Outcome(2, "", "<stdin>: cannot be read: it is closed\n")
