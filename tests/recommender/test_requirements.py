import json
from pathlib import Path

import pytest

from recommender.errors import RequirementsError
from recommender.inference import LEANING_STRENGTH
from recommender.loading.loader import shipped
from recommender.recommendation import recommend
from recommender.requirements import chosen, from_mapping, read
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


LSTM = {"kind": "lstm", "inputs": 50, "hidden": 128, "steps": 40, "classes": 2, "batch": 64}


def test_a_described_model_is_kept_in_the_file(tmp_path: Path) -> None:
    """The kind and every size are read from a file and written back; without it there is none."""
    path = tmp_path / "needs.yaml"
    path.write_text(f"purpose: study\nmodel: {LSTM}\n")
    found = read(path, TINY)
    assert found.model is not None
    assert found.model.to_dict() == LSTM
    assert found.model.name == "lstm@batch=64,classes=2,hidden=128,inputs=50,steps=40"
    assert from_mapping(found.to_dict(), TINY) == found
    assert from_mapping({"purpose": "study"}, TINY).model is None
    assert "model" not in from_mapping({"purpose": "study"}, TINY).to_dict()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": None}, "no kind of model None; possible: mlp, convnet, lstm, attention"),
        ({"kind": "ltsm"}, "no kind of model 'ltsm'; did you mean 'lstm'"),
        ({"hidden": None}, "'hidden' of the lstm is missing"),
        ({"hidden": 0}, "'hidden' is 0; it must be from 1 to 65536"),
        ({"hidden": 10**9}, "'hidden' is 1000000000; it must be"),
        ({"hidden": 12.5}, "'hidden' must be a whole number, not 12.5"),
        ({"hidden": True}, "'hidden' must be a whole number, not True"),
        ({"hidden": "big"}, "'hidden' must be a whole number, not 'big'"),
        ({"step": 3}, "of kind 'lstm' has no size 'step'; did you mean 'steps'"),
        ({"seed": 3}, "of kind 'lstm' has no size 'seed'"),
        ({"learning_rate": 3}, "of kind 'lstm' has no size 'learning_rate'"),
    ],
)
def test_a_model_that_cannot_be_is_refused_with_its_line(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    """One line names the file, the line and the mend."""
    lines = [
        f"  {key}: {json.dumps(value)}"
        for key, value in {**LSTM, **change}.items()
        if value is not None
    ]
    if "kind" in change and change["kind"] is None:
        lines.append("  kind: null")
    path = tmp_path / "needs.yaml"
    path.write_text("\n".join(["purpose: study", "model:", *lines, ""]))
    with pytest.raises(RequirementsError) as caught:
        read(path, TINY)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("lstm", "'model' must hold keys with values"),
        ([], "'model' must hold keys with values"),
        ({}, "'kind' is missing; possible: mlp"),
        (
            {"kind": "attention", "features": 10, "heads": 3, "positions": 4, "inner": 4}
            | {"classes": 2, "batch": 2},
            "10 features do not divide among 3 heads; change one",
        ),
        (
            {"kind": "convnet", "channels": 1, "size": 6, "kernel": 5, "first": 1, "second": 1}
            | {"classes": 2, "batch": 2},
            "images of size 6 leave nothing for the dense layer; change one",
        ),
    ],
)
def test_sizes_that_do_not_go_together_are_refused(model: object, said: str) -> None:
    """What is no description, or one of a network that there cannot be, gives one line."""
    with pytest.raises(RequirementsError, match=said):
        from_mapping({"model": model}, TINY)


def test_an_option_of_a_question_with_one_answer_is_chosen_too() -> None:
    """What was chosen is known of questions of both kinds; what is open or no matter is nothing."""
    answers = {"one": "a", "many": ("a", "b"), "open": "unknown", "all": "any"}
    assert [chosen(answers, name) for name in answers] == [{"a"}, {"a", "b"}, set(), set()]


def test_a_word_within_options_names_all_that_hold_it() -> None:
    """A GPU is no TPU but any of five; a mapping has no lines, so that the key is told."""
    with pytest.raises(RequirementsError) as caught:
        from_mapping({"hardware": "GPU"}, shipped())
    assert str(caught.value) == (
        "requirements: hardware: 'GPU' is no answer; did you mean 'nvidia_gpu', "
        "'recent_nvidia_gpu', 'several_gpus', 'apple_gpu' or 'amd_gpu'?"
    )
