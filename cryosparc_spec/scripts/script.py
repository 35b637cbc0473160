"""A script or notebook, read without being run: its calls, its jobs, and what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

import attrs

from cryosparc_spec.catalogue.job_types import JobTypes
from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.files.checks import Examined
from cryosparc_spec.files.document_kinds import DocumentKind
from cryosparc_spec.files.syntax.parsed import line_and_column
from cryosparc_spec.files.text import bytes_in
from cryosparc_spec.problems.errors import FileError
from cryosparc_spec.problems.fixes import Fix
from cryosparc_spec.problems.frozen_data import freeze
from cryosparc_spec.problems.places import Position
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import AnyPath, as_text, as_tuple, is_mapping, valid
from cryosparc_spec.scripts.built_in_jobs import check_built_in_jobs
from cryosparc_spec.scripts.client_calls import ClientCalls
from cryosparc_spec.scripts.client_checks import (
    check_arguments,
    check_connections,
    check_versions,
)
from cryosparc_spec.scripts.code_edits import CodeEdits
from cryosparc_spec.scripts.column_checks import check_columns
from cryosparc_spec.scripts.comments import misspelt_kinds
from cryosparc_spec.scripts.declaration_checks import SIDES, check_declarations, names_of
from cryosparc_spec.scripts.declared_jobs import DeclaredJob, declared_jobs
from cryosparc_spec.scripts.deprecated_slots import deprecated_key, old_keys
from cryosparc_spec.scripts.found import Found, found, placed
from cryosparc_spec.scripts.guarded_code import without_expected
from cryosparc_spec.scripts.job_checks import USES, check_loaded, check_uses
from cryosparc_spec.scripts.plain_parts import parts_of, variants_of
from cryosparc_spec.scripts.source import NOT_PYTHON, Source, read_source
from cryosparc_spec.scripts.values import Call

NO_CALLS = "no CryoSPARC calls"
"""What is said of a script without calls of the client."""

_MENTIONS = re.compile(rb"[cC][rR][yY][oO][sS][pP][aA][rR][cC]")
_CALLS = (b"create_external_job", b"save_external_result", b"add_input", b"add_output")
_SHOWN = {
    "create_external_job",
    "create_job",
    "add_input",
    "add_output",
    "connect",
    "save_external_result",
    "save_output",
    "alloc_output",
    "load_input",
    "load_output",
    "allocate",
    "add_fields",
    "__init__",
}


def _frozen(slots: Any) -> Any:
    return as_tuple(freeze(slots))


@attrs.frozen
class ScriptCall:
    """A call in a script that declares, connects, loads or saves something.

    >>> ScriptCall("add_input", name="micrographs", slots=("micrograph_blob",)).datatype is None
    True
    """

    function: str = attrs.field(validator=valid(as_text))
    """Method that is called, or class that is made."""
    datatype: str | None = None
    """Datatype, where one is given and known."""
    name: str | None = None
    """Name of the input or output, where one is given and known."""
    slots: tuple[Any, ...] = attrs.field(default=(), converter=_frozen)
    """The slots given as plain data, as far as they are known."""
    is_complete: bool = True
    """Whether all of these are known that are given."""
    position: Position | None = None
    """Where it begins."""


@attrs.frozen
class Script:
    """What a script or notebook says of CryoSPARC, read without running it.

    >>> Script().calls
    ()
    """

    calls: tuple[ScriptCall, ...] = attrs.field(default=(), converter=as_tuple)
    """The calls of the client, in the order in which they are reached."""
    jobs: tuple[DeclaredJob, ...] = attrs.field(default=(), converter=as_tuple)
    """The external jobs that it declares."""
    problems: tuple[Problem, ...] = attrs.field(default=(), converter=as_tuple)
    """What is wrong with it, in the order of the file."""


def _may_call(content: bytes) -> bool:
    """Whether code may have to do with the client, as far as the words in it tell."""
    return any(name in content for name in _CALLS) or bool(_MENTIONS.search(content))


def read_script(
    path: AnyPath, *, slot_types: SlotTypes | None = None, job_types: JobTypes | None = None
) -> Script:
    """Read a Python file or a notebook without running it.

    Slots are followed from where they are written to the call that they are given to: through
    names, lists put together, f-strings, loops, functions and classes of the file. What cannot be
    known is left out, part by part. ``slot_types`` and ``job_types`` are catalogues of the user's,
    by default those of the package. Raises ``OSError``, and :class:`~cryosparc_spec.FileError` for
    what cannot be read as code.

    >>> script = read_script("docs/examples/scripts/picker.py")
    >>> [job.definition.title for job in script.jobs]
    ['Custom picker']
    """
    content = bytes_in(path)
    if not _may_call(content):
        return Script()
    source = read_source(content, path)
    if source.problems:
        return Script(problems=source.problems)
    return _script_of(source, bool(_MENTIONS.search(content)), slot_types, job_types)


SCRIPT = DocumentKind(
    name="script",
    title="script",
    class_name=f"{Script.__module__}.{Script.__qualname__}",
    check=lambda script, _slot_types, _folder, _job_types=None, /: script.problems,
    check_raw=lambda _raw, _slot_types, _folder, _job_types=None, /: (),
    signs=(),
)
"""Python code or a notebook, which is told by its suffix, and not read as plain data."""


def examine_script(
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
    skip_foreign: bool = False,
) -> Examined:
    """Return everything wrong with a script or a notebook.

    With ``skip_foreign``, one that calls nothing of CryoSPARC is recognised as something else.
    Raises ``OSError``.
    """
    try:
        content = bytes_in(path)
    except FileError as error:
        return Examined(error.problems)
    return examine_code(
        content, path, slot_types=slot_types, job_types=job_types, skip_foreign=skip_foreign
    )


def examine_code(
    content: bytes,
    path: AnyPath,
    *,
    slot_types: SlotTypes | None = None,
    job_types: JobTypes | None = None,
    skip_foreign: bool = False,
) -> Examined:
    """Return everything wrong with code that no file holds; the path tells what it is."""
    nothing = Examined((), SCRIPT, is_foreign=skip_foreign, remark=NO_CALLS)
    if not _may_call(content):
        return nothing
    try:
        source = read_source(content, path)
    except FileError as error:
        return Examined(error.problems, SCRIPT)
    if source.problems:
        return Examined(source.problems, SCRIPT)
    script = _script_of(source, bool(_MENTIONS.search(content)), slot_types, job_types)
    return Examined(script.problems, SCRIPT) if script.calls or script.problems else nothing


def _script_of(
    source: Source,
    mentions_client: bool,
    slot_types: SlotTypes | None,
    job_types: JobTypes | None,
) -> Script:
    followed = ClientCalls(source, mentions_client=mentions_client)
    followed.follow_script()
    calls = followed.calls
    all_found: list[Found] = [
        *(found(gap, (), NOT_PYTHON, ProblemKind.SYNTAX) for gap in source.gaps),
        *check_declarations(calls, slot_types),
        *check_arguments(calls),
        *check_versions(calls, followed.uses),
        *check_connections(calls),
        *check_built_in_jobs(calls, job_types),
        *check_uses(followed.jobs),
        *check_loaded(calls, slot_types),
        *check_columns(calls, followed.lookups, slot_types),
    ]
    shown = [call for call in calls if call.name in _SHOWN]
    if mentions_client or shown:
        told = {each.node for each in all_found}
        for key in old_keys(source.tree):
            if key not in told:
                problem = attrs.evolve(deprecated_key(key, source), path=("slots",), position=None)
                fix = Fix.rename("name", words=problem.hint)
                all_found.append(Found(problem.with_fix(fix), key, (key,)))
    told_of = without_expected(all_found, source.tree)
    edits = CodeEdits(source, frozenset(call.node for call in calls))
    return Script(
        tuple(_shown(call, source) for call in shown),
        tuple(declared_jobs(followed.jobs, calls, source, slot_types)),
        tuple(
            sorted([*placed(told_of, source, edits), *misspelt_kinds(source)], key=line_and_column)
        ),
    )


def _is_plain(slot: Any) -> bool:
    """Whether a slot is text or a dict of text, as JSON can hold it."""
    if is_mapping(slot):
        atoms = (str, bool, int, type(None))
        return all(isinstance(k, str) and isinstance(v, atoms) for k, v in slot.items())
    return isinstance(slot, str)


def _shown(call: Call, source: Source) -> ScriptCall:
    function = call.cls if call.name == "__init__" else call.name
    position = source.place(call.node).position
    if function not in (*SIDES, *USES):
        return ScriptCall(function, position=position)
    variants = [parts_of(call, variant) for variant in variants_of(call)]
    slots: list[Any] = []
    for parts in variants:
        slots += [slot for slot in parts.slots if slot not in slots and _is_plain(slot)]
    names = names_of(call) if call.name != "__init__" else []
    unknown = {path[:1] for parts in variants for path in parts.unknown}
    is_complete = unknown.isdisjoint([(), ("type",), ("slots",)])
    datatype = variants[0].raw.get("type")
    return ScriptCall(
        function,
        datatype if isinstance(datatype, str) else None,
        names[0] if names else None,
        slots,
        is_complete and (bool(names) or call.name == "__init__"),
        position,
    )
