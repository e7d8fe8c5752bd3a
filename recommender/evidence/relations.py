"""What a framework is to code, libraries and knowledge that somebody has already, as evidence."""

from __future__ import annotations

from recommender.evidence.facts import Evidence, read
from recommender.evidence.intervals import UNKNOWN_INTERVAL, Interval
from recommender.knowledge.frameworks import UNKNOWN
from recommender.knowledge.layers import base_of
from recommender.knowledge.vocabulary import Reading
from recommender.requirements import chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recommender.knowledge.frameworks import Fact
    from recommender.knowledge.view import FrameworkView, View

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


#: How much of existing code lives on: with the same framework, or with a layer over it and nothing
#: else, since a program can use both; with what it has become part of; with what runs on it among
#: others, and so writes no program in its terms; with its successor; with the framework below it,
#: where the layer must be kept or what it gave be written anew.
_SAME, _LAYER, _MERGED, _ABOVE, _SUCCEEDS, _BELOW = 1.0, 1.0, 0.8, 0.8, 0.7, 0.6

#: What is sure of that after a major release for which programs had to be rewritten, or where it
#: is not known whether there was one: nobody has said when the code was written.
BREAKING, REWRITTEN, _SURELY = "breaking_changes", "severe", 0.5


def existing_code(framework: FrameworkView, existing: object, view: View) -> Evidence:
    """Assess how well code for the framework in use now lives on with this one."""
    if not isinstance(existing, str) or existing not in view.frameworks:
        return Evidence("unknown", f"{framework.id}.existing_code", UNKNOWN_INTERVAL, 1.0)
    old = framework if existing == framework.id else view.frameworks[existing]
    broken = old.fact(BREAKING)
    value = broken.value if broken is not None else UNKNOWN
    asked = BREAKING in view.knowledge.attributes
    surely = _SURELY if asked and value in (REWRITTEN, UNKNOWN) else 1.0
    if old is framework:
        told = broken.id if broken is not None and surely < 1.0 else "requirements.existing_code"
        return Evidence("documented", told, Interval(surely * _SAME, _SAME), 1.0)
    related = _related(old, framework, view)
    if related is None:
        return Evidence("documented", "requirements.existing_code", Interval(0.0, 0.0), 1.0)
    fact, kept = related
    return Evidence("documented", fact.id, Interval(surely * kept, kept), 1.0)


def moves_others(framework: str, attribute: str, answers: Mapping[str, object]) -> bool:
    """Return whether a fact of one framework moves scores of others: what they keep of its code."""
    return attribute == BREAKING and answers.get("existing_code") == framework


def _related(old: FrameworkView, framework: FrameworkView, view: View) -> tuple[Fact, float] | None:
    """Return by which fact a framework goes on with an old one, and how much of its code lives."""
    relations = (
        (old, "merged_into", framework.id, _MERGED),
        (framework, "merged_into", old.id, _MERGED),
        (framework, "runs_on", old.id, _LAYER if base_of(view, framework.id) else _ABOVE),
        (old, "runs_on", framework.id, _BELOW),
        (old, "successor", framework.id, _SUCCEEDS),
    )
    for subject, attribute, target, kept in relations:
        for fact in subject.current.get(attribute, ()):
            if fact.value == target:
                return fact, kept
    return None


#: The question, and the relation of a criterion, of what people know already.
KNOWN = "known"
#: How much of knowing a relative carries over, of what its code would: half, since what is alike
#: misleads too; half of that where one of both runs on several frameworks and hides which.
_CARRIES, _HIDDEN = 0.5, 0.5
_MASTERED = Interval(1.0, 1.0)


def with_known(
    evidence: Sequence[Evidence],
    framework: FrameworkView,
    answers: Mapping[str, object],
    view: View,
) -> Sequence[Evidence]:
    """Return the evidence of how a framework is learnt, for people who know some already.

    What they know has nothing left to learn. Of what is related to it a share is known, and the
    evidence speaks of the rest: the fact of the relation stands beside it with that share of the
    weight.
    """
    known = chosen(answers, KNOWN)
    if framework.id in known:
        return [Evidence("documented", f"requirements.{KNOWN}", _MASTERED, 1.0)]
    found = [
        (_carried(fact, kept, view), fact.id)
        for name in sorted(known)
        if name in view.frameworks
        and (related := _related(view.frameworks[name], framework, view)) is not None
        for fact, kept in [related]
    ]
    if not found:
        return evidence
    share, fact_id = max(found)
    weight = sum([one.weight for one in evidence]) * share / (1 - share)
    return [*evidence, Evidence("documented", fact_id, _MASTERED, weight)]


def _carried(fact: Fact, kept: float, view: View) -> float:
    """Return how much of knowing one of two related frameworks is known of the other."""
    under = view.frameworks[fact.framework].current.get("runs_on", ())
    hidden = fact.attribute == "runs_on" and len({one.value for one in under}) > 1
    return kept * _CARRIES * (_HIDDEN if hidden else 1.0)
