"""Documents of older versions brought up to date, with only the words changed that must be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from cryosparc_spec.checks.raw_definition import slot_items
from cryosparc_spec.files.load_and_dump import parse
from cryosparc_spec.files.text import text_in
from cryosparc_spec.files.text_edits import text_diff, with_edits_done
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind, Severity
from cryosparc_spec.problems.validators import AnyPath, is_mapping

RENAMED_SLOT_KEYS = {"prefix": "name"}
"""Keys of a slot that CryoSPARC 5 has under another name."""

RENAMED_GROUP_KEYS = {"create": "created"}
"""Keys of a results group that some writers misspell."""


@attrs.frozen
class Upgrade:
    """A text before and after."""

    before: str
    """The text as it was."""
    after: str
    """The text with the names in use."""
    left: tuple[Problem, ...] = ()
    """What a person has to decide."""

    def diff(self, file: str) -> str:
        """Return the change as a unified diff; empty where there is none."""
        return text_diff(self.before, self.after, file, f"{file} (upgraded)")


def upgrade_file(path: AnyPath) -> Upgrade:
    """Return what a definition or results group looks like with the names in use.

    Nothing is written. Comments and layout stay: only the keys that were renamed are replaced, in
    the text itself. Raises :class:`~cryosparc_spec.FileError` and ``OSError``.
    """
    text = text_in(path)
    parsed = parse(text, path)
    old: list[Problem] = []
    left: list[Problem] = []
    for place, new, has_new in _old_keys(parsed.raw):
        if has_new:
            hint = f'keep "{new}", leave "{place[-1]}" out'
            left.append(_old_key(place, new, "both are there").with_hint(hint))
        else:
            old.append(_old_key(place, new, "cannot be replaced where it stands"))
    after, done = with_edits_done(old, text, Path(path).suffix.lower())
    left += [problem for problem in old if problem not in done]
    return Upgrade(text, after, tuple(parsed.position(left, os.fspath(path))))


def _old_key(path: DocumentPath, new: str, message: str) -> Problem:
    return Problem(
        path,
        f'"{path[-1]}" is the old name of "{new}", and {message}',
        kind=ProblemKind.DEPRECATED_KEY,
        severity=Severity.WARNING,
        fix=Fix.rename(new),
    )


def _old_keys(raw: Any) -> Iterator[tuple[DocumentPath, str, bool]]:
    """Give the keys that have another name now, with that, and whether that is there as well."""
    mappings = [(path, item, RENAMED_SLOT_KEYS) for path, item in slot_items(raw)]
    if is_mapping(raw) and "results" in raw and "group" in raw:
        mappings.append(((), raw, RENAMED_GROUP_KEYS))
    for path, mapping, names in mappings:
        if is_mapping(mapping):
            for old, new in names.items():
                if old in mapping:
                    yield (*path, old), new, new in mapping
