"""``--fix`` mends what was planted, and changes nothing else, in generated files of each kind."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from cryosparc_spec import Problem
from cryosparc_spec.files.checks import examine
from cryosparc_spec.files.fixing import fix_file
from cryosparc_spec.files.text_edits import in_text
from tests.soundness.measuring import MISTAKES, planted_mistake
from tests.soundness.mistakes.planted import Planted

IN_DOCUMENTS = [name for name, (kind, _) in MISTAKES.items() if kind != "dataset"]
WITHOUT_FIX = {
    *("slot without a name", "slot of another datatype", "input or output without type"),
    *("no slots", "passthrough of another job's output", "neither inputs nor outputs"),
    *("key twice", "colon left out of JSON", "tab in YAML", "num_items left out"),
    *("version left out", "slots of different rows", "column of another dtype in a table"),
    *("lists of a result that differ in length", "connections too few"),
    *("passthrough of an input of another datatype", "connections too many"),
    *("lists of a result of version 4", "connections of version 4 too few or too many"),
    "min_fields that cannot be read",
}
"""Mistakes of which nothing shows what was meant."""

WITH_FIX = [name for name in IN_DOCUMENTS if name not in WITHOUT_FIX]

# With the share that every run has, 1,300 files.
FEW, MANY = range(2), range(2, 30)


def counted(problems: Iterable[Problem]) -> Counter[tuple[str, str]]:
    """Count what is wrong, wherever it is: what is left out or renamed moves others."""
    return Counter((p.kind, p.severity) for p in problems if p.severity != "note")


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def varied(path: Path, chance: random.Random) -> None:
    """Write the file as another editor may: ends of lines, a byte order mark, a comment."""
    text = text_of(path)
    if path.suffix != ".json" and chance.random() < 0.5:
        text = f"# Written by hand: ø.\n{text}\n# The end."
    if chance.random() < 0.3:
        text = text.replace("\n", "\r\n")
    if chance.random() < 0.2:
        text = "\ufeff" + text
    path.write_bytes(text.encode())


def wrongly_mended(planted: Planted, folder: Path, chance: random.Random) -> str | None:
    """Say what ``--fix`` does wrong to a file with a mistake in it; nothing where it is right."""
    path = planted.sample.write(folder)
    varied(path, chance)
    before, found = text_of(path), examine(path).problems
    told = [p for p in found if planted.fits(tuple(p.path), p.kind, p.severity)]
    if not told or told[0].fix is None:  # Of some, nothing shows what was meant.
        return None
    if not told[0].edits:
        return f"it has no edits: {told[0]}"
    unsafe = not told[0].is_certain
    done = fix_file(path, unsafe=unsafe)
    after, left = text_of(path), examine(path).problems
    gone = counted(found)[told[0].kind, told[0].severity]
    if counted(left)[told[0].kind, told[0].severity] >= gone:
        return f"it stays: {told[0]}"
    if counted(left) - counted(found):
        return f"it brings others: {[*map(str, left)]}"
    if fix_file(path, unsafe=unsafe).after != after or done.after != after:
        return "a second run changes more"
    places = [
        (edit.in_text.start, edit.in_text.end)
        for p in in_text(done.fixed, before, path.suffix)
        for edit in p.edits
        if edit.in_text
    ]
    first, last = min(start for start, _ in places), max(end for _, end in places)
    if before_place(before, first) != before_place(after, first):
        return "text before it changes"
    return None if after.endswith(after_place(before, last)) else "text after it changes"


def before_place(text: str, place: tuple[int, int]) -> str:
    lines = text.removeprefix("\ufeff").split("\n")[: place[0]]
    return "\n".join([*lines[:-1], lines[-1][: place[1] - 1]])


def after_place(text: str, place: tuple[int, int]) -> str:
    lines = text.removeprefix("\ufeff").split("\n")[place[0] - 1 :]
    return "\n".join([lines[0][place[1] - 1 :], *lines[1:]])


@pytest.mark.parametrize(
    "numbers", [pytest.param(FEW, id="few"), pytest.param(MANY, marks=pytest.mark.thorough)]
)
@pytest.mark.parametrize("name", WITH_FIX)
def test_what_was_planted_is_mended_and_nothing_else(
    name: str, numbers: range, tmp_path: Path
) -> None:
    """It goes away, no other comes, the rest of the file stays, and a second run does nothing."""
    found: dict[int, str | None] = {}
    for number in numbers:
        chance = random.Random(f"vary {name} {number}")
        found[number] = wrongly_mended(planted_mistake(name, number), tmp_path, chance)
    wrong = {number: said for number, said in found.items() if said}
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(WITHOUT_FIX))
def test_what_nothing_is_known_of_is_left(name: str, tmp_path: Path) -> None:
    """The file stays as it was, but for what else there is to mend in it."""
    path = planted_mistake(name, 0).sample.write(tmp_path)
    before = path.read_bytes()
    done = fix_file(path, unsafe=True) if name not in BROKEN else None
    assert done is None or (path.read_bytes() == before) is (not done.fixed)


BROKEN = {"colon left out of JSON", "tab in YAML"}


def test_most_kinds_have_a_fix() -> None:
    """Each kind that is planted in documents is in one of the lists."""
    assert set(IN_DOCUMENTS) >= WITHOUT_FIX
    assert len(WITH_FIX) > 40
    assert len(WITH_FIX) * (len(FEW) + len(MANY)) > 1000
