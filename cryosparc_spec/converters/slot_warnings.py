"""What is pointed out while slots are read: gathered over a document, and told in one warning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import attrs

from cryosparc_spec.catalogue.slot_types import SlotTypes
from cryosparc_spec.documents.output_slots import optional_in_full
from cryosparc_spec.problems.caller_warnings import warn_caller
from cryosparc_spec.problems.places import DocumentPath
from cryosparc_spec.problems.problem import Problem, ProblemKind
from cryosparc_spec.problems.validators import is_list, is_mapping
from cryosparc_spec.slots.reading import NOTICE_WARNINGS, Notices, notice_problem, read_slots
from cryosparc_spec.slots.slot import Slot

_MOST_SHOWN = 3

Place: TypeAlias = Callable[[Sequence[Problem]], Sequence[Problem]]
"""Returns problems with their positions in a file."""


@attrs.define
class _Gathered:
    """Notices of a document, and the values in it that they come from."""

    notices: Notices = attrs.field(factory=lambda: defaultdict(list))
    sources: list[Any] = attrs.field(factory=list[Any])
    """Lists of slots, and slots by themselves, which gave notices."""
    optional: list[Any] = attrs.field(factory=list[Any])
    """Slots of outputs in which ``required`` is false."""

    def read(self, values: Iterable[Any], slot_types: SlotTypes | None, source: Any) -> list[Slot]:
        before = sum(map(len, self.notices.values()))
        slots = read_slots(values, slot_types, self.notices)
        if sum(map(len, self.notices.values())) > before:
            self.sources.append(source)
        return slots


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_notices(
    raw: Any, slot_types: SlotTypes | None, *, place: Place = lambda problems: problems
) -> Generator[None]:
    """Warn once of all notices in the block, after it: of the first few, and how many more.

    They are told with their paths in ``raw``, the data of the whole document, and with what
    ``place`` adds to them.
    """
    gathered = _Gathered()
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered.notices:
        _warn(gathered, _problems_in(gathered.sources, raw, slot_types), place)
    if gathered.optional:
        _warn_optional(gathered.optional, raw, place)


def _warn_optional(values: Sequence[Any], raw: Any, place: Place) -> None:
    paths = _paths_of(values, raw)
    found = [(optional_in_full(value), paths.get(id(value), ())) for value in values]
    problems = [problem.under(*path) for problem, path in found if problem]
    warn_caller(_told(place(problems[:_MOST_SHOWN]), len(problems)), UserWarning)


def _told(problems: Sequence[Problem], number: int) -> str:
    """Return the text of the first problems, and how many more there are."""
    texts = [str(problem) for problem in problems]
    more = number - len(texts)
    return ". ".join([*texts, f"And {more} more"] if more else texts)


def _warn(
    gathered: _Gathered, problems: Iterable[tuple[ProblemKind, Problem]], place: Place
) -> None:
    shown: dict[ProblemKind, list[Problem]] = {kind: [] for kind in gathered.notices}
    for kind, problem in problems:
        if len(shown[kind]) < _MOST_SHOWN:
            shown[kind].append(problem)
        elif all(
            len(shown[each]) == min(len(slots), _MOST_SHOWN)
            for each, slots in gathered.notices.items()
        ):
            break
    for kind, slots in gathered.notices.items():
        warn_caller(_told(place(shown[kind]), len(slots)), NOTICE_WARNINGS[kind])


def _problems_in(
    sources: Sequence[Any], raw: Any, slot_types: SlotTypes | None
) -> Iterator[tuple[ProblemKind, Problem]]:
    """Read what gave notices once more, slot by slot, to tell where each comes from."""
    paths = _paths_of(sources, raw)
    for source in sources:
        path = paths.get(id(source))
        for index, value in enumerate(source if is_list(source) else [source]):
            notices: Notices = defaultdict(list)
            read_slots([value], slot_types, notices)
            for kind, (slot,) in notices.items():
                problem = notice_problem(slot, kind, slot_types)
                if path is not None:
                    within = (index,) if is_list(source) else ()
                    at_key = kind is ProblemKind.DEPRECATED_KEY and is_mapping(value)
                    problem = problem.under(*path, *within, *(("prefix",) if at_key else ()))
                yield kind, problem


def _paths_of(sources: Iterable[Any], raw: Any) -> dict[int, DocumentPath]:
    """Return the paths of values in data, by identity; none for text that stands there twice."""
    wanted = {id(source) for source in sources}
    paths: dict[int, DocumentPath] = {}
    twice: set[int] = set()
    for path, value in _values_of(wanted, raw, ()):
        if id(value) in paths and isinstance(value, str):
            twice.add(id(value))
        paths.setdefault(id(value), path)
    return {found: path for found, path in paths.items() if found not in twice}


def _values_of(
    wanted: set[int], raw: Any, path: DocumentPath
) -> Iterator[tuple[DocumentPath, Any]]:
    """Find the values of these identities, none of which holds another."""
    if id(raw) in wanted:
        yield path, raw
        return
    items = raw.items() if is_mapping(raw) else enumerate(raw) if is_list(raw) else ()
    for key, item in items:
        yield from _values_of(wanted, item, (*path, key if isinstance(key, int) else str(key)))


@contextmanager
def dropped_notices() -> Generator[None]:
    """Warn of nothing in the block."""
    token = _gathered.set(_Gathered())
    try:
        yield
    finally:
        _gathered.reset(token)


def note_optional(value: Any) -> None:
    """Gather a slot of an output in which ``required`` is false, or warn of it."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.optional.append(value)
    else:
        _warn_optional([value], None, lambda problems: problems)


def read_and_note(
    values: Iterable[object], slot_types: SlotTypes | None, *, source: object
) -> list[Slot]:
    """Read slots; what should be pointed out is gathered, or warned of after the last of them.

    ``source`` is the value in the document that they are read from.
    """
    gathered = _gathered.get()
    if gathered is not None:
        return gathered.read(values, slot_types, source)
    with gathered_notices(None, slot_types):
        return read_and_note(values, slot_types, source=source)
