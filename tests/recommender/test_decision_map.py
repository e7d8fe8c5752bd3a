import pytest

from recommender import decision_map
from recommender.cli_map import as_mermaid, as_text
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


def test_the_map_is_drawn_as_text_and_as_a_flowchart(found: DecisionMap) -> None:
    """Both forms say the fidelity, ask the questions in words and name the frameworks."""
    text, chart = as_text(found), as_mermaid(found)
    for drawn in (text, chart):
        assert f"{found.fidelity:.0%}" in drawn
        assert "Where? Phone?" in drawn
        assert "Alpha" in drawn
    assert "flowchart TD" in chart
    assert chart.count("-- yes -->") == chart.count("-- no -->") == len(leaves(found.root)) - 1
