from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from recommender.possible_ranks import (
    RankRange,
    necessarily_ahead,
    possible_ranks,
    possibly_ahead,
)


@dataclass(frozen=True)
class Score:
    """What a framework's score can be."""

    low: float
    high: float


grid = st.integers(0, 8).map(lambda step: step / 8)
scores = st.lists(
    st.tuples(grid, grid).map(lambda ends: Score(min(ends), max(ends))), min_size=1, max_size=5
)


def rank(values: tuple[float, ...], place: int) -> int:
    """Return the rank of one value among values, level ones sharing the better one."""
    return 1 + sum(value > values[place] for value in values)


@given(scores)
def test_possible_ranks_are_the_extremes_over_all_values(scored: list[Score]) -> None:
    """Trying every combination of ends gives the same best and worst ranks."""
    combinations = list(product(*((item.low, item.high) for item in scored)))
    assert possible_ranks(scored) == tuple(
        RankRange(
            min(rank(values, place) for values in combinations),
            max(rank(values, place) for values in combinations),
        )
        for place in range(len(scored))
    )


@given(scores, st.data())
def test_no_values_within_the_intervals_leave_the_range(
    scored: list[Score], data: st.DataObject
) -> None:
    """A rank at any values inside the intervals lies between the stated best and worst."""
    values = tuple(data.draw(st.floats(item.low, item.high)) for item in scored)
    for place, range_ in enumerate(possible_ranks(scored)):
        assert range_.best <= rank(tuple(round(value, 12) for value in values), place)
        assert rank(tuple(round(value, 12) for value in values), place) <= range_.worst


@given(scores)
def test_what_is_necessary_is_possible_and_agrees_with_the_ranks(scored: list[Score]) -> None:
    """Surely ahead implies possibly ahead; one that is surely ahead of all is surely first."""
    for place, one in enumerate(scored):
        others = [other for index, other in enumerate(scored) if index != place]
        for other in others:
            assert possibly_ahead(one, other) or not necessarily_ahead(one, other)
            assert possibly_ahead(one, other) or necessarily_ahead(other, one)
        ahead = all(necessarily_ahead(one, other) for other in others)
        assert ahead == (possible_ranks(scored)[place].worst == 1)


@given(scores, st.data())
def test_learning_never_adds_a_possible_rank(scored: list[Score], data: st.DataObject) -> None:
    """Where one interval narrows, no framework's range of ranks grows."""
    place = data.draw(st.integers(0, len(scored) - 1))
    low = data.draw(st.floats(scored[place].low, scored[place].high))
    high = data.draw(st.floats(low, scored[place].high))
    learnt = [*scored[:place], Score(low, high), *scored[place + 1 :]]
    for before, after in zip(possible_ranks(scored), possible_ranks(learnt), strict=True):
        assert before.best <= after.best
        assert after.worst <= before.worst
