"""Dates that may be known to the day, the month or the year; all as ISO strings, which sort.

Knowledge is dated as well as its sources allow ("2016-03"). A partial date stands for the period
that it names: something dated 2016-03 is *surely* there from the last day of that month on.
"""

from functools import lru_cache

from recommender.errors import UserError

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month of the Gregorian calendar."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _DAYS[month - 1]


def period(text: str) -> tuple[str, str]:
    """Return the first and the last day (ISO) that a partial date covers.

    Raises:
        UserError: it is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD.

    """
    parts = text.split("-")
    lengths = [len(part) for part in parts]
    if lengths not in ([4], [4, 2], [4, 2, 2]) or not all(map(str.isdecimal, parts)):
        raise UserError(f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = [*map(int, parts), 0, 0][:3]
    if len(parts) > 1 and not 1 <= month <= 12:
        raise UserError(f"{text!r} is not a date; months go from 01 to 12")
    if len(parts) > 2 and not 1 <= day <= month_length(year, month):
        raise UserError(f"{text!r} is not a date; that month has {month_length(year, month)} days")
    first = f"{year:04d}-{month or 1:02d}-{day or 1:02d}"
    last_month = month or 12
    last = f"{year:04d}-{last_month:02d}-{day or month_length(year, last_month):02d}"
    return first, last


def first_day(text: str) -> str:
    """Return the first day that a partial date covers."""
    return period(text)[0]


def last_day(text: str) -> str:
    """Return the last day that a partial date covers."""
    return period(text)[1]


def today() -> str:
    """Return the day by UTC; the one place where the program looks at a clock.

    Measurements are dated by UTC too: by a clock that is behind, those of an hour ago could be of
    tomorrow, and would not count.
    """
    from time import gmtime

    now = gmtime()
    return f"{now.tm_year:04d}-{now.tm_mon:02d}-{now.tm_mday:02d}"


def years_between(earlier: str, later: str) -> float:
    """Return the years from one ISO day to another (a year has 365.25 days, a month a twelfth)."""
    return _as_years(later) - _as_years(earlier)


@lru_cache(maxsize=4096)
def _as_years(day: str) -> float:
    return int(day[:4]) + (int(day[5:7]) - 1) / 12 + (int(day[8:10]) - 1) / 365.25


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spoken(text: str) -> str:
    """Return a partial date as words: "2017", "January 2017" or "19 January 2017"."""
    parts = text.split("-")
    if len(parts) == 1:
        return text
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"
