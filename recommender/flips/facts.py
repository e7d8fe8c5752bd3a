"""Which single fact of which framework, were it otherwise, would put another framework first.

Every framework that the user left on the table is tried with every value of the vocabulary for
every attribute that its score or a need reads. A new fact is taken as documented, sure and of the
day of the advice. So three things come out: what would have to be different, what nobody knows
and would decide if it were learnt, and what is only claimed, old or uncertain and would decide if
it were confirmed. What is stated was put into the knowledge base, and the decision made again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from recommender.assessment import Assessment, assess, assess_framework
from recommender.decision import Decision, decide_by
from recommender.knowledge import (
    UNKNOWN,
    Attribute,
    Fact,
    FrameworkView,
    Knowledge,
    View,
    framework_view,
)
from recommender.ranking import place, satisfies


class Kind(StrEnum):
    """How a fact would come to be other than it is."""

    changed = "changed"
    learnt = "learnt"
    confirmed = "confirmed"


@dataclass(frozen=True, slots=True)
class FactChange:
    """Another value of one fact puts ``becomes_first`` first; applied and found so.

    Attributes:
        framework: of which framework the fact is.
        attribute: what it states.
        before: the value as known, None where it is not known.
        after: the value that would decide.
        kind: whether it would have to be another value, be learnt, or only be confirmed.
        steps: how many steps of the vocabulary lie between the values; 0 if learnt or confirmed.
        effect: by how much the score of the framework would change.
        becomes_first: who would be first.
        ids: the fact as known (or the attribute that nobody knows), and what reads it: criteria
            that count, and rules of needs.

    """

    framework: str
    attribute: str
    before: Any
    after: Any
    kind: Kind
    steps: int
    effect: float
    becomes_first: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    """One framework's score, whether or not a need excludes it, and which needs do."""

    view: FrameworkView
    assessments: Mapping[str, Assessment]
    score: float
    excluded_by: frozenset[int]


def fact_changes(decision: Decision) -> tuple[FactChange, ...]:
    """Return, for each fact that could decide, its nearest value that does; nearest first."""
    return tuple(change for change in _candidates(decision) if _holds(change, decision))


def with_fact(knowledge: Knowledge, fact: Fact) -> Knowledge:
    """Return a knowledge base in which a framework has one more fact, before all others."""
    framework = knowledge.frameworks[fact.framework]
    framework = replace(framework, facts=(fact, *framework.facts))
    return replace(
        knowledge,
        digest=f"{knowledge.digest} and {fact.id}",
        frameworks={**knowledge.frameworks, framework.id: framework},
    )


def supposed(framework: str, attribute: str, value: Any, day: str) -> Fact:
    """Return a fact that is documented, sure and attested on a day."""
    return Fact(
        id=f"{framework}.{attribute}@{day}=supposed",
        framework=framework,
        attribute=attribute,
        value=value,
        holds_from=day,
        since=day,
        until=None,
        sources=(),
        documented=True,
        stated_from=day,
    )


def _holds(change: FactChange, decision: Decision) -> bool:
    fact = supposed(change.framework, change.attribute, change.after, decision.as_of)
    view = _view_with(fact, decision.view)
    then = decide_by(view, decision.requirements, decision.measurements)
    return then.best is not None and then.best.framework == change.becomes_first


def _view_with(fact: Fact, view: View) -> View:
    """Return the view of a knowledge base with one more fact; the other frameworks are shared."""
    known = with_fact(view.knowledge, fact)
    changed = framework_view(known.frameworks[fact.framework], view.as_of)
    return View(view.as_of, known, {**view.frameworks, fact.framework: changed})


def _candidates(decision: Decision) -> list[FactChange]:
    standings = _standings(decision)
    now = decision.best.framework if decision.best else None
    found = []
    in_order = sorted(
        place(name, item.score) for name, item in standings.items() if not item.excluded_by
    )
    for name, standing in standings.items():
        best_other = next((key for key in in_order[:2] if key[1] != name), None)
        for attribute in _attributes(standing, decision):
            changes = []
            for value in values_of(attribute):
                change = _tried(decision, standing, attribute, value, best_other)
                if change is not None and change.becomes_first != now:
                    changes.append(change)
            if changes:
                found.append(min(changes, key=_size))
    return sorted(found, key=lambda one: (*_size(one), one.framework, one.attribute))


