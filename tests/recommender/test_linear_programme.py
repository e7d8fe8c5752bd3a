import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from recommender.linear_programme import minimise


def small(low: int) -> st.SearchStrategy[float]:
    return st.integers(low, 6).map(float)


programmes = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda size: st.tuples(
        st.lists(small(0), min_size=size[0], max_size=size[0]),
        st.lists(
            st.lists(small(-6), min_size=size[0], max_size=size[0]),
            min_size=size[1],
            max_size=size[1],
        ),
        st.lists(small(-6), min_size=size[1], max_size=size[1]),
    )
)


@given(programmes)
def test_the_least_cost_is_that_of_scipy(
    programme: tuple[list[float], list[list[float]], list[float]],
) -> None:
    """On random programmes, degenerate ones too, the optimum is HiGHS's, or neither finds any."""
    costs, rows, limits = programme
    theirs = linprog(costs, A_ub=rows, b_ub=limits, method="highs")
    ours = minimise(costs, rows, limits)
    assert (ours is None) == (theirs.status == 2)
    if ours is not None:
        assert np.dot(costs, ours) == pytest.approx(theirs.fun, abs=1e-9)
        assert min(ours) >= 0
        assert np.all(np.array(rows) @ ours <= np.array(limits) + 1e-9)


def test_nothing_to_mend_costs_nothing() -> None:
    """Where all variables may be 0 they are, and what nothing satisfies has no solution."""
    assert minimise([1, 2], [[1, 1]], [3]) == [0, 0]
    assert minimise([1], [[1]], [-1]) is None


def test_negative_costs_are_refused() -> None:
    """The method starts from an optimum, which negative costs would not be."""
    with pytest.raises(ValueError, match="negative"):
        minimise([-1.0], [[1.0]], [1.0])
