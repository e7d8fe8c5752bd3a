import pytest

from recommender import decision_map
from recommender.decision_map import Branch, DecisionMap, Leaf, draw, profiles
from tests.recommender.tiny import knowledge

KNOWN = knowledge()
DAY = "2018-06-01"


@pytest.fixture(scope="module")
def found() -> DecisionMap:
    """The map of the made-up frameworks, from few profiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision_map, "PROFILES", 300)
        return draw(KNOWN, DAY, leaves=8)


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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision_map, "PROFILES", 300)
        assert draw(KNOWN, DAY, leaves=8).root == found.root


def test_profiles_hold_only_allowed_answers() -> None:
    """Made-up needs are needs that a person could have stated, each question seen both ways."""
    questions = [question for question in KNOWN.questions.values() if question.id == "places"]
    made = profiles(questions, KNOWN, 100, seed=1)
    answers = {profile.answers.get("places") for profile in made}
    assert None in answers
    assert {("desk",), ("phone",), ("desk", "phone")} <= answers


def test_no_question_of_the_map_leads_twice_to_one_answer(found: DecisionMap) -> None:
    """Where both answers to a question end in the same framework the question is not asked."""

    def asked(node: Branch | Leaf) -> None:
        if isinstance(node, Branch):
            ends = [one.framework for one in (node.yes, node.no) if isinstance(one, Leaf)]
            assert len(set(ends)) == len(ends)
            asked(node.yes)
            asked(node.no)

    asked(found.root)


def test_two_leaves_are_joined_by_their_shares() -> None:
    """Exceptions of joined leaves weigh by how many profiles each leaf has."""
    joined = decision_map._joined(
        Leaf("alpha", 0.3, (("beta", 0.2),)), Leaf("alpha", 0.1, (("gamma", 0.4),))
    )
    assert joined.share == pytest.approx(0.4)
    assert dict(joined.exceptions) == pytest.approx({"beta": 0.15, "gamma": 0.1})
