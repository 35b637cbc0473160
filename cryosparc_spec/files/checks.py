"""Checks of documents, and of files, with the place of each problem in the text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from immutabledict import immutabledict

from cryosparc_spec.display.displayed import ProblemList
from cryosparc_spec.files.document_kinds import (
    DATASET,
    DEFINITION,
    DocumentKind,
    is_foreign,
    kind_of_class,
    taken_for,
)
from cryosparc_spec.files.load_and_dump import kind_of_file, parse, read
from cryosparc_spec.files.suffixes import DATASET_SUFFIX
from cryosparc_spec.files.syntax.parsed import Parsed
from cryosparc_spec.files.text import in_file, text_of
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.problem import Problem
from cryosparc_spec.problems.validators import AnyPath, wrong_type
from cryosparc_spec.problems.words import few_near_words

if TYPE_CHECKING:
    from cryosparc_spec.catalogue.job_types import JobTypes
    from cryosparc_spec.catalogue.slot_types import SlotTypes
    from cryosparc_spec.checks.dataset import Fit
    from cryosparc_spec.documents.job_definition import OutputSpec


@attrs.frozen(eq=False)
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
    remark: str | None = None
    """What there is to say of it besides, such as that code calls nothing of CryoSPARC."""


def check_file(
    path: AnyPath, *, slot_types: SlotTypes | None = None, job_types: JobTypes | None = None
) -> tuple[Problem, ...]:
    """Return everything wrong with a document in a file, in the order of the file.

    ``slot_types`` and ``job_types`` are catalogues of the user's, by default those of the package.
    Raises ``OSError`` for a file that cannot be opened; a file that cannot be read for what is in
    it is a problem like others.
    """
    return examine(path, slot_types=slot_types, job_types=job_types).problems


@few_near_words
def examine(
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
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
        return Examined(ProblemList(error.problems))
    return examine_document(
        parsed, path, slot_types=slot_types, job_types=job_types, skip_foreign=skip_foreign
    )


def examine_document(
    parsed: Parsed,
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
    skip_foreign: bool = False,
) -> Examined:
    """Return everything wrong with what was read from a file, as :func:`examine` does."""
    kind = kind_of_file(parsed.raw, path)
    if kind is DEFINITION and is_foreign(parsed.raw):
        from cryosparc_spec.files.other_documents import foreign_problem

        found = [] if skip_foreign else parsed.position([foreign_problem(parsed.raw)], str(path))
        return Examined(ProblemList(found), is_foreign=skip_foreign)
    return _examined(parsed, path, kind, (slot_types, job_types), Path(path).parent)


@few_near_words
def examine_text(
    content: bytes,
    name: str,
    *,
    suffix: str,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
) -> Examined:
    """Return everything wrong with a document in the format of a suffix, which no file holds."""
    try:
        parsed = parse(text_of(content, name), name, suffix=suffix)
    except FileError as error:
        return Examined(ProblemList(error.problems))
    kind = kind_of_file(parsed.raw, f"x{suffix}")
    return _examined(parsed, name, kind, (slot_types, job_types), None)


def _examined(
    parsed: Parsed,
    path: AnyPath,
    kind: DocumentKind,
    catalogues: tuple[SlotTypes | None, JobTypes | None],
    folder: Path | None,
) -> Examined:
    slot_types, job_types = catalogues
    found = [*parsed.problems, *kind.check_raw(parsed.raw, slot_types, folder, job_types)]
    problems = parsed.position(found, os.fspath(path))
    comments = [*parsed.comments()]
    if comments:
        from cryosparc_spec.files.ignore_comments import told

        problems = told(problems, comments, os.fspath(path))
    return Examined(ProblemList(problems), kind, taken_for(parsed.raw, kind))


def _examine_dataset(
    path: AnyPath, slot_types: SlotTypes | None, output: OutputSpec | None
) -> Examined:
    from cryosparc_spec.checks.dataset import check_dataset, check_output

    try:
        if output is None:
            checked = check_dataset(path, slot_types=slot_types)
        else:
            checked = check_output(path, output, slot_types=slot_types)
    except FileError as error:
        return Examined(ProblemList(error.problems), DATASET)
    problems = ProblemList(in_file(problem, path) for problem in checked.problems)
    return Examined(problems, DATASET, fits=checked.fits)


@few_near_words
def check(
    document: object, *, slot_types: SlotTypes | None = None, job_types: JobTypes | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a document: a definition, job, results group, ...

    The server's own rules are errors: names, passthroughs, counts. A slot type that the catalogue
    does not know, or knows only under another datatype, is a warning, since the catalogue is not
    complete; where nothing is known of a datatype it is a note. So is a word or a key that a newer
    CryoSPARC may have. Jobs are held to what is known of their types: what a register says is
    certain, and what was not seen in public is a note. ``slot_types`` and ``job_types`` are
    catalogues of the user's, by default those of the package. Files besides the document are not
    looked at: :func:`~cryosparc_spec.check_file` does. Raises
    :class:`~cryosparc_spec.ParseError` for what is not a document.

    >>> from cryosparc_spec.documents.job_definition import InputSpec, JobDefinition
    >>> problem, = check(JobDefinition(inputs={"mics": InputSpec(type="exposure")}))
    >>> print(problem)
    $.inputs.mics: the input lists no slots
    """
    kind = DATASET if DATASET.has(type(document)) else kind_of_class(type(document))
    if kind is not None:
        return ProblemList(kind.check(document, slot_types, None, job_types))
    from cryosparc_spec.checks.document import check_document
    from cryosparc_spec.documents.codec.server_document import ServerDocument

    if isinstance(document, ServerDocument):
        return ProblemList(check_document(document))
    is_path = isinstance(document, str | os.PathLike)
    raise wrong_type(
        document,
        "a document, such as an object of class JobDefinition",
        hint="check_file checks what is in a file"
        if is_path
        else "structure(data, JobDefinition) makes one of plain data",
    )
