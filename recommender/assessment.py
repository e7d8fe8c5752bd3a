"""How each framework does on each criterion: an interval [low, high] in [0, 1] and its evidence.

Value functions have fixed anchors and never look at the other candidates. What is not known is the
whole interval; low confidence, claims and age widen towards it; a measurement made here outranks
what is documented and enters with its own interval.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from recommender.capabilities import Held, counting, left
from recommender.intervals import UNKNOWN_INTERVAL, Interval, age_width, logarithmic, widen
from recommender.knowledge import (
    UNKNOWN,
    Attribute,
    Criterion,
    Fact,
    FrameworkView,
    Measure,
    Reading,
    Relevance,
    View,
)
from recommender.measurements import Measurement, Measurements
from recommender.published_evidence import published
from recommender.studies import PublishedMeasure

#: How far each confidence widens an interval towards [0, 1] (0: not at all, 1: wholly).
CONFIDENCE_WIDTH = {"high": 0.0, "medium": 0.1, "low": 0.25}
#: What a claim is widened by, beside a documented fact.
CLAIM_WIDTH = 0.05
#: A workload that stands for the models that were asked for counts so many times.
FITTING_WORKLOAD = 3.0
#: What a measurement on another device than the asked one counts, beside one on the asked device.
OTHER_DEVICE = 0.25
#: What a published figure of another device is widened by.
OTHER_DEVICE_WIDTH = 0.25
#: What published figures count where the framework was measured here too, beside where it was not.
BESIDE_MEASURED = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What fed one reading of a criterion.

    ``kind`` is measured (here), published (measured elsewhere), documented, claimed or unknown;
    ``id`` leads back to the fact, the measurement or the study, or to the attribute that nobody
    could fill. ``confirmed_by`` is the measurement that agrees with a fact and has narrowed it.
    """

    kind: str
    id: str
    interval: Interval
    weight: float
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One framework on one criterion."""

    framework: str
    criterion: str
    interval: Interval
    evidence: tuple[Evidence, ...]


def fact_interval(fact: Fact, reading: Reading, attribute: Attribute, as_of: str) -> Interval:
    """Return the interval of one fact under a reading's value function, at its age."""
    if fact.value == UNKNOWN:
        return UNKNOWN_INTERVAL
    value = reading.values[str(fact.value).lower()]
    width = CONFIDENCE_WIDTH[fact.confidence] + (0.0 if fact.documented else CLAIM_WIDTH)
    width += age_width(fact.age(as_of), attribute.shelf_life)
    return widen(value, min(1.0, width))


def measure_value(measure: Measure, quantity: float) -> float:
    """Return the value of a measured quantity: logarithmic between the fixed anchors, clipped."""
    return logarithmic(quantity, measure.best, measure.worst)


def measure_interval(measure: Measure, measurements: Iterable[Measurement]) -> Interval:
    """Return the mean interval over workloads; quantities are the measurement's own interval."""
    found = list(measurements)
    lows = [measure_value(measure, measurement.high) for measurement in found]
    highs = [measure_value(measure, measurement.low) for measurement in found]
    return Interval(sum(lows) / len(lows), sum(highs) / len(highs))


def assess(
    view: View, measurements: Measurements, answers: Mapping[str, object]
) -> dict[str, dict[str, Assessment]]:
    """Return framework id → criterion id → assessment for every alternative of a view."""
    by_facts, told = _by_facts(view), counting(view, measurements.answers)
    return {
        framework.id: {
            criterion.id: _assess(
                framework, criterion, view, measurements, answers, by_facts[framework.id], told
            )
            for criterion in view.knowledge.criteria.values()
        }
        for framework in view.alternatives.values()
    }


def assess_criterion(
    criterion: Criterion, view: View, measurements: Measurements, answers: Mapping[str, object]
) -> dict[str, Assessment]:
    """Return framework id → assessment on one criterion."""
    by_facts, told = _by_facts(view), counting(view, measurements.answers)
    return {
        name: _assess(framework, criterion, view, measurements, answers, by_facts[name], told)
        for name, framework in view.alternatives.items()
    }


