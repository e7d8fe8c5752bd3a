from pathlib import Path

import pytest

from recommender.errors import RequirementsError
from recommender.inference import LEANING_STRENGTH
from recommender.knowledge_loading import shipped
from recommender.recommendation import recommend
from recommender.requirements import from_mapping, read
from tests.recommender import tiny

TINY = tiny.knowledge()


def test_firmness_is_kept_in_the_file(tmp_path: Path) -> None:
    """What is leaning is read from a file and written back; "firm" is the default."""
    path = tmp_path / "needs.yaml"
    path.write_text("purpose: study\nplaces: [desk]\nfirmness: {places: leaning, purpose: firm}\n")
    found = read(path, TINY)
    assert found.leaning == ("places",)
    assert found.to_dict()["firmness"] == {"places": "leaning"}
    assert from_mapping(found.to_dict(), TINY) == found


@pytest.mark.parametrize(
    ("firmness", "said"),
    [
        ({"place": "leaning"}, "no question 'place'; did you mean 'places'"),
        ({"places": "soft"}, "'soft' is no firmness; write 'firm' or 'leaning'"),
        ({"places": 1}, "no firmness"),
        ({"purpose": "leaning"}, "'purpose' has no answer that could be leaning"),
        ({"existing_code": "leaning"}, "'existing_code' has no answer"),
        ("leaning", "firmness"),
    ],
)
def test_a_firmness_that_says_nothing_is_refused(firmness: object, said: str) -> None:
    """Unknown questions, unknown words and firmness without an answer give one line."""
    needs = {"purpose": "unknown", "places": ["desk"], "firmness": firmness}
    with pytest.raises(RequirementsError, match=said) as caught:
        from_mapping(needs, TINY)
    assert "\n" not in str(caught.value)


def test_a_leaning_need_is_worth_what_a_wish_is() -> None:
    """A need halved weighs as much as the wish for the same, and excludes as little."""
    assert LEANING_STRENGTH == 0.5
    rules = {rule.id: rule for rule in shipped().rules}
    for name in ("easy_learning", "onnx", "low_memory"):
        need = {"needs": [name], "firmness": {"needs": "leaning"}}
        leaning, wish = recommend(need, "2017-01"), recommend({"wishes": [name]}, "2017-01")
        by_rule = {
            rules[emphasis.rule].effects[0].target: emphasis.amount
            for emphasis in leaning.preferences.emphases
        }
        wished = {
            rules[emphasis.rule].effects[0].target: emphasis.amount
            for emphasis in wish.preferences.emphases
        }
        assert by_rule == wished
        assert leaning.exclusions == wish.exclusions


def test_what_a_leaning_answer_asks_for_in_vain_is_said() -> None:
    """A framework that lacks it stays in the ranking, is marked, and the report says so."""
    needs = {"operating_system": ["windows"], "firmness": {"operating_system": "leaning"}}
    advice = recommend(needs, "2017-01")
    firm = recommend({"operating_system": ["windows"]}, "2017-01")
    lost = {item.framework for item in firm.exclusions} - {
        item.framework for item in advice.exclusions
    }
    marked = {item.framework for item in advice.ranking if item.lacking}
    assert lost
    assert marked == lost
    said = {sentence.text for sentence in advice.explanation.warnings}
    assert all("yours is leaning" in text for text in said)
    assert len(said) == sum(len(item.lacking) for item in advice.ranking)
    assert "Windows (leaning)" in advice.text
