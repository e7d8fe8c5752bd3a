"""The smallest change of all weights together that puts another framework first.

The size of a change is the share of the weight that moves from some criteria to others: half the
sum of the absolute differences (total variation). To pass the first, a rival gains most by weight
that leaves the criteria where it is furthest behind for the one where it is furthest ahead, so the
smallest change is found by taking from the worst, then the next, until they are level: a closed
form. The nearest of these over all rivals is the smallest change that dethrones the first, and
what passes it there is first, because anything ahead of that would have passed on the way.

A certain rival must also pass all others. Where the closed form does not do that, a linear
programme gives the smallest change; where that has no solution, no weights put the rival first. Of
many others few stand in its way, so the programme begins with the first and whoever is ahead after
the closed form, and is told of another only when that is ahead of its solution. Each answer is held
against all others all the same, so as many answers as frameworks would cost their square: only the
first :data:`RIVALS` of the others get one.

Only the weights of ``free`` criteria change; the others stay as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf
from operator import sub
from types import MappingProxyType

from recommender.linear_programme import Programme
from recommender.ranking import Ranked, place
from recommender.sensitivity import PAST, score, values

#: How many of the others get an answer of their own, the first in the ranking.
RIVALS = 30
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
    table = _Table(ranking, weights)
    found = []
    for rival in table.rows.keys() - {ranking[0].framework}:
        moved = _past_the_first(table, rival, free)
        if moved is not None:
            found.append((round(moved_share(weights, moved), 12), rival))
    for _, rival in sorted(found):
        moved = _past_the_first(table, rival, free)
        change = moved and _checked(table, rival, moved)
        if change:
            return change
    return None


def change_for(
    ranking: Sequence[Ranked], weights: Weights, free: Collection[str], framework: str
) -> WeightChange | None:
    """Return the smallest change that puts a certain framework first, None if no weights do."""
    return _change_for(_Table(ranking, weights), free, framework)


def changes_for_each(ranking: Sequence[Ranked], weights: Weights) -> dict[str, WeightChange | None]:
    """Return rival → the smallest change that puts it first, for the first of the others.

    The change is among the criteria that count now if that can be, else with others; None if no
    weights do it.
    """
    table = _Table(ranking, weights)
    counting = [name for name, weight in weights.items() if weight]
    return {
        rival.framework: _change_for(table, counting, rival.framework)
        or _change_for(table, weights.keys(), rival.framework)
        for rival in ranking[1 : 1 + RIVALS]
    }


def moved_share(before: Weights, after: Weights) -> float:
    """Return the share of the weight that moves between two sets of weights."""
    return sum(abs(after[name] - weight) for name, weight in before.items()) / 2


class _Table:
    """The values of frameworks on criteria, read once; rows and weights are in one order."""

    def __init__(self, ranking: Sequence[Ranked], weights: Weights) -> None:
        self.weights = weights
        self.first = ranking[0].framework
        self.rows = {item.framework: values(item) for item in ranking}

    def gaps(self, framework: str, rival: str) -> dict[str, float]:
        """Return by how much a framework is ahead of a rival on each criterion."""
        ahead = map(sub, self.rows[framework], self.rows[rival])
        return dict(zip(self.weights, ahead, strict=True))

    def first_under(self, weights: Weights) -> str:
        """Return the framework that comes first under weights."""
        amounts = list(weights.values())
        return min(place(name, score(amounts, row)) for name, row in self.rows.items())[1]

    def ahead_under(self, weights: Weights, rival: str) -> tuple[str, float]:
        """Return who of the others has the highest score under weights, and its lead."""
        amounts = list(weights.values())
        others = ((score(amounts, row), name) for name, row in self.rows.items() if name != rival)
        highest, name = max(others)
        return name, highest - score(amounts, self.rows[rival])


def _change_for(table: _Table, free: Collection[str], rival: str) -> WeightChange | None:
    moved = _past_the_first(table, rival, free)
    if moved is None:
        return None
    change = _checked(table, rival, moved)
    if change is not None:
        return change
    known = [table.first, table.first_under(moved)]
    if len(table.rows) <= 1 + RIVALS:  # few enough to be told of all at once
        known = [name for name in table.rows if name != rival]
    moved = _past_all(table, rival, free, known)
    return None if moved is None else _checked(table, rival, moved)


# -- the closed form ---------------------------------------------------------------------------
def _past_the_first(table: _Table, rival: str, free: Collection[str]) -> dict[str, float] | None:
    """Return the nearest weights at which a rival passes the first; others are not looked at."""
    weights, behind = table.weights, table.gaps(table.first, rival)
    needed = score(weights.values(), behind.values()) + PAST
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
    table: _Table, rival: str, free: Collection[str], known: Collection[str]
) -> dict[str, float] | None:
    """Return the nearest weights at which a rival is ahead of all others.

    The variables are what each free criterion gains, then what each loses. ``known`` are the others
    that surely stand in the way.
    """
    names, weights = sorted(free), table.weights
    programme = Programme(
        [1.0] * (2 * len(names)), [*[inf] * len(names), *[weights[name] for name in names]]
    )
    gains, losses = [1.0] * len(names), [-1.0] * len(names)
    programme.add([*gains, *losses], 0.0)  # as much is gained as lost
    programme.add([*losses, *gains], 0.0)
    passed: set[str] = set()
    waiting = list(dict.fromkeys(known))
    while waiting:
        for other in waiting:
            ahead = table.gaps(other, rival)
            row = [ahead[name] for name in names]
            limit = -PAST - score(weights.values(), ahead.values())
            programme.add([*row, *[-gap for gap in row]], limit)
        passed.update(waiting)
        solution = programme.solve()
        if solution is None:
            return None
        moved = dict(weights)
        for name, more, less in zip(names, solution, solution[len(names) :], strict=False):
            moved[name] = max(0.0, moved[name] + more - less)
        other, lead = table.ahead_under(moved, rival)
        waiting = [other] if lead > TINY - PAST and other not in passed else []
    return moved


# -- what is said ------------------------------------------------------------------------------
def _checked(table: _Table, framework: str, moved: Weights) -> WeightChange | None:
    """Return a change that was applied and does put the framework first, None if it does not."""
    if table.first_under(moved) != framework:
        return None
    stated, before = moved, table.weights
    for digits in DIGITS:
        rounded = _rounded(before, moved, digits)
        if table.first_under(rounded) == framework:
            stated = rounded
            break
    return WeightChange(
        framework,
        moved_share(before, moved),
        before,
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
