"""Which single fact of which framework, were it otherwise, would put another framework first.

Every framework that the user left on the table is tried with every value of the vocabulary for
every attribute that its score or a need reads. A new fact is taken as documented, sure and of the
day of the advice. So three things come out: what would have to be different, what nobody knows
and would decide if it were learnt, and what is only claimed, old or uncertain and would decide if
it were confirmed.

But for one (`relations.moves_others`), a fact moves its framework alone: no score looks at another
candidate, and how frameworks follow from one another is told by references, which are not tried. So
an attribute is left out where the readings of it could not decide even at their ends; and what is
stated was put among what is known of the framework, and the decision made again between it and the
best of the others, or between all where others move too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from recommender.assessment import Assessment, assess, assess_framework
from recommender.decision import Decision, decide_by
from recommender.evidence.relations import BREAKING, moves_others
from recommender.flips.fact_change import (
    FactChange,
    attribute_of,
    kind_of,
    supposed,
    values_of,
)
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.knowledge.view import FrameworkView, View, framework_view
from recommender.knowledge.vocabulary import Attribute
from recommender.ranking import place, rank, satisfies
from recommender.tables import Each, Table

#: How far short of the other a framework may fall and still be tried, for rounding.
NEAR = 1e-9
#: What frameworks are ordered by.
Place: TypeAlias = tuple[float, str]


@dataclass(frozen=True, slots=True)
class _Standing:
    """One framework's score, whether or not a need excludes it, and which needs do."""

    view: FrameworkView
    assessments: Mapping[str, Assessment]
    score: float
    excluded_by: frozenset[int]

    @property
    def place(self) -> Place:
        """Return what it is ordered by."""
        return place(self.view.id, self.score)


@dataclass(slots=True)
class _Read:
    """An attribute that a framework's score or a need reads.

    ``fall`` and ``rise`` are how much the score loses and gains where every reading of the
    attribute goes to its end.
    """

    criteria: list[str] = field(default_factory=list)
    fall: float = 0.0
    rise: float = 0.0


def fact_changes(decision: Decision) -> tuple[FactChange, ...]:
    """Return, for each fact that could decide, its nearest value that does; nearest first."""
    standings = _standings(decision)
    now = decision.best.framework if decision.best else None
    first = sorted(item.place for item in standings.values() if not item.excluded_by)[:2]
    found = []
    for name, standing in standings.items():
        best_other = next((other for other in first if other[1] != name), None)
        rival = None if best_other is None else standings[best_other[1]]
        found += [
            change
            for change in _candidates(decision, standing, rival, now)
            if _holds(change, decision, standing, rival)
        ]
    return tuple(sorted(found, key=lambda one: (*_size(one), one.framework, one.attribute)))


def _holds(
    change: FactChange, decision: Decision, standing: _Standing, rival: _Standing | None
) -> bool:
    """Return whether a change does what it says, by the ranking of the two that it is between."""
    if moves_others(change.framework, change.attribute, decision.requirements.answers):
        return True  # found by the whole decision
    changed = _with_fact(change, standing.view, decision)
    two = {} if rival is None else {rival.view.id: rival}
    ranking, _ = rank(
        View(
            decision.as_of,
            decision.knowledge,
            {changed.id: changed, **{name: one.view for name, one in two.items()}},
        ),
        {
            changed.id: Each(decision.knowledge.criteria, partial(_assessed, changed, decision)),
            **{name: one.assessments for name, one in two.items()},
        },
        decision.preferences.weights,
        decision.preferences.constraints,
    )
    return bool(ranking) and ranking[0].framework == change.becomes_first


def _with_fact(change: FactChange, view: FrameworkView, decision: Decision) -> FrameworkView:
    """Return what is known of a framework, with a fact more of one attribute."""
    fact = supposed(change.framework, change.attribute, change.after, decision.as_of)
    held = Table.of(Fact, view.current.get(change.attribute, ()))
    known = decision.knowledge.frameworks[change.framework]
    # The facts as another table, which keeps none of those that are made here.
    known = replace(known, facts=(fact, *held.chosen(held.places)))
    holding = framework_view(known, decision.as_of).current[change.attribute]
    return replace(view, current={**view.current, change.attribute: holding})


def _assessed(framework: FrameworkView, decision: Decision, criterion: str) -> Assessment:
    return assess_framework(
        framework,
        decision.knowledge.criteria[criterion],
        decision.view,
        decision.measurements,
        decision.requirements.answers,
    )


