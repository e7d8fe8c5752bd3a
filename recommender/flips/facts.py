"""Which single fact of which framework, were it otherwise, would put another framework first.

Every framework that the user left on the table is tried with the values of the vocabulary for every
attribute that its score or a need reads. A new fact is taken as documented, sure and of the day of
the advice. So three things come out: what would have to be different, what nobody knows and would
decide if it were learnt, and what is only claimed, old or uncertain and would decide if it were
confirmed.

What cannot decide is left out first (``fact_reach``), and values are tried in order of their steps
until one decides. A value is tried by putting it among what is known of the framework, and deciding
again between it and the best of the others, or between all where others move too. So the work grows
with how much there is to look at and how many facts decide, and with neither more than in
proportion.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from recommender.assessment import Assessment, assess_framework
from recommender.decision import Decision, decide_by
from recommender.evidence.relations import moves_others
from recommender.flips.fact_change import FactChange, kind_of, supposed, values_of
from recommender.flips.fact_reach import Reach, Read, Standing, standings
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.knowledge.view import FrameworkView, View
from recommender.ranking import place, satisfies
from recommender.tables import Each, Table


def fact_changes(decision: Decision) -> tuple[FactChange, ...]:
    """Return, for each fact that could decide, its nearest value that does; nearest first."""
    on_the_table, reach = standings(decision), Reach(decision)
    first = sorted(item.place for item in on_the_table.values() if not item.excluded_by)[:2]
    found: list[FactChange] = []
    for name, standing in on_the_table.items():
        best_other = next((other for other in first if other[1] != name), None)
        rival = None if best_other is None else on_the_table[best_other[1]]
        found += _changes(decision, reach, standing, rival)
    return tuple(sorted(found, key=lambda one: (*_size(one), one.framework, one.attribute)))


def _size(change: FactChange) -> tuple[int, float]:
    return change.steps, round(abs(change.effect), 9)


def _changes(
    decision: Decision, reach: Reach, standing: Standing, rival: Standing | None
) -> Iterator[FactChange]:
    """Return the nearest change of each attribute of a framework that decides."""
    for name, read in sorted(reach.read(standing).items()):
        if name not in decision.knowledge.attributes:
            continue
        among_all = moves_others(standing.view.id, name, decision.requirements.answers)
        if not among_all and not reach.may_decide(read, standing, rival):
            continue
        values: Sequence[Any] = values_of(decision.knowledge.attributes[name])
        if not among_all:
            values = reach.values(values, read, standing, rival)
        for alike in _by_steps(values, decision, standing.view, name):
            changes = [
                change
                for value in alike
                if (change := _tried(value, read, standing, rival, reach, among_all=among_all))
            ]
            if changes:
                yield min(changes, key=_size)
                break


def _by_steps(
    values: Sequence[Any], decision: Decision, framework: FrameworkView, name: str
) -> Iterator[Iterator[Any]]:
    """Return the values of an attribute, those that are fewer steps from what is known first."""
    attribute, before = decision.knowledge.attributes[name], _known(framework, name)

    def steps(value: Any) -> int:
        return kind_of(attribute, before, value)[1]

    return (alike for _, alike in groupby(sorted(values, key=steps), steps))


def _known(framework: FrameworkView, attribute: str) -> Any:
    """Return the value that is known of an attribute, None if none is."""
    known = framework.fact(attribute)
    return None if known is None or known.value == UNKNOWN else known.value


def _tried(
    value: Any,
    read: Read,
    standing: Standing,
    rival: Standing | None,
    reach: Reach,
    *,
    among_all: bool,
) -> FactChange | None:
    """Return the change of a fact to a value if it puts another first, None if it does not."""
    decision, framework, name = reach.decision, standing.view, read.attribute
    changed, moved = _with_fact(framework, name, value, decision), reach.moved(read)
    assessments = Each(
        decision.knowledge.criteria,
        lambda one: (
            _assessed(changed, decision, one) if one in moved else standing.assessments[one]
        ),
    )
    if among_all:
        first = _first_of_all(changed, decision)
    else:
        first = _first_of_two(changed, assessments, rival, decision)
    if first is None or first == reach.now:
        return None
    weights, effect = decision.preferences.weights, 0.0
    for criterion in read.criteria:
        before = standing.assessments[criterion].interval.middle
        effect += weights[criterion] * (assessments[criterion].interval.middle - before)
    needs = [one.rule for one in decision.preferences.constraints if one.attribute == name]
    fact, known = framework.fact(name), _known(framework, name)
    kind, steps = kind_of(decision.knowledge.attributes[name], known, value)
    ids = (fact.id if fact else f"{framework.id}.{name}", *dict.fromkeys([*read.criteria, *needs]))
    return FactChange(framework.id, name, known, value, kind, steps, effect, first, ids)


def _with_fact(
    framework: FrameworkView, attribute: str, value: Any, decision: Decision
) -> FrameworkView:
    """Return what is known of a framework, with a fact more of one attribute.

    It is documented and of the day of the advice, so it comes before all others.
    """
    before, fact = framework.current, supposed(framework.id, attribute, value, decision.as_of)
    facts = Table.of(Fact, (fact, *before.get(attribute, ())))
    current = Each(
        {**dict.fromkeys(before), attribute: None},
        lambda name: facts if name == attribute else before[name],
    )
    return replace(framework, current=current)


def _assessed(framework: FrameworkView, decision: Decision, criterion: str) -> Assessment:
    return assess_framework(
        framework,
        decision.knowledge.criteria[criterion],
        decision.view,
        decision.measurements,
        decision.requirements.answers,
    )


def _first_of_two(
    changed: FrameworkView,
    assessments: Mapping[str, Assessment],
    rival: Standing | None,
    decision: Decision,
) -> str | None:
    """Return who is first of a framework and the best of the others, None if nobody is left."""
    places = [] if rival is None else [rival.place]
    needs = decision.preferences.constraints
    if not any(satisfies(changed, need, decision.view) is False for need in needs):
        weights = decision.preferences.weights.items()
        middles = [weight * assessments[one].interval.middle for one, weight in weights if weight]
        places.append(place(changed.id, sum(middles)))
    return min(places)[1] if places else None


def _first_of_all(changed: FrameworkView, decision: Decision) -> str | None:
    """Return who is first where all is decided again, None if nobody is left."""
    view = decision.view
    view = View(view.as_of, view.knowledge, {**view.frameworks, changed.id: changed})
    then = decide_by(view, decision.requirements, decision.measurements)
    return then.best.framework if then.best else None
