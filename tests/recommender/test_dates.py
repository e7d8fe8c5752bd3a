import time
from calendar import monthrange
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.dates import (
    first_day,
    last_day,
    month_length,
    period,
    spoken,
    today,
    years_between,
)
from recommender.errors import UserError


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2017-01", "2017-01-01", "2017-01-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2017-01-19", "2017-01-19", "2017-01-19"),
    ],
)
def test_a_partial_date_stands_for_its_whole_period(text: str, first: str, last: str) -> None:
    """A year or month covers its first to its last day, leap years included."""
    assert period(text) == (first, last)
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["", "17", "2017-13", "2017-00", "2017-02-30", "2017-1", "today"])
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    """Text that is no date is a user's mistake that names the text."""
    with pytest.raises(UserError, match="is not a date"):
        period(text)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, days)
def test_years_between_agrees_with_the_calendar(one: date, other: date) -> None:
    """The years between two days differ from counted days by less than three days."""
    expected = (other - one).days / 365.25
    assert abs(years_between(str(one), str(other)) - expected) < 3 / 365.25


def test_dates_are_spoken_as_precisely_as_they_are_known() -> None:
    """Spoken dates say no more than is known."""
    assert spoken("2017") == "2017"
    assert spoken("2017-01") == "January 2017"
    assert spoken("2017-01-19") == "19 January 2017"


def test_today_is_the_day_by_which_measurements_are_dated(monkeypatch: pytest.MonkeyPatch) -> None:
    """An evening in California is tomorrow by UTC, and so are its measurements."""
    moment = datetime(2026, 11, 21, 3, tzinfo=UTC).timestamp()
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        here, there = time.localtime(moment), time.gmtime(moment)
        assert (here.tm_mday, there.tm_mday) == (20, 21)
        monkeypatch.setattr(time, "localtime", lambda: here)
        monkeypatch.setattr(time, "gmtime", lambda: there)
        assert today() == "2026-11-21"
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.integers(1, 9999), st.integers(1, 12))
@example(1900, 2)
@example(2000, 2)
def test_months_are_as_long_as_the_calendar_says(year: int, month: int) -> None:
    """February has 29 days every four years, not in 1900, and in 2000."""
    assert month_length(year, month) == monthrange(year, month)[1]
