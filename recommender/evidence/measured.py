"""Measurements as evidence, weighed by how much they tell of the models and the hardware asked for.

What was measured here and what others published differ in their intervals; which workload stands
for which models, and which device for which hardware, is the same for both.
"""

from __future__ import annotations

from recommender.evidence.facts import Evidence
from recommender.evidence.intervals import Interval, logarithmic
from recommender.evidence.published import published
from recommender.frozen import Frozen
from recommender.requirements import chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from recommender.knowledge.studies import PublishedMeasure
    from recommender.knowledge.view import FrameworkView, View
    from recommender.knowledge.vocabulary import Criterion, Measure, Relevance
    from recommender.measurements import Measurement, Measurements

#: A workload that stands for the models that were asked for counts so many times.
FITTING_WORKLOAD = 3.0
#: What a measurement on another device than the asked one counts, beside one on the asked device.
OTHER_DEVICE = 0.25
#: What a published figure of another device is widened by.
OTHER_DEVICE_WIDTH = 0.25
#: What published figures count where the framework was measured here too, beside where it was not.
BESIDE_MEASURED = 0.25


def measure_value(measure: Measure, quantity: float) -> float:
    """Return the value of a measured quantity: logarithmic between the fixed anchors, clipped."""
    return logarithmic(quantity, measure.best, measure.worst)


def measure_interval(measure: Measure, measurements: Iterable[Measurement]) -> Interval:
    """Return the mean interval over workloads; quantities are the measurement's own interval."""
    found = list(measurements)
    lows = [measure_value(measure, measurement.high) for measurement in found]
    highs = [measure_value(measure, measurement.low) for measurement in found]
    return Interval(sum(lows) / len(lows), sum(highs) / len(highs))


def asked_devices(relevance: Relevance, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the devices on which the asked hardware would compute; () if nothing was asked."""
    asked = chosen(answers, "hardware")
    return tuple(name for name, speaks_for in relevance.devices.items() if asked & {*speaks_for})


def counts_in_full(device: str, relevance: Relevance, answers: Mapping[str, object]) -> bool:
    """Return whether a measurement on a device tells of the hardware that was asked for."""
    return not chosen(answers, "hardware") or device in asked_devices(relevance, answers)


class Reach(Frozen):
    """Of what the measurements under a criterion tell, made here or published."""

    frameworks: frozenset[str]
    workloads: frozenset[str]
    devices: frozenset[str]


def reach(criterion: Criterion, view: View, measurements: Measurements) -> Reach:
    """Return of what the measurements under a criterion tell; the rest no answer can move."""
    pieces: list[tuple[str, str, str]] = [
        (framework, one.workload, one.device)
        for measure in criterion.published
        for framework, found in published(view, measure).items()
        for one in found
    ]
    if criterion.measures:
        pieces += [(one.framework, one.workload, one.device) for one in measurements.scored]
        pieces += [(one.framework, one.workload, one.device) for one in measurements.predicted]
    return Reach(*(frozenset(piece[place] for piece in pieces) for place in range(3)))


def asked_for(view: View, answers: Mapping[str, object], within: Reach) -> Hashable:
    """Return all of the answers that measurements are weighed by, as far as these reach."""
    relevance, models = view.knowledge.relevance, chosen(answers, "models")
    return (
        bool(chosen(answers, "hardware")),
        tuple([name for name in asked_devices(relevance, answers) if name in within.devices]),
        tuple(
            [
                name
                for name, fits in relevance.workloads.items()
                if name in within.workloads and not models.isdisjoint(fits)
            ]
        ),
    )


def measured_here(
    framework: FrameworkView,
    measure: Measure,
    measurements: Measurements,
    view: View,
    answers: Mapping[str, object],
) -> list[Evidence]:
    """Return the evidence of a measure, weighed by how much it tells of what was asked."""
    relevance = view.knowledge.relevance
    devices = asked_devices(relevance, answers)
    found = measurements.of(framework.id, measure.metric, measure.per, devices)
    models = chosen(answers, "models")
    fits = [
        FITTING_WORKLOAD if models & {*relevance.workloads.get(one.workload, ())} else 1.0
        for one in found
    ]
    if measure.predicted and measure.per is not None:
        # Nothing stands for the user's own model as well as what is predicted of it.
        own = measurements.predicted_of(framework.id, measure.per, devices)
        found, fits = found + own, fits + [FITTING_WORKLOAD] * len(own)
    return [
        Evidence(
            "measured",
            one.id,
            measure_interval(measure, [one]),
            measure.weight
            * (fit / sum(fits))
            * (1.0 if counts_in_full(one.device, relevance, answers) else OTHER_DEVICE),
        )
        for one, fit in zip(found, fits, strict=True)
    ]


def measured_elsewhere(
    framework: FrameworkView,
    measure: PublishedMeasure,
    view: View,
    answers: Mapping[str, object],
    *,
    beside_own: bool,
) -> list[Evidence]:
    """Return what was published under a measure, weighed by what it tells of what was asked.

    What is uncertain weighs little, so that an old study cannot outvote what is known otherwise.
    """
    found = published(view, measure).get(framework.id, ())
    if not found:
        return []
    relevance, models = view.knowledge.relevance, chosen(answers, "models")
    devices = asked_devices(relevance, answers) if chosen(answers, "hardware") else None
    fits = [
        1.0 if models.isdisjoint(relevance.workloads.get(one.workload, ())) else FITTING_WORKLOAD
        for one in found
    ]
    total, pieces = sum(fits), []
    for one, fit in zip(found, fits, strict=True):
        interval, weight = one.interval, measure.weight * fit / total
        if devices is not None and one.device not in devices:
            interval, weight = interval.widened(OTHER_DEVICE_WIDTH), weight * OTHER_DEVICE
        if beside_own:
            weight *= BESIDE_MEASURED
        pieces.append(Evidence("published", one.id, interval, weight * (1 - interval.width), None))
    return [piece for piece in pieces if piece.weight > 0]
