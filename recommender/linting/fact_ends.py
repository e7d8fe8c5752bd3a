"""A fact ends after it began."""

from collections.abc import Iterator

from recommender.dates import first_day
from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a fact whose end is not after its beginning."""
    for fact, at in base.facts():
        if fact.until and fact.until <= first_day(fact.stated_from):
            yield at.wrong(
                "until",
                f"ends on {fact.until}, not after it began ({fact.stated_from})",
                "mend one of the dates",
            )
