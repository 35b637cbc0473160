"""What is said of sound samples and of planted mistakes, counted."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath

import attrs

from cryosparc_spec import Problem, SpecError, documents
from tests.soundness.facts import DATATYPES
from tests.soundness.kinds import SOUND
from tests.soundness.made import MADE
from tests.soundness.meaning import meaning
from tests.soundness.mending import mended
from tests.soundness.mistakes import definitions, groups, jobs, slots, tables
from tests.soundness.mistakes.planted import Planted, Planter
from tests.soundness.samples import Document, Sample

MISTAKES: Mapping[str, tuple[str, Planter]] = {
    name: (kind, planter)
    for kind, planters in (
        ("definition", slots.MISTAKES),
        ("definition", definitions.MISTAKES),
        ("dataset", tables.MISTAKES),
        ("results group", groups.MISTAKES),
        ("job", jobs.MISTAKES),
    )
    for name, planter in planters.items()
}
"""What plants a mistake of each kind, and in what."""

_CLASSES = re.compile(rf"\b({'|'.join(name for name in dir(documents) if name[0].isupper())})\b")
_ALL_DATATYPES = ", ".join(DATATYPES)
_EMPTY_CHOICE = re.compile(r"one of +($|;|\()|\(\)")
_AT_KEY = {"unknown-key", "deprecated-key", "duplicate-key"}


def wrongly_said(sample: Sample, folder: FilePath) -> list[Problem]:
    """Return errors and warnings about a sound sample, but for those that are right."""
    return [*_but_for(sample, sample.problems(folder))]


def wrongly_made(name: str, number: int, folder: FilePath) -> list[Problem]:
    """Return errors and warnings about what the package makes of one of the sound samples."""
    kind, make = MADE[name]
    sample = sound_sample(kind, number)
    try:
        return [*_but_for(sample, make(sample, folder))]
    except SpecError as error:
        return [*error.problems]


def _but_for(sample: Sample, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        is_right = problem.severity == "warning" and problem.kind in sample.expected
        if problem.severity != "note" and not is_right:
            yield problem


def sound_sample(kind: str, number: int) -> Sample:
    """Return one of the sound samples of a kind."""
    return SOUND[kind](random.Random(f"sound {kind} {number}"))


def planted_mistake(name: str, number: int) -> Planted:
    """Return one of the mistakes of a kind."""
    return MISTAKES[name][1](random.Random(f"planted {name} {number}"))


@attrs.frozen
class Outcome:
    """What became of a planted mistake."""

    named: bool
    """Whether it was told as what it is, at its place in the data."""
    placed: bool
    """Whether line and column were those of that place, where the file has lines."""
    fixed: bool | None
    """Whether the fix made it go away, brought no other, and gave back what is known to be meant;
    ``None`` where there is no fix."""
    said: str
    """What was said."""

    @property
    def right(self) -> bool:
        return self.named and self.placed and self.fixed is not False and self.in_plain_words

    @property
    def in_plain_words(self) -> bool:
        """Whether what is said has none of these: a class of the package, other than in a value,
        an empty choice, and all datatypes where the one that is meant is known."""
        words = re.sub('"[^"]*"', "", self.said)
        too_many = _ALL_DATATYPES in words and "; write" in words
        return not (_CLASSES.search(words) or _EMPTY_CHOICE.search(words) or too_many)


def outcome(planted: Planted, folder: FilePath) -> Outcome:
    """Check a sample with a mistake, follow the fix, and check again."""
    problems = planted.sample.problems(folder)
    found = [p for p in problems if planted.fits(tuple(p.path), p.kind, p.severity)]
    if not found:
        said = "; ".join(f"{p.severity} {p}" for p in problems[:4]) or "nothing"
        return Outcome(False, False, None, said)
    at_place = [problem for problem in found if _is_placed(planted, problem)]
    problem = (at_place or found)[0]
    placed = bool(at_place)
    after = mended(planted.sample, problem)
    if after is None:
        return Outcome(True, placed, None, f"{problem.severity} {problem}")
    rest = _counted(after.problems(folder))
    new = rest - (_counted(problems) - _counted([problem]))
    gone = rest[problem.kind, problem.severity] < _counted(problems)[problem.kind, problem.severity]
    said = f"{problem.severity} {problem}"
    if new or not gone:
        said += f" [after the fix: {', '.join(map(str, after.problems(folder)))}]"
    is_same = _mean_the_same(after, planted.original)
    if planted.recoverable and not is_same:
        said += " [the fix means something else]"
    fixed = not new and gone and (is_same or not planted.recoverable)
    return Outcome(True, placed, fixed, said)


def _mean_the_same(after: Sample, before: Sample) -> bool:
    if after.kind == "definition" and isinstance(after.files[after.main], Document):
        return bool(meaning(after.document.data) == meaning(before.document.data))
    return after.files == before.files


def _is_placed(planted: Planted, problem: Problem) -> bool:
    position = problem.position
    content = planted.sample.files[planted.sample.main]
    if planted.place is None and not isinstance(content, Document):
        return True
    if position is None:
        return False
    if planted.place is not None:
        line, column = planted.place
        return position.line == line and column in (0, position.column)
    assert isinstance(content, Document)
    text = content.text()
    place = text.place(tuple(problem.path), at_key=problem.kind in _AT_KEY)
    return (position.line, position.column) == place


def _counted(problems: Iterable[Problem]) -> Counter[tuple[str, str]]:
    """Count what is wrong, wherever it is: what is left out or renamed moves others."""
    return Counter((p.kind, p.severity) for p in problems if p.severity != "note")
