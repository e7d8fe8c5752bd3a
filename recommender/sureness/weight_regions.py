"""Regions of weights that are simplexes, given by their corners; with NumPy.

A region around stated weights has a corner for each criterion that counts. As a table of criteria
by corners that is their square; but each corner differs from the others only in what its own
criterion has, and in how much is left to be shared in the same ways. So values at all corners, and
weights from shares of corners, take a few sums over criteria.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """The corners of a region of weights, any table of them.

    Attributes:
        counting: for each criterion whether it has weight at any corner.
        table: the criteria that count by corners: weights, not negative, of any scale.

    """

    counting: NDArray[np.bool_]
    table: Floats

    @property
    def number(self) -> int:
        """Return how many corners there are."""
        return len(self.table.T)

    def values(self, values: Floats) -> Floats:
        """Return what rows of values, on the criteria that count, come to at each corner."""
        found: Floats = values @ self.table
        return found

    def weights(self, shares: Floats) -> Floats:
        """Return the weights of the criteria that count for rows of shares of the corners."""
        found: Floats = shares @ self.table.T
        return found


@dataclass(frozen=True, slots=True, eq=False)
class OwnCorners:
    """Corners of which each belongs to a criterion that counts; as an array, criteria by corners.

    Attributes:
        counting: for each criterion whether it has weight at any corner.
        own: what of its own criterion each corner has, beside the rest.
        ways: ways in which something is shared among the criteria that count, a row each.
        rests: how much of it each corner shares so, a row each.

    """

    counting: NDArray[np.bool_]
    own: Floats
    ways: Floats
    rests: Floats

    @property
    def number(self) -> int:
        """Return how many corners there are."""
        return len(self.own)

    def values(self, values: Floats) -> Floats:
        """Return what rows of values, on the criteria that count, come to at each corner."""
        found = values * self.own
        for way, rest in zip(self.ways, self.rests, strict=True):
            # Summed row by row, so that equal rows stay equal.
            found += (values * way).sum(axis=-1, keepdims=True) * rest
        return found

    def weights(self, shares: Floats) -> Floats:
        """Return the weights of the criteria that count for rows of shares of the corners."""
        found: Floats = shares * self.own + shares @ self.rests.T @ self.ways
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        table = np.zeros((len(self.counting), self.number))
        table[self.counting] = np.diag(self.own) + self.ways.T @ self.rests
        return table if dtype is None else table.astype(dtype)


def given(corners: "ArrayLike | OwnCorners") -> Corners | OwnCorners:
    """Return corners that may be given as a table of criteria by corners."""
    if isinstance(corners, OwnCorners):
        return corners
    table = np.array(corners, float)
    if table.ndim != 2 or not np.all(table >= 0):
        raise ValueError("corners: criteria by corners; weights, not negative")
    counting = np.asarray(table.any(axis=1))
    return Corners(counting, table[counting])


def anywhere(stated: ArrayLike) -> OwnCorners:
    """Return the corners of all weights of the criteria that count, those whose weight is not 0."""
    counting = np.array(stated, float) > 0
    number = np.count_nonzero(counting)
    return OwnCorners(counting, np.ones(number), np.zeros((0, number)), np.zeros((0, number)))


def around(stated: ArrayLike, leeway: float = 1.0) -> OwnCorners:
    """Return the corners of a region of weights around the stated ones.

    The region is a simplex with the stated weights as its centre of gravity, so that on average a
    weight is as stated. At its corners all weight is moved as far as that allows: towards one
    criterion, or, where the criterion has less than an equal share, up to as many times its weight
    as there are criteria, with the rest on the criteria that have more than an equal share. Equal
    weights give the whole simplex. Criteria of weight 0 stay at 0.

    Args:
        stated: the weights, of any scale.
        leeway: the size of the region, from 0 (only the stated weights) to 1.

    """
    if not 0 <= leeway <= 1:
        raise ValueError("leeway must be from 0 to 1")
    weights = np.array(stated, float)
    weights /= weights.sum()
    counting = weights > 0
    weights = weights[counting]
    times = weights * len(weights)
    own = np.minimum(times, 1.0)
    surplus, rest = times - own, 1 - own
    ways, rests = [], []
    if surplus.any():
        ways.append(surplus / surplus.sum())
        rests.append(leeway * rest)
    if leeway < 1:
        ways.append(weights)
        rests.append(np.full(len(weights), 1 - leeway))
    shape = (len(ways), len(weights))
    return OwnCorners(counting, leeway * own, np.reshape(ways, shape), np.reshape(rests, shape))
