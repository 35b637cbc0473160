"""Scripts with what is certain, or wanted, of their fixes done; all else in them stays as it is.

Each change is tried: the code that comes of it is looked at again, and must have the problems that
it had but for those that were mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from cryosparc_spec.files.fixing import FixedText, mended
from cryosparc_spec.files.text import text_in
from cryosparc_spec.files.text_edits import apply_text_edits, halved_until_sound
from cryosparc_spec.files.writing import write_text
from cryosparc_spec.problems.edits import TextEdit
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.words import few_near_words
from cryosparc_spec.scripts.script import examine_code

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes

_MOST_READ = 4 * 2**20
"""How many characters of a script are read again, in all, to find which changes are sound."""

ProblemsOf = Callable[[str], Sequence[Problem]]
"""Tells what is wrong with the text of a script."""


def fix_script(
    path: AnyPath,
    *,
    unsafe: bool = False,
    wanted: Callable[[Problem], bool] | None = None,
    dry_run: bool = False,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> FixedText:
    r"""Mend a Python file, as far as what to write is certain, and return what was done.

    Literals are replaced where they stand in a call of the client; those that stand elsewhere, to
    which the script may come in other ways, only with ``unsafe``, as what is only a guess. All else
    stays as it is. The file is written whole or not at all, and only where something changes; not
    with ``dry_run``. ``wanted`` says which problems are mended, by default all. A notebook, and
    code that is not in UTF-8, is not changed.
    Raises :class:`~cryosparc_spec.FileError` for a file that is not text in UTF-8, and ``OSError``,
    also where others changed the file in the meantime.

    >>> import tempfile
    >>> from pathlib import Path
    >>> picker = Path(tempfile.mkdtemp(), "picker.py")
    >>> job = "from cryosparc.tools import CryoSPARC\njob = CryoSPARC().create_external_job('P1')"
    >>> _ = picker.write_text(f"{job}\njob.add_output('particles', 'picked', slots=['location'])")
    >>> fix_script(picker).after.splitlines()[-1]
    "job.add_output('particle', 'picked', slots=['location'])"
    """
    text = text_in(path)
    problems_of = _looks_at(path, slot_types, job_types)
    fixed = fixed_code(text, problems_of, unsafe=unsafe, wanted=wanted)
    if fixed.after != text and not dry_run:
        write_text(path, fixed.after, before=text)
    return fixed


def sound_edits(
    problems: Sequence[Problem],
    text: str,
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> list[Problem]:
    """Return problems of a script with the edits that are sure to do what they say."""
    problems_of = _looks_at(path, slot_types, job_types)
    trial = _Trial(text, problems_of, problems_of(text))
    sound = {id(problem) for problem in trial.sound([p for p in problems if p.edits])}
    return [p if id(p) in sound or not p.edits else p.with_edits(()) for p in problems]


def _looks_at(
    path: AnyPath, slot_types: SlotTypes | None, job_types: JobTypes | None
) -> ProblemsOf:
    @lru_cache(maxsize=1)
    def problems_of(text: str) -> Sequence[Problem]:
        content = text.encode("utf-8", "surrogatepass")
        return examine_code(content, path, slot_types=slot_types, job_types=job_types).problems

    return problems_of


@few_near_words
def fixed_code(
    text: str,
    problems_of: ProblemsOf,
    *,
    unsafe: bool,
    wanted: Callable[[Problem], bool] | None,
) -> FixedText:
    """Return code with fixes done, again until nothing changes."""

    def mend(problems: Sequence[Problem], text: str) -> tuple[str, list[Problem]]:
        trial = _Trial(text, problems_of, problems_of(text))
        done = trial.sound_together(_apart(problems)[0])
        if len(done) > 1 and not trial.is_sound(done):
            done = done[:1]
        return apply_text_edits(text, _text_edits(done)), done

    return mended(text, problems_of, mend, unsafe=unsafe, wanted=wanted)


@attrs.define(eq=False, repr=False)
class _Trial:
    """A script that is looked at with changes in it, as often as it may be."""

    text: str
    problems_of: ProblemsOf
    before: Sequence[Problem]
    """What is wrong with it as it is."""
    left: int = _MOST_READ
    """How many characters may still be read."""

    def sound(self, problems: list[Problem]) -> list[Problem]:
        """Return the problems whose edits mend them, and make no others."""
        found: list[Problem] = []
        while problems:
            apart, problems = _apart(problems)
            found += self.sound_together(apart)
        return found

    def sound_together(self, problems: list[Problem]) -> list[Problem]:
        """Return the sound ones of problems whose edits do not touch, halving them."""
        return list(halved_until_sound(problems, self._is_sound_within_limit))

    def _is_sound_within_limit(self, problems: Sequence[Problem]) -> bool:
        self.left -= len(self.text)
        return self.left >= 0 and self.is_sound(problems)

    def is_sound(self, problems: Sequence[Problem]) -> bool:
        """Whether with the edits of problems there are so many fewer, and in no line others."""
        after = self.problems_of(apply_text_edits(self.text, _text_edits(problems)))
        is_fewer = len(after) <= len(self.before) - len(problems)
        return is_fewer and _kinds_in_lines(after) <= _kinds_in_lines(self.before)


def _kinds_in_lines(problems: Sequence[Problem]) -> Counter[tuple[int | None, ProblemKind]]:
    """Count the kinds of problems in each line; an edit of code never adds or removes a line."""
    return Counter((p.position.line if p.position else None, p.kind) for p in problems)


def _text_edits(problems: Sequence[Problem]) -> list[TextEdit]:
    return [edit.in_text for problem in problems for edit in problem.edits if edit.in_text]


def _apart(problems: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Return problems whose edits do not touch each other, in their order, and the others."""
    apart: list[Problem] = []
    touching: list[Problem] = []
    end = (0, 0)
    for problem in sorted(problems, key=lambda each: min(e.start for e in _text_edits([each]))):
        edits = _text_edits([problem])
        if min(edit.start for edit in edits) > end:
            apart.append(problem)
            end = max(edit.end for edit in edits)
        else:
            touching.append(problem)
    return apart, touching
