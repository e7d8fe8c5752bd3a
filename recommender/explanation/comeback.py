"""Under which other answers an excluded framework comes back: the fewest answers to change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from types import MappingProxyType

from recommender.decision import Decision, decide
from recommender.inference import Constraint, Preferences, infer
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.rules import Condition
from recommender.ranking import facts_against, satisfies
from recommender.requirements import Answer, Requirements

#: At most so many answers are changed together, and so many combinations tried.
TOGETHER = 3
TRIES = 600
#: So many ways back are told, those that give the framework its best places.
TOLD = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that a framework is known not to satisfy, with the facts.

    There is none where the constraint names the framework itself.
    """

    constraint: Constraint
    facts: tuple[Fact, ...]

    @property
    def fact(self) -> Fact | None:
        """Return the fact that says so, if one does."""
        return self.facts[0] if self.facts else None


@dataclass(frozen=True, slots=True)
class Comeback:
    """Answers to change (None: take the answer back) that bring a framework back, and its place."""

    changes: Mapping[str, Answer | None]
    place: int
    among: int


def violations(decision: Decision, framework: str) -> tuple[Violation, ...]:
    """Return every constraint that a framework is known to violate, not only the first."""
    return _violations(decision, framework, decision.preferences)


def comebacks(decision: Decision, framework: str) -> tuple[Comeback, ...]:
    """Return the changes of the fewest answers that bring an excluded framework back.

    Only answers that the violated rules read are changed; the framework's best places come first.
    """
    broken = violations(decision, framework)
    reasons = {violation.constraint.rule for violation in broken}
    named = {violation.constraint.ruled_out for violation in broken}
    moves = _moves(decision, reasons, named)
    tries = 0
    for count in range(1, TOGETHER + 1):
        found = []
        for changes in _combinations(moves, count):
            tries += 1
            if tries > TRIES:
                return ()
            changed = answers_changed(decision.requirements, changes)
            if _stays_out(decision, framework, changed):
                continue
            after = decide(changed, decision.as_of, decision.measurements, decision.knowledge)
            order = [ranked.framework for ranked in after.ranking]
            if framework in order:
                place = order.index(framework) + 1
                found.append(Comeback(MappingProxyType(changes), place, len(order)))
        if found:
            # Nearest to what was asked first: an answer taken back asks for nothing new.
            found.sort(key=lambda one: (one.place, [*map(str, one.changes.values())]))
            return tuple(found[:TOLD])
    return ()


def answers_changed(
    requirements: Requirements, changes: Mapping[str, Answer | None]
) -> Requirements:
    """Return requirements with some answers replaced, or taken back where the new one is None.

    A changed answer is firm.
    """
    answers = dict(requirements.answers)
    for question, answer in changes.items():
        if answer is None:
            answers.pop(question, None)
        else:
            answers[question] = answer
    leaning = tuple(question for question in requirements.leaning if question not in changes)
    return replace(requirements, answers=MappingProxyType(answers), leaning=leaning)


def _violations(
    decision: Decision, framework: str, preferences: Preferences
) -> tuple[Violation, ...]:
    known = decision.view.frameworks[framework]
    return tuple(
        Violation(constraint, tuple(facts_against(known, constraint, decision.view)[:1]))
        for constraint in preferences.constraints
        if satisfies(known, constraint, decision.view) is False
    )


def _stays_out(decision: Decision, framework: str, changed: Requirements) -> bool:
    knowledge = decision.knowledge
    preferences = infer(
        changed.answers,
        changed.emphasis,
        knowledge.rules,
        knowledge.criteria,
        changed.leaning,
    )
    return bool(_violations(decision, framework, preferences))


def _moves(
    decision: Decision, rules: set[str], named: set[str | None]
) -> dict[str, list[Answer | None]]:
    """Return, for each question that some rules rest on, the other answers that could be given.

    ``named`` are the frameworks by whose names it is ruled out: all of them may be let in together.
    """
    moves: dict[str, list[Answer | None]] = {}
    for condition in _conditions(decision, rules):
        if condition.subject not in moves:
            moves[condition.subject] = _others(decision, condition.subject, named)
    return moves


def _conditions(decision: Decision, rules: set[str]) -> list[Condition]:
    """Return the conditions on answers that some rules rest on, through concepts too."""
    found: list[Condition] = []
    seen: set[str] = set()
    while wanted := rules - seen:
        seen |= wanted
        for rule in decision.knowledge.rules:
            if rule.id not in wanted:
                continue
            conditions = [one for group in (*rule.when, rule.unless) for one in group]
            concepts = {one.subject for one in conditions if one.kind == "concept"}
            found += [one for one in conditions if one.kind == "requirement"]
            rules = rules | {
                other.id
                for other in decision.knowledge.rules
                if any(e.kind == "conclude" and e.target in concepts for e in other.effects)
            }
    return found


def _others(decision: Decision, question: str, named: set[str | None]) -> list[Answer | None]:
    given = decision.requirements.answers.get(question)
    asked = decision.knowledge.questions[question]
    if isinstance(given, tuple):
        less = [tuple(o for o in given if o != option) for option in given]
        less += [tuple(o for o in given if o not in named)]
        return [kept or None for kept in dict.fromkeys(less) if kept != given]
    others: list[Answer | None] = [None] if given is not None else []
    if not asked.many:
        others += [option for option in asked.option_ids() if option != given]
    return others


def _combinations(
    moves: Mapping[str, list[Answer | None]], count: int
) -> Iterator[dict[str, Answer | None]]:
    for questions in combinations(sorted(moves), count):
        for answers in product(*(moves[question] for question in questions)):
            yield dict(zip(questions, answers, strict=True))
