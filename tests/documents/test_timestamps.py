from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryosparc_spec.documents.timestamps import moment
from tests.document_strategies import legacy_dates

MADE = datetime(2024, 11, 4, 20, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("Mon, 04 Nov 2024 20:29:09 GMT", id="RFC 1123, from the API of v4"),
        pytest.param("2024-11-04T20:29:09Z", id="ISO 8601, in v5 documents"),
        pytest.param("2024-11-04T20:29:09.000+00:00", id="ISO 8601 with an offset"),
        pytest.param("2024-11-04 15:29:09-05:00", id="another zone"),
        pytest.param({"$date": "2024-11-04T20:29:09.000Z"}, id="on disk, v4"),
        pytest.param({"$date": 1730752149000}, id="milliseconds"),
        pytest.param({"$date": {"$numberLong": "1730752149000"}}, id="milliseconds as text"),
    ],
)
def test_dates_are_read_in_every_spelling(value: Any) -> None:
    """Every spelling of a point of time gives the same one."""
    assert moment(value) == MADE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            "2024-09-23 21:07:31.234595", datetime(2024, 9, 23, 21, 7, 31, 234595), id="csg"
        ),
        pytest.param("2024-09-23", datetime(2024, 9, 23), id="a day"),
    ],
)
def test_a_time_without_a_zone_is_given_none(value: Any, expected: datetime) -> None:
    """What zone the writer was in is not guessed."""
    assert moment(value) == expected
    assert expected.tzinfo is None


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param("", id="empty"),
        pytest.param("xxxx-xx-xx xx:xx:xx.xxxxxx", id="placeholder"),
        pytest.param("2024-13-45", id="no such day"),
        pytest.param("yesterday", id="a word"),
        pytest.param("9999999999999 Nov 2024 10:00:00", id="a day too large for a number"),
        pytest.param(1730752149000, id="a number alone"),
        pytest.param({}, id="empty mapping"),
        pytest.param({"$date": None}, id="no date in the mapping"),
        pytest.param({"$date": "soon"}, id="a word in the mapping"),
        pytest.param({"$date": 10**30}, id="milliseconds beyond every year"),
        pytest.param({"$date": float("nan")}, id="NaN"),
        pytest.param({"$date": {"$numberLong": "soon"}}, id="a word for milliseconds"),
        pytest.param({"$date": {}}, id="empty mapping in the mapping"),
    ],
)
def test_what_is_no_date_is_none(value: Any) -> None:
    """Placeholders and null give ``None``, never an error."""
    assert moment(value) is None


@given(value=legacy_dates() | st.text() | st.dictionaries(st.just("$date"), st.floats()))
def test_whatever_stands_for_a_date_raises_nothing(value: Any) -> None:
    """The answer is a date or ``None``."""
    assert isinstance(moment(value), datetime | None)


@given(made=st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1)))
def test_each_spelling_gives_the_date_back(made: datetime) -> None:
    """What was written of a date is read as that date."""
    assert moment(str(made)) == moment({"$date": made.isoformat()}) == made
    assert moment(format_datetime(made, usegmt=True)) == made.replace(microsecond=0)
