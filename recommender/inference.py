"""From requirements to preferences by rules: forward chaining, three-valued, fully traced.

Rules are data. A condition is (subject, operator, value) from the closed table below; its outcome
is True, False or None (unknown). A rule fires when all its conditions are True; every rule leaves a
trace with the values that it read, also when it did not fire.

An answer may be firm or leaning. What follows from leaning answers counts half: the preferences are
the mean of those with the leaning answers and those without any of them, and a constraint that does
not hold in both excludes nothing; it is kept as a warning. So a leaning need is worth what a wish
is.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from recommender.frozen import Frozen
from recommender.knowledge.frameworks import UNKNOWN
from recommender.tables import Later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from recommender.knowledge.rules import Condition, Effect, Rule
    from recommender.knowledge.vocabulary import Criterion

#: The answer that declares a question irrelevant: no condition on it holds, and that is known.
ANY = "any"
#: What a constraint is on that names a framework instead of what is known of it.
ITSELF = "framework"
#: How much of a rule's emphasis stays where the rule rests on a leaning answer.
LEANING_STRENGTH = 0.5

Outcome = bool | None


def _rank(value: Any, scale: tuple[str, ...]) -> int:
    return scale.index(value)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


#: operator -> (actual, expected, scale) -> holds. ``scale`` is a level's steps, worst first.
OPERATORS: dict[str, Callable[[Any, Any, tuple[str, ...]], bool]] = {
    "is": lambda actual, expected, _: actual == expected,
    "is_not": lambda actual, expected, _: actual != expected,
    "in": lambda actual, expected, _: actual in _as_tuple(expected),
    "not_in": lambda actual, expected, _: actual not in _as_tuple(expected),
    "includes": lambda actual, expected, _: expected in _as_tuple(actual),
    "includes_any": lambda actual, expected, _: any(e in _as_tuple(actual) for e in expected),
    "at_least": lambda actual, expected, scale: _rank(actual, scale) >= _rank(expected, scale),
    "at_most": lambda actual, expected, scale: _rank(actual, scale) <= _rank(expected, scale),
}

#: The operators whose value is a list; that of the others is one value.
OF_SEVERAL = ("in", "not_in", "includes_any")


def evaluate(operator: str, actual: Any, expected: Any, scale: tuple[str, ...] = ()) -> Outcome:
    """Return whether (actual, operator, expected) holds; None where ``actual`` is not known."""
    if actual is None or actual == UNKNOWN or actual in ((), []):
        return None
    if actual == ANY or ANY in _as_tuple(actual):
        return False
    return OPERATORS[operator](actual, expected, scale)


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Return Kleene's conjunction: False if any is False, else None if any is unknown."""
    result: Outcome = True
    for outcome in outcomes:
        if outcome is False:
            return False
        if outcome is None:
            result = None
    return result


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Return Kleene's disjunction: True if any is True, else None if any is unknown."""
    result: Outcome = False
    for outcome in outcomes:
        if outcome is True:
            return True
        if outcome is None:
            result = None
    return result


class ConditionTrace(Frozen):
    """One condition with the value that it read and what came of it.

    ``blocks`` marks a condition that, where it holds, keeps the rule from firing.
    """

    condition: Condition
    read: Any
    outcome: Outcome
    blocks: bool = False


class RuleTrace(Frozen):
    """What came of one rule: True (fired), False, or None (an answer is missing).

    ``strength`` is how much its effects count: 1, or 0 where it did not fire, or a half where that
    rests on leaning answers: it fired thanks to them, or would have fired without them. What each
    condition read is told when somebody looks.
    """

    rule: str
    outcome: Outcome
    conditions: Sequence[ConditionTrace]
    strength: float = 1.0


class Constraint(Frozen):
    """A requirement that excludes: a framework whose attribute does not satisfy it is out.

    Where ``attribute`` is ``ITSELF`` it is on the framework's id: the user ruled that one out, and
    with it every layer that runs on nothing else.
    """

    rule: str
    attribute: str
    operator: str
    value: Any
    because: str

    @property
    def ruled_out(self) -> str | None:
        """Return the framework that it rules out by its id, None where a fact has to exclude."""
        return self.value if self.attribute == ITSELF else None


