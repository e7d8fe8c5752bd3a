"""Every sentence of every explanation leads back to what was known on the day."""

from collections.abc import Iterable

import pytest

from probes.results.outcomes import Outcome
from recommender.evaluating.cases import Case, read, shipped_cases
from recommender.explanation.how_sure import HowSure
from recommender.explanation.identities import kind_of
from recommender.explanation.sentences import Sentence
from recommender.loading.loader import shipped
from recommender.recommendation import Recommendation, recommend
from tests.recommender.probed import failed, measured, plain

CASES = read(shipped_cases(), shipped())
TODAY = "2026-11-24"
RESULTS = plain(
    measured("numpy", "numpy", 0.002, day="2016-01-05"),
    measured("theano", "theano", 0.003, day="2016-01-05"),
    measured("torch", "pytorch", 0.001),
    failed("mxnet", "mxnet", Outcome.FAILED, "it broke"),
)


def said(advice: Recommendation) -> Iterable[Sentence]:
    """Return every sentence that can be asked for of a recommendation."""
    yield from advice.explanation.sentences()
    yield from advice.how().sentences
    for ranked in advice.ranking:
        yield from advice.why(ranked.framework).sentences
    for other in (*advice.ranking[1:], *advice.exclusions):
        yield from advice.why_not(other.framework).sentences
    for criterion in advice.knowledge.criteria:
        yield from advice.how(criterion).sentences
    if len(advice.ranking) > 1:
        first, second = advice.ranking[0].framework, advice.ranking[-1].framework
        yield from advice.compare(first, second).sentences
    change = "weeks" if advice.requirements.answers.get("horizon") != "weeks" else "decade"
    yield from advice.what_if({"horizon": change, "hardware": ["tpu"]}).sentences


def check(advice: Recommendation, sentences: Iterable[Sentence] = ()) -> None:
    for sentence in sentences or said(advice):
        assert sentence.ids, sentence.text
        for identity in sentence.ids:
            assert kind_of(identity, advice), f"{identity} in: {sentence.text}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_id_is_known_on_the_day_of_a_case(case: Case) -> None:
    """Rule, criterion, fact, claim, measurement, requirement or source of the day's view."""
    check(recommend(case.requirements, case.date, RESULTS))


@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case.id)
@pytest.mark.parametrize("day", ["2015-12", "2019-06", TODAY])
def test_every_id_is_known_on_other_days(case: Case, day: str) -> None:
    """The same needs at other dates: nothing of later is named."""
    check(recommend(case.requirements, day, RESULTS))


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case.id)
def test_every_id_of_what_is_sure_and_what_would_change_is_known(case: Case) -> None:
    """The same holds of probabilities and of changes, which take longer to find."""
    advice = recommend(case.requirements, case.date, RESULTS)
    check(advice, advice.what_would_change().sentences)
    check(advice, advice.how_sure(samples=2000).sentences)
    check(advice, HowSure(advice, None).sentences)


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ("research-needs-freedom", "rule"),
        ("flexibility", "criterion"),
        ("theano.flexibility@2017-01", "fact"),
        ("requirements.purpose", "requirement"),
        ("requirements.without", "requirement"),
        ("overview-2017#TH-S4", "source"),
        ("measured:theano/mlp/default/cpu.step_s", "measurement"),
        ("theano.successor", "unknown"),
        ("jax.flexibility@2018-12-12", None),
        ("pytorch-2024", None),
        ("requirements.nonsense", None),
        ("nonsense", None),
    ],
)
def test_an_id_stands_for_what_it_names(identity: str, kind: str | None) -> None:
    """As of January 2017, what is of later, or of nothing, stands for nothing."""
    advice = recommend({"purpose": "research"}, "2017-01", RESULTS)
    assert kind_of(identity, advice) == kind
