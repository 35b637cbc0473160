"""Which files are looked at and which problems are told: options, and configurations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import CLEAN, NOTED, WARNED, WRONG, run, write

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("empty_folder")

BOTH = "outputs: {a: {type: particl, slots: [blop]}}\n"
"""A definition with an error and a warning."""


def kinds_told(capsys: Capture, *arguments: str) -> list[str]:
    out = run(capsys, "check", "--statistics", "-q", *arguments).out
    words = [line.split() for line in out.splitlines()]
    return sorted(line[1] for line in words if len(line) == 2 and line[0].isdigit())


def files_told(capsys: Capture, *arguments: str) -> list[str]:
    lines = run(capsys, "check", "-v", *arguments).out.splitlines()
    told = [line.partition(": no problems")[0] for line in lines if ": no problems" in line]
    return [file for file in told if file.endswith(".yaml")]


def test_kinds_are_selected_and_ignored(capsys: Capture) -> None:
    """The exit code is that of what is told."""
    write(a_yaml=BOTH)
    assert kinds_told(capsys, "a.yaml") == ["unknown-slot-type", "unknown-word"]
    for option, word in (("--select", "unknown-slot-type"), ("--ignore", "unknown-word")):
        assert kinds_told(capsys, "a.yaml", option, word) == ["unknown-slot-type"]
    two = ["--ignore", "unknown-word", "--ignore", "unknown-slot-type"]
    outcome = run(capsys, "check", "a.yaml", *two)
    assert (outcome.exit_code, outcome.out) == (0, "1 file checked: no problems\n")
    assert run(capsys, "check", "a.yaml", "--ignore", "unknown-word").exit_code == 1


def test_a_kind_that_does_not_exist_is_refused(capsys: Capture) -> None:
    """With the nearest one."""
    outcome = run(capsys, "check", "a.yaml", "--select", "unknwn-word")
    assert outcome.exit_code == 2
    assert outcome.err.splitlines()[-1] == (
        "Error: Invalid value for '--select': \"unknwn-word\" is not a kind of problem; "
        'write "unknown-word"'
    )


def test_files_and_folders_are_excluded(capsys: Capture) -> None:
    """By name or path, in folders; what is named is looked at unless force is used."""
    write(d__a_yaml=CLEAN, d__old__b_yaml=CLEAN, d__x__old_yaml=CLEAN, d__x__c_yaml=CLEAN)
    assert files_told(capsys, "d") == ["d/a.yaml", "d/old/b.yaml", "d/x/c.yaml", "d/x/old.yaml"]
    assert files_told(capsys, "d", "--exclude", "old", "--exclude", "d/x/c.*") == [
        "d/a.yaml",
        "d/x/old.yaml",
    ]
    named = ["d/a.yaml", "d/old/b.yaml", "--exclude", "old"]
    assert run(capsys, "check", *named).out == "2 files checked: no problems\n"
    assert run(capsys, "check", *named, "--force-exclude").out == "1 file checked: no problems\n"
    everything = run(capsys, "check", "d/a.yaml", "--exclude", "d", "--force-exclude")
    assert (everything.exit_code, everything.out, everything.err) == (0, "", "")


def test_a_folder_that_is_named_is_gone_through_though_it_is_excluded(capsys: Capture) -> None:
    """Also from within; what is excluded in it for itself is passed over, and that is told."""
    write(old__a_yaml=CLEAN, old__x__b_yaml=CLEAN)
    for exclude in (["--exclude", "old"], []):
        configure("" if exclude else 'exclude = ["old"]\n')
        assert files_told(capsys, "old", *exclude) == ["old/a.yaml", "old/x/b.yaml"]
        assert files_told(capsys, "old/x", *exclude) == ["old/x/b.yaml"]
        assert run(capsys, "check", "old/x", "--force-exclude", *exclude).out == ""
        assert run(capsys, "check", "old", "--diff", *exclude).exit_code == 0
    configure('exclude = ["*.yaml"]\n')
    outcome = run(capsys, "check", "old")
    assert outcome.exit_code == 2
    assert outcome.err.endswith(".ipynb file in it that is not excluded\n")
    write(old__other_json="[]")
    outcome = run(capsys, "check", "old")
    assert outcome.exit_code == 2
    assert outcome.err.endswith("its client would be checked; the rest is excluded\n")


def configure(text: str, folder: str = ".") -> None:
    Path(folder, "cryosparc-spec.toml").write_text(text)


def test_the_configuration_says_what_is_looked_at_and_told(capsys: Capture) -> None:
    """For each file the nearest one, with paths seen from its folder."""
    write(a__x_yaml=BOTH, a__b__x_yaml=BOTH, a__old__x_yaml=BOTH, c__x_yaml=BOTH)
    configure('exclude = ["old"]\nignore = ["unknown-word"]\n', "a")
    configure('[per-file-ignores]\n"x*" = ["unknown-slot-type"]\n', "a/b")
    lines = run(capsys, "check", ".").out.splitlines()
    told = [line.split(" ")[0] + line.partition("is not a ")[2] for line in lines]
    assert [each for each in told if ".yaml" in each] == [
        "a/x.yaml:1:38:slot type that the catalogue knows",
        "a/b/x.yaml:1:21:known datatype",
        "c/x.yaml:1:21:known datatype",
        "c/x.yaml:1:38:slot type that the catalogue knows",
    ]


def test_the_least_severe_failure_may_differ_from_file_to_file(capsys: Capture) -> None:
    """Where the command line does not say it."""
    write(a__x_yaml=WARNED, b__x_yaml=NOTED)
    configure('fail-on = "error"', "a")
    assert run(capsys, "check", "a", "b").exit_code == 0
    configure('fail-on = "note"', "b")
    assert run(capsys, "check", "a", "b").exit_code == 1
    assert run(capsys, "check", "b", "--fail-on", "error").exit_code == 0
    assert run(capsys, "check", "a", "--fail-on", "warning").exit_code == 1


def test_the_command_line_beats_the_configuration(capsys: Capture) -> None:
    """Each option what it stands for; the kinds of single files only where kinds are selected."""
    write(a_yaml=BOTH, old__b_yaml=CLEAN)
    configure(
        'exclude = ["old"]\nignore = ["unknown-word"]\n'
        '[per-file-ignores]\n"a.yaml" = ["unknown-slot-type"]\n'
    )
    assert kinds_told(capsys, ".") == []
    assert kinds_told(capsys, ".", "--ignore", "syntax") == ["unknown-word"]
    assert kinds_told(capsys, ".", "--select", "unknown-slot-type") == ["unknown-slot-type"]
    assert files_told(capsys, ".", "--exclude", "a.yaml") == ["old/b.yaml"]


TYPES = '{"slot_types": [{"datatype": "particle", "slot_type": "NAME", "names": ["NAME"]}]}'
OWN = "outputs: {a: {type: particle, slots: [NAME]}}\n"


@pytest.mark.parametrize("processes", ["1", "2"])
def test_catalogues_are_those_of_the_nearest_configuration(
    processes: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of files by themselves, in folders, in processes and on standard input; options beat them."""
    monkeypatch.setattr("cryosparc_spec.projects.processes._FEW", 2)
    for folder in ("one", "two"):
        write(
            **{
                f"{folder}__a_yaml": OWN.replace("NAME", folder),
                f"{folder}__s_py": "from cryosparc.tools import CryoSPARC\n"
                "job = CryoSPARC().create_external_job('P1', 'W1')\n"
                f"job.add_output('particle', 'a', slots=['{folder}'])\n",
            }
        )
        Path(folder, "types.json").write_text(TYPES.replace("NAME", folder))
        configure('slot-types = ["types.json"]', folder)
    for paths in (["."], ["one", "two"], ["one/a.yaml", "two/a.yaml", "two/s.py"]):
        outcome = run(capsys, "check", "-j", processes, *paths)
        assert (outcome.exit_code, outcome.err) == (0, "")
    given = run(capsys, "check", "-j", processes, ".", "--slot-types", "one/types.json")
    assert given.out.count('"two" is not a slot type') == 2
    assert '"one" is not' not in given.out


