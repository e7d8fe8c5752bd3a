"""The additive value model: weights times assessments, constraints applied, candidates ordered.

A score is the weighted sum of the midpoints of a framework's intervals; its low and high are the
sums of the ends. No score looks at another candidate, so adding or removing one never reorders the
rest (Belton and Gear 1983 show what happens otherwise).
"""

from __future__ import annotations

from recommender.frozen import Frozen
from recommender.inference import evaluate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from recommender.assessment import Assessment
    from recommender.inference import Constraint, Outcome
    from recommender.knowledge import Fact, FrameworkView, View


class Contribution(Frozen):
    """What one criterion gives to a framework's score: weight times value."""

    criterion: str
    weight: float
    assessment: Assessment

    @property
    def amount(self) -> float:
        """Return the contribution to the score."""
        return self.weight * self.assessment.interval.middle


class Ranked(Frozen):
    """A framework that is on the table, with its score and where the score comes from.

    ``unverified`` are constraints of which it is not known whether it satisfies them; ``lacking``
    are those of leaning answers that it is known not to satisfy: a warning, no exclusion.
    ``contributions`` are in the order of the weights.
    """

    framework: str
    name: str
    score: float
    low: float
    high: float
    contributions: tuple[Contribution, ...]
    unverified: tuple[Constraint, ...]
    lacking: tuple[Constraint, ...] = ()

    def contribution(self, criterion: str) -> Contribution:
        """Return the contribution of one criterion."""
        return next(item for item in self.contributions if item.criterion == criterion)


class Exclusion(Frozen):
    """A framework that a constraint excludes, with the rule and the fact that did it.

    ``constraint`` is None where the user's own ``only`` or ``without`` excluded it.
    """

    framework: str
    name: str
    constraint: Constraint | None
    fact: Fact | None


#: Amounts that differ by no more are level: rounding alone can make so much.
LEVEL = 1e-12


def place(name: str, score: float) -> tuple[float, str]:
    """Return what frameworks are ordered by, first comes first; level scores go by name.

    Criteria are ordered by it too, by what they give.
    """
    return -round(score, 12), name


def within_reach(first: Ranked, other: Ranked) -> bool:
    """Return whether another could overtake the first if everything unknown went its way."""
    return round(other.high - first.low, 12) > 0


def first(scores: Mapping[str, float]) -> str:
    """Return the framework that comes first by scores."""
    return min(scores, key=lambda framework: place(framework, scores[framework]))


def rank(
    view: View,
    assessments: Mapping[str, Mapping[str, Assessment]],
    weights: Mapping[str, float],
    constraints: tuple[Constraint, ...],
    only: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    warnings: tuple[Constraint, ...] = (),
) -> tuple[tuple[Ranked, ...], tuple[Exclusion, ...]]:
    """Return the ranking, best first, and the exclusions.

    The order is that of :func:`place`, so that the same inputs give the same order. ``warnings``
    are constraints that mark and do not exclude.
    """
    ranked, exclusions = [], []
    for framework in view.alternatives.values():
        if framework.id in without or (only and framework.id not in only):
            exclusions.append(Exclusion(framework.id, framework.name, None, None))
            continue
        unverified, excluded = [], None
        for constraint in constraints:
            fact, outcome = satisfies(framework, constraint, view)
            if outcome is False and excluded is None:
                excluded = Exclusion(framework.id, framework.name, constraint, fact)
            elif outcome is None:
                unverified.append(constraint)
        if excluded is not None:
            exclusions.append(excluded)
            continue
        contributions = tuple(
            Contribution(criterion, weight, assessments[framework.id][criterion])
            for criterion, weight in weights.items()
        )
        ranked.append(
            Ranked(
                framework.id,
                framework.name,
                sum(item.amount for item in contributions),
                sum(item.weight * item.assessment.interval.low for item in contributions),
                sum(item.weight * item.assessment.interval.high for item in contributions),
                contributions,
                tuple(unverified),
                tuple(item for item in warnings if satisfies(framework, item, view)[1] is False),
            )
        )
    ranked.sort(key=lambda item: place(item.framework, item.score))
    return tuple(ranked), tuple(sorted(exclusions, key=lambda item: item.framework))


def satisfies(
    framework: FrameworkView, constraint: Constraint, view: View
) -> tuple[Fact | None, Outcome]:
    """Return the fact that a constraint reads of a framework, and whether it satisfies it."""
    fact = framework.fact(constraint.attribute)
    scale = view.knowledge.attributes[constraint.attribute].steps
    read = None if fact is None else fact.value
    return fact, evaluate(constraint.operator, read, constraint.value, scale)
