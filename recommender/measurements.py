"""Probe results as evidence: which may count at a date, and which figure stands for a framework.

Only results whose outcome is "measured" (they agreed with the reference) carry figures; every other
outcome is kept to be shown with its reason, and never scored.
"""

from __future__ import annotations

from collections.abc import Mapping

from recommender.errors import ProbeResultsError
from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

RESULT_SCHEMA = "framework-recommender/probe-result/1"
MEASURED = "measured"
#: The stack by whose times predictions are measured.
YARDSTICK = "numpy"


class Measurement(Frozen):
    """One figure, in seconds or bytes, or as a multiple of the yardstick's where ``per`` is set."""

    id: str
    framework: str
    stack: str
    workload: str
    mode: str
    device: str
    metric: str
    median: float
    low: float
    high: float
    per: str | None = None


class ProbeResult(Frozen):
    """One stored result, as far as the recommendation needs it."""

    id: str
    framework: str
    stack: str
    workload: str
    mode: str
    device: str
    outcome: str
    reason: str
    day: str
    metrics: Mapping[str, tuple[float, float, float]]
    versions: Mapping[str, str]
    machine: str
    plain: Mapping[str, Any]
    kind: str = "workload"
    answer: bool | None = None

    @property
    def measured(self) -> bool:
        """Return whether it carries figures that count."""
        return self.outcome == MEASURED


class Predicted(Frozen):
    """What is predicted of the user's own model on one stack: (low, value, high) of a step.

    ``error`` and ``worst`` are the median and the largest relative error of left-out sizes;
    ``refused`` says why these are no figures, "" where they are. ``times`` is the same as a
    multiple of the yardstick's step, None where that is refused, and for the yardstick itself.
    """

    id: str
    framework: str
    stack: str
    workload: str
    mode: str
    device: str
    step_s: tuple[float, float, float]
    error: float
    worst: float
    refused: str = ""
    times: tuple[float, float, float] | None = None
    times_refused: str = ""


class Measurements(Frozen):
    """The results that may count (``scored``) and those made after the date of the advice.

    ``answers`` and ``later_answers`` are the same of capabilities: what a stack did or refused.
    ``sized`` are workloads in sizes of their own, which speak for no workload: other models are
    predicted from them: ``predicted``, or ``unpredicted``, the reason why there is none.
    """

    scored: tuple[ProbeResult, ...] = ()
    later: tuple[ProbeResult, ...] = ()
    answers: tuple[ProbeResult, ...] = ()
    later_answers: tuple[ProbeResult, ...] = ()
    sized: tuple[ProbeResult, ...] = ()
    predicted: tuple[Predicted, ...] = ()
    unpredicted: str = ""

    def all(self) -> tuple[ProbeResult, ...]:
        """Return every result but those in other sizes, in a fixed order."""
        return self.scored + self.later + self.answers + self.later_answers

    def of(
        self, framework: str, metric: str, per: str | None, devices: Collection[str] = ()
    ) -> tuple[Measurement, ...]:
        """Return a framework's figures of a metric, one a workload.

        Where several stacks or modes ran a workload, the one with the fastest steady step stands
        for the framework, with all its figures, so that no two modes are mixed. Runs on one of
        ``devices`` come before runs on others. The yardstick is that of the same machine.
        """
        figures = []
        for workload in sorted({result.workload for result in self.scored}):
            ran = [
                result
                for result in self.scored
                if result.measured and result.workload == workload and metric in result.metrics
            ]
            own = [result for result in ran if result.framework == framework]
            if not own:
                continue
            best = min(own, key=lambda result: (result.device not in devices, *_steady(result)))
            low, median, high = best.metrics[metric]
            if per is not None:
                yardsticks = [
                    result
                    for result in ran
                    if result.stack == per and result.machine == best.machine
                ]
                if not yardsticks or best.stack == per:
                    continue
                unit_low, unit, unit_high = min(yardsticks, key=_steady).metrics[metric]
                low, median, high = low / unit_high, median / unit, high / unit_low
            name = f"{best.id}.{metric}"
            figures.append(
                Measurement(
                    name,
                    framework,
                    best.stack,
                    workload,
                    best.mode,
                    best.device,
                    metric,
                    median,
                    low,
                    high,
                    per,
                )
            )
        return tuple(figures)

    def predicted_of(
        self, framework: str, per: str, devices: Collection[str] = ()
    ) -> tuple[Measurement, ...]:
        """Return the step time predicted of the user's model as a multiple of the yardstick's.

        One at most, of the stack and mode that is chosen as in `of`; none where it is refused.
        """
        own = [
            (one, one.times)
            for one in self.predicted
            if one.framework == framework and one.times and per == YARDSTICK
        ]
        if not own:
            return ()
        best, times = min(
            own, key=lambda pair: (pair[0].device not in devices, pair[1][1], pair[0].id)
        )
        low, value, high = times
        where = (best.stack, best.workload, best.mode, best.device)
        name = f"{best.id}.step_s"
        return (Measurement(name, framework, *where, "step_s", value, low, high, per),)


