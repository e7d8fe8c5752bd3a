from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.explanation.differences import (
    Difference,
    differences,
    fewest_that_outweigh,
    weights_that_decide,
)
from recommender.recommendation import recommend

# Whole numbers, so that no sum depends on the order of adding.
amounts = st.lists(st.integers(-50, 50).map(float), max_size=9)


def difference(criterion: str, weight: float, value: float) -> Difference:
    """Return a difference of values on a criterion; only what weights need."""
    amount = weight * value
    return Difference(criterion, criterion, weight, amount, amount, amount, "", "", ())


@given(amounts)
def test_no_smaller_set_of_advantages_outweighs(found: list[float]) -> None:
    """The chosen set exceeds all that speaks against, and no set of fewer does: by trying all."""
    against = -sum(amount for amount in found if amount < 0)
    chosen = fewest_that_outweigh(found)
    sizes = [
        size
        for size in range(1, len(found) + 1)
        if any(sum(subset) > against for subset in combinations([a for a in found if a > 0], size))
    ]
    if chosen is None:
        assert not sizes
    else:
        assert sum(found[index] for index in chosen) > against
        assert len(chosen) == sizes[0]


def test_the_advantages_that_outweigh_in_numbers() -> None:
    """Of 5, 3 and 2 against 6, the first two suffice; against 5, one alone does not."""
    assert fewest_that_outweigh([2, -6, 5, 3]) == (2, 3)
    assert fewest_that_outweigh([5, -5, 1]) == (0, 2)
    assert fewest_that_outweigh([5, -4, 1]) == (0,)
    assert fewest_that_outweigh([1, -2]) is None
    assert fewest_that_outweigh([]) is None


def test_weights_decide_where_equal_ones_would_not() -> None:
    """The second is better on two of three criteria alike; the heavy first weight decides."""
    found = [difference("a", 0.6, 0.5), difference("b", 0.2, -0.4), difference("c", 0.2, -0.4)]
    decided = weights_that_decide(found)
    assert decided is not None
    assert decided.criteria == ("a",)
    assert decided.gap == pytest.approx(0.3 / 3)


def test_where_equal_weights_agree_they_do_not_decide() -> None:
    """Ahead with equal weights too, no weight is said to decide."""
    assert weights_that_decide([difference("a", 0.9, 0.5), difference("b", 0.1, -0.4)]) is None


def test_differences_add_up_to_the_gap() -> None:
    """The amounts are all of the gap between two scores, and lie between their extremes."""
    advice = recommend({"purpose": "research", "models": ["recurrent"]}, "2018-06")
    first, second = advice.ranking[:2]
    found = differences(advice, first, second)
    assert sum(one.amount for one in found) == pytest.approx(first.score - second.score)
    assert all(one.least <= one.amount <= one.most for one in found)
    telling = [abs(one.amount) for one in found]
    assert telling == sorted(telling, reverse=True)
