"""What is said at a date speaks of nothing later."""

import re
from collections.abc import Iterator

from recommender.linting.base import At, Base, Finding

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.]*\d)")


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a note, value, claim or title that names a year after it became known."""
    for fact, at in base.facts():
        for key, words in (("value", fact.value), ("note", fact.note)):
            if isinstance(words, str):
                yield from _later(words, fact.since, key, at)
    for framework, file in base.frameworks():
        for claim, at in zip(framework.claims, file.items("claims"), strict=True):
            yield from _later(claim.text, claim.since, "text", at)
    for study in base.knowledge.studies.values():
        at = At(base.documents[f"published/{study.id}.yaml"])
        for key, words in (("title", study.title), ("finding", study.finding)):
            yield from _later(words, study.since, key, at)
        for index, words in enumerate(study.cautions):
            yield from _later(words, study.since, index, at.under("cautions"))
    for at in base.entries("sources/"):
        # A record is cited at any date, so its title must not tell of a later one.
        if at.data.get("record") and _YEAR.search(str(at.data["title"])):
            yield at.wrong("title", "is a living record's and names a year", "leave the year out")


def _later(words: str, since: str, key: str | int, at: At) -> Iterator[Finding]:
    years = [year for year in _YEAR.findall(words) if year > since[:4]]
    if years:
        yield at.wrong(
            key,
            f"speaks of {max(years)}, but could be known on {since}",
            "tell what was known then; put the rest into a later fact",
        )
