"""What is pointed out while slots are read: gathered over a document, and told in one warning."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.errors import ProblemKind, warn_caller
from cryosparc_spec.slots import NOTICE_WARNINGS, Slot, notice_problem


class _Notices:
    """What to point out about slots once a whole document is read: the first few, and how many."""

    most_shown = 3

    def __init__(self) -> None:
        self.slots: dict[ProblemKind, list[Slot]] = {}
        self.counts: dict[ProblemKind, int] = {}

    def add(self, slot: Slot, kind: ProblemKind) -> None:
        count = self.counts.get(kind, 0)
        if count < self.most_shown:
            self.slots.setdefault(kind, []).append(slot)
        self.counts[kind] = count + 1

    def warn(self, slot_types: SlotTypes | None) -> None:
        for kind, slots in self.slots.items():
            texts = [str(notice_problem(slot, kind, slot_types)) for slot in slots]
            more = self.counts[kind] - len(slots)
            text = ". ".join([*texts, f"And {more} more"] if more else texts)
            warn_caller(text, NOTICE_WARNINGS[kind])


_gathered: ContextVar[_Notices | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_notices(slot_types: SlotTypes | None) -> Generator[None]:
    """Warn once of all notices in the block, after it."""
    notices = _Notices()
    token = _gathered.set(notices)
    try:
        yield
    finally:
        _gathered.reset(token)
    notices.warn(slot_types)


@contextmanager
def dropped_notices() -> Generator[None]:
    """Warn of nothing in the block."""
    token = _gathered.set(_Notices())
    try:
        yield
    finally:
        _gathered.reset(token)


def note(slot: Slot, kind: ProblemKind, slot_types: SlotTypes | None) -> None:
    """Take up a notice of :func:`~cryosparc_spec.slots.read_slot`, or warn of it at once."""
    notices = _gathered.get()
    if notices is None:
        warn_caller(str(notice_problem(slot, kind, slot_types)), NOTICE_WARNINGS[kind])
    else:
        notices.add(slot, kind)
