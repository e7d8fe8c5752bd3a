"""Intervals of values in [0, 1], and what widens them; the arithmetic of an assessment."""

from __future__ import annotations

from math import log
from operator import mul

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: The widening for each shelf life that evidence is over its first, and its limit.
AGE_WIDTH_PER_SHELF_LIFE = 0.25
AGE_WIDTH_LIMIT = 0.75


class Interval(Frozen):
    """An interval of values; 0 is the worst anchor of a criterion, 1 the best."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Return its midpoint."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """Return its width: how much is not known."""
        return self.high - self.low

    def widened(self, width: float) -> Interval:
        """Return it widened towards [0, 1]; width 1 gives all of it.

        The ends move in proportion to the room that they have, so a better value never gets a
        lower interval, whatever the width.
        """
        return Interval(self.low * (1 - width), self.high + (1 - self.high) * width)


UNKNOWN_INTERVAL = Interval(0.0, 1.0)


def widen(value: float, width: float) -> Interval:
    """Return [value, value] widened towards [0, 1]."""
    return Interval(value * (1 - width), value + (1 - value) * width)


def weighted_mean(weights: Sequence[float], intervals: Sequence[Interval]) -> Interval:
    """Return the mean of intervals, end by end."""
    total = sum(weights)
    ends = zip(*intervals, strict=True)
    low, high = (sum(map(mul, weights, end)) / total for end in ends)
    return Interval(low, high)


def age_width(age: float, shelf_life: float) -> float:
    """Return by how much an age in years beyond a shelf life widens."""
    over = age / shelf_life - 1
    return min(AGE_WIDTH_LIMIT, max(0.0, over) * AGE_WIDTH_PER_SHELF_LIFE)


def logarithmic(quantity: float, best: float, worst: float) -> float:
    """Return the value of a quantity: logarithmic between the fixed anchors, clipped."""
    position = log(worst / quantity) / log(worst / best)
    return min(1.0, max(0.0, position))
