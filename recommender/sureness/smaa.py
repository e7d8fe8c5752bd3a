"""Stochastic multicriteria acceptability analysis (SMAA-2): how often each framework has each rank.

Weights and values are drawn at random where they are not known, and the ranks are counted (Lahdelma
and Salminen 2001, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision
making"; Tervonen and Lahdelma 2007, "Implementing stochastic multicriteria acceptability
analysis"). Values are uniform on their intervals, independent of one another. Weights are uniform
on a region of the simplex that is a simplex itself, given by its corners (``weight_regions``).

Normalised exponentials are exactly uniform on a simplex, which normalised uniforms are not; as
shares of the corners of a region they are uniform on the region, without rejection or random walk.
Ranks do not depend on the scale of the weights, so they need no normalisation at all, and one
product of matrices gives the scores.

Draws are used more than once: shares again after the corners have moved on by a quarter of their
number, values again mirrored in their intervals, each use as uniform as the first, and each draw of
values with several weights. The standard errors come from the spread between whole batches, which
are independent, and so account for all that is shared within one.

Nothing on the main path imports this module, since it needs NumPy.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recommender.sureness.weight_regions import Corners, Floats, OwnCorners, given

SAMPLES = 100_000
SEED = 20170131
#: Samples that are worked on at once: few enough to stay in the processor's cache.
BATCH = 1000
#: Weights for each draw of all values, which costs more.
WEIGHTS_PER_TABLE = 100
#: How often each draw of shares is used, for other corners each time.
TURNS = 4
#: Draws of the values for the confidence factors.
CONFIDENCE_TABLES = 1000
#: Of more alternatives than this the last ranks are counted together, from this one on: a share for
#: every alternative and rank would be their square.
RANKS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """The result; rows are alternatives, in the order in which they were given.

    Attributes:
        ranks: alternatives by ranks: the share of samples in which one had that rank (rank
            acceptability indices); rows and columns add up to 1. Of more than :data:`RANKS`
            alternatives the last column is that of all ranks from there on.
        errors: their standard errors; not a number if there was only one batch.
        central: alternatives by criteria: the mean of the weights under which one came first
            (central weights); not a number where it never did.
        confidence: how often one is first when the weights are its central weights and only the
            values vary (confidence factors); not a number where it has no central weights.
        samples: how many samples were drawn.

    """

    ranks: Floats
    errors: Floats
    central: Floats
    confidence: Floats
    samples: int


def acceptability(
    low: ArrayLike,
    high: ArrayLike,
    corners: ArrayLike | OwnCorners,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Acceptability:
    """Return how often each alternative has each rank; the same arguments give the same result.

    Args:
        low: alternatives by criteria, the lowest value of each; at least 0.
        high: the highest.
        corners: of the region of weights; also as a table of criteria by corners, not negative.
        samples: how many draws; rounded up to whole batches of 1,000.
        seed: of the random numbers.

    Alternatives that are level rank in the order in which they were given.
    """
    lows, highs, region = np.array(low, float), np.array(high, float), given(corners)
    counting = region.counting
    if lows.ndim != 2 or lows.shape != highs.shape or lows.shape[1:] != counting.shape:
        raise ValueError("low and high: alternatives by criteria; corners: criteria by corners")
    if not (np.all(lows >= 0) and np.all(highs >= lows)):
        raise ValueError("values must be 0 <= low <= high")
    problem = _Problem(lows[:, counting], (highs - lows)[:, counting], region, seed)
    batches = -(-samples // BATCH)
    counts, squares, shares, sums = _sample(problem, batches)
    ranks = shares / batches
    errors = np.full_like(ranks, np.nan)
    if batches > 1:
        # Of whole numbers, so that nothing is lost where batches differ little.
        spread = (batches * squares - counts**2) / (batches * (batches - 1))
        errors = np.sqrt(spread / batches) / BATCH
    won = np.flatnonzero(ranks[:, 0])
    central = np.full(lows.shape, np.nan)
    central[won] = 0.0
    central[np.ix_(won, counting)] = region.weights(sums[won] / counts[won, 0][:, None])
    confidence = np.full(len(lows), np.nan)
    confidence[won] = _confidence(problem, won, central[np.ix_(won, counting)])
    return Acceptability(ranks, errors, central, confidence, batches * BATCH)


class _Problem:
    """Values and corners, and draws of them."""

    def __init__(
        self, lows: Floats, widths: Floats, region: Corners | OwnCorners, seed: int
    ) -> None:
        self.alternatives = len(lows)
        self.corners = region.number
        #: Empty columns bring their number to a multiple of 8, which processors like.
        self.columns = -(-self.corners // 8) * 8
        self.certain = not widths.any()
        self._lows, self._widths, self._region = lows, widths, region
        #: For each turn the columns in its order; the empty ones stay where they are.
        self._orders = np.tile(np.arange(self.columns), (TURNS, 1))
        for turn in range(TURNS):
            self._orders[turn, : self.corners] = np.roll(np.arange(self.corners), -self.moved(turn))
        self._bits = np.random.SFC64(seed)

    def moved(self, turn: int) -> int:
        """Return by how many places the corners have moved on."""
        return turn * self.corners // TURNS

    def uniform(self, out: Floats) -> None:
        """Fill an array with uniform numbers between 0 and 1, two from each 64 random bits."""
        drawn = self._bits.random_raw(-(-out.size // 2))
        np.copyto(out, drawn.view(np.int32)[: out.size].reshape(out.shape))
        out *= 2.0**-32
        out += 0.5 + 2.0**-33  # never 0

    def tables(self, number: int) -> Floats:
        """Return draws of all values, tables by alternatives by criteria; half are mirrored."""
        if self.certain:
            return self._lows[None]
        drawn = np.empty((number, *self._lows.shape))
        self.uniform(drawn[: number // 2])
        np.subtract(1.0, drawn[: number // 2], out=drawn[number // 2 :])
        drawn *= self._widths
        drawn += self._lows
        return drawn

    def worth(self, number: int) -> Floats:
        """Return the score at each corner, for each turn: tables by turns by columns by rows."""
        tables = self.tables(number)
        flat = np.zeros((len(tables) * self.alternatives, self.columns))
        flat[:, : self.corners] = self._region.values(tables.reshape(-1, tables.shape[-1]))
        scores = flat.reshape(len(tables), self.alternatives, self.columns).swapaxes(1, 2)
        found: Floats = np.take(np.ascontiguousarray(scores), self._orders, axis=1)
        return found

    def unturned(self, sums: Floats) -> Floats:
        """Return sums of shares, turns by alternatives by columns, as alternatives by corners."""
        found = np.zeros((self.alternatives, self.corners))
        for turn, one in enumerate(sums):
            found += np.roll(one[:, : self.corners], self.moved(turn), axis=1)
        return found


def _sample(
    problem: _Problem, batches: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """Return sums over batches, and each winner's sum of shares of the corners.

    The sums are, alternatives by ranks, of counts, of their squares and of counts as shares of a
    batch. No batch is kept, since with many alternatives each takes much memory.
    """
    many, columns = problem.alternatives, problem.columns
    pooled = many > RANKS
    #: So many ranks are told apart, and so many columns there are with that of the others.
    apart, ranks = (RANKS - 1, RANKS) if pooled else (many, many)
    number = 1 if problem.certain else BATCH // WEIGHTS_PER_TABLE
    size = BATCH // TURNS
    # Each score carries its alternative in its last bits, so that sorting the scores gives the
    # ranks at once, the earlier of two level ones ahead. With 16 alternatives that moves a score
    # by 4e-15 of itself.
    bits = max(1, (many - 1).bit_length())
    mask = np.int64((1 << bits) - 1)
    codes = np.tile(np.arange(many - 1, -1, -1, dtype=np.int64), (BATCH, 1))
    places = np.tile(np.arange(apart, dtype=np.int64) << bits, (BATCH, 1))
    counts, squares = np.zeros((2, ranks, 1 << bits), np.int64)
    shared = np.zeros((ranks, 1 << bits))
    sums = np.zeros((TURNS * many, columns))
    draws = np.empty((size, problem.corners))
    logs = np.zeros((size, columns))
    scores = np.empty((number, TURNS, size // number, many))
    keys: NDArray[np.int64] = scores.reshape(-1, many).view(np.int64)
    shares, samples = np.empty((TURNS, many, size)), np.arange(size)
    turns, ones = np.arange(TURNS)[:, None], np.ones(columns)
    for _ in range(batches):
        # The logarithm of a uniform number is a negative exponential. All scores are negative
        # then, and the best is the lowest; as integers, negative numbers sort the other way round.
        problem.uniform(draws)
        np.log(draws, out=logs[:, : problem.corners])
        np.matmul(logs.reshape(number, 1, -1, columns), problem.worth(number), out=scores)
        keys &= ~mask
        keys |= codes
        if pooled:
            keys.partition(many - apart, axis=1)
        best = keys[:, many - apart :]
        best.sort(axis=1)
        best &= mask
        firsts = best[:, -1].reshape(number, TURNS, -1).swapaxes(0, 1).reshape(TURNS, size)
        shares.fill(0)
        shares[turns, firsts, samples] = 1 / (logs @ ones)  # makes the exponentials shares
        sums += shares.reshape(-1, size) @ logs
        best |= places
        counted = np.bincount(best.ravel(), minlength=apart << bits).reshape(apart, -1)
        if pooled:
            counted = np.vstack([BATCH - counted.sum(axis=0), counted])
        counts += counted
        squares += counted * counted
        shared += counted / BATCH
    won = problem.unturned(sums.reshape(TURNS, many, columns))[::-1]
    return _by_rank(counts, many), _by_rank(squares, many), _by_rank(shared, many), won


def _by_rank(table: NDArray[Any], many: int) -> NDArray[Any]:
    """Return a table by place from the bottom and code as one of alternatives by ranks."""
    return table[::-1, :many][:, ::-1].T


def _confidence(problem: _Problem, won: NDArray[np.int64], central: Floats) -> Floats:
    """Return how often each of ``won`` is first under its own central weights."""
    number = BATCH // WEIGHTS_PER_TABLE
    hits, tried = np.zeros(len(won)), 0
    batches = 1 if problem.certain else CONFIDENCE_TABLES // number
    for _ in range(batches):
        scores = np.matmul(central, problem.tables(number).swapaxes(1, 2))
        hits += (scores.argmax(axis=2) == won).sum(axis=0)
        tried += len(scores)
    return hits / tried
