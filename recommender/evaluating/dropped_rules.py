"""How far the agreement with labelled cases rests on single rules; pure.

A rule that carries much of it alone may have been written for the cases. So the advice is made
again without each rule in turn: its emphases, its needs and what it concludes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from recommender.assessment import assess
from recommender.decision import Decision
from recommender.evaluating.cases import Case
from recommender.evaluating.evaluation import Judged, judged_by
from recommender.inference import infer
from recommender.knowledge.rules import Rule
from recommender.ranking import rank


@dataclass(frozen=True, slots=True)
class Dropped:
    """All cases without one rule, which fired in ``fired`` of them; ``first`` are right then."""

    rule: str
    fired: int
    first: int


def dropped_rules(judged: Iterable[Judged]) -> tuple[Dropped, ...]:
    """Return what each rule that fires in some case with an answer carries, most first."""
    items = [item for item in judged if item.case.accepted]
    right = sum(item.first for item in items)
    fired: dict[str, list[Judged]] = {}
    for item in items:
        for trace in item.decision.preferences.trace:
            if trace.strength:
                fired.setdefault(trace.rule, []).append(item)
    found = []
    for rule, where in fired.items():
        rules = where[0].decision.knowledge.rules
        rest = tuple(one for one in rules if one.id != rule)
        moved = sum(_without(one.case, one.decision, rest) - one.first for one in where)
        found.append(Dropped(rule, len(where), right + moved))
    return tuple(sorted(found, key=lambda one: (one.first, one.rule)))


def _without(case: Case, decision: Decision, rules: tuple[Rule, ...]) -> bool:
    """Return whether a case is right by other rules."""
    needs, known = decision.requirements, decision.knowledge
    wanted = infer(needs.answers, needs.emphasis, rules, known.criteria, needs.leaning)
    ranking, _ = rank(
        decision.view,
        assess(decision.view, decision.measurements, needs.answers),
        wanted.weights,
        wanted.constraints,
        needs.only,
        needs.without,
    )
    return judged_by(case, decision, [ranked.framework for ranked in ranking]).first
