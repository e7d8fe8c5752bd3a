import gc
from dataclasses import replace
from pathlib import Path

import pytest

import recommender
from probes.results.outcomes import Outcome
from recommender.dates import today
from recommender.errors import ProbeResultsError, UserError
from recommender.loading.loader import shipped
from recommender.recommendation import recommend
from recommender.requirements import from_mapping
from tests.recommender.probed import failed, measured, plain, stored
from tests.recommender.tiny import knowledge

TINY = knowledge()
NEEDS = {"purpose": "study", "places": ["desk"]}


def test_the_package_offers_recommend() -> None:
    """`from recommender import recommend` gives the function itself."""
    assert recommender.recommend is recommend


def test_a_mapping_a_dataclass_and_a_file_give_the_same_advice(tmp_path: Path) -> None:
    """The three forms of requirements are one thing."""
    path = tmp_path / "needs.yaml"
    path.write_text("purpose: study\nplaces: [desk]\n")
    found = [
        recommend(needs, "2017", knowledge=TINY).to_dict()
        for needs in (NEEDS, from_mapping(NEEDS, TINY), path, str(path))
    ]
    assert found[0] == found[1] == found[2] == found[3]


def test_without_a_date_the_advice_is_for_today() -> None:
    """as_of defaults to the day of the call."""
    assert recommend(NEEDS, knowledge=TINY).as_of == today()


def test_a_recommendation_cannot_be_changed() -> None:
    """It is frozen, and so are its ranking, its weights and its answers."""
    advice = recommend(NEEDS, "2017", knowledge=TINY)
    with pytest.raises(AttributeError):
        advice.as_of = "2020-01-01"  # type: ignore[misc]
    assert isinstance(advice.ranking, tuple)
    with pytest.raises(TypeError):
        advice.preferences.weights["ease"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        advice.requirements.answers["purpose"] = "work"  # type: ignore[index]


def test_scores_are_the_sum_of_their_contributions() -> None:
    """Every score is weight times value over the criteria, and lies in its range."""
    for ranked in recommend({"purpose": "research"}, "2017-01").ranking:
        total = sum(item.amount for item in ranked.contributions)
        assert ranked.score == pytest.approx(total)
        assert 0 <= ranked.low <= ranked.score <= ranked.high <= 1


def test_every_exclusion_names_its_rule_and_fact() -> None:
    """An excluded framework stands with the rule that excluded it and the fact it rests on."""
    advice = recommend({"operating_system": ["windows"]}, "2017-01")
    assert advice.exclusions
    for item in advice.exclusions:
        assert item.constraint is not None
        assert item.constraint.rule in {rule.id for rule in shipped().rules}
        assert item.fact is not None
        assert item.fact.id.startswith(f"{item.framework}.{item.constraint.attribute}@")


def test_what_was_measured_and_what_was_not_is_said() -> None:
    """With results for one framework, the others are named as not measured."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    advice = recommend({"purpose": "research"}, "2026-11-24", results)
    assert advice.measured_here == ("pytorch",)
    assert "pytorch" not in advice.not_measured_here
    assert "jax" in advice.not_measured_here


def test_a_slower_step_measured_here_costs_score() -> None:
    """A framework that steps ten times slower here than in another result scores lower."""
    needs = {"purpose": "research", "emphasis": {"training_speed": 5}}

    def score(step: float) -> float:
        results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", step))
        ranking = recommend(needs, "2026-11-24", results).ranking
        return next(item.score for item in ranking if item.framework == "pytorch")

    assert score(0.02) < score(0.002)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.MEASURED])
def test_what_could_not_be_measured_is_never_scored_as_bad(outcome: Outcome) -> None:
    """Every outcome but "measured" leaves all scores as they are and is shown with its reason."""
    results = plain(failed("torch", "pytorch", outcome, "for a reason of its own"))
    without = recommend({"purpose": "research"}, "2026-11-24")
    advice = recommend({"purpose": "research"}, "2026-11-24", results)
    assert [item.score for item in advice.ranking] == [item.score for item in without.ranking]
    assert "for a reason of its own" in " ".join(advice.text.split())


def test_a_measurement_made_after_the_date_is_shown_only() -> None:
    """Advice as of a past day is not moved by what was measured later."""
    results = plain(measured("theano", "theano", 1e-6))
    without = recommend({"purpose": "research"}, "2017-01")
    advice = recommend({"purpose": "research"}, "2017-01", results)
    assert [item.score for item in advice.ranking] == [item.score for item in without.ranking]
    assert "shown, not counted" in " ".join(advice.text.split())


def test_results_come_as_a_file_too(tmp_path: Path) -> None:
    """A path of a results file counts as the results in it."""
    results = [measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001)]
    path = stored(tmp_path / "run.jsonl", *results)
    needs = {"purpose": "research"}
    by_path = recommend(needs, "2026-11-24", path).to_dict()
    assert by_path == recommend(needs, "2026-11-24", plain(*results)).to_dict()


@pytest.mark.parametrize(
    ("needs", "date", "results"),
    [
        ({"purpos": "x"}, None, None),
        ({"purpose": "study"}, "2017-13", None),
        ({"purpose": "study"}, None, [{"schema": "something/else"}]),
    ],
)
def test_bad_arguments_raise_one_line(needs: object, date: object, results: object) -> None:
    """Requirements, dates and results that cannot be used raise an error of one line."""
    with pytest.raises(UserError) as caught:
        recommend(needs, date, results, knowledge=TINY)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_garbled_result_is_refused() -> None:
    """A result without what it must have is refused, not guessed."""
    (result,) = plain(measured("torch", "pytorch", 0.001))
    del result["stack"]
    with pytest.raises(ProbeResultsError, match="stack"):
        recommend(NEEDS, "2026-11-24", [result], knowledge=TINY)


def _speed(needs: dict[str, object], step: float, workload: str = "mlp") -> float:
    """Return PyTorch's value of training speed where it took so long for a step here."""
    results = plain(
        replace(measured("numpy", "numpy", 0.002), workload=workload),
        replace(measured("torch", "pytorch", step), workload=workload),
        measured("numpy", "numpy", 0.002),
        measured("torch", "pytorch", 0.002),
    )
    advice = recommend(needs, "2026-11-24", results)
    torch = next(item for item in advice.ranking if item.framework == "pytorch")
    return torch.contribution("training_speed").assessment.interval.middle


def test_a_measurement_on_another_device_counts_less() -> None:
    """For someone who trains on a GPU, a slow step on the CPU costs less, and that is said."""
    on_cpu, on_gpu = {"hardware": ["cpu"]}, {"hardware": ["nvidia_gpu"]}
    lost = _speed(on_cpu, 0.002, "convnet") - _speed(on_cpu, 0.04, "convnet")
    lost_less = _speed(on_gpu, 0.002, "convnet") - _speed(on_gpu, 0.04, "convnet")
    assert 0 < lost_less < lost
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.002))
    said = "You will not train on the CPU"
    assert said in recommend(on_gpu, "2026-11-24", results).text
    assert said not in recommend(on_cpu, "2026-11-24", results).text
    assert said not in recommend({"hardware": "unknown"}, "2026-11-24", results).text


