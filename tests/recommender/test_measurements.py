from dataclasses import replace

import pytest

from recommender.claims import checked
from recommender.decision import decide
from recommender.errors import ProbeResultsError
from recommender.figures import figures
from recommender.measurements import measurements
from recommender.requirements import Requirements
from tests.recommender.probed import measured, plain
from tests.recommender.test_claims import view

PLAIN = [
    measured("numpy", "numpy", 0.002),
    measured("alpha", "alpha", 0.004),
    measured("beta", "beta", 0.003),
]
SIZED = [replace(one, workload="mlp@hidden=64", framework=one.framework) for one in PLAIN]
FAST = [replace(SIZED[0], stack="beta", framework="beta", mode="quick")]


def test_other_sizes_speak_for_no_workload() -> None:
    """Claims, figures and scores are the same whether or not a workload ran in other sizes."""
    known = view()
    alone = measurements(plain(*PLAIN), "2026-11-24")
    both = measurements(plain(*PLAIN, *SIZED, *FAST), "2026-11-24")
    assert {result.workload for result in both.sized} == {"mlp@hidden=64"}
    assert len(both.sized) == 4
    assert checked(known, alone) == checked(known, both)
    assert figures(alone) == figures(both)
    needs = Requirements({})
    assert (
        decide(needs, "2018-01-01", alone, known.knowledge).ranking
        == decide(needs, "2018-01-01", both, known.knowledge).ranking
    )
    for framework in ("alpha", "beta"):
        assert alone.of(framework, "step_s", "numpy") == both.of(framework, "step_s", "numpy")


def test_sizes_measured_later_do_not_count() -> None:
    """For advice of a day nothing is predicted from what was measured after it."""
    assert measurements(plain(*SIZED), "2026-11-20").sized
    assert not measurements(plain(*SIZED), "2026-11-19").sized


def test_a_figure_is_compared_on_its_own_machine_only() -> None:
    """A faster yardstick on another machine does not make a framework here slower."""
    here = [{**one, "machine_digest": "here"} for one in plain(*PLAIN)]
    there = [{**one, "machine_digest": "there"} for one in plain(measured("numpy", "numpy", 1e-4))]
    alone = measurements(here, "2026-11-24").of("alpha", "step_s", "numpy")
    assert measurements([*there, *here], "2026-11-24").of("alpha", "step_s", "numpy") == alone
    assert measurements([*here[1:], *there], "2026-11-24").of("alpha", "step_s", "numpy") == ()


def test_a_multiple_of_the_yardstick_is_as_uncertain_as_both() -> None:
    """The interval of a quotient goes from the least over the most to the most over the least."""
    found = measurements(plain(*PLAIN), "2026-11-24")
    (alpha,) = found.of("alpha", "step_s", "numpy")
    assert alpha.median == pytest.approx(2)
    assert (alpha.low, alpha.high) == pytest.approx((2 * 0.95 / 1.05, 2 * 1.05 / 0.95))
    assert found.of("numpy", "step_s", "numpy") == ()


def test_the_asked_device_stands_for_a_framework_even_if_another_was_faster() -> None:
    """Of runs on several devices the fastest on one that was asked for counts."""
    gpu = replace(measured("alpha", "alpha", 0.001), device="cuda")
    found = measurements(plain(*PLAIN, gpu), "2026-11-24")
    for devices, step in (((), 0.001), (("cuda",), 0.001), (("cpu",), 0.004)):
        (alpha,) = found.of("alpha", "step_s", None, devices)
        assert alpha.median == step


def test_a_wait_is_that_of_empty_caches_where_it_was_measured() -> None:
    """Building, compiling and the first step count as the first run of all has them."""
    (warm,) = plain(measured("alpha", "alpha", 0.004, wait=1.0))
    cold = {**warm, "metrics": {**warm["metrics"], "cold_build_s": 3.0, "cold_first_step_s": 4.0}}
    (known,), (first,) = (
        measurements([one], "2026-11-24").of("alpha", "wait_s", None) for one in (warm, cold)
    )
    assert (known.median, first.median) == (1.0, 7.0)


@pytest.mark.parametrize("figure", [0.0, -1.0, float("nan"), float("inf"), {"median": 1, "low": 2}])
def test_a_figure_that_cannot_be_is_refused(figure: object) -> None:
    """A duration is above 0 and has an end, and its interval holds it."""
    (one,) = plain(PLAIN[1])
    broken = {**one, "metrics": {**one["metrics"], "step_s": figure}}
    with pytest.raises(ProbeResultsError, match="garbles the figure"):
        measurements([broken], "2026-11-24")