def assess_framework(
    framework: FrameworkView,
    criterion: Criterion,
    view: View,
    measurements: Measurements,
    answers: Mapping[str, object],
) -> Assessment:
    """Return the assessment of one framework, of which other facts may hold than in the view."""
    by_facts = {}
    if criterion.readings:
        by_facts[criterion.id] = _by_readings(framework, criterion, view)
    told = counting(view, measurements.answers, framework)
    return _assess(framework, criterion, view, measurements, answers, by_facts, told)


def _assess(
    framework: FrameworkView,
    criterion: Criterion,
    view: View,
    measurements: Measurements,
    answers: Mapping[str, object],
    by_facts: Mapping[str, Assessment],
    told: Mapping[tuple[str, str], Held],
) -> Assessment:
    if criterion.relation == "existing_code":
        evidence = [_existing_code(framework, answers.get("existing_code"), view)]
        return combined(framework.id, criterion.id, evidence)
    if criterion.relation == "toolkits":
        return combined(framework.id, criterion.id, _toolkits(framework, answers, view))
    measured = [
        evidence
        for measure in criterion.measures
        for evidence in _measured(framework, measure, measurements, view, answers)
    ]
    elsewhere = [
        evidence
        for one in criterion.published
        for evidence in _published(framework, one, view, answers, measured_here=bool(measured))
    ]
    documented = by_facts[criterion.id]
    tried = [told.get((framework.id, reading.attribute)) for reading in criterion.readings]
    if not measured and not elsewhere and not any(tried):
        return documented
    known = [
        _told(item, reading, answer, view) if answer else item
        for item, reading, answer in zip(
            documented.evidence, criterion.readings, tried, strict=True
        )
    ]
    return combined(framework.id, criterion.id, [*known, *elsewhere, *measured])


def _told(item: Evidence, reading: Reading, answer: Held, view: View) -> Evidence:
    """Return what an answer that was given here makes of what is known."""
    steps = view.knowledge.attributes[reading.attribute].steps
    interval = left(answer, reading, steps, item.interval)
    if answer.verdict == "agrees":
        return replace(item, interval=interval, confirmed_by=answer.result.id)
    return Evidence("measured", answer.result.id, interval, item.weight)


@lru_cache(maxsize=64)
def _by_facts(view: View) -> dict[str, dict[str, Assessment]]:
    """Return the assessments by facts alone; they depend on the view only, so they are kept."""
    return {
        framework.id: {
            criterion.id: _by_readings(framework, criterion, view)
            for criterion in view.knowledge.criteria.values()
            if criterion.readings
        }
        for framework in view.alternatives.values()
    }


def _by_readings(framework: FrameworkView, criterion: Criterion, view: View) -> Assessment:
    evidence = [_read(framework, reading, view) for reading in criterion.readings]
    return combined(framework.id, criterion.id, evidence)


def combined(framework: str, criterion: str, evidence: Sequence[Evidence]) -> Assessment:
    """Return the weighted mean of pieces of evidence."""
    total = sum(item.weight for item in evidence)
    interval = Interval(
        sum(item.weight * item.interval.low for item in evidence) / total,
        sum(item.weight * item.interval.high for item in evidence) / total,
    )
    return Assessment(framework, criterion, interval, tuple(evidence))


