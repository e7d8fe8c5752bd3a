"""What would change the answer: the nearest change of one weight that puts another framework first.

One criterion's weight moves and the others keep their proportions, so every score is a straight
line in that weight and the crossing points are exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from recommender.decision import Decision
from recommender.ranking import Ranked

#: How far past the crossing a stated flip goes, so that the other is ahead and not only level.
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
    flips = []
    for place, (criterion, weight) in enumerate(decision.preferences.weights.items()):
        nearest = _nearest(decision.ranking, criterion, weight, place)
        if nearest is not None:
            flips.append(nearest)
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


def scores(ranking: tuple[Ranked, ...], weights: Mapping[str, float]) -> dict[str, float]:
    """Return each framework's score under other weights."""
    return {
        ranked.framework: sum(
            weights[item.criterion] * item.assessment.interval.middle
            for item in ranked.contributions
        )
        for ranked in ranking
    }


def _nearest(ranking: tuple[Ranked, ...], criterion: str, weight: float, place: int) -> Flip | None:
    """Return the nearest weight at which another passes the first, None where none does in [0, 1].

    ``place`` is the criterion's among the weights, and so among every framework's contributions.
    With the rest's value R and the criterion's own value v, a score is (1 - t) R + t v at weight t.
    """
    if weight >= 1:
        return None
    best, *others = ranking
    best_rest, best_own = _line(best, place, weight)
    found: Flip | None = None
    for other in others:
        rest, own = _line(other, place, weight)
        slope = (best_own - own) - (best_rest - rest)
        if not slope:
            continue
        crossing = -(best_rest - rest) / slope
        needed = crossing + (PAST if crossing > weight else -PAST)
        # The lead shrinks towards the crossing only on the side where the line falls.
        falls = slope < 0 if crossing > weight else slope > 0
        if not falls or not 0 <= needed <= 1:
            continue
        flip = Flip(criterion, other.framework, weight, needed)
        if found is None or flip.distance < found.distance:
            found = flip
    return found


def _line(ranked: Ranked, place: int, weight: float) -> tuple[float, float]:
    """Return a framework's value on all other criteria together, and on this one."""
    item = ranked.contributions[place]
    return (ranked.score - item.amount) / (1 - weight), item.assessment.interval.middle
