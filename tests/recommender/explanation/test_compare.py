import pytest

from recommender.errors import UserError
from recommender.recommendation import recommend
from tests.recommender.tiny import knowledge

TINY = knowledge()
DAY = "2018-06-01"


def test_each_difference_is_on_the_side_that_it_speaks_for() -> None:
    """What speaks for either adds up to the difference of their scores."""
    advice = recommend({"purpose": "research"}, "2019-06")
    found = advice.compare("pytorch", "tensorflow")
    titles = [section.title for section in found.sections]
    assert titles[1:3] == ["For PyTorch", "For TensorFlow"]
    plain = found.to_dict()
    gap = plain["first"]["score"] - plain["second"]["score"]
    assert sum(one["amount"] for one in plain["differences"]) == pytest.approx(gap)


def test_turned_round_the_numbers_change_their_sign() -> None:
    """Comparing B with A is comparing A with B, seen from the other side."""
    advice = recommend({"purpose": "study"}, DAY, knowledge=TINY)
    there = {one.criterion: one.amount for one in advice.compare("alpha", "beta").differences}
    back = {one.criterion: one.amount for one in advice.compare("beta", "alpha").differences}
    assert there == {criterion: -amount for criterion, amount in back.items()}


def test_a_framework_is_not_compared_with_itself() -> None:
    """The same twice is a mistake, in one line."""
    with pytest.raises(UserError, match="Alpha is compared with itself"):
        recommend({}, DAY, knowledge=TINY).compare("alpha", "Alpha")
