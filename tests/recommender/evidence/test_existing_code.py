import pytest

from recommender.recommendation import recommend
from tests.recommender import tiny


def said(framework: str, date: str, **needs: object) -> list[str]:
    advice = recommend({"existing_code": framework, **needs}, date)
    return [sentence.text for sentence in advice.explanation.existing_code]


def test_documented_ways_over_are_shown() -> None:
    """The first framework's ways over come from the knowledge base, with the facts' ids."""
    advice = recommend({"purpose": "research", "existing_code": "theano"}, "2026-11-24")
    routes = {
        fact.id: fact.value for fact in advice.view.frameworks["theano"].current["migration_route"]
    }
    sentences = advice.explanation.existing_code
    shown = {identity: sentence.text for sentence in sentences for identity in sentence.ids}
    assert routes
    for identity, text in routes.items():
        assert text in shown[identity]


def test_staying_is_told_with_its_place_or_its_exclusion() -> None:
    """Whoever has code learns where staying would stand, or which rule forbids it."""
    bigger = {"only": ["chainer", "tensorflow"], "emphasis": {"community": 10}}
    assert any(
        "Staying with Chainer comes second" in one for one in said("chainer", "2018", **bigger)
    )
    assert any("Staying with Theano is excluded" in text for text in said("theano", "2023-01"))
    left_out = said("chainer", "2018", without=["chainer"])
    assert any("left out by the requirements themselves" in text for text in left_out)


def test_switching_costs() -> None:
    """The framework in use scores higher with its code than without, the others lower."""
    with_code = recommend({"existing_code": "keras"}, "2018-01")
    without = recommend({"existing_code": "none"}, "2018-01")
    before = {item.framework: item.score for item in without.ranking}
    after = {item.framework: item.score for item in with_code.ranking}
    assert after["keras"] > before["keras"]
    assert all(after[name] < before[name] for name in ("mxnet", "chainer"))


def test_what_lives_on_is_told_with_the_fact() -> None:
    """Code for a layer lives on with the framework below it, and the fact that says so is named."""
    advice = recommend({"existing_code": "keras", "only": ["tensorflow"]}, "2018-01")
    first = advice.explanation.existing_code[0]
    assert "keeps 60%" in first.text
    assert any(identity.startswith("keras.runs_on@") for identity in first.ids)


def test_a_merger_is_told_to_those_who_come_from_what_was_merged() -> None:
    """While Keras was a part of TensorFlow, that is why its code lives on there; after, no more."""
    for date, told in (("2019-12", False), ("2021-06", True), ("2024-06", False)):
        advice = recommend({"existing_code": "keras", "only": ["tensorflow"]}, date)
        first = advice.explanation.existing_code[0]
        assert ("TensorFlow is what Keras has become part of" in first.text) is told
        assert ("keras.merged_into@2020-06-17" in first.ids) is told


def test_code_goes_on_in_what_its_framework_became_part_of() -> None:
    """Caffe2 was a choice of its own until it and PyTorch became one; then its code leads there."""
    before = recommend({"existing_code": "caffe2", "deployment": ["android", "ios"]}, "2018-01")
    assert {"caffe2", "pytorch"} <= {one.framework for one in before.ranking}
    after = said("caffe2", "2018-06", only=["pytorch"])
    assert "PyTorch is what Caffe2 has become part of" in after[0]
    assert any("Staying with Caffe2" in text for text in after)


@pytest.mark.parametrize("answer", ["none", "unknown", "any"])
def test_without_code_nothing_is_said(answer: str) -> None:
    """No code, no section."""
    assert said(answer, "2026-11-24") == []


def test_code_in_the_recommended_framework_stays() -> None:
    """Who is there already is told so, and nothing about ways over."""
    (only,) = said("pytorch", "2026-11-24", only=["pytorch"])
    assert only == "Your code is written in PyTorch and stays as it is."


def test_a_framework_of_later_is_no_code_yet() -> None:
    """As of a day before its first release, nobody has code for it."""
    assert said("jax", "2016-01") == []


def test_code_from_before_a_break_is_no_reason_to_stay() -> None:
    """After a release for which programs must be rewritten, staying is worth less, and told so."""
    before, after = (
        recommend({"existing_code": "tensorflow", "only": ["tensorflow"]}, date)
        for date in ("2019-06", "2020-06")
    )
    kept = [one.ranking[0].contribution("existing_code").assessment for one in (before, after)]
    assert [(one.interval.low, one.interval.high) for one in kept] == [(1.0, 1.0), (0.5, 1.0)]
    assert before.explanation.existing_code[0].text.endswith("stays as it is.")
    told = after.explanation.existing_code[0]
    assert "code from before that must be rewritten" in told.text
    assert any(identity.startswith("tensorflow.breaking_changes@") for identity in told.ids)


@pytest.mark.parametrize(("code", "first"), [("gamma", "Alpha keeps nothing"), ("alpha", "stays")])
def test_the_criterion_may_have_any_name_or_none(code: str, first: str) -> None:
    """What becomes of code is told by the criterion that says so, and not where none does."""
    needs = {"purpose": "study", "existing_code": code}
    told = recommend(needs, "2018-06-01", knowledge=tiny.knowledge())
    assert first in told.explanation.existing_code[0].text
    assert "kept" in told.explanation.existing_code[0].ids
    bare = tiny.CRITERIA[: tiny.CRITERIA.index("- {id: kept")]
    untold = recommend(needs, "2018-06-01", knowledge=tiny.knowledge(criteria=bare))
    assert untold.explanation.existing_code == ()
    assert untold.summary
