from math import inf
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from recommender import linear_programme
from recommender.linear_programme import Programme


def small(low: int) -> st.SearchStrategy[float]:
    return st.integers(low, 6).map(float)


def several(one: st.SearchStrategy[float], size: int) -> st.SearchStrategy[list[float]]:
    return st.lists(one, min_size=size, max_size=size)


#: Costs, tops, rows and limits.
programmes = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda size: st.tuples(
        several(small(0), size[0]),
        several(st.one_of(small(0), st.just(inf)), size[0]),
        st.lists(several(small(-6), size[0]), min_size=size[1], max_size=size[1]),
        several(small(-6), size[1]),
    )
)


@pytest.mark.parametrize("small", [0, linear_programme.SMALL])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=programmes)
def test_the_least_cost_is_that_of_scipy(
    monkeypatch: pytest.MonkeyPatch,
    small: int,
    made: tuple[list[float], list[float], list[list[float]], list[float]],
) -> None:
    """After each row of a random programme, degenerate or not, the optimum is HiGHS's, or none."""
    monkeypatch.setattr(linear_programme, "SMALL", small)
    costs, tops, rows, limits = made
    programme = Programme(costs, tops)
    for many, (row, limit) in enumerate(zip(rows, limits, strict=True), start=1):
        programme.add(row, limit)
        ours = programme.solve()
        theirs = linprog(
            costs,
            A_ub=rows[:many],
            b_ub=limits[:many],
            bounds=[(0, top) for top in tops],
            method="highs",
        )
        assert (ours is None) == (theirs.status == 2)
        if ours is None:
            return
        assert np.dot(costs, ours) == pytest.approx(theirs.fun, abs=1e-9)
        assert min(ours) >= 0
        assert np.all(np.array(ours) <= np.array(tops) + 1e-9)
        assert np.all(np.array(rows[:many]) @ ours <= np.array(limits[:many]) + 1e-9)


def test_nothing_to_mend_costs_nothing() -> None:
    """Where all variables may be 0 they are, and what nothing satisfies has no solution."""
    idle = Programme([1, 2])
    idle.add([1, 1], 3)
    assert idle.solve() == [0, 0]
    idle.add([1, 1], -1)
    assert idle.solve() is None


def test_tops_take_no_steps_of_their_own() -> None:
    """One constraint over a thousand bounded variables takes the cheapest in one exchange."""
    programme = Programme([1.0 + place for place in range(1000)], [1.0] * 1000)
    programme.add([-1.0] * 1000, -600.5)
    with patch.object(programme, "_exchange", wraps=programme._exchange) as exchange:
        assert programme.solve() == [1.0] * 600 + [0.5] + [0.0] * 399
    exchange.assert_called_once()


def test_negative_costs_are_refused() -> None:
    """The method starts from an optimum, which negative costs would not be."""
    with pytest.raises(ValueError, match="negative"):
        Programme([-1.0])
