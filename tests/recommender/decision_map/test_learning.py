import pytest

from recommender.decision_map import learning
from recommender.decision_map.learning import Branch, DecisionMap, Leaf, draw, profiles
from recommender.interviewing.answer_prior import learnt
from recommender.knowledge.view import Knowledge
from recommender.requirements import DOESNT_MATTER
from tests.recommender.tiny import FRAMEWORKS, knowledge

KNOWN = knowledge()
#: Before Gamma came no framework ran on phones.
ON_DESKS = knowledge(beta=FRAMEWORKS["beta"].replace("mobile, value: true", "mobile, value: false"))
DAY = "2018-06-01"
#: One in ten works on phones, and nobody says more than one thing.
SEEN = [{"purpose": "study"}] * 20 + [{"purpose": "work"}] * 16 + [{"places": ("phone",)}] * 4
HABIT = learnt(KNOWN.questions.values(), SEEN).terse


def drawn(day: str = DAY, known: Knowledge = KNOWN) -> DecisionMap:
    """Return a map of the made-up frameworks, from few profiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "PROFILES", 600)
        return draw(known, day, HABIT, leaves=8)


@pytest.fixture(scope="module")
def found() -> DecisionMap:
    """The map of a day."""
    return drawn()


def leaves(node: Branch | Leaf) -> list[Leaf]:
    """Return the ends of a map."""
    if isinstance(node, Leaf):
        return [node]
    return leaves(node.yes) + leaves(node.no)


def test_the_leaves_share_out_all_profiles(found: DecisionMap) -> None:
    """Every profile ends in one leaf, and a leaf's answer outweighs its exceptions."""
    ends = leaves(found.root)
    assert 2 <= len(ends) <= 8
    assert sum(leaf.share for leaf in ends) == pytest.approx(1)
    for leaf in ends:
        rest = sum(share for _, share in leaf.exceptions)
        assert all(share <= 1 - rest + 1e-9 for _, share in leaf.exceptions)


def test_a_tree_with_room_says_what_the_recommender_says(found: DecisionMap) -> None:
    """Two questions decide the made-up case: the tree is right on nearly all held-out needs."""
    assert found.fidelity >= 0.95
    assert found.fidelity >= found.always


def test_the_same_seed_draws_the_same_map(found: DecisionMap) -> None:
    """The same knowledge and seed give the same map."""
    assert drawn() == found


def test_profiles_are_as_common_as_the_habit_says() -> None:
    """Made-up needs are needs that a person could have stated, as often as people do."""
    questions = [KNOWN.questions[name] for name in ("purpose", "places")]
    made = profiles(questions, HABIT, (), KNOWN, 4000, seed=1)
    for name in ("purpose", "places"):
        stated = sum(name in profile.answers for profile in made) / len(made)
        assert stated == pytest.approx(1 - HABIT[name].dont_know, abs=0.03)
    places = {profile.answers.get("places") for profile in made}
    assert {None, ("desk",), ("phone",), ("desk", "phone")} <= places


def test_what_no_framework_offers_is_asked_for_by_nobody() -> None:
    """An option that alone leaves no framework is in no profile, and the map names it."""
    early = drawn("2016-06-01", known=ON_DESKS)
    assert early.impossible == (("places", "phone"),)
    questions = [KNOWN.questions["places"]]
    made = profiles(questions, HABIT, early.impossible, ON_DESKS, 200, seed=1)
    assert {profile.answers.get("places") for profile in made} == {None, ("desk",), DOESNT_MATTER}
    assert "nothing left" not in {leaf.framework for leaf in leaves(early.root)}


def test_no_question_of_the_map_leads_twice_to_one_answer(found: DecisionMap) -> None:
    """Where both answers to a question end in the same framework the question is not asked."""

    def asked(node: Branch | Leaf) -> None:
        if isinstance(node, Branch):
            ends = [one.framework for one in (node.yes, node.no) if isinstance(one, Leaf)]
            assert len(set(ends)) == len(ends)
            asked(node.yes)
            asked(node.no)

    asked(found.root)
