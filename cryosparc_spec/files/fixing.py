"""Files with what is certain, or wanted, of their fixes done; all else in them stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cryosparc_spec.files.checks import examine_document
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.text import text_in
from cryosparc_spec.files.text_edits import text_diff, with_edits_done
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import AnyPath
from cryosparc_spec.problems.words import few_near_words

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes

_MOST_ROUNDS = 100
"""How often a text is looked at again: what one fix shows, another may mend."""


@attrs.frozen
class FixedText:
    r"""A text before and after its fixes.

    >>> fixed = FixedText("min: 1\n", "count_min: 1\n")
    >>> print(fixed.diff("picker.yaml"), end="")
    --- picker.yaml
    +++ picker.yaml (fixed)
    @@ -1 +1 @@
    -min: 1
    +count_min: 1
    """

    before: str
    """The text as it was."""
    after: str
    """The text with fixes done."""
    fixed: tuple[Problem, ...] = ()
    """The problems that were mended, in the order in which they were."""
    left: tuple[Problem, ...] = ()
    """What is still wrong."""

    def diff(self, file: str) -> str:
        """Return the change as a unified diff; empty where there is none."""
        return text_diff(self.before, self.after, file, f"{file} (fixed)")


def fix_file(
    path: AnyPath,
    *,
    unsafe: bool = False,
    wanted: Callable[[Problem], bool] | None = None,
    dry_run: bool = False,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> FixedText:
    """Mend a document in a file, as far as what to write is certain, and return what was done.

    Comments and layout stay as they are. The file is written whole or not at all, and only where
    something changes; not with ``dry_run``. With ``unsafe``, what is only a guess is done as well;
    ``wanted`` says which problems are mended, by default all. Tables that a results group names are
    looked at, and not written.
    Raises :class:`~cryosparc_spec.FileError` for a file that cannot be read as a document, and
    ``OSError``, also where others changed the file in the meantime.

    >>> import tempfile
    >>> from pathlib import Path
    >>> picker = Path(tempfile.mkdtemp(), "picker.yaml")
    >>> _ = picker.write_text("inputs: {mics: {type: exposures, slots: [ctf]}}  # mine")
    >>> fix_file(picker).after
    'inputs: {mics: {type: exposure, slots: [ctf]}}  # mine'
    """
    text = text_in(path)
    parse(text, path)
    fixed = fixed_text(
        text, path, unsafe=unsafe, wanted=wanted, slot_types=slot_types, job_types=job_types
    )
    if fixed.after != text and not dry_run:
        from cryosparc_spec.files.writing import write_text

        write_text(path, fixed.after, before=text)
    return fixed


@few_near_words
def fixed_text(
    text: str,
    path: AnyPath,
    *,
    unsafe: bool = False,
    wanted: Callable[[Problem], bool] | None = None,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> FixedText:
    """Return the text of a document with fixes done, again until nothing changes."""

    def problems_of(text: str) -> Sequence[Problem]:
        parsed = parse(text, path)
        return examine_document(parsed, path, slot_types=slot_types, job_types=job_types).problems

    def mend(problems: Sequence[Problem], text: str) -> tuple[str, list[Problem]]:
        return with_edits_done(problems, text, Path(path).suffix.lower())

    return mended(text, problems_of, mend, unsafe=unsafe, wanted=wanted)


def mended(
    text: str,
    problems_of: Callable[[str], Sequence[Problem]],
    mend: Callable[[Sequence[Problem], str], tuple[str, list[Problem]]],
    *,
    unsafe: bool,
    wanted: Callable[[Problem], bool] | None,
) -> FixedText:
    """Return a text with fixes done, again until nothing changes.

    ``mend`` returns a text with fixes of problems done, and those that it did.
    """
    after, seen = text, {text}
    fixed: list[Problem] = []
    while True:
        problems = problems_of(after)
        to_mend = [p for p in problems if p.edits and (unsafe or p.is_certain)]
        to_mend = [p for p in to_mend if wanted is None or wanted(p)]
        new, done = mend(to_mend, after)
        if new in seen or len(seen) > _MOST_ROUNDS:
            return FixedText(text, after, tuple(fixed), tuple(problems))
        seen.add(new)
        after = new
        fixed += done
