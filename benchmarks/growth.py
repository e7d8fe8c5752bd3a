"""Costs at growing sizes, and the exponents of their growth."""

import math
import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: Up to this a growth is as good as linear: n log n over these sizes, and the misses of the
#: processor's caches, of which a larger table has more.
LINEAR = 1.15
#: Memory below this is rounding by whole pages.
LITTLE = 1_000_000


@dataclass(frozen=True)
class Cost:
    """What an operation takes at one size, ``times`` the base; None where it would take too long.

    ``steps`` are the lines that it runs and the functions that it calls, which no other program on
    the machine changes.
    """

    times: int
    seconds: float | None = None
    bytes: int | None = None
    steps: int | None = None


def steps(work: Callable[[], object]) -> int:
    """Return how many steps some work takes: lines run, loops on one line too, functions called.

    Lines, because a loop that finds nothing calls nothing; functions, because those that are built
    in have no lines. What these do inside is not seen.
    """
    found = 0

    def traced(_frame: object, event: str, _argument: object) -> object:
        nonlocal found
        found += event in ("call", "line")
        return traced

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(called)
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return found


def exponent(points: Iterable[tuple[float, float]]) -> float | None:
    """Return the exponent of growth of (size, cost), by least squares; None of fewer than two."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    if len(logs) < 2:
        return None
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def exponents(costs: list[Cost], what: str) -> tuple[float | None, float | None]:
    """Return the exponents of a field of costs over all sizes, and over the last step."""
    least = LITTLE if what == "bytes" else 0
    points = [
        (float(one.times), float(value))
        for one in costs
        if (value := getattr(one, what)) and value >= least
    ]
    step = {one.times for one in costs[-2:]}
    return exponent(points), exponent([point for point in points if point[0] in step])
