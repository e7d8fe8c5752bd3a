"""Tells which of two measured results is faster, if that can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probes.errors import ProbeError
from probes.statistics import (
    Interval,
    Verdict,
    compare,
    compare_paired,
    protocol_noise,
    spread,
    without_drift,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probes.results import Result


def noise(results: Iterable[Result]) -> float:
    """Give the relative noise that the protocol showed over the results of one run.

    What all jobs had in common from set to set is drift of the machine and does not count.
    """
    sets = [result.metrics.step_s.sets for result in results if result.metrics.step_s]
    count = max(map(len, sets), default=0)
    if count < 2:
        return 0.0
    whole = [medians for medians in sets if len(medians) == count]
    return protocol_noise([spread(medians) for medians in without_drift(whole)])


def compare_results(first: Result, second: Result, shown_noise: float) -> Verdict:
    """Say whether the first is faster, slower or a tie; `shown_noise` as `noise` gives it.

    Results of one run with several sets are compared set by set, others by their intervals.
    Raises ProbeError where the two do not compare: one was not measured, or they differ in machine,
    device, data or settings.
    """
    steps = []
    for result in (first, second):
        if result.metrics.step_s is None:
            message = f"{_name(result)} was not measured: {result.outcome.label}, {result.reason}"
            raise ProbeError(message)
        steps.append(result.metrics.step_s)
    ours, theirs = (
        {
            "machine": result.machine_digest,
            "device": result.device,
            "data": f"{result.workload} {result.workload_digest}",
            "threads": result.settings.get("threads"),
            "allocator": result.settings.get("allocator"),
        }
        for result in (first, second)
    )
    for name, value in ours.items():
        if value != theirs[name]:
            message = (
                f"{_name(first)} and {_name(second)} do not compare: {name} {value}"
                f" and {theirs[name]}; compare results of one run"
            )
            raise ProbeError(message)
    if first.run == second.run and len(steps[0].sets) == len(steps[1].sets) > 1:
        return compare_paired(steps[0].sets, steps[1].sets, shown_noise)
    one, two = (Interval(step.median, step.low, step.high) for step in steps)
    return compare(one, two, shown_noise)


def _name(result: Result) -> str:
    return f"{result.stack} {result.workload} ({result.mode})"