class Emphasis(Frozen):
    """So much importance given to a criterion by a rule, or by the requirements themselves.

    ``amount`` is halved already where ``leaning`` says that the rule rests on a leaning answer.
    """

    rule: str
    criterion: str
    amount: float
    leaning: bool = False


class Preferences(Frozen):
    """What the requirements come to: weights (they add up to 1), constraints, and the trace.

    ``warnings`` are constraints that rest on leaning answers: they exclude nothing.
    """

    weights: Mapping[str, float]
    emphases: tuple[Emphasis, ...]
    constraints: tuple[Constraint, ...]
    concepts: tuple[str, ...]
    trace: tuple[RuleTrace, ...]
    warnings: tuple[Constraint, ...] = ()


def infer(
    answers: Mapping[str, Any],
    own_emphasis: Mapping[str, float],
    rules: tuple[Rule, ...],
    criteria: Mapping[str, Criterion],
    leaning: Collection[str] = (),
) -> Preferences:
    """Return the preferences that follow from answers.

    Args:
        answers: question id to an option id or a tuple of them; missing means not answered.
        own_emphasis: importance that the user gives to criteria beside the rules.
        rules: the rules of the knowledge base.
        criteria: the criteria whose weights are wanted.
        leaning: the questions whose answers are not firm.

    """
    trace, concepts = traced(answers, rules, leaning)
    results = tuple(zip(rules, trace, strict=True))
    emphases = [
        Emphasis(rule.id, effect.target, effect.amount * result.strength, result.strength < 1)
        for rule, result in results
        for effect in rule.effects
        if effect.kind == "emphasise" and result.strength
    ]
    emphases += [Emphasis("requirements", name, amount) for name, amount in own_emphasis.items()]
    constraints = [
        (result.strength, needed)
        for rule, result in results
        if result.strength
        for needed in required(rule, answers)
    ]
    # Whoever rules a framework out gave the reason; what else speaks against it comes after.
    constraints.sort(key=lambda item: item[1].ruled_out is None)
    return Preferences(
        MappingProxyType(shares(points(emphases, criteria))),
        tuple(emphases),
        tuple(item for strength, item in constraints if strength == 1),
        tuple(sorted(concepts)),
        trace,
        tuple(item for strength, item in constraints if strength < 1),
    )


def required(rule: Rule, answers: Mapping[str, Any]) -> tuple[Constraint, ...]:
    """Return what the effects of a rule require of a framework."""
    return tuple(
        Constraint(rule.id, *wanted, rule.because)
        for effect in rule.effects
        for wanted in _required(effect, answers)
    )


def _required(effect: Effect, answers: Mapping[str, Any]) -> tuple[tuple[str, str, Any], ...]:
    """Return what an effect requires: of which attributes, by which operator, what value."""
    if effect.kind == "require":
        return ((effect.target, effect.operator, effect.value),)
    if effect.kind not in ("require_each", "exclude_each"):
        return ()
    chosen = _as_tuple(answers[effect.target])
    if effect.kind == "exclude_each":
        return tuple((ITSELF, "is_not", framework) for framework in chosen)
    return tuple((f"{effect.target}.{one}", effect.operator, effect.value) for one in chosen)


def traced(
    answers: Mapping[str, Any], rules: tuple[Rule, ...], leaning: Collection[str] = ()
) -> tuple[tuple[RuleTrace, ...], frozenset[str]]:
    """Return every rule's trace, with its strength, and the concepts that follow from answers."""
    outcomes, truth = _chain(answers, rules)
    counted = _strengths(outcomes, answers, rules, leaning)
    trace = tuple(
        RuleTrace(rule.id, outcome, Later(partial(_conditions, rule, answers, truth)), strength)
        for rule, outcome, strength in zip(rules, outcomes, counted, strict=True)
    )
    return trace, frozenset(concept for concept, outcome in truth.items() if outcome)


def strengths(
    answers: Mapping[str, Any], rules: tuple[Rule, ...], leaning: Collection[str] = ()
) -> list[float]:
    """Return the strength of every rule, as in its trace."""
    return _strengths(_chain(answers, rules)[0], answers, rules, leaning)