def asked_devices(relevance: Relevance, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the devices on which the asked hardware would compute; () if nothing was asked."""
    asked = _chosen(answers, "hardware")
    return tuple(name for name, speaks_for in relevance.devices.items() if asked & {*speaks_for})


def counts_in_full(device: str, relevance: Relevance, answers: Mapping[str, object]) -> bool:
    """Return whether a measurement on a device tells of the hardware that was asked for."""
    return not _chosen(answers, "hardware") or device in asked_devices(relevance, answers)


def answers_that_matter(criterion: Criterion, found: Measurements) -> tuple[str, ...]:
    """Return the questions whose answers move the assessments of a criterion."""
    if criterion.relation is not None:
        return (criterion.relation,)  # a relation bears the name of its question
    measured = criterion.measures and any(result.measured for result in found.scored)
    return ("hardware", "models") if criterion.published or measured else ()


def situation(criterion: Criterion, view: View, answers: Mapping[str, object]) -> Hashable:
    """Return all of the answers that a criterion's assessments can depend on, to keep them by."""
    if criterion.relation is not None:
        return answers.get(criterion.relation)
    relevance, models = view.knowledge.relevance, _chosen(answers, "models")
    return (
        bool(_chosen(answers, "hardware")),
        asked_devices(relevance, answers),
        tuple(name for name, fits in relevance.workloads.items() if models & {*fits}),
    )


def _measured(
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
    models = _chosen(answers, "models")
    fits = [
        FITTING_WORKLOAD if models & {*relevance.workloads.get(one.workload, ())} else 1.0
        for one in found
    ]
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


def _published(
    framework: FrameworkView,
    measure: PublishedMeasure,
    view: View,
    answers: Mapping[str, object],
    *,
    measured_here: bool,
) -> list[Evidence]:
    """Return what was published under a measure, weighed by what it tells of what was asked.

    What is uncertain weighs little, so that an old study cannot outvote what is known otherwise.
    """
    relevance, models = view.knowledge.relevance, _chosen(answers, "models")
    found = published(view, measure).get(framework.id, ())
    fits = [
        FITTING_WORKLOAD if models & {*relevance.workloads.get(one.workload, ())} else 1.0
        for one in found
    ]
    pieces = []
    for one, fit in zip(found, fits, strict=True):
        interval, weight = one.interval, measure.weight * fit / sum(fits)
        if not counts_in_full(one.device, relevance, answers):
            interval, weight = interval.widened(OTHER_DEVICE_WIDTH), weight * OTHER_DEVICE
        if measured_here:
            weight *= BESIDE_MEASURED
        pieces.append(Evidence("published", one.id, interval, weight * (1 - interval.width)))
    return [piece for piece in pieces if piece.weight > 0]


def _chosen(answers: Mapping[str, object], question: str) -> set[str]:
    """Return the options chosen for a question; none for "don't know" and "doesn't matter"."""
    answer = answers.get(question)
    return set(answer) if isinstance(answer, tuple) else set()


def _read(framework: FrameworkView, reading: Reading, view: View) -> Evidence:
    fact = framework.fact(reading.attribute)
    if fact is None:
        missing = f"{framework.id}.{reading.attribute}"
        return Evidence("unknown", missing, UNKNOWN_INTERVAL, reading.weight)
    attribute = view.knowledge.attributes[reading.attribute]
    interval = fact_interval(fact, reading, attribute, view.as_of)
    kind = "documented" if fact.documented else "claimed"
    return Evidence("unknown" if fact.value == UNKNOWN else kind, fact.id, interval, reading.weight)


#: What it is worth that a toolkit runs on a framework so well.
_TOOLKIT_VALUES = {"none": 0.0, "experimental": 0.25, "supported": 0.75, "default": 1.0}


def _toolkits(
    framework: FrameworkView, answers: Mapping[str, object], view: View
) -> list[Evidence]:
    """Assess how well the toolkits that were asked for run on a framework."""
    wanted = [
        Reading(attribute, 1.0, _TOOLKIT_VALUES)
        for attribute in (f"toolkits.{name}" for name in sorted(_chosen(answers, "toolkits")))
        if attribute in view.knowledge.attributes
    ]
    if not wanted:
        return [Evidence("unknown", f"{framework.id}.toolkits", UNKNOWN_INTERVAL, 1.0)]
    return [_read(framework, reading, view) for reading in wanted]


#: How much of existing code lives on: the same framework, one below or above it, its successor.
_SAME, _STACKED, _SUCCEEDS = 1.0, 0.8, 0.7


def _existing_code(framework: FrameworkView, existing: object, view: View) -> Evidence:
    """Assess how well code for the framework in use now lives on with this one."""
    if not isinstance(existing, str) or existing not in view.frameworks:
        return Evidence("unknown", f"{framework.id}.existing_code", UNKNOWN_INTERVAL, 1.0)
    old = view.frameworks[existing]
    if old.id == framework.id:
        return Evidence("documented", "requirements.existing_code", Interval(_SAME, _SAME), 1.0)
    relations = (
        (framework, "runs_on", old.id, _STACKED),
        (old, "runs_on", framework.id, _STACKED),
        (old, "successor", framework.id, _SUCCEEDS),
    )
    for subject, attribute, target, value in relations:
        for fact in subject.current.get(attribute, ()):
            if fact.value == target:
                return Evidence("documented", fact.id, Interval(value, value), 1.0)
    return Evidence("documented", "requirements.existing_code", Interval(0.0, 0.0), 1.0)
