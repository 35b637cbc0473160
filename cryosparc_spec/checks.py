"""The check of any document: an object in, problems out."""

from __future__ import annotations

import os

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.display import ProblemList
from cryosparc_spec.document_checks import check_document
from cryosparc_spec.documents.server import ServerDocument
from cryosparc_spec.errors import Problem
from cryosparc_spec.recognition import DATASET, KINDS
from cryosparc_spec.validators import wrong_type

_CHECKS = {kind.cls: kind.check for kind in (*KINDS, DATASET)}


def check(document: object, *, slot_types: SlotTypes | None = None) -> tuple[Problem, ...]:
    """Return what is wrong, or doubtful, about a document: a definition, job, results group, ...

    The server's own rules are errors: names, passthroughs, counts. A slot type that the catalogue
    does not know, or knows only under another datatype, is a warning, since the catalogue is not
    complete; where nothing is known of a datatype it is a note. So is a word or a key that a newer
    CryoSPARC may have. ``slot_types`` is a catalogue of the user's. Files besides the document are
    not looked at: :func:`~cryosparc_spec.file_checks.check_file` does. Raises
    :class:`~cryosparc_spec.errors.ParseError` for what is no document.

    >>> from cryosparc_spec import InputSpec, JobDefinition
    >>> problem, = check(JobDefinition(inputs={"mics": InputSpec(type="exposure")}))
    >>> print(problem)
    $.inputs.mics: the input lists no slots; write "slots": ["micrograph_blob"]
    """
    if type(document) in _CHECKS:
        return ProblemList(_CHECKS[type(document)](document, slot_types, None))
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
