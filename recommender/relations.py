"""What a framework is to code and libraries that somebody has already, as evidence."""

from __future__ import annotations

from recommender.fact_evidence import Evidence, read
from recommender.intervals import UNKNOWN_INTERVAL, Interval
from recommender.knowledge import Reading
from recommender.requirements import chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from recommender.knowledge import FrameworkView, View

#: What it is worth that a toolkit runs on a framework so well.
_TOOLKIT_VALUES = {"none": 0.0, "experimental": 0.25, "supported": 0.75, "default": 1.0}


def toolkits(framework: FrameworkView, answers: Mapping[str, object], view: View) -> list[Evidence]:
    """Assess how well the toolkits that were asked for run on a framework; each counts alike."""
    readings = toolkit_readings(answers, view)
    if not readings:
        return [Evidence("unknown", f"{framework.id}.toolkits", UNKNOWN_INTERVAL, 1.0)]
    return [read(framework, reading, view) for reading in readings]


def toolkit_readings(answers: Mapping[str, object], view: View) -> list[Reading]:
    """Return how each toolkit that was asked for is read, if it is recorded what it runs on."""
    return [
        Reading(attribute, 1.0, _TOOLKIT_VALUES)
        for attribute in (f"toolkits.{name}" for name in sorted(chosen(answers, "toolkits")))
        if attribute in view.knowledge.attributes
    ]


#: How much of existing code lives on: with the same framework; with a layer above it, which calls
#: that code as it is; with what it has become part of; with a framework below it, where the layer
#: must be kept or what it gave be rewritten; with its successor.
_SAME, _ABOVE, _MERGED, _BELOW, _SUCCEEDS = 1.0, 0.9, 0.8, 0.6, 0.7


def existing_code(framework: FrameworkView, existing: object, view: View) -> Evidence:
    """Assess how well code for the framework in use now lives on with this one."""
    if not isinstance(existing, str) or existing not in view.frameworks:
        return Evidence("unknown", f"{framework.id}.existing_code", UNKNOWN_INTERVAL, 1.0)
    old = view.frameworks[existing]
    if old.id == framework.id:
        return Evidence("documented", "requirements.existing_code", Interval(_SAME, _SAME), 1.0)
    relations = (
        (old, "merged_into", framework.id, _MERGED),
        (framework, "merged_into", old.id, _MERGED),
        (framework, "runs_on", old.id, _ABOVE),
        (old, "runs_on", framework.id, _BELOW),
        (old, "successor", framework.id, _SUCCEEDS),
    )
    for subject, attribute, target, value in relations:
        for fact in subject.current.get(attribute, ()):
            if fact.value == target:
                return Evidence("documented", fact.id, Interval(value, value), 1.0)
    return Evidence("documented", "requirements.existing_code", Interval(0.0, 0.0), 1.0)
