"""Tests of the command ``check`` on datasets, and on what names them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryosparc.dataset import CSDAT_FORMAT, NUMPY_FORMAT, Dataset

from tests.command_line import Outcome, run
from tests.tables import write_table

Capture = pytest.CaptureFixture[str]

PICKS: dict[str, str] = {
    "location/micrograph_uid": "<u8",
    "location/exp_group_id": "<u4",
    "location/micrograph_path": "O",
    "location/micrograph_shape": "<u4",
    "location/center_y_frac": "<f4",
    "location/center_x_frac": "<f4",
    "location/micrograph_psize_A": "<f4",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("picker.yaml").write_text(
        "outputs:\n"
        "  picks: {type: particle, slots: [location]}\n"
        "  curated: {type: particle, slots: [location, blob]}\n"
    )


def save_picks(layout: int, shape: tuple[int, ...]) -> None:
    """Write what vesicle-picker declares, with the installed cryosparc-tools."""
    columns: list[Any] = [("uid", "<u8"), *PICKS.items()]
    columns = [(*c, shape) if shape and c[0].endswith("_shape") else c for c in columns]
    dataset: Any = Dataset.allocate(5, columns)
    dataset["location/micrograph_path"] = np.array(["a.mrc"] * 5, dtype=object)
    dataset.save("picks.cs", format=layout)


@pytest.mark.parametrize("layout", [NUMPY_FORMAT, CSDAT_FORMAT])
def test_the_case_of_vesicle_picker_from_end_to_end(layout: int, capsys: Capture) -> None:
    """Before the upload: the column, what it is, what it should be, and what to write."""
    against = ["--against", "picker.yaml:outputs.picks"]
    save_picks(layout, ())
    for arguments in ([], against):
        outcome = run(capsys, "check", "picks.cs", *arguments)
        assert outcome.exit_code == 1
        assert outcome.out.splitlines()[0:2] == [
            'picks.cs: error: $["location/micrograph_shape"]: found <u4, expected <u4 (2,)',
            '    write ["location/micrograph_shape", "<u4", [2]]',
        ]
        assert outcome.out.splitlines()[-2] == "picks.cs: does not fit: location"
    save_picks(layout, (2,))
    for arguments in ([], against):
        outcome = run(capsys, "check", "picks.cs", *arguments)
        assert outcome.exit_code == 0
        assert outcome.out.splitlines()[-2:] == [
            "picks.cs: fits: location",
            "1 file checked: 1 note",
        ]


def test_a_dataset_is_held_to_an_output(capsys: Capture) -> None:
    """A slot that the output promises and the table lacks is told, and an unknown one too."""
    write_table(Path("a.cs"), ("locations/x", "f4"), ("odd/x", "f4"), *PICKS.items())
    outcome = run(capsys, "check", "a.cs", "--against", "picker.yaml:outputs.curated")
    lines = outcome.out.splitlines()
    assert outcome.exit_code == 1
    assert (
        'a.cs: error: $.blob: the slot has no columns: expected columns that begin with "blob/"'
        in lines
    )
    assert 'a.cs: note: $.odd: the columns of "odd" belong to none of the slots' in lines
    assert lines[-2] == "a.cs: does not fit: location, blob"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        pytest.param(
            "picker.yaml:outputs.pick",
            'Error: "pick" is not an output of picker.yaml: it has picks, curated; '
            'is "picks" meant?\n',
            id="unknown output",
        ),
        pytest.param(
            "empty.yaml:outputs.zzz",
            'Error: "zzz" is not an output of empty.yaml: it has none\n',
            id="no outputs",
        ),
        pytest.param(
            "picker.yaml",
            'Error: "picker.yaml" names none of the outputs of a file: write FILE:outputs.NAME, '
            "as picker.yaml:outputs.particles\n",
            id="no output",
        ),
        pytest.param(
            "picker.yaml:inputs.picks",
            'Error: "picker.yaml:inputs.picks" names none of the outputs of a file: '
            "write FILE:outputs.NAME, as picker.yaml:outputs.particles\n",
            id="an input",
        ),
        pytest.param(
            "missing.yaml:outputs.a",
            "Error: missing.yaml: cannot be read: No such file or directory\n",
            id="no file",
        ),
        pytest.param(
            "out.csg:outputs.a",
            "Error: out.csg is a results group: expected a definition or a job\n",
            id="a file of another kind",
        ),
    ],
)
def test_outputs_that_are_not_there_are_told(reference: str, message: str, capsys: Capture) -> None:
    """Nothing was checked then."""
    write_table(Path("a.cs"))
    Path("empty.yaml").write_text("title: a\n")
    Path("out.csg").write_text("group: {name: a, type: mask}\nresults: {}\n")
    outcome = run(capsys, "check", "a.cs", "--against", reference)
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.endswith(message)


def test_all_that_can_be_known_of_a_dataset_is_said(capsys: Capture) -> None:
    """Each slot fits, does not fit, or is unknown: never is it called right for no reason."""
    save_picks(NUMPY_FORMAT, (2,))
    write_table(Path("a.cs"), ("odd/x", "f4"), ("motion/path", "O"), ("pick_stats/power", "f4"))
    outcome = run(capsys, "check", "a.cs", "picks.cs")
    assert "a.cs: does not fit: pick_stats; unknown: odd, motion" in outcome.out.splitlines()
    note = 'a.cs: note: $.odd: nothing is known of the columns of slot type "odd" here'
    assert note in outcome.out.splitlines()


def test_a_file_that_is_no_dataset_says_what_it_is(capsys: Capture) -> None:
    """One error, with what to do; JSON says that it was taken for a dataset."""
    Path("a.cs").write_text("version https://git-lfs.github.com/spec/v1\n")
    assert run(capsys, "check", "a.cs") == Outcome(
        1,
        "a.cs: error: $: the file is a Git LFS pointer: expected a CryoSPARC dataset (.cs)\n"
        '    run "git lfs pull" where it is\n'
        "1 file checked: 1 error\n",
        "",
    )
    (entry,) = json.loads(run(capsys, "check", "--format", "json", "a.cs").out)["problems"]
    assert (entry["document"], entry["kind"]) == ("dataset", "unreadable")


@pytest.mark.parametrize("name", ["a.csg", "a.yaml", "a.json"])
def test_a_dataset_of_another_name_is_told(name: str, capsys: Capture) -> None:
    """Most of all one that is called a results group."""
    write_table(Path(name))
    assert run(capsys, "check", name) == Outcome(
        1,
        f"{name}: error: $: the file is a dataset: expected a document\n"
        "    give it a name that ends in .cs\n"
        "1 file checked: 1 error\n",
        "",
    )


def test_datasets_in_a_folder_are_checked(capsys: Capture) -> None:
    """Beside the documents; how they fit is told where it is asked for."""
    write_table(Path("J1/a.cs"), ("motion/path", "O"))
    write_table(Path("J1/b.CS"), ("motion/path", "O"))
    assert run(capsys, "check", "J1").out == "2 files checked: no problems\n"
    outcome = run(capsys, "check", "-v", "J1")
    assert outcome.out == (
        "J1/a.cs: unknown: motion\nJ1/b.CS: unknown: motion\n2 files checked: no problems\n"
    )


def test_a_group_is_followed_to_its_tables(capsys: Capture) -> None:
    """With the line of what is to be mended, wherever the command runs."""
    write_table(Path("J1/a.cs"), ("motion/path", "O"))
    Path("J1/out.csg").write_text(
        "group: {name: a, type: particle}\n"
        "results:\n"
        "  motion: {metafile: '>a.cs', num_items: 7, type: particle.motion}\n"
    )
    outcome = run(capsys, "check", "J1/out.csg")
    assert outcome.out == (
        "J1/out.csg: taken for a results group: it has group and results\n"
        "J1/out.csg:1:1: note: $: version is missing: CryoSPARC writes the one that made the "
        "group\n"
        'J1/out.csg:3:42: error: $.results.motion.num_items: num_items is 7, and ">a.cs" '
        "has 3 rows\n"
        "    write num_items: 3\n"
        "1 file checked: 1 error, 1 note\n"
    )


def test_a_dataset_that_cannot_be_opened_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any file."""
    write_table(Path("a.cs"))

    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("cryosparc_spec.datasets.reading.read_header", refuse)
    outcome = run(capsys, "check", "a.cs")
    assert (outcome.exit_code, outcome.err) == (2, "a.cs: cannot be read: Permission denied\n")
