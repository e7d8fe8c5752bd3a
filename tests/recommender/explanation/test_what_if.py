import pytest

from recommender.errors import UserError
from recommender.recommendation import recommend
from tests.recommender.tiny import knowledge

TINY = knowledge()
DAY = "2018-06-01"


def test_what_moves_is_what_other_requirements_give() -> None:
    """The ranking after the change is that of requirements with the changed answer."""
    before = recommend({"purpose": "research", "hardware": ["cpu"]}, "2019-06")
    found = before.what_if({"purpose": "product", "hardware": None})
    after = recommend({"purpose": "product"}, "2019-06")
    plain = found.to_dict()
    assert plain["after"]["best"] == (after.best and after.best.framework)
    assert [one["framework"] for one in plain["after"]["ranking"]] == [
        one.framework for one in after.ranking
    ]
    assert plain["changed"] == {"purpose": "product", "hardware": None}


def test_the_answer_the_weights_and_the_exclusions_are_told() -> None:
    """Old and new answer, the weights that move, who is excluded and why."""
    before = recommend({"purpose": "study"}, DAY, knowledge=TINY)
    found = before.what_if({"purpose": "work", "places": ["phone"]})
    said = [one.text for one in found.sentences]
    assert "What for? “Study” → “Work”." in said
    assert "Where? no answer → “Phone”." in said
    assert "The answer becomes Beta (clear) instead of Alpha." in said
    assert any(one.startswith("Alpha, first so far, is excluded: A phone needs") for one in said)
    assert any(one.startswith("Ease: 75% → ") for one in said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"purpos": "work"}, "no question 'purpos'; did you mean 'purpose'"),
        ({"purpose": "fun"}, "'fun' is no answer"),
        ({"purpose": "study"}, "these answers are given already"),
    ],
)
def test_a_change_that_changes_nothing_is_refused(changes: dict[str, str], said: str) -> None:
    """An unknown question or answer, or the answer that was given: one line."""
    with pytest.raises(UserError, match=said):
        recommend({"purpose": "study"}, DAY, knowledge=TINY).what_if(changes)
