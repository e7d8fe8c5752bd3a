from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.decision import decide
from recommender.errors import UserError
from recommender.evaluating.cases import Case, read, shipped_cases
from recommender.evaluating.dropped_rules import dropped_rules
from recommender.evaluating.evaluation import Judged, evaluate, judge
from recommender.evaluating.leave_one_out import (
    AS_SET,
    FLAT,
    Setting,
    leave_one_out,
    mean_strength,
    scores_under,
)
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import from_mapping
from tests.recommender.tiny import knowledge

KNOWN = knowledge()
MEAN = mean_strength(KNOWN.rules)


def case(answers: dict[str, object], accepted: str, known: Knowledge = KNOWN) -> Judged:
    needs = from_mapping(answers, known)
    made = Case("made-up", "choice", "2016-06-30", "Made up.", needs, (accepted,), (), (), None)
    return judge(made, known)


def test_as_set_changes_nothing() -> None:
    """The strengths as they are set give every shipped case the scores that the advice has."""
    known = shipped()
    mean = mean_strength(known.rules)
    for item in evaluate(read(shipped_cases(), known), known).judged:
        scores = scores_under(item.decision, AS_SET, mean)
        assert list(scores) == [ranked.framework for ranked in item.decision.ranking]
        for ranked in item.decision.ranking:
            assert scores[ranked.framework] == pytest.approx(ranked.score, abs=1e-12)


@given(
    scale=st.sampled_from((0.25, 0.5, 2.0, 4.0)),
    power=st.sampled_from((0.0, 0.5, 1.0, 2.0)),
    leaning=st.booleans(),
)
def test_changed_strengths_are_those_of_changed_rules(
    scale: float, power: float, leaning: bool
) -> None:
    """Rescaling a decision equals deciding anew by rules whose strengths are so."""
    setting = Setting(scale, power)
    rules = tuple(
        replace(
            rule,
            effects=tuple(
                replace(effect, amount=setting.strength(effect.amount, MEAN))
                if effect.kind == "emphasise"
                else effect
                for effect in rule.effects
            ),
        )
        for rule in KNOWN.rules
    )
    firmness = {"firmness": {"purpose": "leaning"}} if leaning else {}
    needs = from_mapping({"purpose": "study", "places": ["desk"], **firmness}, KNOWN)
    before = decide(needs, "2018-06-30", Measurements(), KNOWN)
    after = decide(needs, "2018-06-30", Measurements(), replace(KNOWN, rules=rules))
    scores = scores_under(before, setting, MEAN)
    assert scores == pytest.approx({one.framework: one.score for one in after.ranking})


def test_power_zero_makes_all_strengths_alike() -> None:
    """Flat strengths keep only whether something is given or taken away."""
    assert {FLAT.strength(amount, 3.0) for amount in (1, 2, 8)} == {3.0}
    assert FLAT.strength(-4, 3.0) == -3.0
    assert [AS_SET.strength(amount, 3.0) for amount in (-1, 5)] == [-1.0, 5.0]


def test_a_case_is_left_out_of_the_choice_that_it_tests() -> None:
    """One case that only strong rules get right cannot speak for strong rules when left out."""
    needs = {"purpose": "work", "emphasis": {"ease": 0.7}}  # power by the rule, ease by hand
    strong, weak = case(needs, "beta"), [case(needs, "alpha") for _ in range(3)]
    found = leave_one_out([strong, *weak])
    assert (found.cases, found.as_set.first) == (4, 1)
    assert found.by_count.all.first == 3
    assert (found.by_count.first, found.by_loss.first) == (3, 3)
    assert sum(found.by_count.chosen.values()) == 4
    assert AS_SET not in found.by_count.chosen
    alone = leave_one_out([strong, weak[0]])
    assert (alone.by_count.first, alone.by_loss.first) == (0, 0)


def test_leaving_one_out_needs_two_cases() -> None:
    """With one case nothing is left to choose by; it is said in one line."""
    with pytest.raises(UserError, match="at least two cases"):
        leave_one_out([case({"purpose": "study"}, "alpha")])


def test_a_rule_carries_the_cases_that_are_wrong_without_it() -> None:
    """Dropping the rule for work turns its case; a rule that does not fire is not told."""
    items = [case({"purpose": "study"}, "alpha"), case({"purpose": "work"}, "beta")]
    found = {one.rule: (one.fired, one.first) for one in dropped_rules(items)}
    assert found == {"study-is-easy": (1, 2), "work-is-strong": (1, 1)}


def test_dropping_a_rule_drops_its_need() -> None:
    """What a rule excludes comes back when it is dropped."""
    found = {one.rule: one.first for one in dropped_rules([case({"places": ["phone"]}, "beta")])}
    assert found["phones-need-mobile"] == 1
    lost = dropped_rules([case({"purpose": "study", "places": ["phone"]}, "beta")])
    assert {one.rule: one.first for one in lost}["phones-need-mobile"] == 0


def test_no_single_rule_carries_the_shipped_cases() -> None:
    """Without any one rule, no more than a tenth of the shipped cases with an answer are lost."""
    known = shipped()
    judged = evaluate(read(shipped_cases(), known), known)
    right = sum(item.first for item in judged.answered)
    lost = {one.rule: right - one.first for one in dropped_rules(judged.judged)}
    assert {rule: count for rule, count in lost.items() if count > len(judged.answered) / 10} == {}


def test_leaving_one_out_costs_little_on_the_shipped_cases() -> None:
    """Strengths chosen by log loss are right within five points as often on what they never saw."""
    known = shipped()
    found = leave_one_out(evaluate(read(shipped_cases(), known), known).judged)
    assert (found.by_loss.all.first - found.by_loss.first) / found.cases <= 0.05
