"""Which ranks a framework can have, and who is surely ahead of whom, by the intervals alone.

Weights stay as stated; every value may lie anywhere in its interval, independently of the others. A
score then reaches from its low to its high, so the best rank of a framework is the one at its own
high against everybody's low, and the worst the reverse: exact, without sampling. These are the
extreme ranks of Kadziński, Greco and Słowiński (2012, "Extreme ranking analysis in robust ordinal
regression") and the necessary and possible preference of Greco, Mousseau and Słowiński (2008,
"Ordinal regression revisited"), with intervals of values in place of a family of value functions.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: Scores that differ by less than this are level, as in the ranking.
DIGITS = 12


class Scored(Protocol):
    """What a framework's score can be: from ``low`` to ``high``."""

    @property
    def low(self) -> float:
        """Return the lowest score that the intervals allow."""

    @property
    def high(self) -> float:
        """Return the highest."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best and the worst rank that the intervals allow; 1 is first, level scores share one."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best} to {self.worst}"


def possible_ranks(scored: Sequence[Scored]) -> tuple[RankRange, ...]:
    """Return the range of ranks of each framework, in the order given.

    Pairs are not looked at: how many ends lie beyond one is its place among them in order.
    """
    lows = [round(item.low, DIGITS) for item in scored]
    highs = [round(item.high, DIGITS) for item in scored]
    by_low, by_high, many = sorted(lows), sorted(highs), len(lows)
    return tuple(
        RankRange(
            best=1 + many - bisect_right(by_low, high),
            # A framework with a wide interval is not among those that could be ahead of itself.
            worst=1 + many - bisect_right(by_high, low) - (high > low),
        )
        for low, high in zip(lows, highs, strict=True)
    )


def necessarily_ahead(one: Scored, other: Scored) -> bool:
    """Return whether ``one`` scores at least as much as ``other`` for all values."""
    return round(one.low, DIGITS) >= round(other.high, DIGITS)


def possibly_ahead(one: Scored, other: Scored) -> bool:
    """Return whether ``one`` scores at least as much as ``other`` for some values."""
    return round(one.high, DIGITS) >= round(other.low, DIGITS)
