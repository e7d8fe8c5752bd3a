from dataclasses import replace

import pytest

from probes.results.result import Result
from recommender.claims import checked
from recommender.cli.claims import shown
from recommender.knowledge.view import View
from recommender.loading.loader import shipped
from recommender.measurements import measurements
from tests.recommender import tiny
from tests.recommender.probed import measured, plain

WORKLOADS = """
workloads:
  - {id: mlp, meaning: A perceptron., models: []}
"""
CLAIM = """claims:
  - id: beta-quick
    text: Beta is quicker than Alpha and Gamma.
    stance: pro
    from: 2016
    source: [opinion]
    tested_by: {workload: mlp, metric: METRIC, expect: lower, than: [alpha, gamma]}
"""


def view(metric: str = "step_s") -> View:
    """Return the tiny knowledge base with one claim that a measurement can test."""
    beta = tiny.FRAMEWORKS["beta"].split("claims:")[0] + CLAIM.replace("METRIC", metric)
    return tiny.knowledge(beta=beta, workloads=WORKLOADS).at("2018-01-01")


def verdict(*results: Result, metric: str = "step_s") -> tuple[str, str]:
    """Return the verdict on the claim and the words behind it."""
    (found,) = checked(view(metric), measurements(plain(*results), "2026-11-24"))
    return found.verdict, found.because


@pytest.mark.parametrize(
    ("alpha", "beta", "gamma", "expected"),
    [
        (0.002, 0.001, 0.003, "confirmed"),
        (0.002, 0.004, 0.003, "contradicted"),
        (0.002, 0.0025, 0.003, "contradicted"),
        (0.001, 0.00105, 0.003, "too close to tell"),
    ],
)
def test_a_claim_is_held_against_every_named_other(
    alpha: float, beta: float, gamma: float, expected: str
) -> None:
    """Confirmed must beat all others; one that beats it contradicts; ties decide nothing."""
    results = [
        measured("alpha", "alpha", alpha),
        measured("beta", "beta", beta),
        measured("gamma", "gamma", gamma),
    ]
    assert verdict(*results)[0] == expected


def test_intervals_that_meet_decide_nothing() -> None:
    """A step that is a fifth faster, give or take as much, is not surely faster."""

    def wide(one: Result) -> Result:
        step = one.metrics.step_s
        assert step is not None
        about = replace(step, low=step.median * 0.8, high=step.median * 1.3)
        return replace(one, metrics=replace(one.metrics, step_s=about))

    sure = [measured("beta", "beta", 0.001), measured("alpha", "alpha", 0.0012)]
    assert verdict(*sure)[0] == "confirmed"
    assert verdict(*map(wide, sure))[0] == "too close to tell"
    assert verdict(*map(wide, [sure[1], measured("beta", "beta", 0.0015)]))[0] == (
        "too close to tell"
    )


def test_runs_on_different_devices_are_not_compared() -> None:
    """A GPU against a processor says nothing of the frameworks."""
    gpu = replace(measured("alpha", "alpha", 0.0001), device="cuda")
    found, because = verdict(measured("beta", "beta", 0.001), gpu)
    assert found == "untested"
    assert "measured on the cpu" in because


def test_without_measurements_a_claim_is_untested() -> None:
    """What did not run here is said to be untested, with what is missing."""
    assert verdict() == ("untested", "Beta has no mlp measured here")
    found, because = verdict(measured("beta", "beta", 0.001))
    assert found == "untested"
    assert "none of alpha, gamma" in because


def test_those_that_ran_decide() -> None:
    """Where only one of the others ran, it decides, and the figures of both are said."""
    found, because = verdict(measured("beta", "beta", 0.001), measured("alpha", "alpha", 0.002))
    assert found == "confirmed"
    assert because == "mlp: beta 1 ms a step (default), alpha 2 ms a step (default)"


def test_measurements_of_after_the_day_judge_nothing() -> None:
    """As of a day a claim is judged by what had been measured by then."""
    results = plain(measured("beta", "beta", 0.001), measured("alpha", "alpha", 0.002))
    before, after = measurements(results, "2026-11-19"), measurements(results, "2026-11-20")
    assert [checked(view(), found)[0].verdict for found in (before, after)] == [
        *("untested", "confirmed"),
    ]


def test_waits_are_compared_with_more_tolerance() -> None:
    """A clock that runs once in a process decides only from a quarter on."""
    near = [measured("beta", "beta", 0.001, wait=1.0), measured("alpha", "alpha", 0.001, wait=1.2)]
    far = [measured("beta", "beta", 0.001, wait=1.0), measured("alpha", "alpha", 0.001, wait=1.3)]
    assert verdict(*near, metric="wait_s")[0] == "too close to tell"
    assert verdict(*far, metric="wait_s")[0] == "confirmed"


def test_the_list_counts_verdicts_and_names_sources() -> None:
    """The terminal shows how many of each, then claim, figures and source."""
    found = checked(view(), measurements(plain(measured("beta", "beta", 0.001)), "2026-11-24"))
    said = shown(found, view())
    assert said.startswith("1 untested\n")
    assert "Beta: “Beta is quicker than Alpha and Gamma.” [opinion]" in " ".join(said.split())


def test_the_articles_testable_claims_name_their_probe() -> None:
    """What the article says of compilation, speed, recurrence and dynamic graphs is testable."""
    claims = [claim for f in shipped().frameworks.values() for claim in f.claims if claim.tested_by]
    cited = {citation for claim in claims for citation in claim.sources}
    for sentence in ("TH-C3", "TF-P4", "TF-C1", "TF-C2", "MX-P1", "PT-P2"):
        assert f"overview-2017#{sentence}" in cited, sentence
