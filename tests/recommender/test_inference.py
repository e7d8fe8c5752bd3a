from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.inference import (
    OPERATORS,
    all_of,
    any_of,
    evaluate,
    infer,
    strengths,
    traced,
)
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.requirements import Requirements
from tests.recommender import made_up, tiny

outcomes = st.lists(st.sampled_from([True, False, None]))


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return tiny.knowledge()


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_unknown_value_gives_an_unknown_outcome(operator: str) -> None:
    """Unknown is neither true nor false, whatever the operator."""
    for unknown in (None, "unknown", (), []):
        assert evaluate(operator, unknown, "x") is None


@pytest.mark.parametrize("operator", OPERATORS)
def test_no_condition_holds_of_what_does_not_matter(operator: str) -> None:
    """The answer "any" makes every condition on the question false."""
    assert evaluate(operator, "any", "x", ("x",)) is False


@given(outcomes)
def test_conjunction_and_disjunction_are_kleenes(values: list[bool | None]) -> None:
    """False decides a conjunction, true a disjunction; else unknown wins (Kleene 1952)."""
    assert all_of(values) is (False if False in values else None if None in values else True)
    assert any_of(values) is (True if True in values else None if None in values else False)


def test_levels_are_compared_by_their_step(known: Knowledge) -> None:
    """at_least and at_most follow the order of the scale, not of the alphabet."""
    scale = known.attributes["ease"].steps
    assert evaluate("at_least", "fair", "hard", scale) is True
    assert evaluate("at_least", "hard", "fair", scale) is False
    assert evaluate("at_most", "easy", "fair", scale) is False


def test_concepts_chain_and_weights_add_up(known: Knowledge) -> None:
    """A concluded concept fires the rule that waits for it; weights are normalised sums."""
    found = infer({"purpose": "study", "places": ("desk",)}, {}, known.rules, known.criteria)
    assert found.concepts == ("gentle",)
    assert found.weights == {"ease": 7 / 8, "power": 1 / 8, "speed": 0, "kept": 0}


def test_rules_that_do_not_fire_tell_why(known: Knowledge) -> None:
    """Every rule leaves a trace with the values that it read and what is missing."""
    found = infer({"purpose": "work"}, {}, known.rules, known.criteria)
    trace = {item.rule: item for item in found.trace}
    assert trace["study-is-easy"].outcome is False
    assert trace["study-is-easy"].conditions[0].read == "work"
    assert trace["phones-need-mobile"].outcome is None
    assert trace["gentle-needs-no-power"].outcome is False


def test_unless_blocks_only_what_is_known_to_hold(known: Knowledge) -> None:
    """An unanswered exception does not keep a rule from firing; an answered one does."""
    for answers, fires in (({}, True), ({"purpose": "work"}, True), ({"purpose": "study"}, False)):
        trace = {item.rule: item for item in infer(answers, {}, known.rules, known.criteria).trace}
        assert trace["work-is-strong"].outcome is fires


def test_own_emphasis_adds_to_what_the_rules_give(known: Knowledge) -> None:
    """The user's emphasis is one more amount, traced as the requirements' own."""
    found = infer({"purpose": "study"}, {"power": 6}, known.rules, known.criteria)
    assert found.weights["power"] == 7 / 10
    assert found.emphases[-1].rule == "requirements"


def test_importance_that_is_taken_away_never_falls_below_zero() -> None:
    """A negative emphasis makes a criterion count for less, at the least for nothing."""
    less = "- {id: less, because: Less., when: [], then: [{emphasise: ease, by: -3}]}\n"
    known = tiny.knowledge(rules=less)
    found = infer({}, {}, known.rules, known.criteria)
    assert found.weights == {"ease": 0, "power": 1, "speed": 0, "kept": 0}


def test_what_follows_from_a_leaning_answer_counts_half(known: Knowledge) -> None:
    """Leaning answers halve emphasis, along chains too, and their constraints only warn."""
    answers = {"purpose": "study", "places": ("phone",)}
    firm = infer(answers, {}, known.rules, known.criteria)
    found = infer(answers, {}, known.rules, known.criteria, leaning=("purpose", "places"))
    given = {item.rule: (item.amount, item.leaning) for item in found.emphases}
    assert given == {
        "study-is-easy": (1.0, True),
        "gentle-needs-no-power": (2.0, True),
        "work-is-strong": (0.5, True),  # an exception that is only leaning blocks it half
    }
    assert [item.rule for item in firm.constraints] == ["phones-need-mobile"]
    assert not firm.warnings
    assert not found.constraints
    assert [item.rule for item in found.warnings] == ["phones-need-mobile"]
    assert {item.rule: item.strength for item in found.trace} == {
        "study-is-easy": 0.5,
        "gentle-needs-no-power": 0.5,
        "phones-need-mobile": 0.5,
        "work-is-strong": 0.5,
    }


def test_weights_are_the_mean_of_those_with_and_without_leaning_answers(known: Knowledge) -> None:
    """Points under leaning answers lie half way between none of them and all of them firm."""
    base = sum(criterion.importance for criterion in known.criteria.values())

    def points(answers: dict[str, object], leaning: tuple[str, ...] = ()) -> dict[str, float]:
        found = infer(answers, {}, known.rules, known.criteria, leaning)
        total = base + sum(item.amount for item in found.emphases)
        return {name: weight * total for name, weight in found.weights.items()}

    answers = {"purpose": "study", "places": ("desk",)}
    with_all, without = points(answers), points({"places": ("desk",)})
    for name, amount in points(answers, ("purpose",)).items():
        assert amount == pytest.approx((with_all[name] + without[name]) / 2)


def test_a_firm_answer_is_not_softened_by_a_leaning_one(known: Knowledge) -> None:
    """Rules that rest on firm answers alone keep their full strength."""
    answers = {"purpose": "study", "places": ("phone",)}
    found = infer(answers, {}, known.rules, known.criteria, leaning=("purpose",))
    assert [item.rule for item in found.constraints] == ["phones-need-mobile"]


def test_where_nothing_counts_everything_counts_alike(known: Knowledge) -> None:
    """Without a point for any criterion the weights are equal, and still add up to 1."""
    nothing = {name: replace(one, importance=0.0) for name, one in known.criteria.items()}
    found = infer({}, {}, (), nothing)
    assert set(found.weights.values()) == {1 / len(nothing)}
    assert sum(found.weights.values()) == pytest.approx(1)


@settings(deadline=None)
@given(made_up.requirements(shipped()))
def test_a_rule_comes_to_what_its_conditions_say(needs: Requirements) -> None:
    """A trace's outcome is Kleene's, of all that its conditions read; its strength counts."""
    rules = shipped().rules
    trace, _ = traced(needs.answers, rules, needs.leaning)
    for rule, result in zip(rules, trace, strict=True):
        read = iter(result.conditions)
        groups = [any_of([next(read).outcome for _ in group]) for group in rule.when]
        blocked = [one.outcome is True for one in read if one.blocks]
        assert len(blocked) == len(rule.unless)
        assert result.outcome is all_of([*groups, not any(blocked)])
    assert [one.strength for one in trace] == strengths(needs.answers, rules, needs.leaning)
