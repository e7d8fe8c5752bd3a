from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from recommender.evidence.intervals import Columns, Interval

FRAMEWORKS, CRITERIA = "abcd", "xyz"
some = st.tuples(
    st.lists(st.sampled_from(FRAMEWORKS), unique=True),
    st.lists(st.sampled_from(CRITERIA), unique=True),
)


@dataclass
class Said:
    """Whatever has an interval."""

    interval: Interval


@given(st.lists(some, max_size=5), st.lists(st.floats(0, 1), min_size=24, max_size=24))
def test_columns_hold_the_intervals_whatever_was_asked_before(
    asked: list[tuple[list[str], list[str]]], ends: list[float]
) -> None:
    """In any order and number of frameworks and criteria, rows are lows, middles and highs."""
    pairs = iter(ends)
    said = {
        framework: {one: Said(Interval(next(pairs), next(pairs))) for one in CRITERIA}
        for framework in FRAMEWORKS
    }
    columns = Columns(FRAMEWORKS)
    for frameworks, criteria in asked:
        lows, middles, highs = columns.rows(frameworks, criteria, said)
        wanted = [[said[one][other].interval for other in criteria] for one in frameworks]
        assert [[*row] for row in lows] == [[one.low for one in row] for row in wanted]
        assert [[*row] for row in middles] == [[one.middle for one in row] for row in wanted]
        assert [[*row] for row in highs] == [[one.high for one in row] for row in wanted]
