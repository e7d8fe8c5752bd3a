"""Claims that a measurement can confirm or contradict, held against what was measured here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from recommender.knowledge.frameworks import Claim
from recommender.knowledge.view import View
from recommender.measurements import Measurements, ProbeResult
from recommender.wording import seconds

Verdict: TypeAlias = Literal["confirmed", "contradicted", "too close to tell", "untested"]

#: Two figures that differ by less decide nothing: steady steps, which come with an interval, and
#: clocks that run once in a process, such as imports and compilation.
TIE = {"step_s": 1.10}
TIE_OF_A_CLOCK = 1.25


@dataclass(frozen=True, slots=True)
class Check:
    """How a claim is tested: the framework's metric is lower or higher than that of others.

    ``than`` names frameworks or stacks.
    """

    workload: str
    metric: str
    expect: Literal["lower", "higher"]
    than: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with its verdict on this machine, in words, and the ids of the measurements."""

    claim: Claim
    test: Check
    verdict: Verdict
    because: str
    ids: tuple[str, ...]


def check_of(claim: Claim) -> Check | None:
    """Return how a claim is tested, None where no measurement can."""
    if not claim.tested_by:
        return None
    plain = claim.tested_by
    return Check(plain["workload"], plain["metric"], plain["expect"], tuple(plain["than"]))


def checked(view: View, found: Measurements, framework: str | None = None) -> tuple[Checked, ...]:
    """Return every testable claim of a day, of one framework or of all, with its verdict.

    Only measurements that count as of their day (``scored``) are looked at.
    """
    return tuple(
        _judged(claim, test, found, view)
        for known in view.frameworks.values()
        if framework in (None, known.id)
        for claim in known.claims
        if (test := check_of(claim)) is not None
    )


def _judged(claim: Claim, test: Check, found: Measurements, view: View) -> Checked:
    own = _fastest(found.scored, claim.framework, test)
    if own is None:
        reason = f"{view.frameworks[claim.framework].name} has no {test.workload} measured here"
        return Checked(claim, test, "untested", reason, ())
    others = [(name, _fastest(found.scored, name, test, own.device)) for name in test.than]
    there = [(name, other) for name, other in others if other is not None]
    if not there:
        reason = f"none of {', '.join(test.than)} has {test.workload} measured on the {own.device}"
        return Checked(claim, test, "untested", reason, (own.id,))
    signs = [_sign(own, other, test.metric) for _, other in there]
    wanted = -1 if test.expect == "lower" else 1
    verdict: Verdict = "too close to tell"
    if -wanted in signs:
        verdict = "contradicted"
    elif all(sign == wanted for sign in signs):
        verdict = "confirmed"
    figures = [_figure(claim.framework, own, test)]
    figures += [_figure(name, other, test) for name, other in there]
    ids = tuple(f"{result.id}.{test.metric}" for result in (own, *(other for _, other in there)))
    return Checked(claim, test, verdict, f"{test.workload}: {', '.join(figures)}", ids)


def _fastest(
    results: Iterable[ProbeResult], name: str, test: Check, device: str | None = None
) -> ProbeResult | None:
    """Return a framework's or a stack's result with the fastest steady step, if it has the metric.

    The mode with the fastest steps stands for the framework with all its clocks, as in the scores.
    """
    ran = [
        result
        for result in results
        if result.measured
        and result.workload == test.workload
        and name in (result.framework, result.stack)
        and device in (None, result.device)
        and {"step_s", test.metric} <= set(result.metrics)
    ]
    return min(ran, key=lambda result: (result.metrics["step_s"][1], result.id), default=None)


def _sign(own: ProbeResult, other: ProbeResult, metric: str) -> int:
    """Return -1 where the own figure is clearly lower, 1 where it is clearly higher, else 0."""
    ours, theirs = own.metrics[metric], other.metrics[metric]
    tie = TIE.get(metric, TIE_OF_A_CLOCK)
    if ours[1] * tie < theirs[1] and (metric not in TIE or ours[2] < theirs[0]):
        return -1
    if theirs[1] * tie < ours[1] and (metric not in TIE or theirs[2] < ours[0]):
        return 1
    return 0


def _figure(name: str, result: ProbeResult, test: Check) -> str:
    what = {"step_s": "a step", "wait_s": "until the first step", "import_s": "to import"}
    stack = "" if result.stack == name else f" ({result.stack})"
    value = seconds(result.metrics[test.metric][1])
    return f"{name}{stack} {value} {what.get(test.metric, test.metric)} ({result.mode})"
