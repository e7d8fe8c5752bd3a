"""Who is ahead by a sum of parts, and who is excluded.

A part holds a bit for each framework that it excludes. Such a number is made, and read, as a whole:
bit by bit, many frameworks would cost their square.
"""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import inf

from recommender.rule_groups import Part

#: Scores nearer to each other than this (as a share of all points) are worked out as in a decision.
NEAR = 1e-9


def first(summed: Part) -> int | None:
    """Return the place of the highest score among those not excluded, None if all are."""
    scores = _allowed(summed)
    best = max(scores, default=-inf)
    return None if best == -inf else scores.index(best)


def leading(summed: Part) -> tuple[int, ...]:
    """Return the places of the first two, and of whoever is too near to the second to tell."""
    scores = _allowed(summed)
    second = min(nlargest(2, scores), default=-inf) - NEAR * summed.points
    return tuple([at for at, score in enumerate(scores) if score >= second and score > -inf])


def excluded(summed: Part) -> tuple[int, ...]:
    """Return the places of those that are excluded."""
    return tuple([at for at, flag in enumerate(_flags(summed)) if flag == "1"])


def close(summed: Part, place: int) -> bool:
    """Return whether another score is too near to the best for sums made in another order."""
    limit = summed.scores[place] - NEAR * summed.points
    return sum(map(limit.__le__, _allowed(summed))) > 1


def _allowed(summed: Part) -> Sequence[float]:
    """Return the scores, those of the excluded below all others."""
    if not summed.excluded:
        return summed.scores
    flags = _flags(summed)
    return [
        -inf if flag == "1" else score for score, flag in zip(summed.scores, flags, strict=True)
    ]


def _flags(summed: Part) -> str:
    """Return "1" for each that is excluded, "0" for each that is not."""
    return format(summed.excluded, f"0{len(summed.scores)}b")[::-1]


def bits(flags: Iterable[bool]) -> int:
    """Return a bit for each flag, the first lowest."""
    return int("".join(["1" if flag else "0" for flag in flags])[::-1] or "0", 2)
