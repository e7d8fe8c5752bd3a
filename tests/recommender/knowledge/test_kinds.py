"""What is known of a framework that nobody can choose, and where it does and does not show."""

import pytest

from recommender.cli.explore import side_by_side
from recommender.cli.frameworks import one, overview
from recommender.errors import KnowledgeError, RequirementsError, UserError
from recommender.knowledge.frameworks import DATA_PIPELINE, OTHER_LANGUAGE
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.recommendation import recommend
from recommender.requirements import from_mapping
from recommender.scorer import Scorer
from tests.recommender import tiny

DAY = "2018-06-01"


def of_kind(kind: str) -> Knowledge:
    """The tiny knowledge base with Beta, the better framework, of another kind."""
    return tiny.knowledge(beta=tiny.FRAMEWORKS["beta"].replace("kind: framework", f"kind: {kind}"))


@pytest.mark.parametrize("kind", [OTHER_LANGUAGE, DATA_PIPELINE])
def test_only_frameworks_are_ranked_or_excluded(kind: str) -> None:
    """What cannot be chosen is in the view and neither in the ranking nor among the excluded."""
    known = of_kind(kind)
    assert "beta" in known.at(DAY).frameworks
    for needs in ({"purpose": "work"}, {"places": ["phone"]}):
        decision = recommend(needs, DAY, knowledge=known)
        assert "beta" not in {item.framework for item in decision.ranking}
        assert "beta" not in {item.framework for item in decision.exclusions}
    assert "beta" not in Scorer(known.at(DAY), Measurements()).frameworks


def test_removing_it_changes_no_score() -> None:
    """The others score with an entry of another kind as they score beside a framework."""
    needs = {"purpose": "work"}
    beside = recommend(needs, DAY, knowledge=tiny.knowledge()).ranking
    without = recommend(needs, DAY, knowledge=of_kind(OTHER_LANGUAGE)).ranking
    scores = {item.framework: item.score for item in beside if item.framework != "beta"}
    assert {item.framework: item.score for item in without} == scores


def test_code_can_be_written_in_a_framework_of_another_language() -> None:
    """Torch7 can be left for its successor; nobody's code is written in a data pipeline."""
    options = shipped().questions["existing_code"].option_ids()
    assert "torch7" in options
    assert "fuel" not in options
    advice = recommend({"purpose": "research", "existing_code": "torch7"}, "2017-06")
    assert advice.best is not None
    assert advice.best.framework == "pytorch"
    said = " ".join(sentence.text for sentence in advice.explanation.existing_code)
    assert (
        "PyTorch keeps 35% to 70% of the worth of your Torch7 code, since PyTorch continues "
        in said
    )
    assert "whether a release of Torch7 broke it is not known." in said
    assert "Staying with Torch7 is not weighed: it is a framework of another language." in said
    assert "PyTorch continues Torch7" in advice.text


def test_it_is_shown_as_what_it_is() -> None:
    """The overview lists it apart, and its own page says that it is no alternative."""
    view = shipped().at("2017-01-31")
    before, _, after = overview(view).partition("Known, but no alternative: ")
    assert "theano" in before
    assert "torch7" in after
    assert "a library that feeds data to frameworks" in after
    assert "A framework of another language; it is not among the alternatives." in one(
        view, "torch7"
    )
    assert "not among the alternatives" not in one(view, "theano")


def test_it_cannot_be_asked_for() -> None:
    """Named as a candidate or for a comparison, it is refused in one line that says what it is."""
    with pytest.raises(RequirementsError, match="Torch7 is a framework of another language and"):
        from_mapping({"only": ["torch7"]}, shipped())
    decision = recommend({"purpose": "research"}, "2017-01")
    with pytest.raises(UserError, match="Fuel is a library that feeds data"):
        side_by_side(decision, "theano", "fuel")


def test_a_kind_is_one_of_those_there_are() -> None:
    """Any other kind is refused with file and line."""
    with pytest.raises(KnowledgeError, match=r"beta\.yaml:4: .*data_pipeline"):
        of_kind("data_pipelin")
