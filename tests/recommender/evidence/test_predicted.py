"""What is predicted of the described model counts as evidence, beside what was measured."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recommender.decision import decide
from recommender.evidence.facts import Evidence
from recommender.evidence.measured import FITTING_WORKLOAD
from recommender.loading.loader import shipped
from recommender.recommendation import Recommendation, recommend
from recommender.reports import html
from recommender.reviewing.records import replay
from recommender.scorer import Scorer
from tests.recommender.explanation.test_identities import check
from tests.recommender.predicting.test_prediction import SIZES
from tests.recommender.probed import plain
from tests.recommender.reviewing.test_records import kept
from tests.recommender.sized import ran

TODAY = "2026-11-24"
MODEL: dict[str, Any] = {"kind": "mlp", **SIZES["mlp"]}
NEEDS = {"purpose": "research", "needs": ["fast_training"], "hardware": ["cpu"], "model": MODEL}
NUMPY = ran("numpy", "numpy", "mlp")
TORCH = ran("torch", "pytorch", "mlp", speed=4)
JAX = ran("jax", "jax", "mlp", speed=0.5)
RESULTS = plain(*NUMPY, *TORCH, *JAX)


def advice(**changed: Any) -> Recommendation:
    """Return today's advice for the needs with the model, or changed."""
    return recommend({**NEEDS, **changed}, TODAY, RESULTS)


def evidence(found: Recommendation, framework: str, criterion: str) -> list[Evidence]:
    """Return the pieces of evidence on a criterion that are predictions."""
    (ranked,) = (item for item in found.ranking if item.framework == framework)
    (own,) = (item for item in ranked.contributions if item.criterion == criterion)
    return [piece for piece in own.assessment.evidence if piece.id.startswith("predicted:")]


def test_a_prediction_counts_like_a_workload_that_fits_best() -> None:
    """Beside the plain workload, which stands for other models, it has three times the weight."""
    found = advice(models=["recurrent"])
    (piece,) = evidence(found, "pytorch", "training_speed")
    assert piece.kind == "measured"
    (ranked,) = (item for item in found.ranking if item.framework == "pytorch")
    (own,) = (item for item in ranked.contributions if item.criterion == "training_speed")
    (mlp,) = (one for one in own.assessment.evidence if one.id.startswith("measured:"))
    assert piece.weight == pytest.approx(FITTING_WORKLOAD * mlp.weight)
    # A fourth of NumPy's time, between the anchors of a tenth and twenty times.
    assert piece.interval.middle == pytest.approx(0.827, abs=0.01)


def test_only_training_speed_is_told_by_it() -> None:
    """What a model of any size takes says nothing of how fast small models are."""
    assert evidence(advice(), "pytorch", "training_speed")
    assert not evidence(advice(), "pytorch", "step_overhead")
    assert not evidence(advice(), "tensorflow", "training_speed")


def test_a_faster_prediction_is_worth_more() -> None:
    """The framework that is predicted to be faster has the higher value."""
    (torch,), (jax,) = (evidence(advice(), name, "training_speed") for name in ("pytorch", "jax"))
    assert torch.interval.low > jax.interval.high


def test_without_a_described_model_nothing_is_predicted() -> None:
    """Sizes that were measured change no score unless a model is described."""
    needs = {key: value for key, value in NEEDS.items() if key != "model"}
    bare = recommend(needs, TODAY, RESULTS)
    few = recommend(needs, TODAY, plain(NUMPY[0], TORCH[0], JAX[0]))
    assert [(r.framework, r.score) for r in bare.ranking] == [
        (r.framework, r.score) for r in few.ranking
    ]
    assert "predicted" not in bare.text


def test_every_prediction_is_said_with_its_error_and_its_ids() -> None:
    """The report names time, interval, error and what counted; every sentence can be followed."""
    found = advice()
    check(found)
    said = " ".join(sentence.text for sentence in found.explanation.measured)
    assert "torch (default, cpu): a step of your model would take 21 ms" in said
    assert "were off by 0% in the median and 0% at worst; that is 0.25 times NumPy's" in said
    why = " ".join(sentence.text for sentence in found.why("pytorch").sentences)
    assert "would take 0.25 times NumPy's time for your model, predicted from measurements" in why
    assert "inputs 784, hidden 1000" in found.text


