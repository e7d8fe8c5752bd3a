"""How long a training step of the user's own model would take here, and its memory; pure.

For every stack, mode and device the probes of the model's kind in several sizes are what is learnt
from; the plain workload is one of them. What was measured with other environments or numbers of
threads than the newest is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recommender.cost_regression import Estimate, Row, estimate
from recommender.described_model import Model
from recommender.measurements import Measurements, ProbeResult
from recommender.model_costs import FLOAT_BYTES, Costs, costs

#: What a probe itself keeps of its parameters and data, in double and in single precision.
KEPT_BYTES = 3 * FLOAT_BYTES


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is predicted for one stack in one mode on one device.

    Attributes:
        id: of the forecast; its figures are known as ``id``.step_s and ``id``.memory_bytes.
        step_s: seconds of a training step.
        memory_bytes: on the CPU the peak of the process, the data aside; on a GPU that of tensors.
        measured: ids of the results that it was learnt from.
        threads: processor cores that were used, None where that is not recorded.

    """

    id: str
    framework: str
    stack: str
    mode: str
    device: str
    step_s: Estimate
    memory_bytes: Estimate
    measured: tuple[str, ...]
    threads: int | None


def forecasts(found: Measurements, model: Model) -> tuple[Forecast, ...]:
    """Return a forecast for every stack that ran the model's kind, fastest first, refused last.

    Raises:
        ImportError: scikit-learn is not installed.

    """
    groups: dict[tuple[str, ...], list[ProbeResult]] = {}
    for result in (*found.scored, *found.sized):
        if result.measured and "step_s" in result.metrics and kind_of(result) == model.kind:
            key = (result.stack, result.mode, result.device)
            groups.setdefault(key, []).append(result)
    made = [_forecast(_alike(own), model) for _, own in sorted(groups.items())]
    made.sort(key=lambda one: (bool(one.step_s.refused), one.step_s.value, one.id))
    return tuple(made)


def kind_of(result: ProbeResult) -> str:
    """Return the kind of model that a result is of: its workload without sizes."""
    return result.workload.partition("@")[0]


def _alike(results: Iterable[ProbeResult]) -> list[ProbeResult]:
    """Return the results that were made like the newest."""
    ordered = sorted(results, key=lambda one: (str(one.plain["measured_at"]), one.id))
    same = _made_like(ordered[-1])
    return sorted((one for one in ordered if _made_like(one) == same), key=lambda one: one.id)


def _made_like(result: ProbeResult) -> tuple[Any, ...]:
    settings = result.plain.get("settings") or {}
    return (result.plain.get("environment_digest"), settings.get("threads"))


def _forecast(results: list[ProbeResult], model: Model) -> Forecast:
    newest, wanted = results[-1], model.costs
    at = [_costs(result) for result in results]
    peaks = [_peak(result, one) for result, one in zip(results, at, strict=True)]
    known = [(one, peak) for one, peak in zip(at, peaks, strict=True) if peak is not None]
    threads = (newest.plain.get("settings") or {}).get("threads")
    return Forecast(
        id=f"predicted:{newest.stack}/{model.name}/{newest.mode}/{newest.device}",
        framework=newest.framework,
        stack=newest.stack,
        mode=newest.mode,
        device=newest.device,
        step_s=estimate(
            [_time_row(one) for one in at],
            [result.metrics["step_s"][1] for result in results],
            _time_row(wanted),
        ),
        memory_bytes=estimate(
            [_memory_row(one) for one, _ in known], [peak for _, peak in known], _memory_row(wanted)
        ),
        measured=tuple(result.id for result in results),
        threads=threads if isinstance(threads, int) else None,
    )


def _costs(result: ProbeResult) -> Costs:
    from probes.sizes import specification

    return costs(kind_of(result), specification(result.workload))


def _time_row(one: Costs) -> Row:
    return (one.operations, one.bytes, one.calls)


def _memory_row(one: Costs) -> Row:
    return (one.parameters, one.activations)


def _peak(result: ProbeResult, at: Costs) -> float | None:
    """Return the peak of memory, without what the probe itself kept in the process."""
    if result.device == "cuda":
        peak = result.metrics.get("peak_device_memory_bytes")
        return peak[1] if peak else None
    peak = result.metrics.get("peak_memory_bytes")
    if peak is None:
        return None
    from probes.sizes import specification

    kept = specification(result.workload)["batches"] * at.inputs + at.parameters
    own = peak[1] - KEPT_BYTES * kept
    return own if own > 0 else None
