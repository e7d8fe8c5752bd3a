from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommender.explanation.would_change import would_change
from recommender.ranking import first, place
from recommender.sensitivity import reweighted, scores, weight_flips
from tests.recommender import tiny
from tests.recommender.made_up_decision import decision, problems

EASE = tiny.knowledge().criteria["ease"]


@given(problems)
def test_every_stated_flip_flips(problem: tuple[list[list[float]], list[float]]) -> None:
    """Applied as stated, each flip puts the framework that it names ahead of the first."""
    found = decision(*problem)
    for flip in weight_flips(found):
        moved = reweighted(found.preferences.weights, flip.criterion, flip.needed)
        now = scores(found.ranking, moved)
        assert found.best is not None
        assert place(flip.framework, now[flip.framework]) < place(
            found.best.framework, now[found.best.framework]
        )


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


def test_of_two_that_are_level_any_move_to_the_other_flips() -> None:
    """(1, 0) and (0, 1) at equal weights: more of the second is as near as less of the first."""
    level = decision([[1, 0], [0, 1]], [1, 1])
    flips = {flip.criterion: flip for flip in weight_flips(level)}
    assert {flip.framework for flip in flips.values()} == {"f1"}
    assert 0.5 - 1e-6 < flips["c0"].needed < 0.5 < flips["c1"].needed < 0.5 + 1e-6


def test_of_level_frameworks_it_is_said_in_words() -> None:
    """A weight that need not move is stated as it is, with the direction."""
    level = decision([[1, 0], [0, 1]], [1, 1])
    named = replace(
        level.knowledge,
        criteria={f"c{at}": replace(EASE, id=f"c{at}", name=f"C{at}") for at in range(2)},
    )
    view = replace(level.view, knowledge=named)
    said = sorted(sentence.text for sentence in would_change(replace(level, view=view)))
    assert said == [
        "If C0 weighed any less than 50.0%, f1 would be first.",
        "If C1 weighed any more than 50.0%, f1 would be first.",
    ]


@pytest.mark.parametrize("own", [1e-7, 1e-5, 1e-3])
def test_a_shallow_line_is_passed_far_enough(own: float) -> None:
    """Where scores hardly move with a weight, the flip goes on until they are told apart."""
    found = decision([[0.5 + own, 0.5], [0.5, 0.5 + 2 * own]], [3, 1])
    (flip,) = (one for one in weight_flips(found) if one.criterion == "c1")
    now = scores(found.ranking, reweighted(found.preferences.weights, flip.criterion, flip.needed))
    assert first(now) == flip.framework == "f1"


def test_a_dominating_framework_has_no_flips() -> None:
    """No weights help a framework that is worse on everything."""
    assert weight_flips(decision([[1, 1], [0.5, 0.5]], [1, 1])) == ()


def test_the_flip_of_the_office_in_goodwin_and_wright() -> None:
    """Elton Street overtakes Addison Square where turnover weighs less than 52.1 %.

    Goodwin and Wright (Decision Analysis for Management Judgment, chapter 3) weigh the offices'
    turnover, from closeness to customers, visibility and image (swing weights 100, 80 and 70),
    against their working conditions, from size, comfort and car parking (30, 20 and 10). They give
    Elton Street 60.4 on the one and 81.7 on the other.
    """
    turnover, conditions = (100, 80, 70), (30, 20, 10)

    def mean(weights: tuple[int, ...], values: tuple[int, ...]) -> float:
        return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights) / 100

    addison = [mean(turnover, (100, 60, 100)), mean(conditions, (75, 0, 90))]
    elton = [mean(turnover, (40, 60, 90)), mean(conditions, (100, 60, 70))]
    assert [round(100 * value, 1) for value in elton] == [60.4, 81.7]
    office = decision([addison, elton], [sum(turnover), sum(conditions)])
    assert office.best is not None
    assert office.best.framework == "f0"
    (flip,) = (one for one in weight_flips(office) if one.criterion == "c0")
    assert flip.framework == "f1"
    assert round(100 * flip.needed, 1) == 52.1