def points(emphases: Iterable[Emphasis], criteria: Mapping[str, Criterion]) -> dict[str, float]:
    """Return the points of each criterion: its own importance plus what rules add to it.

    A rule can also take importance away; none falls below zero.
    """
    found = {criterion.id: criterion.importance for criterion in criteria.values()}
    for emphasis in emphases:
        found[emphasis.criterion] += emphasis.amount
    return {criterion: max(0.0, amount) for criterion, amount in found.items()}


def shares(points: Mapping[str, float]) -> dict[str, float]:
    """Return points as weights, which add up to 1; all the same where there are no points."""
    total = sum(points.values())
    if not total:
        return dict.fromkeys(points, 1 / len(points))
    return {criterion: amount / total for criterion, amount in points.items()}


def _chain(
    answers: Mapping[str, Any], rules: tuple[Rule, ...]
) -> tuple[list[Outcome], Mapping[str, Outcome]]:
    """Apply rules until no new concept follows; return what came of each, and of each concept.

    Concepts are only ever concluded, never withdrawn, so the order of rules does not matter.
    """
    concluding: dict[str, list[int]] = {}
    for index, rule in enumerate(rules):
        for effect in rule.effects:
            if effect.kind == "conclude":
                concluding.setdefault(effect.target, []).append(index)
    truth: dict[str, Outcome] = dict.fromkeys(concluding)
    outcomes = [_outcome(rule, answers, truth) for rule in rules]
    # Only what reads a concept can turn out otherwise once more of them are known.
    reading = [index for index, rule in enumerate(rules) if _reads_concepts(rule)]
    while True:
        updated = {
            concept: any_of(outcomes[index] for index in indexes)
            for concept, indexes in concluding.items()
        }
        if updated == truth:
            return outcomes, truth
        truth = updated
        for index in reading:
            outcomes[index] = _outcome(rules[index], answers, truth)


def _strengths(
    outcomes: Sequence[Outcome],
    answers: Mapping[str, Any],
    rules: tuple[Rule, ...],
    leaning: Collection[str],
) -> list[float]:
    fired = [1.0 if outcome else 0.0 for outcome in outcomes]
    if not leaning:
        return fired
    without, _ = _chain({key: answers[key] for key in answers if key not in leaning}, rules)
    return [
        strength if strength == bool(firm) else LEANING_STRENGTH
        for strength, firm in zip(fired, without, strict=True)
    ]


def _reads_concepts(rule: Rule) -> bool:
    return any(one.kind == "concept" for alternatives in rule.when for one in alternatives)


def _outcome(rule: Rule, answers: Mapping[str, Any], truth: Mapping[str, Outcome]) -> Outcome:
    """Return what comes of a rule; what cannot change it any more is not looked at."""
    outcome: Outcome = True
    for alternatives in rule.when:
        met: Outcome = False
        for condition in alternatives:
            _, one = _read(condition, answers, truth)
            if one is True:
                met = True
                break
            if one is None:
                met = None
        if met is False:
            return False
        if met is None:
            outcome = None
    for condition in rule.unless:
        if _read(condition, answers, truth)[1] is True:
            return False
    return outcome


def _conditions(
    rule: Rule, answers: Mapping[str, Any], truth: Mapping[str, Outcome]
) -> Iterator[ConditionTrace]:
    """Yield each condition of a rule with what it read."""
    for alternatives in rule.when:
        for condition in alternatives:
            yield ConditionTrace(condition, *_read(condition, answers, truth))
    for condition in rule.unless:
        yield ConditionTrace(condition, *_read(condition, answers, truth), blocks=True)


def _read(
    condition: Condition, answers: Mapping[str, Any], truth: Mapping[str, Outcome]
) -> tuple[Any, Outcome]:
    """Return the value that a condition reads, and what comes of it."""
    if condition.kind == "concept":
        concluded = truth.get(condition.subject)
        return concluded, concluded
    value = answers.get(condition.subject)
    return value, evaluate(condition.operator, value, condition.value)
