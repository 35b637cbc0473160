"""Points of time, in the spellings of CryoSPARC's documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from cryosparc_spec.problems.validators import is_mapping

Timestamp: TypeAlias = str | Mapping[str, Any] | None
"""A point of time as written: ISO 8601 text, or ``{"$date": ...}`` in dumps of the database;
:func:`moment` reads it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(value: object) -> datetime | None:
    """Return the point of time that a value stands for, ``None`` for one that is not a date.

    Dates of v4 ``job.json`` files are RFC 1123 text from the API, and ``{"$date": ...}`` on disk,
    with ISO 8601 text or milliseconds in it; ``.csg`` files and v5 documents have ISO 8601 text. A
    time whose zone is not written is left without one. People put placeholders and null where
    dates belong.

    >>> moment("Mon, 04 Nov 2024 20:29:09 GMT").isoformat()
    '2024-11-04T20:29:09+00:00'
    >>> moment({"$date": "2026-05-15T09:00:00.000Z"}).isoformat()
    '2026-05-15T09:00:00+00:00'
    >>> moment("2024-09-23 21:07:31.234595")
    datetime.datetime(2024, 9, 23, 21, 7, 31, 234595)
    >>> moment("xxxx-xx-xx xx:xx:xx.xxxxxx") is None
    True
    """
    if is_mapping(value):
        return _of_extended_json(value.get("$date"))
    return _of_text(value) if isinstance(value, str) else None


def _of_extended_json(value: Any) -> datetime | None:
    """Read what MongoDB's Extended JSON has under ``$date``."""
    if isinstance(value, str):
        return _of_text(value)
    milliseconds: Any = value.get("$numberLong") if is_mapping(value) else value
    try:
        return _EPOCH + timedelta(milliseconds=int(milliseconds))
    except (TypeError, ValueError, OverflowError):
        return None


def _of_text(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _of_mail_date(text)


def _of_mail_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
