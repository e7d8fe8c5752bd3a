import pytest

from recommender.errors import UserError
from recommender.recommendation import recommend
from tests.recommender.probed import measured, plain
from tests.recommender.tiny import knowledge

TINY = knowledge()
DAY = "2018-06-01"


def test_the_parts_are_the_score() -> None:
    """Contributions add up to the score, each is weight times value, most first."""
    found = recommend({"purpose": "research"}, "2017-01").why("theano").to_dict()
    parts = found["contributions"]
    assert sum(part["amount"] for part in parts) == pytest.approx(found["score"])
    for part in parts:
        assert part["amount"] == pytest.approx(part["weight"] * part["value"])
    assert parts == sorted(parts, key=lambda part: -part["amount"])


def test_evidence_stands_with_its_date_and_source() -> None:
    """A fact is told with since when, how documented, when last confirmed, and by what."""
    found = recommend({"purpose": "study"}, DAY, knowledge=TINY).why("alpha")
    said = [one for one in found.sentences if "alpha.ease@2015-06" in one.ids]
    assert any(
        "since June 2015; documented, last confirmed 31 March 2016) [handbook]" in one.text
        for one in said
    )
    assert "[handbook] The handbook, March 2016." in found.text
    assert {source["id"] for source in found.to_dict()["sources"]} == {"handbook", "history"}


def test_the_rules_behind_a_weight_stand_with_the_answers() -> None:
    """Study makes ease heavy: the answer, the reason, the points and the rule are said."""
    found = recommend({"purpose": "study"}, DAY, knowledge=TINY).why("alpha")
    (said,) = [one for one in found.sentences if "study-is-easy" in one.ids]
    assert said.text == (
        "You answered “Study”. Study should be easy. This adds 2 points [study-is-easy]."
    )
    assert "requirements.purpose" in said.ids


def test_a_measurement_is_told_with_its_interval() -> None:
    """What was measured here stands with median, interval, stack and mode."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    found = recommend({"purpose": "research"}, "2026-11-24", results).why("pytorch")
    said = "PyTorch took 1 ms a step of mlp (950 µs to 1.05 ms; torch, default) on this machine."
    assert any(one.text.startswith(said) for one in found.sentences)


def test_what_is_not_known_is_said() -> None:
    """Gamma's power is unknown, and stands as such under its criterion."""
    found = recommend({"purpose": "study"}, DAY, knowledge=TINY).why("gamma")
    assert any("What is not known of Gamma: power." in one.text for one in found.sentences)


def test_without_a_name_it_is_the_first() -> None:
    """why() speaks of the recommendation itself."""
    advice = recommend({"purpose": "study"}, DAY, knowledge=TINY)
    assert advice.best is not None
    assert advice.why().to_dict()["framework"] == advice.best.framework


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("thaeno", "no framework 'thaeno'; did you mean 'theano'?"),
        ("jax", "JAX was not released by 31 January 2017; ask of a later date"),
        ("keras", "Keras is excluded by these needs: Who works in arrays"),
    ],
)
def test_a_framework_that_is_not_in_the_ranking_is_one_line(name: str, said: str) -> None:
    """Unknown, not yet released, excluded: each says so in one line, with what to do."""
    advice = recommend({"abstraction": "mathematics"}, "2017-01")
    with pytest.raises(UserError) as caught:
        advice.why(name)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_framework_goes_by_its_name_too() -> None:
    """“PyTorch”, in any case, is the framework whose id is pytorch."""
    advice = recommend({"purpose": "research"}, "2018-06")
    assert advice.why("PyTorch").text == advice.why("pytorch").text
