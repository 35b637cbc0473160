"""Checks of files: what is wrong with a document or a table, and where it stands in the text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import attrs
from immutabledict import immutabledict

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.dataset_checks import Fit, check_dataset, check_output
from cryosparc_spec.display import ProblemList
from cryosparc_spec.documents.external import OutputSpec
from cryosparc_spec.errors import FileError, Problem
from cryosparc_spec.files import DATASET_SUFFIX, in_file, kind_of_file, parse, read, text_of
from cryosparc_spec.recognition import DATASET, DEFINITION, DocumentKind, is_foreign, taken_for
from cryosparc_spec.syntax.parsed import Parsed
from cryosparc_spec.validators import AnyPath


@attrs.frozen
class Examined:
    """What there is to say of a file."""

    problems: tuple[Problem, ...]
    """Everything wrong with it, in the order of the file."""
    kind: DocumentKind | None = None
    """The kind of document; ``None`` where the file is not in its format."""
    taken_for: str | None = None
    """What it was taken for, and why; ``None`` where there is no doubt."""
    fits: Mapping[str, Fit] = immutabledict()
    """How each slot of a dataset fits, by its name."""
    is_foreign: bool = False
    """Whether it is recognisably no document of CryoSPARC, and was not checked for that."""


def check_file(path: AnyPath, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a document in a file, in the order of the file.

    Raises ``OSError`` for a file that cannot be opened; a file that cannot be read for what is in
    it is a problem like others.
    """
    return examine(path, slot_types=slot_types).problems


def examine(
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    output: OutputSpec | None = None,
    skip_foreign: bool = False,
) -> Examined:
    """Return everything wrong with a document in a file, and what kind of document it is.

    The tables that a results group names are looked at as well. A ``.cs`` dataset is held to an
    output, or else to the slots that its columns show. With ``skip_foreign``, what is recognisably
    no document of CryoSPARC is not checked. Raises ``OSError``.

    >>> examine("docs/examples/picker.yaml").kind.title
    'job definition'
    """
    if Path(path).suffix.lower() == DATASET_SUFFIX:
        return _examine_dataset(path, slot_types, output)
    try:
        parsed = read(path)
    except FileError as error:
        return Examined(error.problems)
    kind = kind_of_file(parsed.raw, path)
    if skip_foreign and kind is DEFINITION and is_foreign(parsed.raw):
        return Examined((), is_foreign=True)
    return _examined(parsed, path, kind, slot_types, Path(path).parent)


def examine_text(
    content: bytes, name: str, *, suffix: str, slot_types: SlotTypes | None = None
) -> Examined:
    """Return everything wrong with a document in the format of a suffix, which no file holds."""
    try:
        parsed = parse(text_of(content, name), name, suffix=suffix)
    except FileError as error:
        return Examined(error.problems)
    return _examined(parsed, name, kind_of_file(parsed.raw, f"x{suffix}"), slot_types, None)


def _examined(
    parsed: Parsed,
    path: AnyPath,
    kind: DocumentKind,
    slot_types: SlotTypes | None,
    folder: Path | None,
) -> Examined:
    found = [*parsed.problems, *kind.check_raw(parsed.raw, slot_types, folder)]
    problems = parsed.position(found, os.fspath(path))
    return Examined(ProblemList(problems), kind, taken_for(parsed.raw, kind))


def _examine_dataset(
    path: AnyPath, slot_types: SlotTypes | None, output: OutputSpec | None
) -> Examined:
    try:
        if output is None:
            checked = check_dataset(path, slot_types=slot_types)
        else:
            checked = check_output(path, output, slot_types=slot_types)
    except FileError as error:
        return Examined(error.problems, DATASET)
    problems = ProblemList(in_file(problem, path) for problem in checked.problems)
    return Examined(problems, DATASET, fits=checked.fits)
