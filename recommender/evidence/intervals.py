"""Intervals of values in [0, 1], and what widens them; the arithmetic of an assessment."""

from __future__ import annotations

from math import log
from operator import itemgetter, mul

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Protocol, TypeAlias

    #: Rows of numbers: for each of some frameworks one on each of some criteria.
    Rows: TypeAlias = Iterable[Sequence[float]]

    class Assessed(Protocol):
        """Whatever has an interval."""

        @property
        def interval(self) -> Interval:
            """Return it."""


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


class Columns:
    """The intervals of frameworks on criteria, their lows, middles and highs side by side.

    A ranking reads those of all frameworks. One object after the other, those of a thousand would
    not fit the processor's cache; here they lie in the order in which they are read. Each is put
    in its place when it is first asked for.
    """

    __slots__ = ("_kept", "_missing", "_places")

    def __init__(self, frameworks: Iterable[str]) -> None:
        self._places = {framework: place for place, framework in enumerate(frameworks)}
        self._kept: dict[str, tuple[list[Any], list[Any], list[Any]]] = {}
        #: Criterion → the frameworks that have no interval there yet.
        self._missing: dict[str, set[str]] = {}

    def rows(
        self,
        frameworks: Sequence[str],
        criteria: Sequence[str],
        assessed: Mapping[str, Mapping[str, Assessed]],
    ) -> tuple[Rows, Rows, Rows]:
        """Return the lows, the middles and the highs on criteria, a row for each framework.

        What is not there yet is read from ``assessed``: framework → criterion → its interval.
        """
        if not criteria or not frameworks:
            nothing = [()] * len(frameworks)
            return nothing, nothing, nothing
        self._read(frameworks, criteria, assessed)
        places = [self._places[framework] for framework in frameworks]
        # With one place it would pick a value, not a row of one; so the last is picked twice.
        pick = itemgetter(*places, places[-1])
        low, middle, high = (
            zip(*[pick(column)[:-1] for column in columns], strict=True)
            for columns in zip(*[self._kept[criterion] for criterion in criteria], strict=True)
        )
        return low, middle, high

    def _read(
        self,
        frameworks: Sequence[str],
        criteria: Sequence[str],
        assessed: Mapping[str, Mapping[str, Assessed]],
    ) -> None:
        """Put what is not there yet in its place."""
        for criterion in criteria:
            if criterion not in self._kept:
                many = len(self._places)
                self._kept[criterion] = ([None] * many, [None] * many, [None] * many)
                self._missing[criterion] = {*self._places}
        wanted = {*frameworks}
        lacking = [
            (criterion, missing, *self._kept[criterion])
            for criterion in criteria
            if not (missing := self._missing[criterion]).isdisjoint(wanted)
        ]
        for framework in frameworks if lacking else ():
            row, place = assessed[framework], self._places[framework]
            for criterion, missing, lows, middles, highs in lacking:
                if framework in missing:
                    one = row[criterion].interval
                    lows[place], middles[place], highs[place] = one.low, one.middle, one.high
        for _, missing, *_ in lacking:
            missing -= wanted


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
