"""What would change the answer: the nearest change of one weight that puts another framework first.

One criterion's weight moves and the others keep their proportions, so every score is a straight
line in that weight and the crossing points are exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from recommender.decision import Decision
from recommender.ranking import LEVEL, Ranked

#: How far past the crossing a stated flip goes at least, so that the other is ahead and not level.
PAST = 1e-9


@dataclass(frozen=True, slots=True)
class Flip:
    """Moving one criterion's weight from ``weight`` to ``needed`` puts ``framework`` first."""

    criterion: str
    framework: str
    weight: float
    needed: float

    @property
    def distance(self) -> float:
        """Return how far the weight has to move."""
        return abs(self.needed - self.weight)


def weight_flips(decision: Decision) -> tuple[Flip, ...]:
    """Return, for each criterion whose weight can flip the answer, its nearest flip; nearest first.

    Args:
        decision: a decision with at least two frameworks on the table.
    """
    if len(decision.ranking) < 2:
        return ()
    totals = [item.score for item in decision.ranking]
    columns = zip(*map(values, decision.ranking), strict=True)
    flips = []
    for (criterion, weight), column in zip(
        decision.preferences.weights.items(), columns, strict=True
    ):
        nearest = _nearest(column, totals, weight)
        if nearest is not None:
            place, needed = nearest
            framework = decision.ranking[place].framework
            flips.append(Flip(criterion, framework, weight, needed))
    return tuple(sorted(flips, key=lambda flip: (flip.distance, flip.criterion, flip.framework)))


def reweighted(weights: Mapping[str, float], criterion: str, weight: float) -> dict[str, float]:
    """Return weights with one set and the others scaled to keep their proportions.

    Where the one held all the weight, the others share the rest equally.
    """
    rest = 1.0 - weights[criterion]
    others = len(weights) - 1

    def share(own: float) -> float:
        return own * (1 - weight) / rest if rest > 0 else (1 - weight) / others

    return {name: weight if name == criterion else share(own) for name, own in weights.items()}


def values(ranked: Ranked) -> tuple[float, ...]:
    """Return a framework's value on each criterion, in the order of the weights."""
    return tuple([item.assessment.interval.middle for item in ranked.contributions])


def score(weights: Iterable[float], row: Iterable[float]) -> float:
    """Return what values come to under weights, added up as in the ranking."""
    total: float = sum(map(mul, weights, row))
    return total


def scores(ranking: Iterable[Ranked], weights: Mapping[str, float]) -> dict[str, float]:
    """Return each framework's score under other weights, which are in the order of the stated."""
    return {item.framework: score(weights.values(), values(item)) for item in ranking}


def _nearest(
    column: Sequence[float], totals: Sequence[float], weight: float
) -> tuple[int, float] | None:
    """Return who passes the first at the nearest weight, and the weight; None if none in [0, 1].

    ``column`` has the frameworks' values on the criterion, ``totals`` their scores, first ranked
    first. With the rest's value R and the criterion's own value v, a score is (1 - t) R + t v at
    weight t.
    """
    if weight >= 1:
        return None
    best_own, *_ = column
    best_rest = (totals[0] - weight * best_own) / (1 - weight)
    found, least = None, 2.0  # further than any weight can move
    for place, (own, total) in enumerate(zip(column, totals, strict=True)):
        rest = (total - weight * own) / (1 - weight)
        slope = (best_own - own) - (best_rest - rest)
        if abs(slope) <= LEVEL:
            continue
        crossing = -(best_rest - rest) / slope
        past = max(PAST, 4 * LEVEL / abs(slope))
        # The lead shrinks upwards where its line falls, and downwards where it rises. Of two that
        # are level, rounding may put the crossing on the other side of where they are now.
        needed = max(crossing, weight) + past if slope < 0 else min(crossing, weight) - past
        if 0 <= needed <= 1 and abs(needed - weight) < least:
            found, least = (place, needed), abs(needed - weight)
    return found
