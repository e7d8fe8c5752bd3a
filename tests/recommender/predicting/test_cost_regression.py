"""What is learnt from a few measurements, and when it is said that it is not enough."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.predicting.cost_regression import (
    FURTHEST,
    LARGEST_ERROR,
    LEAST,
    LEVEL,
    WIDEST,
    _interval,
    _refusal,
    estimate,
)

Rows = list[tuple[float, ...]]


def seeded(seed: int) -> random.Random:
    """Return draws that are the same every time."""
    return random.Random(seed)  # noqa: S311 - not a secret


def design(seed: int, count: int = 9) -> Rows:
    """Return costs spread over two decades: operations, bytes, a number of calls that is fixed."""
    draw = seeded(seed)
    return [(10 ** draw.uniform(6, 8.5), 10 ** draw.uniform(5, 7), 5.0) for _ in range(count)]


def cost(row: tuple[float, ...], terms: tuple[float, float, float]) -> float:
    """Return a linear cost: overhead, seconds an operation, seconds a byte."""
    overhead, operation, byte = terms
    return overhead + operation * row[0] + byte * row[1]


TERMS = st.tuples(st.floats(1e-6, 1e-2), st.floats(1e-11, 1e-9), st.floats(1e-11, 1e-9))


@settings(max_examples=25, deadline=None)
@given(TERMS, st.integers(0, 1000))
def test_a_linear_cost_is_recovered(terms: tuple[float, float, float], seed: int) -> None:
    """Without noise every prediction is exact, and so is every left-out measurement."""
    *rows, wanted = design(seed, 10)
    wanted = (
        rows[0] if seed % 2 else tuple(math.sqrt(a * b) for a, b in zip(*rows[:2], strict=True))
    )
    found = estimate(rows, [cost(row, terms) for row in rows], wanted)
    assert found.value == pytest.approx(cost(wanted, terms), rel=1e-6)
    assert found.low == pytest.approx(found.high, rel=1e-5)
    assert found.worst < 1e-5
    assert found.refused == ""


def test_the_interval_holds_about_as_often_as_it_says() -> None:
    """With a tenth of noise, the interval holds a new measurement in about the nominal share."""
    held, trials = 0, 250
    for seed in range(trials):
        draw = seeded(seed)
        *rows, wanted = design(seed, 10)
        wanted = tuple(min(max(a, min(c)), max(c)) for a, c in
                       zip(wanted, zip(*rows, strict=True), strict=True))  # fmt: skip
        values = [cost(r, (1e-3, 1e-10, 1e-10)) * math.exp(draw.gauss(0, 0.1)) for r in rows]
        found = estimate(rows, values, wanted)
        truth = cost(wanted, (1e-3, 1e-10, 1e-10)) * math.exp(draw.gauss(0, 0.1))
        held += found.low <= truth <= found.high
    # Three standard deviations of a share of 0.8 in 250 trials.
    assert held / trials == pytest.approx(LEVEL, abs=0.076)


def test_too_few_measurements_predict_nothing() -> None:
    """From fewer sizes than are needed there is no figure at all, and it says how many it takes."""
    rows = design(1, LEAST - 1)
    found = estimate(rows, [cost(row, (1e-3, 1e-10, 1e-10)) for row in rows], rows[0])
    assert found.refused == f"{LEAST - 1} sizes measured, {LEAST} needed"
    assert found.value == 0
    assert estimate([], [], rows[0]).refused


@pytest.mark.parametrize(
    ("factor", "said"),
    [(3.9, ""), (4.1, "4 times the largest"), (50, "50 times the largest")],
)
def test_what_is_far_from_the_measured_is_refused(factor: float, said: str) -> None:
    """Up to four times the largest cost is predicted, no further, however good the fit."""
    rows = design(2)
    most = max(row[0] for row in rows)
    found = estimate(
        rows, [cost(row, (1e-3, 1e-10, 1e-10)) for row in rows], (factor * most, *rows[0][1:])
    )
    assert bool(found.refused) == bool(said)
    assert said in found.refused


def test_what_is_much_smaller_than_the_measured_is_refused() -> None:
    """Nor is a cost predicted that is less than a fourth of the smallest."""
    rows = design(3)
    least = min(row[1] for row in rows)
    values = [cost(row, (1e-3, 1e-10, 1e-10)) for row in rows]
    assert "of the smallest" in estimate(rows, values, (rows[0][0], least / 5, 5.0)).refused
    assert not estimate(rows, values, (rows[0][0], least / 3, 5.0)).refused


def test_noise_that_hides_the_cost_is_refused_with_its_error() -> None:
    """Where left-out measurements are far off, no prediction is given, and the error is named."""
    rows, draw = design(4), seeded(4)
    found = estimate(rows, [math.exp(draw.gauss(0, 1.5)) for _ in rows], rows[0])
    assert found.refused.startswith("too uncertain: ")
    assert found.error > LARGEST_ERROR
    assert f"{found.error:.0%}" in found.refused


def test_a_wide_interval_is_refused_though_the_median_error_is_small() -> None:
    """A few measurements that are far off widen the interval beyond what is of use."""
    rows = design(5)
    values = [cost(row, (1e-3, 1e-10, 1e-10)) for row in rows]
    for index in (0, 1, 2):
        values[index] *= 4.0
    found = estimate(rows, values, rows[5])
    assert found.high / found.low > WIDEST
    assert "too uncertain" in found.refused


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(1e-6, 1e3), min_size=LEAST, max_size=9), st.integers(0, 100))
def test_the_interval_holds_the_prediction(values: list[float], seed: int) -> None:
    """Whatever was measured: finite, positive, low to high with the prediction between."""
    rows = design(seed, len(values))
    found = estimate(rows, values, rows[0])
    assert 0 < found.low <= found.value <= found.high < math.inf
    assert found == estimate(rows, values, rows[0])


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-3, 1e3), st.integers(0, 100))
def test_another_unit_changes_nothing(factor: float, seed: int) -> None:
    """Seconds or milliseconds, the same prediction and the same relative errors."""
    rows, draw = design(seed), seeded(seed)
    values = [cost(row, (1e-3, 1e-10, 1e-10)) * math.exp(draw.gauss(0, 0.1)) for row in rows]
    one, other = (
        estimate(rows, values, rows[3]),
        estimate(rows, [factor * v for v in values], rows[3]),
    )
    assert other.value == pytest.approx(factor * one.value, rel=1e-6)
    assert other.high == pytest.approx(factor * one.high, rel=1e-6)
    assert other.error == pytest.approx(one.error, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("count", "place"), [(6, 6), (9, 8), (10, 9), (14, 12), (19, 16), (3, 3)])
def test_the_interval_ends_at_the_jackknifes_quantile(count: int, place: int) -> None:
    """With n residuals it is the one at 0.8 (n + 1), rounded up, from the nearest on (Barber 2021).

    From three residuals 0.8 cannot be had; then it is the widest that there is.
    """
    spread = [math.exp(number / 10) for number in range(1, count + 1)]
    for ratios in (spread, [1 / one for one in reversed(spread)]):
        low, high = _interval([2.0] * count, ratios)
        assert (low, high) == pytest.approx((2 / spread[place - 1], 2 * spread[place - 1]))


@pytest.mark.parametrize(
    ("asked", "error", "width", "refused"),
    [
        (10 * FURTHEST, LARGEST_ERROR, WIDEST, ""),
        (10.1 * FURTHEST, 0.0, 1.0, "4 times the largest"),
        (2 / FURTHEST, LARGEST_ERROR, WIDEST, ""),
        (1.9 / FURTHEST, 0.0, 1.0, "a 4th of the smallest"),
        (5.0, LARGEST_ERROR * 1.01, 1.0, "too uncertain: half of the left-out sizes"),
        (5.0, 0.0, WIDEST * 1.01, "too uncertain: the interval spans"),
    ],
)
def test_each_limit_refuses_beyond_it_and_not_at_it(
    asked: float, error: float, width: float, refused: str
) -> None:
    """Distance, error and width have a limit each, told in words with the figure."""
    said = _refusal([(2.0, 1.0), (10.0, 1.0)], (asked, 1.0), error, width)
    assert refused in said
    assert bool(said) == bool(refused)
