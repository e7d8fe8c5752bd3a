import pytest

from recommender import recommend
from recommender.knowledge.layers import base_of, layers_over
from recommender.knowledge.view import Knowledge
from recommender.recommendation import Recommendation
from recommender.reports import markdown
from tests.recommender import tiny

SECOND = "\n  - {attribute: runs_on, value: gamma, from: 2018-01, source: history}\n"
ALONE = "\n  - {attribute: runs_on, value: its own core, from: 2018-01, source: history}\n"


def of(known: Knowledge, framework: str, day: str) -> object:
    fact = base_of(known.at(day), framework)
    return None if fact is None else fact.value


def test_a_layer_runs_on_one_framework_and_on_nothing_else() -> None:
    """As of a day; what runs on two frameworks, or on itself as well, is none."""
    for more in (SECOND, ALONE):
        known = tiny.knowledge(alpha=tiny.FRAMEWORKS["alpha"] + more)
        assert of(known, "alpha", "2016-06-30") == "beta"
        assert of(known, "alpha", "2018-06-30") is None
        assert of(known, "beta", "2018-06-30") is None


@pytest.mark.parametrize("base", ["alpha", "something else", "gamma"])
def test_what_runs_on_itself_or_on_nothing_that_can_be_chosen_is_no_layer(base: str) -> None:
    """A base is another framework, and one that is out on the day."""
    alpha = tiny.FRAMEWORKS["alpha"].replace("value: beta", f"value: {base}")
    assert of(tiny.knowledge(alpha=alpha), "alpha", "2016-06-30") is None


def test_a_base_knows_its_layers() -> None:
    """Layers are found from their base, each with the fact that says so."""
    view = tiny.knowledge().at("2018-06-30")
    assert {name: fact.id for name, fact in layers_over(view, "beta").items()} == {
        "alpha": "alpha.runs_on@2015-06"
    }
    assert layers_over(view, "alpha") == {}


def advice(date: str, *only: str, **needs: object) -> Recommendation:
    return recommend({"only": list(only), **needs}, date)


def test_where_a_base_is_first_what_goes_on_top_of_it_is_told() -> None:
    """PyTorch with Lightning or fastai on top, not instead; and the first that is no layer."""
    said = advice("2024-01", "pytorch", "lightning", "fastai", "jax", "flax").explanation.stack
    text = " ".join(sentence.text for sentence in said)
    assert "PyTorch Lightning, by itself second, can be put on top of PyTorch" in text
    assert "fastai, by itself fifth, can be put on top of PyTorch" in text
    assert "ahead on Easy to learn" in text
    assert "The first that is not a layer over PyTorch is" in text
    assert "Flax" not in text
    assert all(any(".runs_on@" in one for one in sentence.ids) for sentence in said)


def test_a_layer_over_what_the_needs_exclude_is_warned_of() -> None:
    """Blocks is not said to have ended in 2018, but Theano is; nobody has one without the other."""
    needs = {"models": ["scientific"], "needs": ["function_transformations"], "purpose": "research"}
    warned = [one.text for one in recommend(needs, "2018-06").explanation.warnings]
    assert any(
        one.startswith("Blocks runs on Theano alone, which your needs exclude: ")
        and "Theano has an announced end (since 28 September 2017)." in one
        for one in warned
    )
    assert not any("Blocks" in one.text for one in recommend(needs, "2016").explanation.warnings)


def test_a_base_that_only_lacks_what_the_layer_has_is_no_warning() -> None:
    """Ready-made layers are the layer's own: that Theano has none says nothing of Lasagne."""
    needs = {"abstraction": "layers", "ruled_out": "any"}
    advice = recommend(needs, "2016")
    assert "theano" in {one.framework for one in advice.exclusions}
    assert "lasagne" in {one.framework for one in advice.ranking}
    assert not any("Lasagne" in one.text for one in advice.explanation.warnings)


def test_where_all_others_are_layers_that_is_told() -> None:
    """Nothing of another base is left to compare with."""
    said = advice("2024-01", "pytorch", "lightning").explanation.stack
    assert said[-1].text == "All others on the table are layers over PyTorch."


def test_where_a_layer_is_first_its_base_is_told() -> None:
    """Who takes Lightning chooses PyTorch with it."""
    (said,) = advice("2024-01", "lightning", "jax", abstraction="layers").explanation.stack
    assert "with it you choose PyTorch" in said.text


@pytest.mark.parametrize(
    ("date", "first", "other", "told"),
    [
        ("2024-01", "pytorch", "lightning", True),
        ("2016-06", "theano", "lasagne", True),
        ("2018-01", "tensorflow", "keras", False),  # Keras had three backends then
        ("2024-01", "pytorch", "jax", False),
    ],
)
def test_a_base_and_its_layer_are_no_either_or(
    date: str, first: str, other: str, told: bool
) -> None:
    """`why-not` says so of a layer and its base, and of no other two."""
    found = advice(date, first, other, novelty="novel")
    behind = found.ranking[1].framework
    text = found.why_not(behind).sections[0].sentences[0].text
    assert ("This is no either-or" in text) is told


def test_rankings_name_the_base_of_a_layer() -> None:
    """In text and Markdown a layer stands with what it runs on, and nothing else does."""
    found = advice("2024-01", "pytorch", "lightning", "keras")
    for report in (found.text, markdown.render(found)):
        assert "PyTorch Lightning (on PyTorch)" in report.replace("\\", "")
        assert "Keras (on" not in report.replace("\\", "")