def _candidates(
    decision: Decision, standing: _Standing, rival: _Standing | None, now: str | None
) -> Iterator[FactChange]:
    """Return the nearest change of each attribute of a framework that could decide."""
    attributes = decision.knowledge.attributes
    for name, read in sorted(_read(standing, decision).items()):
        others = moves_others(standing.view.id, name, decision.requirements.answers)
        if name not in attributes or not (
            others or _may_decide(decision, standing, rival, name, read, now)
        ):
            continue
        attribute = attributes[name]
        changes = [
            change
            for value in values_of(attribute)
            if (change := _tried(decision, standing, attribute, value, read.criteria, rival))
            and (change := _among_all(change, standing, decision) if others else change)
            and change.becomes_first != now
        ]
        if changes:
            yield min(changes, key=_size)


def _among_all(change: FactChange, standing: _Standing, decision: Decision) -> FactChange | None:
    """Return a change with who is first where all is decided again; None if nobody is left."""
    changed = _with_fact(change, standing.view, decision)
    view = decision.view
    view = View(view.as_of, view.knowledge, {**view.frameworks, changed.id: changed})
    then = decide_by(view, decision.requirements, decision.measurements)
    return replace(change, becomes_first=then.best.framework) if then.best else None


def _may_decide(
    decision: Decision,
    standing: _Standing,
    rival: _Standing | None,
    attribute: str,
    read: _Read,
    now: str | None,
) -> bool:
    """Return whether an attribute could decide if its readings were at their ends."""
    constraints = enumerate(decision.preferences.constraints)
    needed = {index for index, one in constraints if one.attribute == attribute}
    if standing.excluded_by - needed:
        return False
    if rival is None or (standing.view.id == now and needed):
        return True
    lead = standing.score - rival.score
    return lead - read.fall <= NEAR if standing.view.id == now else lead + read.rise >= -NEAR


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


def _read(standing: _Standing, decision: Decision) -> dict[str, _Read]:
    """Return what a framework's score or a need reads, by attribute."""
    found = {constraint.attribute: _Read() for constraint in decision.preferences.constraints}
    answers, framework = decision.requirements.answers, standing.view.id
    for criterion, weight in decision.preferences.weights.items():
        if not weight:
            continue
        if decision.knowledge.criteria[criterion].relation == "existing_code" and moves_others(
            framework, BREAKING, answers
        ):
            found.setdefault(BREAKING, _Read()).criteria.append(criterion)
            continue
        evidence = standing.assessments[criterion].evidence
        total = sum([item.weight for item in evidence])
        for item in evidence:
            read = found.setdefault(attribute_of(item.id), _Read())
            if read.criteria[-1:] != [criterion]:
                read.criteria.append(criterion)
            share, middle = weight * item.weight / total, item.interval.middle
            read.fall += share * middle
            read.rise += share * (1.0 - middle)
    return found


def _tried(
    decision: Decision,
    standing: _Standing,
    attribute: Attribute,
    value: Any,
    criteria: list[str],
    rival: _Standing | None,
) -> FactChange | None:
    """Return who is first if a framework's fact had a value; None if nobody is left."""
    framework, view = standing.view, decision.view
    fact = supposed(framework.id, attribute.id, value, decision.as_of)
    changed = replace(framework, current={**framework.current, attribute.id: (fact,)})
    effect = 0.0
    for criterion in criteria:
        before = standing.assessments[criterion].interval.middle
        after = _assessed(changed, decision, criterion).interval.middle
        effect += decision.preferences.weights[criterion] * (after - before)
    readers = [*criteria]
    excluded = {*standing.excluded_by}
    for index, constraint in enumerate(decision.preferences.constraints):
        if constraint.attribute == attribute.id:
            readers.append(constraint.rule)
            excluded.discard(index)
            if satisfies(changed, constraint, view) is False:
                excluded.add(index)
    own = None if excluded else place(framework.id, standing.score + effect)
    other = None if rival is None else rival.place
    ahead = min((key for key in (own, other) if key is not None), default=None)
    if ahead is None:
        return None
    known = framework.fact(attribute.id)
    before_value = None if known is None or known.value == UNKNOWN else known.value
    kind, steps = kind_of(attribute, before_value, value)
    missing = f"{framework.id}.{attribute.id}"
    ids = (known.id if known else missing, *dict.fromkeys(readers))
    return FactChange(
        framework.id, attribute.id, before_value, value, kind, steps, effect, ahead[1], ids
    )