def _size(change: FactChange) -> tuple[int, float]:
    return change.steps, round(abs(change.effect), 9)


def _standings(decision: Decision) -> dict[str, _Standing]:
    """Return every framework that the user left on the table, those excluded by needs too."""
    requirements, view = decision.requirements, decision.view
    weights, constraints = decision.preferences.weights, decision.preferences.constraints
    assessments = assess(view, decision.measurements, requirements.answers)
    return {
        name: _Standing(
            framework,
            assessments[name],
            sum(
                weight * assessments[name][criterion].interval.middle
                for criterion, weight in weights.items()
            ),
            frozenset(
                index
                for index, constraint in enumerate(constraints)
                if satisfies(framework, constraint, view) is False
            ),
        )
        for name, framework in view.alternatives.items()
        if name not in requirements.without and (not requirements.only or name in requirements.only)
    }


def _attributes(standing: _Standing, decision: Decision) -> Iterator[Attribute]:
    """Return the attributes that a framework's score or a need reads."""
    attributes = decision.knowledge.attributes
    read = {constraint.attribute for constraint in decision.preferences.constraints}
    for criterion, weight in decision.preferences.weights.items():
        if weight:
            evidence = standing.assessments[criterion].evidence
            read |= {attribute_of(item.id) for item in evidence}
    return (attributes[name] for name in sorted(read) if name in attributes)


def attribute_of(identity: str) -> str:
    """Return the attribute of the id of a fact, or of an attribute that nobody knows."""
    return identity.partition(".")[2].partition("@")[0]


def values_of(attribute: Attribute) -> tuple[Any, ...]:
    """Return the values of the vocabulary, worst first; none where they cannot be listed."""
    if attribute.type == "boolean":
        return (False, True)
    return attribute.steps if attribute.type == "level" else ()


def _tried(
    decision: Decision,
    standing: _Standing,
    attribute: Attribute,
    value: Any,
    best_other: tuple[float, str] | None,
) -> FactChange | None:
    """Return who is first if a framework's fact had a value; None if nobody is left."""
    framework, view = standing.view, decision.view
    fact = supposed(framework.id, attribute.id, value, decision.as_of)
    facts = (fact, *framework.current.get(attribute.id, ()))
    changed = replace(framework, current={**framework.current, attribute.id: facts})
    effect, readers = 0.0, []
    for criterion, weight in decision.preferences.weights.items():
        before = standing.assessments[criterion]
        if not weight or attribute.id not in map(attribute_of, (e.id for e in before.evidence)):
            continue
        after = assess_framework(
            changed,
            decision.knowledge.criteria[criterion],
            view,
            decision.measurements,
            decision.requirements.answers,
        )
        effect += weight * (after.interval.middle - before.interval.middle)
        readers.append(criterion)
    excluded = {*standing.excluded_by}
    for index, constraint in enumerate(decision.preferences.constraints):
        if constraint.attribute == attribute.id:
            readers.append(constraint.rule)
            excluded.discard(index)
            if satisfies(changed, constraint, view) is False:
                excluded.add(index)
    own = None if excluded else place(framework.id, standing.score + effect)
    ahead = min((key for key in (own, best_other) if key is not None), default=None)
    if ahead is None:
        return None
    known = framework.fact(attribute.id)
    before_value = None if known is None or known.value == UNKNOWN else known.value
    kind, steps = _kind(attribute, before_value, value)
    missing = f"{framework.id}.{attribute.id}"
    ids = (known.id if known else missing, *dict.fromkeys(readers))
    return FactChange(
        framework.id, attribute.id, before_value, value, kind, steps, effect, ahead[1], ids
    )


def _kind(attribute: Attribute, before: Any, after: Any) -> tuple[Kind, int]:
    if before is None:
        return Kind.learnt, 0
    if before == after:
        return Kind.confirmed, 0
    scale = values_of(attribute)
    return Kind.changed, abs(scale.index(after) - scale.index(before))
