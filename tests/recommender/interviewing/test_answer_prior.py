import math
import random
from collections import Counter

import pytest

from recommender.evaluating.cases import read, shipped_cases
from recommender.interviewing.answer_prior import AnswerShares, learnt, shipped_prior
from recommender.loading.loader import shipped
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer
from tests.recommender.tiny import knowledge

QUESTIONS = tuple(knowledge().questions.values())
SEEN: list[dict[str, Answer]] = [
    *({"purpose": "work", "places": ("desk",)} for _ in range(6)),
    {"purpose": "study", "places": ("desk", "phone")},
    {"places": "any"},
    {},
]


def test_shares_add_up_to_one() -> None:
    """Of every question the options' shares add up to 1, and the reserved answers leave room."""
    for habit in learnt(QUESTIONS, SEEN).habits:
        for shares in habit.values():
            assert sum(shares.shares) == pytest.approx(1)
            assert min(shares.shares) > 0
            assert 0 < shares.dont_know + shares.doesnt_matter < 1


def test_drawn_answers_are_as_frequent_as_they_are_said_to_be() -> None:
    """The frequencies of draws are the probabilities, for one answer and for several."""
    generator, count = random.Random(1), 20_000  # noqa: S311 - no secret
    for habit in learnt(QUESTIONS, SEEN).habits:
        shares = habit["purpose"]
        drawn = Counter(shares.draw(generator) for _ in range(count))
        for answer in ("work", "study", DONT_KNOW, DOESNT_MATTER):
            likely = math.exp(shares.logarithm(answer))
            assert drawn[answer] / count == pytest.approx(likely, abs=4 * math.sqrt(likely / count))
        places = habit["places"]
        drawn = Counter(places.draw(generator) for _ in range(count))
        both = (1 - places.dont_know - places.doesnt_matter) * places.one_more
        assert drawn["desk", "phone"] / count == pytest.approx(both, abs=0.02)


def test_who_was_never_seen_is_as_likely_as_not() -> None:
    """Without cases an answer, "don't know" and "doesn't matter" are alike (Laplace's rule)."""
    for shares in learnt(QUESTIONS, []).terse.values():
        assert (shares.dont_know, shares.doesnt_matter) == pytest.approx((1 / 3, 1 / 3))
        assert set(shares.shares) == {1 / len(shares.options)}


def test_several_options_are_as_likely_as_drawn_one_by_one_in_any_order() -> None:
    """Two of three options: one more was added and no other, in either order."""
    shares = AnswerShares(("a", "b", "c"), (0.5, 0.3, 0.2), 0.1, 0.1, one_more=0.25)
    likely = 0.8 * (0.5 * 0.3 * 2) * 0.25 * 0.75
    assert math.exp(shares.logarithm(("a", "b"))) == pytest.approx(likely)
    assert math.exp(shares.logarithm(("c",))) == pytest.approx(0.8 * 0.2 * 0.75)


def test_what_was_seen_often_is_likely() -> None:
    """The terse answer as the cases do; an option never seen is possible."""
    terse, thorough = learnt(QUESTIONS, SEEN).habits
    share = dict(zip(terse["purpose"].options, terse["purpose"].shares, strict=True))
    assert share["work"] > share["study"] > 0.05
    assert terse["existing_code"].dont_know > 0.8
    assert thorough["existing_code"].dont_know < terse["existing_code"].dont_know


def test_answers_tell_how_somebody_answers() -> None:
    """Who leaves much open is taken for terse; who answers all of it for thorough."""
    prior = learnt(QUESTIONS, SEEN)
    assert prior.kinds({}) == pytest.approx((0.5, 0.5))
    assert prior.kinds({"existing_code": DONT_KNOW, "purpose": DONT_KNOW})[0] > 0.8
    assert prior.kinds({"existing_code": "alpha"})[1] > 0.8
    assert sum(prior.kinds({"places": ("desk",), "purpose": DOESNT_MATTER})) == pytest.approx(1)


def test_the_shipped_one_knows_the_needs_of_the_cases_only() -> None:
    """It is what the cases' requirements suggest, whatever was chosen in them."""
    known = shipped()
    needs = [case.requirements.answers for case in read(shipped_cases(), known)]
    assert shipped_prior(known) == learnt(known.questions.values(), needs)
