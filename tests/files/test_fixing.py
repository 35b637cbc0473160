"""Files that are mended: what is done, what is left, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cryosparc_spec import FileError, check_file
from cryosparc_spec.files import fixing
from cryosparc_spec.files.fixing import FixedText, fix_file, fixed_text
from cryosparc_spec.problems import ProblemKind

pytestmark = pytest.mark.usefixtures("empty_folder")

WRONG = """\
# My picker.
inputs:
  mics:  # from the importer
    type: micrograph
    min: 1
    slots: [micrograph_blob, ctff, "ctf?"]
outputs:
  particles: {type: particle, passthrough: mics, slots: [location, location]}
"""
SAFE = WRONG.replace("micrograph\n", "exposure\n").replace("min:", "count_min:")
SAFE = SAFE.replace('"ctf?"', '"?ctf"').replace("[location, location]", "[location]")
SAFE = SAFE.replace("passthrough: mics, ", "")
GUESSED = SAFE.replace("ctff", "ctf")


def fix(text: str, **options: Any) -> tuple[FixedText, str]:
    path = Path("picker.yaml")
    path.write_bytes(text.encode())
    fixed = fix_file(path, **options)
    return fixed, path.read_bytes().decode()


def test_what_is_certain_is_done_and_the_rest_is_told() -> None:
    """Comments and layout stay, and the file is what is returned."""
    fixed, written = fix(WRONG)
    assert (fixed.before, fixed.after, written) == (WRONG, SAFE, SAFE)
    kinds = ["unknown-word", "unknown-key", "invalid-name", "duplicate-slot"]
    kinds += ["passthrough"]
    assert [p.kind for p in fixed.fixed] == kinds
    assert fixed.left == check_file("picker.yaml")
    assert [p.kind for p in fixed.left] == ["unknown-slot-type"]


def test_what_one_fix_shows_another_mends() -> None:
    """A slot that is listed twice only once another is spelled right goes too."""
    fixed, written = fix(WRONG, unsafe=True)
    assert written == GUESSED.replace(', "?ctf"', "")
    assert fixed.left == ()


def test_a_text_is_mended_as_a_file_is() -> None:
    """Only what is certain, unless more is wished."""
    assert fixed_text(WRONG, "a.yaml").after == SAFE
    assert fixed_text(WRONG, "a.YAML", unsafe=True).after == GUESSED.replace(', "?ctf"', "")
    assert not [*Path().iterdir()]


def test_a_second_run_changes_nothing() -> None:
    """It says so, and does not write."""
    _, once = fix(WRONG)
    before = Path("picker.yaml").stat().st_mtime_ns
    again = fix_file("picker.yaml")
    assert (again.after, again.fixed, again.diff("picker.yaml")) == (once, (), "")
    assert Path("picker.yaml").stat().st_mtime_ns == before


def test_a_dry_run_writes_nothing() -> None:
    """What would be done is returned."""
    fixed, written = fix(WRONG, dry_run=True)
    assert (fixed.after, written) == (SAFE, WRONG)
    assert fixed.diff("picker.yaml").startswith("--- picker.yaml\n+++ picker.yaml (fixed)\n@@")


def test_only_what_is_wanted_is_mended() -> None:
    """Such as problems of one kind."""
    Path("picker.yaml").write_text(WRONG)
    fixed = fix_file("picker.yaml", wanted=lambda p: p.kind is ProblemKind.UNKNOWN_KEY)
    assert fixed.after == WRONG.replace("min:", "count_min:")


@pytest.mark.parametrize("text", ["inputs: {a: {min: 1\n", "a: \udcff"], ids=["syntax", "bytes"])
def test_what_cannot_be_read_is_not_touched(text: str) -> None:
    """That is an error, as it is elsewhere."""
    Path("picker.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = Path("picker.yaml").read_bytes()
    with pytest.raises(FileError):
        fix_file("picker.yaml")
    assert Path("picker.yaml").read_bytes() == before


def test_what_is_no_document_of_cryosparc_is_not_touched() -> None:
    """A file of another program may well have keys that look mistyped."""
    text = "version: 2\nservices: {web: {image: x}}\n"
    assert fix(text)[1] == text


def test_ends_of_lines_and_the_byte_order_mark_stay() -> None:
    """A fix has those of the file."""
    text = ("\ufeff" + WRONG + "title: x").replace("\n", "\r\n")
    assert fix(text)[1] == ("\ufeff" + SAFE + "title: x").replace("\n", "\r\n")


def test_fixes_that_undo_each_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that was there before is not written again, and there is a limit besides."""
    flips = {"a: 1": "a: 2", "a: 2": "a: 1"}
    monkeypatch.setattr(fixing, "with_edits_done", lambda _, text, __: (flips[text], []))
    assert fix("a: 1")[1] == "a: 2"
    monkeypatch.setattr(fixing, "with_edits_done", lambda _, text, __: (text + "1", []))
    assert fix("a: 1")[1] == f"a: 1{'1' * 100}"
