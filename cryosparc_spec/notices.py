"""What is pointed out while slots are read: gathered over a document, and told in one warning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from cryosparc_spec.catalogue import SlotTypes
from cryosparc_spec.errors import warn_caller
from cryosparc_spec.slots import NOTICE_WARNINGS, Notices, Slot, notice_problem, read_slots

_MOST_SHOWN = 3
_gathered: ContextVar[Notices | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_notices(slot_types: SlotTypes | None) -> Generator[Notices]:
    """Warn once of all notices in the block, after it: of the first few, and how many more."""
    notices: Notices = defaultdict(list)
    token = _gathered.set(notices)
    try:
        yield notices
    finally:
        _gathered.reset(token)
    for kind, slots in notices.items():
        texts = [str(notice_problem(slot, kind, slot_types)) for slot in slots[:_MOST_SHOWN]]
        more = len(slots) - len(texts)
        text = ". ".join([*texts, f"And {more} more"] if more else texts)
        warn_caller(text, NOTICE_WARNINGS[kind])


@contextmanager
def dropped_notices() -> Generator[None]:
    """Warn of nothing in the block."""
    token = _gathered.set(defaultdict(list))
    try:
        yield
    finally:
        _gathered.reset(token)


def read_and_note(values: Iterable[object], slot_types: SlotTypes | None) -> list[Slot]:
    """Read slots; what should be pointed out is gathered, or warned of after the last of them."""
    notices = _gathered.get()
    if notices is not None:
        return read_slots(values, slot_types, notices)
    with gathered_notices(slot_types) as notices:
        return read_slots(values, slot_types, notices)
