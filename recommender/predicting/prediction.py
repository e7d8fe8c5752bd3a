"""How long a training step of the user's own model would take here, and its memory; pure.

For every stack, mode and device the probes of the model's kind in several sizes are what is learnt
from; the plain workload is one of them. What was measured on another machine, with other
environments or another number of threads than the newest is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from recommender.measurements import YARDSTICK, Measurements, Predicted, ProbeResult
from recommender.predicting.cost_regression import Estimate, Row, estimate
from recommender.predicting.described_model import Model
from recommender.predicting.model_costs import FLOAT_BYTES, Costs, costs

#: What a probe itself keeps of its parameters and data, in double and in single precision.
KEPT_BYTES = 3 * FLOAT_BYTES


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is predicted for one stack in one mode on one device.

    Attributes:
        id: of the forecast; its figures are known as ``id``.step_s and ``id``.memory_bytes.
        step_s: seconds of a training step.
        times: the step as a multiple of the yardstick's, from the sizes that both ran; None for the
            yardstick itself. Both ran in turns, so it is surer than either.
        memory_bytes: on the CPU the peak of the process, the data aside; on a GPU that of tensors.
        measured: ids of the results that it was learnt from.
        share: of the processor that the measured steps had, in the median; clearly less than 1
            means that other work slowed them.
        threads: processor cores that were used, None where that is not recorded.

    """

    id: str
    framework: str
    stack: str
    mode: str
    device: str
    step_s: Estimate
    times: Estimate | None
    memory_bytes: Estimate
    measured: tuple[str, ...]
    share: float
    threads: int | None


def with_forecasts(found: Measurements, model: Model | None) -> Measurements:
    """Return the measurements with what they predict of the described model, if there is one.

    Where nothing can be predicted at all they say why.
    """
    if model is None:
        return found
    try:
        made = forecasts(found, model)
    except ImportError:
        install = "pip install 'framework-recommender[predict]'"
        return replace(found, unpredicted=f"scikit-learn is not installed; {install}")
    if not made:
        measure = f"recommender probe run STACK… --sizes --workload {model.kind}"
        return replace(found, unpredicted=f"no {model.kind} counts that was measured; {measure}")
    return replace(found, predicted=tuple(_counting(one, model) for one in made))


def _counting(one: Forecast, model: Model) -> Predicted:
    step, times = one.step_s, one.times
    return Predicted(
        id=one.id,
        framework=one.framework,
        stack=one.stack,
        workload=model.name,
        mode=one.mode,
        device=one.device,
        step_s=(step.low, step.value, step.high),
        error=step.error,
        worst=step.worst,
        refused=step.refused,
        times=(times.low, times.value, times.high) if times and not times.refused else None,
        times_refused=times.refused if times else "",
    )


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
    alike = {key: _alike(own) for key, own in sorted(groups.items())}
    units = next((own for key, own in alike.items() if key[0] == YARDSTICK), [])
    made = [_forecast(own, units, model) for own in alike.values()]
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
    return (result.machine, result.plain.get("environment_digest"), settings.get("threads"))


def _forecast(results: list[ProbeResult], units: list[ProbeResult], model: Model) -> Forecast:
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
            [_step(result) for result in results],
            _time_row(wanted),
        ),
        times=None if newest.stack == YARDSTICK else _times(results, units, wanted),
        memory_bytes=estimate(
            [_memory_row(one) for one, _ in known], [peak for _, peak in known], _memory_row(wanted)
        ),
        measured=tuple(result.id for result in results),
        share=median(_share(result) for result in results),
        threads=threads if isinstance(threads, int) else None,
    )


def _times(results: list[ProbeResult], units: list[ProbeResult], wanted: Costs) -> Estimate:
    """Return the step as a multiple of the yardstick's on the same machine."""
    unit = {one.workload: _step(one) for one in units if one.machine == results[-1].machine}
    both = [result for result in results if result.workload in unit]
    return estimate(
        [_time_row(_costs(result)) for result in both],
        [_step(result) for result in both],
        _time_row(wanted),
        [unit[result.workload] for result in both],
    )


def _step(result: ProbeResult) -> float:
    return result.metrics["step_s"][1]


def _share(result: ProbeResult) -> float:
    step = (result.plain.get("metrics") or {}).get("step_s") or {}
    return float(step.get("cpu_share", 1.0)) if result.device == "cpu" else 1.0


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
