import pytest

from recommender.decision import decide
from recommender.explanation.identities import kind_of
from recommender.explanation.why_asked import readers, why_asked
from recommender.interviewing.answer_prior import learnt
from recommender.interviewing.question_choice import Outlook, QuestionChoice
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import Requirements
from recommender.scorer import Scorer
from tests.recommender import tiny

KNOWN = shipped()
VIEW = KNOWN.at("2017-01-31")
NOTHING = Measurements()


@pytest.mark.parametrize("name", KNOWN.questions)
def test_every_id_leads_back(name: str) -> None:
    """Each sentence's ids are a question, rules or frameworks of the day's knowledge."""
    outlook = QuestionChoice(Scorer(VIEW, NOTHING), learnt(KNOWN.questions.values(), [])).outlook(
        Requirements({})
    )
    said = why_asked(KNOWN.questions[name], outlook, VIEW)
    decision = decide(Requirements({}), VIEW.as_of, NOTHING, KNOWN)
    for sentence in said:
        assert sentence.ids
        for identity in sentence.ids:
            assert identity in VIEW.frameworks or kind_of(identity, decision) is not None
    rules = {
        identity for one in said for identity in one.ids if kind_of(identity, decision) == "rule"
    }
    assert rules == {rule.id for rule in readers(KNOWN.questions[name], KNOWN)}
    assert rules


def test_rules_that_read_it_through_a_concept_are_among_them() -> None:
    """A rule hangs on a question also where another rule's conclusion stands between them."""
    known = tiny.knowledge()
    assert {"study-is-easy", "gentle-needs-no-power"} <= {
        rule.id for rule in readers(known.questions["purpose"], known)
    }


def test_without_an_outlook_it_says_what_is_known() -> None:
    """Where nothing was looked at, no figure is said."""
    said = why_asked(KNOWN.questions["purpose"], None, VIEW)
    assert not any("%" in sentence.text for sentence in said)


def test_where_an_answer_may_leave_nothing_it_says_so() -> None:
    """Among what a question decides between is that no framework is left."""
    question = KNOWN.questions["needs"]
    outlook = Outlook((), {}, 0.2, {"needs": 0.2}, {"needs": ("theano", "keras", None)})
    said = why_asked(question, outlook, VIEW)
    assert said[1].text.endswith("it decides between Theano, Keras and no framework at all.")
    assert said[1].ids == ("requirements.needs", "theano", "keras")