def test_a_mistake_in_a_configuration_is_told_at_its_place(capsys: Capture) -> None:
    """And nothing could be run."""
    write(a__x_yaml=CLEAN)
    configure('fail-on = "eror"', "a")
    for path in ("a/x.yaml", "a", "."):
        outcome = run(capsys, "check", path)
        assert (outcome.exit_code, outcome.out) == (2, "")
        assert outcome.err == (
            'a/cryosparc-spec.toml:1:11: error: $["fail-on"]: "eror" is not a severity: expected '
            'one of error, warning, note\n    write "error"\n'
        )


def test_standard_input_goes_by_the_configuration_of_its_name(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor gives what is not saved yet."""
    import io
    import sys

    write(a__x_yaml="")
    configure('ignore = ["unknown-word"]', "a")
    for name, code in (("a/x.yaml", 0), ("x.yaml", 1)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
        assert run(capsys, "check", "-", "--stdin-name", name).exit_code == code


@pytest.mark.parametrize(
    ("options", "coloured"),
    [([], False), (["--color", "always"], True), (["--color", "never"], False)],
)
def test_colour_is_asked_for(options: list[str], coloured: bool, capsys: Capture) -> None:
    """Whatever the output is."""
    write(a_yaml=WRONG)
    assert ("\x1b[31m" in run(capsys, "check", "a.yaml", *options).out) is coloured


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR"])
def test_the_option_for_colour_beats_the_environment(
    variable: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And `auto` leaves it to that."""
    write(a_yaml=WRONG)
    monkeypatch.setenv(variable, "1")
    for when in ("always", "never"):
        out = run(capsys, "check", "a.yaml", "--color", when).out
        assert ("\x1b[31m" in out) is (when == "always")
    auto = run(capsys, "check", "a.yaml", "--color", "auto").out
    assert ("\x1b[31m" in auto) is (variable == "FORCE_COLOR")


@pytest.mark.parametrize("option", ["--slot-types", "--job-types"])
def test_a_catalogue_that_cannot_be_read_could_not_run(
    option: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For its suffix, or because the system does not let it be opened."""
    write(a_yaml=CLEAN, types_txt="", types_json="{}")
    outcome = run(capsys, "check", "a.yaml", option, "types.txt")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.startswith('Error: types.txt: ".txt" is not a suffix that is read: expected')

    def refuse(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("cryosparc_spec.files.catalogues.load", refuse)
    outcome = run(capsys, "check", "a.yaml", option, "types.json")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err == "Error: types.json: cannot be read: Permission denied\n"
