import random
from collections import Counter

import pytest

from recommender.decision import decide
from recommender.interviewing.answer_prior import AnswerPrior, learnt, shipped_prior
from recommender.interviewing.question_choice import COMPLETIONS, QuestionChoice, _often
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import DONT_KNOW, Answer, Requirements
from recommender.scorer import Scorer
from tests.recommender import tiny

DAY = "2018-06-01"
RULES = """
- {id: a, because: A., when: [{requirement: purpose, is: study}], then: [{emphasise: ease, by: 9}]}
- {id: b, because: B., when: [{requirement: purpose, is: work}], then: [{emphasise: power, by: 9}]}
- {id: c, because: C., when: [{requirement: places, includes: phone}],
   then: [{require: mobile, is: true}]}
"""
NOTHING = Measurements()


def chooser(known: Knowledge, seen: list[dict[str, Answer]] | None = None) -> QuestionChoice:
    """Return what chooses among the questions of a small knowledge base."""
    return QuestionChoice(Scorer(known.at(DAY), NOTHING), prior(known, seen))


def prior(known: Knowledge, seen: list[dict[str, Answer]] | None = None) -> AnswerPrior:
    return learnt(known.questions.values(), seen or [])


def test_it_asks_what_can_change_the_answer() -> None:
    """A question that decides comes first; one that no rule reads changes nothing."""
    outlook = chooser(tiny.knowledge(rules=RULES)).outlook(Requirements({}))
    assert outlook.question in ("purpose", "places")
    assert outlook.influence["existing_code"] == 0
    assert outlook.between["existing_code"] == ()
    assert min(outlook.influence["purpose"], outlook.influence["places"]) > 0
    assert not outlook.settled


def test_a_question_waits_for_those_that_it_comes_after() -> None:
    """What decides most is asked after the questions that are to come before it, and only then."""
    asked = tiny.QUESTIONS.replace("  help: All places.", "  help: All places.\n  after: purpose")
    rules = RULES.split("- {id: c")[0].replace("purpose, is: study", "places, includes: phone")
    rules = rules.replace("purpose, is: work", "places, includes: desk")
    choice = chooser(tiny.knowledge(questions=asked, rules=rules))
    outlook = choice.outlook(Requirements({}))
    assert outlook.question == "purpose"
    assert max(outlook.influence, key=outlook.influence.__getitem__) == "places"
    assert choice.outlook(Requirements({"purpose": "unknown"})).question == "places"


def test_only_open_questions_have_influence() -> None:
    """What was answered is not asked again, whether known or not."""
    choice = chooser(tiny.knowledge(rules=RULES))
    outlook = choice.outlook(Requirements({"purpose": "unknown"}))
    assert set(outlook.influence) == {"places", "existing_code"}


def test_with_no_question_open_the_end_is_certain() -> None:
    """After every answer the first is what `decide` puts first, and nothing can change."""
    known = tiny.knowledge(rules=RULES)
    needs = Requirements({"purpose": "work", "places": ("desk",), "existing_code": "none"})
    outlook = chooser(known).outlook(needs)
    best = decide(needs, DAY, NOTHING, known).best
    assert best is not None
    assert outlook.ends_first == {best.framework: 1.0}
    assert outlook.order[0] == best.framework
    assert (outlook.another, outlook.question, outlook.settled) == (0.0, None, True)


def test_where_the_candidates_are_limited_to_one_nothing_is_asked() -> None:
    """Limits of the user's own count: with one candidate that nothing excludes it is settled."""
    known = tiny.knowledge(rules=RULES.split("- {id: c")[0])
    outlook = chooser(known).outlook(Requirements({}, only=("beta",)))
    assert outlook.settled
    assert outlook.ends_first == {"beta": 1.0}
    assert set(outlook.influence.values()) == {0.0}


def test_how_likely_each_ends_first_is_that_of_whole_decisions() -> None:
    """The shares are those of `decide` over answers drawn from the distribution anew."""
    known = tiny.knowledge(rules=RULES)
    generator, count = random.Random(7), 1000  # noqa: S311 - no secret
    found: dict[str | None, int] = {}
    for number in range(count):
        habit = prior(known).habits[number % 2]
        needs = Requirements({name: shares.draw(generator) for name, shares in habit.items()})
        best = decide(needs, DAY, NOTHING, known).best
        name = best.framework if best else None
        found[name] = found.get(name, 0) + 1
    outlook = chooser(known).outlook(Requirements({}))
    for name, times in found.items():
        # Four standard errors of the larger uncertainty, that of the completions.
        assert outlook.ends_first.get(name, 0.0) == pytest.approx(times / count, abs=0.13)
    assert sum(outlook.ends_first.values()) == pytest.approx(1)


def test_the_same_answers_give_the_same_question() -> None:
    """Chosen again, in another order of the answers, the outlook is the same to the last digit."""
    known = shipped()
    scorer = Scorer(known.at("2017-01-31"), NOTHING)
    learned = prior(known)
    one = {"purpose": "research", "models": ("recurrent",)}
    other = dict(reversed(one.items()))
    first = QuestionChoice(scorer, learned).outlook(Requirements(one))
    assert first == QuestionChoice(scorer, learned).outlook(Requirements(other))
    assert first.another == pytest.approx(1 - first.ends_first[first.order[0]])
    assert all(0 <= share <= 1 for share in first.influence.values())
    assert COMPLETIONS * first.another == pytest.approx(round(COMPLETIONS * first.another))


def test_what_a_question_decides_between_is_what_comes_and_goes() -> None:
    """The frameworks named are those that another answer puts first or takes from there."""
    outlook = chooser(tiny.knowledge(rules=RULES)).outlook(Requirements({"places": ("desk",)}))
    assert set(outlook.between["purpose"]) <= set(outlook.ends_first)
    assert len(outlook.between["purpose"]) > 1


def test_the_options_that_tell_are_those_that_put_another_first() -> None:
    """An option that no rule reads tells nothing; one that excludes the first tells most."""
    choice = chooser(tiny.knowledge(rules=RULES))
    telling = choice.telling(Requirements({"purpose": "study"}), "places")
    assert set(telling) == {"phone"}
    assert 0 < telling["phone"] <= 1
    assert choice.telling(Requirements({"purpose": "study"}), "existing_code") == {}
    both = choice.telling(Requirements({"places": ("desk",)}), "purpose")
    assert list(both.values()) == sorted(both.values(), reverse=True)


def test_what_is_known_and_refused_is_asked_late_and_seldom() -> None:
    """Nobody is asked for names before they said what it is for, and the terse not at all."""
    known = shipped()
    questions = known.questions
    for name in ("known", "ruled_out"):
        assert {"purpose", "models"} <= {*questions[name].after}
    chooser_today = QuestionChoice(Scorer(known.at("2026-11-24"), NOTHING), shipped_prior(known))
    needs: dict[str, Answer] = {}
    order = []
    while not (outlook := chooser_today.outlook(Requirements(needs))).settled:
        assert outlook.question is not None
        order.append(outlook.question)
        needs[outlook.question] = {"purpose": "research"}.get(outlook.question, DONT_KNOW)
    assert not {"known", "ruled_out"} & {*order[: len(order) // 2]}


def test_frameworks_are_named_by_how_often_a_change_touches_them() -> None:
    """Who comes or goes in most changes is named first, of equals the first in order."""
    assert _often(Counter({(0, 2): 3, (2, 1): 3, (3, 0): 1})) == (2, 0, 1, 3)
    assert _often(Counter({(1, 0): 2})) == (0, 1)