def _steady(result: ProbeResult) -> tuple[float, str]:
    step = result.metrics.get("step_s")
    return (step[1] if step else float("inf"), result.id)


def measurements(results: Iterable[Mapping[str, Any]], as_of: str) -> Measurements:
    """Return results as evidence for advice as of a day.

    Args:
        results: probe results as plain mappings of the published schema.
        as_of: ISO day; a result of later is shown, never scored.

    Raises:
        ProbeResultsError: a result of another schema, or one that lacks what it must have.

    """
    checked = sorted((_result(result) for result in results), key=lambda result: result.id)
    sized = [result for result in checked if _sized(result)]
    timed = [result for result in checked if result.kind == "workload" and not _sized(result)]
    asked = [result for result in checked if result.kind != "workload"]
    return Measurements(
        tuple(result for result in timed if result.day <= as_of),
        tuple(result for result in timed if result.day > as_of),
        tuple(result for result in asked if result.day <= as_of),
        tuple(result for result in asked if result.day > as_of),
        tuple(result for result in sized if result.day <= as_of),
    )


def _sized(result: ProbeResult) -> bool:
    return result.kind == "workload" and "@" in result.workload


def _result(plain: Mapping[str, Any]) -> ProbeResult:
    schema = plain.get("schema")
    if schema != RESULT_SCHEMA:
        raise ProbeResultsError(
            f"probe results: schema {schema!r} is not {RESULT_SCHEMA!r}; probe again"
        )
    try:
        name = "/".join(str(plain[key]) for key in ("stack", "workload", "mode", "device"))
        metrics = {
            metric: _figure(value)
            for metric, value in (plain.get("metrics") or {}).items()
            if value is not None
        }
        _add_wait(metrics)
        return ProbeResult(
            id=f"measured:{name}",
            framework=str(plain["framework"]),
            stack=str(plain["stack"]),
            workload=str(plain["workload"]),
            mode=str(plain["mode"]),
            device=str(plain["device"]),
            outcome=str(plain["outcome"]),
            reason=str(plain.get("reason") or ""),
            day=str(plain["measured_at"])[:10],
            metrics=metrics,
            versions=dict(plain.get("versions") or {}),
            machine=str(plain.get("machine_digest") or ""),
            plain=dict(plain),
            kind=str(plain.get("kind") or "workload"),
            answer=plain.get("answer"),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise ProbeResultsError(
            f"probe results: a result lacks or garbles {problem}; run 'recommender probe run' again"
        ) from None


def _add_wait(metrics: dict[str, tuple[float, float, float]]) -> None:
    """Add "wait_s": building, compiling and the first step, with empty caches where measured so."""
    build = metrics.get("cold_build_s") or metrics.get("build_s")
    first = metrics.get("cold_first_step_s") or metrics.get("first_step_s")
    if build and first:
        metrics["wait_s"] = (build[0] + first[0], build[1] + first[1], build[2] + first[2])


def _figure(value: Any) -> tuple[float, float, float]:
    """Return (low, median, high) of a figure: a mapping with an interval, or one number."""
    if isinstance(value, Mapping):
        median = float(value["median"])
        low, high = float(value.get("low", median)), float(value.get("high", median))
    else:
        low = median = high = float(value)
    if not 0 < low <= median <= high < float("inf"):
        raise ValueError(f"the figure {value!r}")
    return low, median, high
