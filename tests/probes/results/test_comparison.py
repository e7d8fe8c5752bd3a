from __future__ import annotations

from dataclasses import replace

import pytest

from probes.errors import ProbeError
from probes.results.comparison import compare_results, compare_runs, noise
from probes.results.statistics import Verdict
from tests.probes.results.test_result import FAILED, MEASURED, STEP


def _taking(factor, **changes):
    step = replace(
        STEP,
        median=STEP.median * factor,
        low=STEP.low * factor,
        high=STEP.high * factor,
        sets=tuple(x * factor for x in STEP.sets),
    )
    return replace(MEASURED, metrics=replace(MEASURED.metrics, step_s=step), **changes)


def test_results_of_one_kind_compare():
    """Twice the time is slower; the same time is a tie; noise can make a tie of the former."""
    theano = _taking(2.0, stack="theano")
    assert compare_results(MEASURED, theano, 0.05) is Verdict.FASTER
    assert compare_results(theano, MEASURED, 0.05) is Verdict.SLOWER
    assert compare_results(theano, MEASURED, 1.5) is Verdict.TIE
    assert compare_results(MEASURED, _taking(1.0), 0.0) is Verdict.TIE


def test_drift_of_the_machine_cancels_within_a_run():
    """Where every set slowed both alike, their ratio tells; across runs their intervals overlap."""
    drifting = replace(STEP, low=0.0015, high=0.0045, median=0.003, sets=(0.002, 0.004))
    ours = replace(MEASURED, metrics=replace(MEASURED.metrics, step_s=drifting))
    step = replace(drifting, low=0.002, high=0.006, median=0.004, sets=(0.0027, 0.0053))
    theirs = replace(ours, stack="mxnet", metrics=replace(ours.metrics, step_s=step))
    assert compare_results(ours, theirs, 0.05) is Verdict.FASTER
    assert compare_results(ours, replace(theirs, run="another"), 0.05) is Verdict.TIE


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (_taking(2.0, workload_digest="fff"), "data mlp abc and mlp fff"),
        (_taking(2.0, machine_digest="fff"), "machine"),
        (_taking(2.0, device="cuda"), "device cpu and cuda"),
        (_taking(2.0, settings={"threads": 4, "allocator": "steady"}), "threads 1 and 4"),
        (FAILED, "was not measured: failed, died of SIGSEGV"),
    ],
)
def test_what_does_not_compare_is_refused(other, complaint):
    """Times of other data, machines or settings are never set side by side; it says which."""
    with pytest.raises(ProbeError, match=r"compare|measured") as caught:
        compare_results(MEASURED, other, 0.05)
    assert complaint in str(caught.value)


def test_the_noise_of_a_run():
    """It comes from the measured jobs, less what all had in common from set to set."""
    one_set = replace(STEP, sets=(0.002,))
    single = replace(MEASURED, metrics=replace(MEASURED.metrics, step_s=one_set))
    assert noise([MEASURED, FAILED, single]) == pytest.approx(0.05)
    assert noise([FAILED, single]) == 0.0
    three = [_taking(factor) for factor in (1.0, 2.0, 3.0)]
    assert noise([*three, single]) == noise(three), "a job that was cut short has no say"
    assert noise([]) == 0.0
    assert noise([_taking(factor) for factor in (1.0, 2.0, 3.0)]) == pytest.approx(0.0)


def test_runs_that_rank_alike_do_not_contradict():
    """A pair contradicts if it is faster in one run and slower in another; a tie never does."""
    names, factors = (
        ("jax", "torch", "theano"),
        [(1.0, 2.0, 4.0), (1.0, 1.02, 4.0), (2.0, 1.0, 4.0)],
    )
    runs = [
        [_taking(factor, stack=name, run=str(i)) for name, factor in zip(names, row, strict=True)]
        for i, row in enumerate(factors)
    ]
    runs[0].append(replace(FAILED, stack="mxnet"))
    faster, tie, slower = Verdict.FASTER, Verdict.TIE, Verdict.SLOWER
    pairs = {(pair.first, pair.second): pair for pair in compare_runs(runs[:2])}
    assert pairs["jax (eager)", "torch (eager)"].verdicts == (faster, tie)
    assert not any(pair.contradicts for pair in pairs.values())
    assert [pair.agrees for pair in pairs.values()] == [True, False, True]
    against = [pair for pair in compare_runs(runs) if pair.contradicts]
    assert [(pair.first, pair.verdicts) for pair in against] == [
        ("jax (eager)", (faster, tie, slower))
    ]
    assert compare_runs([]) == ()
    assert compare_runs([[MEASURED], [replace(MEASURED, workload="lstm")]]) == ()
