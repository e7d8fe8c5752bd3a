"""How the advice for the same needs has changed over the years, and what changed it.

Only knowledge counts here, no measurements: they belong to one machine on one day.
"""

from dataclasses import dataclass
from itertools import pairwise

from recommender.decision import Decision, decide
from recommender.knowledge import Fact
from recommender.measurements import Measurements

FIRST_YEAR = 2015


@dataclass(frozen=True, slots=True)
class Change:
    """A change of leader between two dates of advice.

    ``facts`` are the facts that became known between the dates and moved the balance most;
    ``excluded_by`` is set where a constraint excludes the old leader at the later date, or the
    old leader was not on the table.
    """

    before: str
    after: str
    old: str | None
    new: str | None
    facts: tuple[Fact, ...]
    excluded_by: str | None = None


def dates_of_advice(as_of: str, first_year: int = FIRST_YEAR) -> tuple[str, ...]:
    """Return the last day of January of each year before a day, then that day."""
    days = [f"{year}-01-31" for year in range(first_year, int(as_of[:4]) + 1)]
    return (*(day for day in days if day < as_of), as_of)


def timeline(decision: Decision) -> tuple[Decision, ...]:
    """Return the decisions for the same needs over the years, without measurements."""
    return tuple(
        decide(decision.requirements, day, Measurements(), decision.knowledge)
        for day in dates_of_advice(decision.as_of)
    )


def changes(decision: Decision) -> tuple[Change, ...]:
    """Return every change of leader up to the date of a decision, oldest first."""
    found = []
    story = timeline(decision)
    for before, after in pairwise(story):
        old = before.best.framework if before.best else None
        new = after.best.framework if after.best else None
        if old != new:
            found.append(_change(before, after, old, new))
    return tuple(found)


def _change(before: Decision, after: Decision, old: str | None, new: str | None) -> Change:
    excluded_by, facts = None, []
    for exclusion in after.exclusions:
        if exclusion.framework == old and exclusion.constraint and exclusion.fact:
            excluded_by = exclusion.constraint.rule
            facts.append(exclusion.fact)
    if new is not None:
        facts += _movers(before, after, old, new)
    return Change(before.as_of, after.as_of, old, new, tuple(facts[:3]), excluded_by)


def _movers(before: Decision, after: Decision, old: str | None, new: str) -> list[Fact]:
    """Return the facts that became known in between and helped the new or hurt the old leader."""
    moved: list[tuple[float, str, Fact]] = []
    for framework, sign in ((new, 1.0), (old, -1.0)):
        if framework is None:
            continue
        earlier = {item.framework: item for item in before.ranking}.get(framework)
        later = {item.framework: item for item in after.ranking}.get(framework)
        if later is None:
            continue
        for contribution in later.contributions:
            past = earlier.contribution(contribution.criterion).amount if earlier else 0.0
            gain = sign * (contribution.amount - past)
            if gain <= 0:
                continue
            for evidence in contribution.assessment.evidence:
                fact = _fact(after, framework, evidence.id)
                if fact and fact.since > before.as_of:
                    moved.append((gain * evidence.weight, fact.id, fact))
    moved.sort(key=lambda item: (-item[0], item[1]))
    return [fact for _, _, fact in moved]


def _fact(decision: Decision, framework: str, identity: str) -> Fact | None:
    view = decision.view.frameworks[framework]
    return next((fact for fact in view.facts if fact.id == identity), None)
