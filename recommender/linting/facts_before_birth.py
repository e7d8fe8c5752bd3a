"""Nothing is known of a framework before it existed."""

from collections.abc import Iterator

from recommender.dates import last_day
from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a fact dated before the framework's beginning or first release."""
    for framework, file in base.frameworks():
        days = [release.date for release in framework.releases]
        if framework.began:
            days.append(framework.began.date)
        if not days:
            yield file.wrong("releases", "has no release", "add its first, with date and source")
            continue
        for fact, at in zip(framework.facts, file.items("facts"), strict=False):
            if last_day(fact.stated_from) < min(days):
                yield at.wrong(
                    "from",
                    f"holds from {fact.stated_from}, before {framework.name} began ({min(days)})",
                    "mend the date, or say with 'began' and a source since when it was public",
                )
