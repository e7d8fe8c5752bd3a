"""Decisions over made-up frameworks whose values are given, for tests of the mathematics."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from recommender.assessment import Assessment
from recommender.decision import Decision, decide
from recommender.evidence.intervals import Interval
from recommender.knowledge.view import FrameworkView, View
from recommender.measurements import Measurements
from recommender.ranking import rank
from recommender.requirements import Requirements
from tests.recommender import tiny

TEMPLATE = decide(Requirements({}), "2018-06-01", Measurements(), tiny.knowledge())

Value = float | tuple[float, float]


def decision(values: Sequence[Sequence[Value]], points: Sequence[float]) -> Decision:
    """Return a decision over frameworks f0, f1 and on, criteria c0, c1 and on.

    A value is a number, or the ends of its interval; points are the weights, of any scale.
    """
    names = [f"f{index}" for index in range(len(values))]
    return named_decision(dict(zip(names, values, strict=True)), points)


def named_decision(values: dict[str, Sequence[Value]], points: Sequence[float]) -> Decision:
    """Return a decision over frameworks of given names."""
    total = sum(points)
    weights = {f"c{index}": amount / total for index, amount in enumerate(points)}
    view = View(
        "2020-01-01",
        TEMPLATE.knowledge,
        {name: FrameworkView(name, name, (), (), (), {}) for name in values},
    )
    assessments = {
        name: {
            criterion: Assessment(name, criterion, _interval(value), ())
            for criterion, value in zip(weights, row, strict=True)
        }
        for name, row in values.items()
    }
    ranking, _ = rank(view, assessments, weights, ())
    preferences = replace(TEMPLATE.preferences, weights=weights)
    return replace(TEMPLATE, ranking=ranking, preferences=preferences, view=view)


def _interval(value: Value) -> Interval:
    return Interval(*value) if isinstance(value, tuple) else Interval(value, value)


#: Values (frameworks by criteria, on a grid) and points, none of them 0.
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
