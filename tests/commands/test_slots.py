from __future__ import annotations

import json
import sys

import pytest

from cryosparc_spec import known_slot_types, unstructure
from tests.command_line import Outcome, run

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("empty_folder")


def test_slots_lists_the_whole_catalogue(capsys: Capture) -> None:
    """One line for each slot type, under one header."""
    outcome = run(capsys, "slots")
    header, *rows = outcome.out.splitlines()
    assert header.split() == ["DATATYPE", "SLOT", "TYPE", "NAMES", "SEEN", "COLUMNS", "SOURCE"]
    assert [tuple(row.split()[:2]) for row in rows] == list(known_slot_types())


def test_slots_says_which_columns_are_required_and_which_dtypes_unknown(capsys: Capture) -> None:
    """A star stands by a column that is known to be required, a question mark for a dtype."""
    names = ["ctf", "components", "filament"]
    lines = run(capsys, "slots", *names, "--datatype", "particle").out.splitlines()
    ctf, components, filament = lines[1:]
    assert "type* O, exp_group_id* u4, " in ctf
    assert ", cross_corr_ctffind4 f4, " in ctf
    assert "component u4, value f4" in components
    assert "curvature ?, sinuosity ?" in filament
    assert "components_mode_{}" in components


def test_a_pipe_gets_an_entry_a_line_with_tabs(capsys: Capture) -> None:
    """Padded to the widest cell, lines would have thousands of characters."""
    header, *rows = run(capsys, "slots").out.splitlines()
    assert header == "DATATYPE\tSLOT TYPE\tNAMES SEEN\tCOLUMNS\tSOURCE"
    assert {row.count("\t") for row in rows} == {4}
    assert not [row for row in rows if "  " in row]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        pytest.param(["ctf"], ["exposure.ctf", "particle.ctf"], id="a name under two datatypes"),
        pytest.param(["background_blob"], ["exposure.stat_blob"], id="a name with another type"),
        pytest.param(["stat_blob"], ["exposure.stat_blob"], id="a type"),
        pytest.param(["?stat_blob"], ["exposure.stat_blob"], id="shorthand"),
        pytest.param(["particle.ctf"], ["particle.ctf"], id="a type under its datatype"),
        pytest.param(["?mask.blob"], ["mask.blob"], id="a type under its datatype, optional"),
        pytest.param(["volume_multi.series"], ["volume_multi.series"], id="a volumes group"),
        pytest.param(["micrograph_blob_denoised"], ["exposure.micrograph_blob"], id="denoised"),
        pytest.param(["alignments_class3D_7"], ["particle.alignments3D"], id="older series"),
        pytest.param(["map_locres"], ["volume.blob"], id="a map of local resolution"),
        pytest.param(["components_mode_{}"], ["particle.components"], id="a series"),
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


def keys_in(data: object) -> set[str]:
    """All keys of plain data, at any depth."""
    if isinstance(data, dict):
        return {*data}.union(*map(keys_in, data.values()))
    return set().union(*map(keys_in, data)) if isinstance(data, list) else set()


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([], id="all"),
        pytest.param(["ctf"], id="two"),
        pytest.param(["particle.blob"], id="one"),
        pytest.param(["junk_stats"], id="one without columns"),
        pytest.param(["--datatype", "volume"], id="a datatype"),
    ],
)
def test_sources_can_be_left_out(names: list[str], capsys: Capture) -> None:
    """The JSON has all else, in less than half of the text; the table has no such column."""
    full = run(capsys, "slots", *names, "--format", "json").out
    short = run(capsys, "slots", *names, "--no-sources", "--format", "json").out
    assert keys_in(json.loads(full)) - keys_in(json.loads(short)) == {"sources"}
    assert names or len(short) < len(full) / 2
    assert [entry | {"sources": [], "columns": []} for entry in json.loads(full)] == [
        entry | {"sources": [], "columns": []} for entry in json.loads(short)
    ]
    header, *rows = run(capsys, "slots", *names, "--no-sources").out.splitlines()
    assert header == "DATATYPE\tSLOT TYPE\tNAMES SEEN\tCOLUMNS"
    assert len(rows) == len(json.loads(full))
    assert {row.count("\t") for row in rows} == {3}


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
    assert outcome == Outcome(2, "", f"Error: {message}\n")


@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_gets_a_table_wrapped_between_columns(
    columns: int, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a column stays with its dtype; sources are for wide terminals."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run(capsys, "slots", "ctf", "--datatype", "particle").out
    assert max(map(len, out.splitlines())) <= columns
    assert "SOURCE" not in run(capsys, "slots", "ctf", "--no-sources").out
    assert ("SOURCE" in out) == (columns > 112)
    for column in ("type* O,", "cross_corr_ctffind4 f4,", "phase_shift_rad* f4,"):
        assert column in out
