"""The smallest change of all weights together that puts another framework first.

The size of a change is the share of the weight that moves from some criteria to others: half the
sum of the absolute differences (total variation). To pass the first, a rival gains most by weight
that leaves the criteria where it is furthest behind for the one where it is furthest ahead, so the
smallest change is found by taking from the worst, then the next, until they are level: a closed
form. The nearest of these over all rivals is the smallest change that dethrones the first, and
what passes it there is first, because anything ahead of that would have passed on the way.

A certain rival must also pass all others. Where the closed form does not do that, a linear
programme gives the smallest change; where that has no solution, no weights put the rival first.

Only the weights of ``free`` criteria change; the others stay as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from types import MappingProxyType

from recommender.linear_programme import minimise
from recommender.ranking import Ranked, first
from recommender.sensitivity import PAST, scores

#: Weights, and differences of values, below this are nought.
TINY = 1e-12
#: Digits after the point to which stated weights are rounded, the first that still flips.
DIGITS = (3, 4, 5, 6)

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The smallest change of weights that puts ``framework`` first.

    Attributes:
        framework: who would be first.
        moved: the share of the weight that moves, from 0 to 1.
        before: the weights as they are.
        weights: the weights after the change, just past the point where the two are level.
        stated: the same rounded to what one can read, a little further; also puts it first.

    """

    framework: str
    moved: float
    before: Weights
    weights: Weights
    stated: Weights

    def changes(self) -> tuple[tuple[str, float, float], ...]:
        """Return each criterion that changes, its weight before and as stated; largest first."""
        pairs = [
            (name, weight, self.stated[name])
            for name, weight in self.before.items()
            if abs(self.stated[name] - weight) > TINY
        ]
        return tuple(sorted(pairs, key=lambda item: (-round(abs(item[2] - item[1]), 9), item[0])))


def nearest_change(
    ranking: Sequence[Ranked], weights: Weights, free: Collection[str]
) -> WeightChange | None:
    """Return the smallest change that puts any other framework first, None if none does."""
    found = []
    for rival in ranking[1:]:
        moved = _past_the_first(ranking[0], rival, weights, free)
        if moved is not None:
            found.append((round(moved_share(weights, moved), 12), rival.framework, moved))
    for _, framework, moved in sorted(found, key=lambda item: item[:2]):
        change = _checked(ranking, weights, framework, moved)
        if change is not None:
            return change
    return None


def change_for(
    ranking: Sequence[Ranked], weights: Weights, free: Collection[str], framework: str
) -> WeightChange | None:
    """Return the smallest change that puts a certain framework first, None if no weights do."""
    rival = next(item for item in ranking if item.framework == framework)
    moved = _past_the_first(ranking[0], rival, weights, free)
    if moved is None:
        return None
    change = _checked(ranking, weights, framework, moved)
    if change is not None:
        return change
    moved = _past_all(ranking, rival, weights, free)
    return None if moved is None else _checked(ranking, weights, framework, moved)


def moved_share(before: Weights, after: Weights) -> float:
    """Return the share of the weight that moves between two sets of weights."""
    return sum(abs(after[name] - weight) for name, weight in before.items()) / 2


def _values(ranked: Ranked) -> dict[str, float]:
    return {item.criterion: item.assessment.interval.middle for item in ranked.contributions}


# -- the closed form ---------------------------------------------------------------------------
def _past_the_first(
    best: Ranked, rival: Ranked, weights: Weights, free: Collection[str]
) -> dict[str, float] | None:
    """Return the nearest weights at which a rival passes the first; others are not looked at."""
    theirs = _values(rival)
    behind = {name: value - theirs[name] for name, value in _values(best).items()}
    needed = sum(weights[name] * gap for name, gap in behind.items()) + PAST
    to = min(free, key=lambda name: (behind[name], -weights[name], name))
    moved = dict(weights)
    for name in sorted(free, key=lambda name: (-behind[name], name)):
        gain = behind[name] - behind[to]
        # What rounding leaves is neither a need nor a gain: it would move weight for nothing.
        if needed <= TINY or gain <= TINY:
            break
        share = min(weights[name], needed / gain)
        moved[name] -= share
        moved[to] += share
        needed -= share * gain
    return moved if needed <= TINY else None


# -- the linear programme ----------------------------------------------------------------------
def _past_all(
    ranking: Sequence[Ranked], rival: Ranked, weights: Weights, free: Collection[str]
) -> dict[str, float] | None:
    """Return the nearest weights at which a rival is ahead of all others.

    The variables are what each free criterion gains, then what each loses.
    """
    names = sorted(free)
    own = _values(rival)
    rows, limits = [], []
    for other in ranking:
        if other is rival:
            continue
        ahead = {name: value - own[name] for name, value in _values(other).items()}
        rows.append([*(ahead[name] for name in names), *(-ahead[name] for name in names)])
        limits.append(-PAST - sum(weights[name] * gap for name, gap in ahead.items()))
    gains, losses = [1.0] * len(names), [-1.0] * len(names)
    rows += [[*gains, *losses], [*losses, *gains]]  # as much is gained as lost
    limits += [0.0, 0.0]
    for index, name in enumerate(names):  # and no more lost than there is
        rows.append([float(place == len(names) + index) for place in range(2 * len(names))])
        limits.append(weights[name])
    solution = minimise([1.0] * (2 * len(names)), rows, limits)
    if solution is None:
        return None
    moved = dict(weights)
    for name, more, less in zip(names, solution, solution[len(names) :], strict=False):
        moved[name] = max(0.0, moved[name] + more - less)
    return moved


# -- what is said ------------------------------------------------------------------------------
def _checked(
    ranking: Sequence[Ranked], weights: Weights, framework: str, moved: Weights
) -> WeightChange | None:
    """Return a change that was applied and does put the framework first, None if it does not."""
    if first(scores(tuple(ranking), moved)) != framework:
        return None
    stated = moved
    for digits in DIGITS:
        rounded = _rounded(weights, moved, digits)
        if first(scores(tuple(ranking), rounded)) == framework:
            stated = rounded
            break
    return WeightChange(
        framework,
        moved_share(weights, moved),
        weights,
        MappingProxyType(dict(moved)),
        MappingProxyType(dict(stated)),
    )


def _rounded(before: Weights, after: Weights, digits: int) -> dict[str, float]:
    """Return weights that go a little further: what shrinks is rounded down, one gets the rest."""
    found = dict(before)
    unit = 10.0**digits
    for name, weight in after.items():
        if weight < before[name] - TINY:
            found[name] = floor(weight * unit + 1e-6) / unit
        elif weight > before[name] + TINY:
            found[name] = weight
    to = max(before, key=lambda name: (after[name] - before[name], name))
    found[to] += 1.0 - sum(found.values())
    return found
