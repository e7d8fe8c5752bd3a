import pytest

from recommender.errors import UserError
from recommender.recommendation import recommend
from tests.recommender.tiny import RULES, knowledge

TINY = knowledge()
DAY = "2018-06-01"


def test_points_come_to_the_weights() -> None:
    """Own points and those of each rule, over all points, are the weight that was used."""
    advice = recommend({"purpose": "research", "models": ["recurrent"]}, "2017-01")
    for one in advice.how().to_dict()["criteria"]:
        points = one["own"] + sum(given["points"] for given in one["given"])
        assert points == pytest.approx(one["points"])
        weight = advice.preferences.weights[one["criterion"]]
        assert one["points"] / one["of"] == pytest.approx(weight)


def test_a_chain_through_a_concept_ends_at_the_answers() -> None:
    """Gentle follows from study: what the second rule gives is led back to that answer."""
    found = recommend({"purpose": "study", "places": ["desk"]}, DAY, knowledge=TINY).how("ease")
    (said,) = [one for one in found.sentences if "gentle-needs-no-power" in one.ids]
    assert said.text.startswith("You answered “Study” and “Desk”. What is gentle")
    assert {"study-is-easy", "requirements.purpose", "requirements.places"} <= set(said.ids)


def test_rules_that_did_not_fire_say_why() -> None:
    """A rule that would have added points names what it read, or that nobody answered."""
    for answers, why in (
        ({"purpose": "work"}, "the answer to “What for?” is “Work”"),
        ({}, "“What for?” was not answered"),
    ):
        found = recommend(answers, DAY, knowledge=TINY).how("ease")
        assert any(
            one.text == f"study-is-easy would add 2 points, but {why}." for one in found.sentences
        )


def test_an_exception_that_holds_is_why_a_rule_did_not_fire() -> None:
    """Work is strong unless one studies."""
    found = recommend({"purpose": "study"}, DAY, knowledge=TINY).how("power")
    (said,) = [one for one in found.sentences if "work-is-strong" in one.ids]
    assert said.text.endswith("but the answer to “What for?” is “Study”.")


def test_constraints_say_whom_they_exclude() -> None:
    """The need, the reason, what is forbidden and who is out."""
    found = recommend({"places": ["phone"]}, DAY, knowledge=TINY).how()
    (said,) = [one for one in found.sections if one.title == "What excludes"]
    assert said.sentences[0].text.endswith("This excludes Alpha.")


def test_own_emphasis_is_told_as_the_users() -> None:
    """What the user gave to a criterion is led back to the requirements, not to a rule."""
    found = recommend({"emphasis": {"power": 3}}, DAY, knowledge=TINY).how("power")
    (said,) = [one for one in found.sentences if "requirements.emphasis" in one.ids]
    assert said.text == "You gave it 3 points yourself."


def test_the_trace_has_every_condition_also_of_silent_rules() -> None:
    """As plain data, each rule stands with the values that its conditions read."""
    found = recommend({"purpose": "work"}, DAY, knowledge=TINY).how().to_dict()
    rules = {rule["rule"]: rule for rule in found["rules"]}
    assert len(rules) == RULES.count("- id: ")
    assert rules["study-is-easy"]["fired"] is False
    assert rules["study-is-easy"]["conditions"][0]["read"] == "work"
    assert rules["phones-need-mobile"]["fired"] is None


def test_an_unknown_criterion_is_one_line() -> None:
    """With a suggestion; a name in any case does as well as an id."""
    advice = recommend({"purpose": "research"}, "2017-01")
    with pytest.raises(UserError, match="no criterion 'longevty'; did you mean 'longevity'"):
        advice.how("longevty")
    assert advice.how("will last").criterion == "longevity"
