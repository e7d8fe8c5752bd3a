"""What is kept of a job from set to set."""

from __future__ import annotations

from typing import Any

import pytest

from probes.results.outcomes import Outcome
from probes.running import runner
from probes.running.job_state import JobState
from probes.running.protocol import Ended
from tests.probes.fakes import FakeEnvironment


def state() -> JobState:
    return JobState.of(runner.Job(FakeEnvironment(), "tiny"))


def parity(deviation: float | None, *, agrees: bool = True) -> dict[str, Any]:
    return {
        "agrees": agrees,
        "reason": "" if agrees else "losses deviate",
        "steps": 5,
        "losses": {"deviation": deviation, "tolerance": 1e-5},
        "parameters": {"deviation": 1e-6, "tolerance": 1e-4, "worst": "w"},
    }


def prepare(state: JobState, build: float, deviation: float | None, **how: Any) -> None:
    prepared = {"mode": "plain", "workload_digest": "abc", "build_s": build}
    cold = how.pop("cold", False)
    state.prepared(prepared, {"seconds": 2 * build}, parity(deviation, **how), cold=cold)


def test_the_worst_set_tells_how_well_a_job_agrees() -> None:
    """A later set that agrees better does not hide the one that agreed less."""
    job = state()
    for deviation in (1e-7, 4e-7, 2e-7):
        prepare(job, 1.0, deviation)
    assert job.parity is not None
    assert job.parity.max_relative_deviation == 4e-7
    with pytest.raises(Ended) as end:
        prepare(job, 1.0, None, agrees=False)
    assert end.value.outcome is Outcome.WRONG_RESULT
    assert job.parity.max_relative_deviation is None


def test_cold_clocks_are_of_the_first_set_and_stay() -> None:
    """Empty caches are empty once; later sets add their warm clocks."""
    job = state()
    prepare(job, 9.0, 1e-7, cold=True)
    prepare(job, 1.0, 1e-7)
    assert job.cold == (9.0, 18.0)
    assert (job.build_s, job.first_step_s) == ([9.0, 1.0], [18.0, 2.0])


def test_the_largest_peak_counts() -> None:
    """What a job needed in one set it needs; a set that tells nothing takes nothing back."""
    job = state()
    for peak, on_device in ((300, None), (500, 70), (400, 60), (None, None)):
        job.close_set({"peak_bytes": peak, "device_peak_bytes": on_device})
    assert (job.peak, job.device_peak, job.closed) == (500, 70, 4)


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        ({"answer": "yes"}, "not true or false"),
        ({"seconds": float("nan")}, "not a number of seconds"),
        ({"reason": ""}, "not a text"),
        ({"digest": 3}, "not a text"),
    ],
)
def test_an_answer_that_is_none_breaks_the_protocol(event: dict[str, Any], complaint: str) -> None:
    """Only true and false, with a reason, a time and a digest, are an answer."""
    good = {"answer": True, "seconds": 1.0, "reason": "it did", "digest": "abc"}
    assert state().answered(good) == "it did"
    with pytest.raises(Ended, match=complaint) as end:
        state().answered({**good, **event})
    assert end.value.outcome is Outcome.FAILED