def test_a_workload_like_the_users_models_counts_more() -> None:
    """For convolutional networks a slow convnet costs more than for recurrent ones."""
    images, text = {"models": ["convolutional"]}, {"models": ["recurrent"]}
    lost = _speed(images, 0.002, "convnet") - _speed(images, 0.04, "convnet")
    lost_less = _speed(text, 0.002, "convnet") - _speed(text, 0.04, "convnet")
    assert 0 < lost_less < lost


def test_what_is_allowed_and_not_yet_out_is_told() -> None:
    """The needs alone are not to blame where the only one allowed came later."""
    advice = recommend({"only": ["jax"]}, "2016")
    said = [(one.text, one.ids) for one in advice.explanation.warnings]
    text = "JAX, which you allow, was not released by 31 December 2016."
    assert said == [(text, ("requirements.only",))]


@pytest.mark.parametrize(("date", "stale"), [("2026-11-28", False), ("2040", True)])
def test_a_day_long_after_all_that_is_known_is_told(date: str, stale: bool) -> None:
    """Advice for years of which no release is known says up to when releases are known."""
    warned = [one.text for one in recommend({"purpose": "research"}, date).explanation.warnings]
    told = "is known here; the advice may be stale."
    assert [text.startswith("No release after") and text.endswith(told) for text in warned] == (
        [True] if stale else []
    )


@pytest.mark.parametrize("collects", [True, False])
def test_looking_for_garbage_is_left_as_it_was(collects: bool) -> None:
    """While a recommendation is made Python looks for no garbage; after it, or an error, it may."""
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        recommend(NEEDS, knowledge=TINY)
        assert gc.isenabled() is collects
        with pytest.raises(UserError):
            recommend({"purpose": "nonsense"}, knowledge=TINY)
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()
