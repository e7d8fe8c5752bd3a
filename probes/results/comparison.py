"""Tells which of two measured results is faster, if that can be told."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probes.errors import ProbeError
from probes.results.statistics import (
    Interval,
    Verdict,
    compare,
    compare_paired,
    protocol_noise,
    spread,
    without_drift,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from probes.results.result import Result


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


@dataclass(frozen=True, slots=True)
class Pair:
    """What several runs said of the same two stacks on the same workload, one verdict a run."""

    workload: str
    first: str
    second: str
    verdicts: tuple[Verdict, ...]

    @property
    def contradicts(self) -> bool:
        """Whether one run called the first faster and another called it slower."""
        return {Verdict.FASTER, Verdict.SLOWER} <= set(self.verdicts)

    @property
    def agrees(self) -> bool:
        """Whether all runs said the same."""
        return len(set(self.verdicts)) == 1


def compare_runs(runs: Sequence[Sequence[Result]]) -> tuple[Pair, ...]:
    """Compare every two jobs of one workload and device in every run by the tie rule.

    Jobs that were not measured in all runs are left out. Two runs give the same order, ties aside,
    if no pair contradicts.
    """
    measured = [{r.key: r for r in run if r.metrics.step_s is not None} for run in runs]
    if not measured:
        return ()
    shared = sorted(set.intersection(*(set(run) for run in measured)))
    noises = [noise(run) for run in runs]
    found = []
    for one, two in itertools.combinations(shared, 2):
        if one[1] == two[1] and one[3] == two[3]:
            verdicts = tuple(
                compare_results(run[one], run[two], shown)
                for run, shown in zip(measured, noises, strict=True)
            )
            first, second = (f"{key[0]} ({key[2]})" for key in (one, two))
            found.append(Pair(one[1], first, second, verdicts))
    return tuple(found)


def _name(result: Result) -> str:
    return f"{result.stack} {result.workload} ({result.mode})"
