from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.evidence.facts import fact_interval
from recommender.evidence.intervals import (
    AGE_WIDTH_LIMIT,
    UNKNOWN_INTERVAL,
    Interval,
    age_width,
    logarithmic,
    weighted_mean,
    widen,
)
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.vocabulary import Attribute, Reading

shares = st.floats(0, 1)
intervals = st.tuples(shares, shares).map(lambda ends: Interval(*sorted(ends)))
positive = st.floats(1e-6, 1e6)


@pytest.mark.parametrize(
    ("age", "width"), [(0, 0), (2, 0), (3, 0.125), (4, 0.25), (8, 0.75), (9, 0.75), (99, 0.75)]
)
def test_age_widens_beyond_a_shelf_life_up_to_a_limit(age: float, width: float) -> None:
    """A quarter for each shelf life that evidence is over its first, three quarters at most."""
    assert age_width(age, 2) == pytest.approx(width)
    assert age_width(age, 2) <= AGE_WIDTH_LIMIT


def test_what_hardly_anybody_vouches_for_is_unknown_and_no_less() -> None:
    """An old claim of low confidence may be anything: the widths add up to no more than all."""
    ease = Attribute("ease", "use", "Ease.", "level", 1.0, ("hard", "easy"))
    reading = Reading("ease", 1.0, {"hard": 0.0, "easy": 1.0})
    fact = Fact("a.ease@2000", "a", "ease", "easy", "2000-01-01", "2000-01-01", None, (), False)
    for confidence in ("high", "medium", "low"):
        doubted = Fact(*fact[:9], confidence)
        found = fact_interval(doubted, reading, ease, "2020-01-01")
        assert 0 <= found.low <= found.high == 1
    assert found == UNKNOWN_INTERVAL


@given(intervals, shares)
def test_widening_keeps_what_was_possible_and_stays_within_bounds(
    interval: Interval, width: float
) -> None:
    """A widened interval holds the one it was, and nothing beyond the anchors."""
    wide = interval.widened(width)
    assert 0 <= wide.low <= interval.low + 1e-15
    assert interval.high - 1e-15 <= wide.high <= 1 + 1e-15
    assert wide.width == pytest.approx(interval.width + (1 - interval.width) * width)


@given(shares, shares, shares)
def test_a_better_value_never_gets_a_lower_interval(one: float, other: float, width: float) -> None:
    """Widened alike, the better of two values is ahead at both ends."""
    worse, better = widen(min(one, other), width), widen(max(one, other), width)
    assert worse.low <= better.low
    assert worse.high <= better.high + 1e-15


@given(st.lists(st.tuples(st.floats(0.01, 10), intervals), min_size=1, max_size=6), positive)
def test_a_mean_lies_among_its_intervals_whatever_the_scale_of_the_weights(
    parts: list[tuple[float, Interval]], scale: float
) -> None:
    """End by end the mean is between the lowest and the highest; only shares of weight matter."""
    weights, found = zip(*parts, strict=True)
    mean = weighted_mean(weights, found)
    assert min(one.low for one in found) - 1e-12 <= mean.low
    assert mean.high <= max(one.high for one in found) + 1e-12
    scaled = weighted_mean([weight * scale for weight in weights], found)
    assert (scaled.low, scaled.high) == pytest.approx((mean.low, mean.high))


@given(positive, st.floats(1.01, 1000), positive)
def test_the_value_function_is_logarithmic_between_its_anchors(
    best: float, times: float, quantity: float
) -> None:
    """1 at the best, 0 at the worst, a half at their geometric mean, never more for more."""
    worst = best * times
    assert logarithmic(best, best, worst) == pytest.approx(1)
    assert logarithmic(worst, best, worst) == pytest.approx(0)
    assert logarithmic(best * sqrt(times), best, worst) == pytest.approx(0.5)
    assert 0 <= logarithmic(quantity, best, worst) <= 1
    assert logarithmic(2 * quantity, best, worst) <= logarithmic(quantity, best, worst)
