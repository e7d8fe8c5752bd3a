"""The additive value model: weights times assessments, constraints applied, candidates ordered.

A score is the weighted sum of the midpoints of a framework's intervals; its low and high are the
sums of the ends. No score looks at another candidate, so adding or removing one never reorders the
rest (Belton and Gear 1983 show what happens otherwise).
"""

from __future__ import annotations

from functools import partial
from operator import mul

from recommender.assessment import Assessments
from recommender.frozen import Frozen
from recommender.inference import ITSELF, evaluate
from recommender.knowledge.layers import down_to
from recommender.tables import Later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recommender.assessment import Assessment
    from recommender.inference import Constraint, Outcome
    from recommender.knowledge.frameworks import Fact
    from recommender.knowledge.view import FrameworkView, View


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
    contributions: Sequence[Contribution]
    unverified: tuple[Constraint, ...]
    lacking: tuple[Constraint, ...] = ()

    def contribution(self, criterion: str) -> Contribution:
        """Return the contribution of one criterion."""
        return next(item for item in self.contributions if item.criterion == criterion)


class Exclusion(Frozen):
    """A framework that a constraint excludes, with the rule and the fact that did it.

    ``constraint`` is None where the user's own ``only`` or ``without`` excluded it; there are no
    facts then, nor where the constraint names the framework itself. Where it names what a layer
    runs on, the facts say so.
    """

    framework: str
    name: str
    constraint: Constraint | None
    facts: Sequence[Fact] = ()

    @property
    def fact(self) -> Fact | None:
        """Return the fact that did it, None where the user's own choice or no fact did."""
        return self.facts[0] if self.facts else None


#: Amounts that differ by no more are level: rounding alone can make so much.
LEVEL = 1e-12
#: The digits up to which scores are told apart, for the same reason.
LEVEL_DIGITS = 12


def place(name: str, score: float) -> tuple[float, str]:
    """Return what frameworks are ordered by, first comes first; level scores go by name.

    Criteria are ordered by it too, by what they give.
    """
    return -round(score, LEVEL_DIGITS), name


def lead(score: float, other: float) -> float:
    """Return how far one score is ahead of another, nothing where they are level."""
    # + 0.0, since -0.0 would be shown.
    return round(score - other, LEVEL_DIGITS) + 0.0


def within_reach(first: Ranked, other: Ranked) -> bool:
    """Return whether another could overtake the first if everything unknown went its way."""
    return lead(other.high, first.low) > 0


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
    left, exclusions = [], []
    for framework in view.alternatives.values():
        if framework.id in without or (only and framework.id not in only):
            exclusions.append(Exclusion(framework.id, framework.name, None))
            continue
        unverified, excluded = [], None
        for constraint in constraints:
            outcome = satisfies(framework, constraint, view)
            if outcome is False:
                facts = facts_against(framework, constraint, view)
                excluded = Exclusion(framework.id, framework.name, constraint, facts)
                break
            if outcome is None:
                unverified.append(constraint)
        if excluded is not None:
            exclusions.append(excluded)
            continue
        lacking = [item for item in warnings if satisfies(framework, item, view) is False]
        left.append((framework, tuple(unverified), tuple(lacking)))
    ranked = _ranked(left, Assessments.of(assessments), weights)
    ranked.sort(key=lambda item: place(item.framework, item.score))
    return tuple(ranked), tuple(sorted(exclusions, key=lambda item: item.framework))


def _ranked(
    left: Sequence[tuple[FrameworkView, tuple[Constraint, ...], tuple[Constraint, ...]]],
    assessments: Assessments,
    weights: Mapping[str, float],
) -> list[Ranked]:
    """Return frameworks, what is unverified of them and what they lack, with their scores."""
    weighed = [(criterion, weight) for criterion, weight in weights.items() if weight]
    amounts = [weight for _, weight in weighed]
    intervals = assessments.intervals(
        [framework.id for framework, *_ in left], [criterion for criterion, _ in weighed]
    )
    return [
        Ranked(
            framework.id,
            framework.name,
            sum(map(mul, amounts, middles)),
            sum(map(mul, amounts, lows)),
            sum(map(mul, amounts, highs)),
            Later(partial(_contributions, weights, assessments, framework.id)),
            unverified,
            lacking,
        )
        for (framework, unverified, lacking), lows, middles, highs in zip(
            left, *intervals, strict=True
        )
    ]


def _contributions(
    weights: Mapping[str, float],
    assessments: Mapping[str, Mapping[str, Assessment]],
    framework: str,
) -> list[Contribution]:
    assessed = assessments[framework]
    return [Contribution(name, weight, assessed[name]) for name, weight in weights.items()]


def facts_against(framework: FrameworkView, constraint: Constraint, view: View) -> Sequence[Fact]:
    """Return the facts by which a framework violates a constraint that it violates.

    There is none where the constraint names the framework itself; of a layer over that one, it is
    what it runs on.
    """
    if constraint.ruled_out is None:
        return framework.current.get(constraint.attribute, ())
    return down_to(view, framework.id, constraint.ruled_out)


def satisfies(framework: FrameworkView, constraint: Constraint, view: View) -> Outcome:
    """Return whether what is known of a framework satisfies a constraint.

    Of one that names a framework, a layer is known to violate it that runs on nothing else.
    """
    if constraint.attribute == ITSELF:
        allowed = evaluate(constraint.operator, framework.id, constraint.value)
        return allowed and not facts_against(framework, constraint, view)
    scale = view.knowledge.attributes[constraint.attribute].steps
    (read,) = framework.known(constraint.attribute, ("value",)) or (None,)
    return evaluate(constraint.operator, read, constraint.value, scale)
