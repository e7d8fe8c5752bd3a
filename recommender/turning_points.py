"""On which day, between two dates of advice, the leader changed, and what became known that day.

The advice can only change where knowledge does, or with its age. So the days on which anything
became known or ended are searched by halving, which needs few decisions: it finds a day on which
the leader was still the old one, and the next such day, on which it no longer was.
"""

from collections.abc import Callable
from dataclasses import dataclass

from recommender.decision import Decision, decide
from recommender.history import changed_facts
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A change of leader.

    Attributes:
        day: the first day with the new leader, of the days on which anything became known.
        before: the last such day with the old one.
        old, new: the leaders; None where no framework is left.
        margin: how far the new leader is ahead of the old one, None where the old one is out.
        facts: what became known between the days and helped the new or hurt the old, most first.
        run_up: what else did so since the earlier date of advice.
        excluded_by: the rule that excludes the old leader from this day on.
        arrived: whether the new leader was not on the table before.

    """

    day: str
    before: str
    old: str | None
    new: str | None
    margin: float | None
    facts: tuple[Fact, ...]
    run_up: tuple[Fact, ...]
    excluded_by: str | None
    arrived: bool


def turning_points(before: Decision, after: Decision) -> tuple[TurningPoint, ...]:
    """Return the changes of leader from one decision to a later one for the same needs."""
    known, needs = before.knowledge, before.requirements
    days = [before.as_of, *_days(known, before.as_of, after.as_of), after.as_of]
    made = {0: before, len(days) - 1: after}

    def decided(index: int) -> Decision:
        if index not in made:
            made[index] = decide(needs, days[index], Measurements(), known)
        return made[index]

    found = []
    at, end = 0, len(days) - 1
    while leader(decided(at)) != leader(after):
        turn = _first_other(at, end, leader(decided(at)), lambda index: leader(decided(index)))
        found.append(_turning_point(before, decided(turn - 1), decided(turn)))
        at = turn
    return tuple(found)


def leader(decision: Decision) -> str | None:
    """Return the first of the ranking, None where none is left."""
    return decision.best.framework if decision.best else None


def _days(knowledge: Knowledge, after: str, before: str) -> list[str]:
    """Return the days between two others on which something began, ended or was published."""
    days = {study.since for study in knowledge.studies.values()}
    for framework in knowledge.frameworks.values():
        days.update(release.date for release in framework.releases[:1])
        for fact in framework.facts:
            days.update((fact.since, fact.until or "", *fact.source_dates))
    return sorted(day for day in days if after < day < before)


def _first_other(low: int, high: int, old: str | None, led: Callable[[int], str | None]) -> int:
    """Return an index whose leader is not the old one while that of the index before is."""
    while high - low > 1:
        middle = (low + high) // 2
        if led(middle) == old:
            low = middle
        else:
            high = middle
    return high


def _turning_point(first: Decision, before: Decision, after: Decision) -> TurningPoint:
    old, new = leader(before), leader(after)
    scores = {ranked.framework: ranked.score for ranked in after.ranking}
    facts, excluded_by = changed_facts(before, after, old, new)
    run_up, _ = changed_facts(first, after, old, new)
    return TurningPoint(
        after.as_of,
        before.as_of,
        old,
        new,
        scores[new] - scores[old] if old in scores and new in scores else None,
        facts,
        tuple(fact for fact in run_up if fact not in facts),
        excluded_by,
        new is not None and new not in before.view.frameworks,
    )
