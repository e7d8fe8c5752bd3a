from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import assessment
from recommender.assessment import Assessment, Assessments, assess
from recommender.evidence.intervals import Interval
from recommender.knowledge.view import FrameworkView, Knowledge, View
from recommender.ranking import rank, within_reach
from recommender.recommendation import recommend
from tests.recommender import tiny
from tests.recommender.made_up_decision import decision, problems


def weighted_sum(values: dict[str, list[float]], weights: list[float]) -> list[tuple[str, float]]:
    """Rank made-up alternatives whose values are known exactly."""
    criteria = [f"c{index}" for index in range(len(weights))]
    frameworks = {name: FrameworkView(name, name, (), (), (), {}) for name in values}
    known = replace(tiny.knowledge())
    assessments = {
        name: {
            criterion: Assessment(name, criterion, Interval(value, value), ())
            for criterion, value in zip(criteria, row, strict=True)
        }
        for name, row in values.items()
    }
    view = View("2020-01-01", known, frameworks)
    ranked, _ = rank(view, assessments, dict(zip(criteria, weights, strict=True)), ())
    return [(item.framework, item.score) for item in ranked]


tables = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.dictionaries(
            st.text("abcdefgh", min_size=1, max_size=3),
            st.lists(st.floats(0, 1), min_size=n, max_size=n),
            min_size=1,
            max_size=6,
        ),
        st.lists(st.floats(0, 1), min_size=n, max_size=n),
    )
)


@given(tables, st.data())
def test_removing_a_candidate_never_reorders_the_rest(
    table: tuple[dict[str, list[float]], list[float]], data: Any
) -> None:
    """No rank reversal (Belton and Gear 1983): scores look at no other candidate."""
    values, weights = table
    gone = data.draw(st.sampled_from(sorted(values)))
    full = [item for item in weighted_sum(values, weights) if item[0] != gone]
    assert weighted_sum({k: v for k, v in values.items() if k != gone}, weights) == full


@given(tables, st.data())
def test_a_better_value_never_lowers_the_rank(
    table: tuple[dict[str, list[float]], list[float]], data: Any
) -> None:
    """Raising one value of one candidate keeps or improves its place."""
    values, weights = table
    name = data.draw(st.sampled_from(sorted(values)))
    index = data.draw(st.integers(0, len(weights) - 1))
    before = [item[0] for item in weighted_sum(values, weights)].index(name)
    row = list(values[name])
    row[index] = 1.0
    after = [item[0] for item in weighted_sum({**values, name: row}, weights)].index(name)
    assert after <= before


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return tiny.knowledge()


def test_a_constraint_excludes_with_the_rule_and_the_fact(known: Knowledge) -> None:
    """Alpha is known not to run on phones: it is out, and says by which rule and fact."""
    found = recommend({"places": ["phone"]}, "2018-06-01", knowledge=known)
    (exclusion,) = found.exclusions
    assert exclusion.framework == "alpha"
    assert exclusion.constraint is not None
    assert exclusion.constraint.rule == "phones-need-mobile"
    assert exclusion.fact is not None
    assert exclusion.fact.id == "alpha.mobile@2015-06"


def test_what_is_not_known_does_not_exclude_but_is_said(known: Knowledge) -> None:
    """Nobody knows whether Gamma runs on phones: it stays, marked as not verified."""
    found = recommend({"places": ["phone"]}, "2018-06-01", knowledge=known)
    gamma = next(item for item in found.ranking if item.framework == "gamma")
    assert [constraint.rule for constraint in gamma.unverified] == ["phones-need-mobile"]
    assert any(
        "Gamma: nothing is known of" in sentence.text for sentence in found.explanation.unknown
    )


def test_the_users_own_limits_exclude(known: Knowledge) -> None:
    """'only' and 'without' take candidates off the table, and say that it was the user."""
    found = recommend(
        {"only": ["beta", "gamma"], "without": ["gamma"]}, "2018-06-01", knowledge=known
    )
    assert [item.framework for item in found.ranking] == ["beta"]
    assert {item.framework: item.constraint for item in found.exclusions} == {
        "alpha": None,
        "gamma": None,
    }
    assert found.verdict == "only one left"


def test_nothing_left_is_an_answer_too(known: Knowledge) -> None:
    """Where every framework is excluded, the recommendation says so and does not fail."""
    found = recommend({"only": ["alpha"], "places": ["phone"]}, "2018-06-01", knowledge=known)
    assert found.best is None
    assert found.verdict == "nothing left"
    assert found.explanation.verdict


@pytest.mark.parametrize(
    ("second", "verdict"),
    [(0.49, "too close to call"), (0.48, "leaning"), (0.43, "leaning"), (0.42, "clear")],
)
def test_a_verdict_begins_at_its_margin(second: float, verdict: str) -> None:
    """0.5 and 0.48 differ by 0.02, whatever the last bit of the difference says."""
    for lift in (0.0, 0.08, 0.16, 0.3):
        found = decision([[0.5 + lift], [second + lift]], [1])
        assert found.verdict == verdict


def test_level_scores_have_no_margin_and_no_sign() -> None:
    """Scores that only rounding tells apart are level: the names decide, and the margin is 0."""
    found = decision([[0.3], [0.1 + 0.2]], [1])
    first, second = found.ranking
    assert (first.framework, second.framework) == ("f0", "f1")
    assert first.score < second.score
    assert f"{found.margin}" == "0.0"
    assert within_reach(first, second) is False


@given(problems)
def test_whoever_could_be_level_at_best_is_not_within_reach(
    problem: tuple[list[list[float]], list[float]],
) -> None:
    """With exact values only who scores more is within reach, and nobody scores more."""
    found = decision(*problem)
    assert not any(within_reach(found.ranking[0], other) for other in found.ranking[1:])


def test_what_was_ranked_twice_is_ranked_again_without_looking_at_an_assessment(
    known: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a ranking reads of many frameworks is kept side by side, for other needs too."""
    monkeypatch.setattr(assessment, "MANY", 2)
    now = recommend({"purpose": "study"}, "2018-06-01", knowledge=known)
    rows = assess(now.view, now.measurements, now.requirements.answers)
    looked_at: list[str] = []

    def watched(framework: str) -> Mapping[str, Assessment]:
        looked_at.append(framework)
        return rows[framework]

    assessments, weights = Assessments(rows, watched), now.preferences.weights
    first, _ = rank(now.view, assessments, weights, ())
    assert rank(now.view, assessments, weights, ()) == (first, ())
    assert {*looked_at} == {*now.view.alternatives}
    looked_at.clear()
    others = {name: 1 - weight for name, weight in weights.items() if weight}
    again, _ = rank(now.view, assessments, others, (), without=(first[0].framework,))
    assert {item.framework for item in again} == {item.framework for item in first[1:]}
    assert looked_at == []
