import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.decision import Decision, decide
from recommender.flips.answers import AnswerChange, answer_changes, with_answer
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import Requirements, from_mapping
from tests.recommender import made_up, tiny

KNOWN = tiny.knowledge()
DAY = "2018-06-01"


def decided(requirements: Requirements) -> Decision:
    return decide(requirements, DAY, Measurements(), KNOWN)


def best(decision: Decision) -> str | None:
    return decision.best.framework if decision.best else None


def excluded(decision: Decision) -> set[str]:
    return {item.framework for item in decision.exclusions}


@settings(deadline=None)
@given(made_up.requirements(KNOWN))
def test_every_stated_change_of_an_answer_flips_and_none_is_missed(needs: Requirements) -> None:
    """Trying every option of every question by hand finds the same changes."""
    now = decided(needs)
    stated = {
        (one.question, one.after): (one.framework, one.margin, one.excluded, one.admitted)
        for one in answer_changes(now)
    }
    found = {}
    for question in KNOWN.questions.values():
        given_now = needs.answers.get(question.id)
        chosen = set(given_now) if isinstance(given_now, tuple) else set()
        options = question.option_ids()
        answers: list[object] = [None]
        if question.many:
            changes = [chosen ^ {option} for option in options]
            answers += [tuple(one for one in options if one in some) for some in changes]
        else:
            answers += options
        for answer in answers:
            changed = with_answer(needs, question.id, answer or None)  # type: ignore[arg-type]  # () is no answer
            then = decided(changed)
            if best(then) not in (None, best(now)):
                out, before = excluded(then), excluded(now)
                moved = tuple(sorted(out - before)), tuple(sorted(before - out))
                found[question.id, answer or None] = (best(then), then.margin, *moved)
    assert stated == found


def test_the_change_says_what_moves() -> None:
    """Work instead of study takes the weight off ease: the rules and the weight are named."""
    now = decided(from_mapping({"purpose": "study"}, KNOWN))
    (work,) = [one for one in answer_changes(now) if one.after == "work"]
    then = decided(from_mapping({"purpose": "work"}, KNOWN))
    assert then.best is not None
    assert work == AnswerChange(
        question="purpose",
        before="study",
        after="work",
        framework=then.best.framework,
        margin=then.margin,
        moved=pytest.approx(
            sum(
                abs(weight - now.preferences.weights[name])
                for name, weight in then.preferences.weights.items()
            )
            / 2
        ),
        excluded=(),
        admitted=(),
        rules=("study-is-easy", "work-is-strong"),
    )


def test_a_need_that_comes_with_an_answer_is_said() -> None:
    """Phones exclude the first: the change names whom it excludes, and comes after milder ones."""
    changes = answer_changes(decided(from_mapping({"purpose": "study"}, KNOWN)))
    phone = next(one for one in changes if one.after == ("phone",))
    assert phone.excluded == ("alpha",)
    assert "phones-need-mobile" in phone.rules
    assert [one.size for one in changes] == sorted(one.size for one in changes)
    back = answer_changes(decided(from_mapping({"purpose": "study", "places": ["phone"]}, KNOWN)))
    assert any(one.admitted == ("alpha",) and one.after is None for one in back)


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_every_stated_change_flips_in_the_shipped_knowledge(data: st.DataObject) -> None:
    """Applied to the real knowledge base, each change puts first whom it says."""
    known = shipped()
    needs = data.draw(made_up.requirements(known))
    now = decide(needs, "2024-01-31", Measurements(), known)
    for change in answer_changes(now):
        changed = with_answer(needs, change.question, change.after)
        then = decide(changed, "2024-01-31", Measurements(), known)
        assert best(then) == change.framework != best(now)
        assert then.margin == change.margin
        assert excluded(then) - excluded(now) == {*change.excluded}
        assert excluded(now) - excluded(then) == {*change.admitted}
