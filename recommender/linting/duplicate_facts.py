"""A fact is stated once."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a fact that says the same of the same day as an earlier one."""
    seen: dict[tuple[str, str, str, str], int] = {}
    for fact, at in base.facts():
        what = (fact.framework, fact.attribute, str(fact.value).casefold(), fact.holds_from)
        if what in seen:
            yield at.wrong(
                "value",
                f"{fact.attribute} has this value from {fact.stated_from} on line {seen[what]} too",
                "keep one fact and give it both sources",
            )
        else:
            seen[what] = at.document.lines[at.path]