def test_a_refused_prediction_is_said_and_does_not_count() -> None:
    """A model that is too large for what was measured gets the reason, and no evidence."""
    found = advice(model={**MODEL, "hidden": 50_000})
    assert not evidence(found, "pytorch", "training_speed")
    said = " ".join(sentence.text for sentence in found.explanation.measured)
    assert "torch (default, cpu): no step time of your model is predicted: too far" in said
    check(found)


@pytest.mark.parametrize("results", [(), plain(*ran("torch", "pytorch", "lstm"))])
def test_a_model_of_which_nothing_was_measured_is_told_how(results: list[dict[str, Any]]) -> None:
    """Without a size of its kind the report names the command that measures some."""
    found = recommend(NEEDS, TODAY, results)
    assert "recommender probe run STACK… --sizes --workload mlp" in " ".join(found.text.split())
    check(found)


def test_without_the_yardstick_it_is_shown_and_does_not_count() -> None:
    """Times count as multiples of NumPy's; where that did not run, the report says what to do."""
    found = recommend(NEEDS, TODAY, plain(*TORCH))
    assert not evidence(found, "pytorch", "training_speed")
    said = " ".join(sentence.text for sentence in found.explanation.measured)
    assert "a step of your model would take 21 ms" in said
    assert "recommender probe run numpy --sizes --workload mlp" in said
    check(found)


def test_what_was_measured_later_predicts_nothing() -> None:
    """Advice of a day uses no size that was measured after it."""
    found = recommend(NEEDS, "2026-11-19", RESULTS)
    assert not evidence(found, "pytorch", "training_speed")


def test_without_scikit_learn_the_advice_stands_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The extra is optional: what it would have told is named, with how to install it."""
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    found = advice()
    assert not evidence(found, "pytorch", "training_speed")
    said = " ".join(sentence.text for sentence in found.explanation.measured)
    assert "scikit-learn is not installed; pip install 'framework-recommender[predict]'" in said
    check(found)


def test_the_fast_scorer_says_the_same() -> None:
    """What `batch` adds up is what the full decision says, predictions included."""
    found = advice()
    scorer = Scorer(found.view, found.measurements)
    summed = scorer.sums(found.requirements)
    places = {name: place for place, name in enumerate(scorer.frameworks)}
    for ranked in found.ranking:
        score = summed.scores[places[ranked.framework]] / summed.points
        assert score == pytest.approx(ranked.score, abs=1e-12)


def test_the_page_says_it_too() -> None:
    """The HTML report has the prediction among what counts, and the model among what was asked."""
    page = html.render(advice())
    assert "NumPy&#39;s time for your model" in page or "NumPy's time for your model" in page
    assert "inputs 784, hidden 1000" in page


def test_another_answer_keeps_the_prediction() -> None:
    """What-if asks with the same predictions, and nothing of them is lost."""
    found = advice()
    after = decide(found.requirements, TODAY, found.measurements, shipped())
    assert [r.score for r in after.ranking] == [r.score for r in found.ranking]
    assert found.what_if({"horizon": "decade"}).after.measurements == found.measurements


def test_a_record_holds_the_sizes_and_replays(tmp_path: Path) -> None:
    """The reports are made again from the record alone, predictions and all."""
    found = advice()
    record = kept(tmp_path, found)
    assert len(record.probe_results) == len(RESULTS)
    assert json.dumps(replay(record, shipped())[0].to_dict()) == json.dumps(found.to_dict())
    assert len(recommend({"purpose": "research"}, TODAY, RESULTS).to_dict()["probe_results"]) == 3


def test_predictions_of_fewer_sizes_than_needed_are_not_counted() -> None:
    """Where only some stacks ran all sizes, the others are shown with what they lack."""
    found = recommend(NEEDS, TODAY, plain(*NUMPY, *TORCH[:4], *JAX))
    assert not evidence(found, "pytorch", "training_speed")
    assert evidence(found, "jax", "training_speed")
    check(found)
    assert replace(found.measurements, predicted=()).unpredicted == ""
