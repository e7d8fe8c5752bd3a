from dataclasses import replace

from recommender.claims import checked
from recommender.decision import decide
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
