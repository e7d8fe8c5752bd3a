"""How the advice for the same needs has changed over the years, and what changed it.

Only knowledge counts here, no measurements: they belong to one machine on one day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from recommender.decision import Decision, decide
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import FrameworkView
from recommender.measurements import Measurements
from recommender.ranking import Contribution

FIRST_YEAR = 2015
#: So many facts tell of a change.
FACTS = 3


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
    facts, excluded_by = changed_facts(before, after, old, new)
    return Change(before.as_of, after.as_of, old, new, facts, excluded_by)


def changed_facts(
    before: Decision, after: Decision, old: str | None, new: str | None
) -> tuple[tuple[Fact, ...], str | None]:
    """Return the facts behind a change of leader, most telling first, and the rule that excludes.

    What excludes the old leader comes first, then what no longer excludes the new one, then what
    helped the new or hurt the old one most, of all that became known between the decisions.
    """
    excluded_by, facts = None, []
    for exclusion in after.exclusions:
        if exclusion.framework == old and exclusion.constraint and exclusion.fact:
            excluded_by = exclusion.constraint.rule
            facts.append(exclusion.fact)
    if new is not None:
        facts += [fact for fact in _admitting(before, after, new) if fact.since > before.as_of]
        facts += _movers(before, after, old, new)
    return tuple({fact.id: fact for fact in facts}.values())[:FACTS], excluded_by


def _admitting(before: Decision, after: Decision, new: str) -> list[Fact]:
    """Return the fact that now satisfies the constraint which excluded the new leader before."""
    constraints = [
        item.constraint for item in before.exclusions if item.framework == new and item.constraint
    ]
    facts = [after.view.frameworks[new].fact(constraint.attribute) for constraint in constraints]
    return [fact for fact in facts if fact]


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
            past = earlier.contribution(contribution.criterion) if earlier else None
            for fact, gain in _gains(past, contribution, after.view.frameworks[framework]):
                if fact.since > before.as_of and sign * gain > 0:
                    moved.append((sign * gain, fact.id, fact))
    moved.sort(key=lambda item: (-item[0], item[1]))
    return [fact for _, _, fact in moved]


def _gains(
    past: Contribution | None, now: Contribution, view: FrameworkView
) -> Iterator[tuple[Fact, float]]:
    """Return each fact of a contribution with what it adds to the score beside the past.

    A criterion's pieces of evidence stand in the order of its readings, at every date.
    """
    facts = {fact.id: fact for fact in view.facts}
    evidence = now.assessment.evidence
    total = sum(item.weight for item in evidence)
    before = past.assessment.evidence if past else ()
    for index, item in enumerate(evidence):
        if item.id in facts:
            was = before[index].interval.middle if index < len(before) else 0.0
            yield (
                facts[item.id],
                now.weight * item.weight / total * (item.interval.middle - was),
            )
