"""Whether some answers make rules fire together; a question of a few small finite sets."""

from collections.abc import Iterator
from itertools import combinations, product

from recommender.inference import all_of, any_of, evaluate
from recommender.knowledge.rules import Condition, Rule
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Question


def satisfiable(rules: tuple[Rule, ...], knowledge: Knowledge) -> bool:
    """Return whether there are answers for which every one of some rules fires.

    Answers to different questions are free of each other, so each way to choose one alternative of
    every condition is tried question by question. Concepts hold if a rule that concludes them can
    fire at all; that two conclusions exclude each other is not looked for.
    """
    groups = [group for rule in rules for group in rule.when]
    blocked = [condition for rule in rules for condition in rule.unless]
    return any(_possible(chosen, blocked, knowledge) for chosen in product(*groups))


def _possible(
    chosen: tuple[Condition, ...], blocked: list[Condition], knowledge: Knowledge
) -> bool:
    for condition in chosen:
        if condition.kind == "concept" and not _concludable(condition.subject, knowledge):
            return False
    asked = {condition.subject for condition in chosen if condition.kind == "requirement"}
    return all(
        _answerable(
            knowledge.questions[subject],
            [one for one in chosen if one.kind == "requirement" and one.subject == subject],
            [one for one in blocked if one.subject == subject],
        )
        for subject in asked
    )


def _concludable(concept: str, knowledge: Knowledge) -> bool:
    """Return whether some rule that rests on answers alone, or on concludable concepts, fires."""
    possible: set[str] = set()
    while True:
        more = {
            effect.target
            for rule in knowledge.rules
            for effect in rule.effects
            if effect.kind == "conclude" and _rests_on(rule, possible)
        }
        if more <= possible:
            return concept in possible
        possible |= more


def _rests_on(rule: Rule, possible: set[str]) -> bool:
    return all(
        any(one.kind != "concept" or one.subject in possible for one in group)
        for group in rule.when
    )


def _answerable(question: Question, wanted: list[Condition], unwanted: list[Condition]) -> bool:
    return any(
        all_of(evaluate(one.operator, answer, one.value) for one in wanted) is True
        and any_of(evaluate(one.operator, answer, one.value) for one in unwanted) is not True
        for answer in _answers(question, [*wanted, *unwanted])
    )


def _answers(question: Question, conditions: list[Condition]) -> Iterator[str | tuple[str, ...]]:
    """Return the answers that can make a difference to the conditions."""
    if not question.many:
        yield from question.option_ids()
        return
    named: list[str] = []
    for condition in conditions:
        values = condition.values()
        named += [value for value in values if value not in named]
    others = [option for option in question.option_ids() if option not in named][:1]
    for size in range(1, len(named) + len(others) + 1):
        yield from combinations([*named, *others], size)
