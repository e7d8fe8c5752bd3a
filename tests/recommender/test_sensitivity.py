from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommender.assessment import Assessment, Interval
from recommender.decision import Decision, decide
from recommender.knowledge import FrameworkView, View
from recommender.measurements import Measurements
from recommender.ranking import rank
from recommender.requirements import Requirements
from recommender.sensitivity import reweighted, scores, weight_flips
from tests.recommender import tiny

TEMPLATE = decide(Requirements({}), "2018-06-01", Measurements(), tiny.knowledge())


def decision(values: list[list[float]], points: list[float]) -> Decision:
    """Return a decision over made-up frameworks f0, f1 and on, criteria c0, c1 and on."""
    total = sum(points)
    weights = {f"c{index}": amount / total for index, amount in enumerate(points)}
    names = [f"f{index}" for index in range(len(values))]
    view = View(
        "2020-01-01",
        TEMPLATE.knowledge,
        {name: FrameworkView(name, name, (), (), (), {}) for name in names},
    )
    assessments = {
        name: {
            criterion: Assessment(name, criterion, Interval(value, value), ())
            for criterion, value in zip(weights, row, strict=True)
        }
        for name, row in zip(names, values, strict=True)
    }
    ranking, _ = rank(view, assessments, weights, ())
    preferences = replace(TEMPLATE.preferences, weights=weights)
    return replace(TEMPLATE, ranking=ranking, preferences=preferences, view=view)


problems = st.integers(2, 5).flatmap(
    lambda n: st.tuples(
        st.lists(
            st.lists(st.integers(0, 20).map(lambda v: v / 20), min_size=n, max_size=n),
            min_size=2,
            max_size=5,
        ),
        st.lists(st.integers(1, 9).map(float), min_size=n, max_size=n),
    )
)


@given(problems)
def test_every_stated_flip_flips(problem: tuple[list[list[float]], list[float]]) -> None:
    """Applied a little past its point, each flip puts the framework that it names ahead."""
    found = decision(*problem)
    for flip in weight_flips(found):
        step = 1e-6 if flip.needed > flip.weight else -1e-6
        moved = reweighted(found.preferences.weights, flip.criterion, flip.needed + step)
        now = scores(found.ranking, moved)
        assert found.best is not None
        assert now[flip.framework] > now[found.best.framework] - 1e-12


@given(problems, st.data())
def test_nothing_flips_before_the_stated_flip(
    problem: tuple[list[list[float]], list[float]], data: Any
) -> None:
    """Nearer to the given weight than the flip, the first stays first."""
    found = decision(*problem)
    assert found.best is not None
    assume(found.margin)
    flips = {flip.criterion: flip for flip in weight_flips(found)}
    criterion = data.draw(st.sampled_from(sorted(found.preferences.weights)))
    weight = found.preferences.weights[criterion]
    reach = flips[criterion].distance if criterion in flips else 1.0
    share = data.draw(st.floats(-0.999, 0.999))
    moved = min(1.0, max(0.0, weight + share * reach))
    now = scores(found.ranking, reweighted(found.preferences.weights, criterion, moved))
    assert now[found.best.framework] >= max(now.values()) - 1e-9


def test_the_crossing_is_where_the_lines_meet() -> None:
    """(1, 0) against (0.4, 0.8) at weights (.6, .4) flips when the second weight passes 3/7."""
    (flip,) = (
        f for f in weight_flips(decision([[1, 0], [0.4, 0.8]], [6, 4])) if f.criterion == "c1"
    )
    assert flip.framework == "f1"
    assert flip.needed == pytest.approx(3 / 7)


def test_a_dominating_framework_has_no_flips() -> None:
    """No weights help a framework that is worse on everything."""
    assert weight_flips(decision([[1, 1], [0.5, 0.5]], [1, 1])) == ()
