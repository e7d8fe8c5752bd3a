"""Rules grouped by the questions that they look at, and what a group adds under some answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.inference import ANY
from recommender.knowledge.rules import Rule
from recommender.knowledge.view import View
from recommender.requirements import DONT_KNOW, Answer

#: Stands for an option that no rule of a group names: to its rules all of those are the same.
ANOTHER = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """What some rules add.

    Attributes:
        points: the sum of the points that they give, but for those in ``apart``.
        scores: for each framework the sum of these points times its values.
        apart: the points for each criterion that does not simply add up: its values depend on
            answers, or rules could take more from it than it has.
        excluded: a bit for each framework that a constraint excludes.

    """

    points: float
    scores: tuple[float, ...]
    apart: tuple[float, ...]
    excluded: int

    def plus(self, other: "Part") -> "Part":
        """Return both together."""
        return Part(
            self.points + other.points,
            tuple(map(float.__add__, self.scores, other.scores)),
            tuple(map(float.__add__, self.apart, other.apart)),
            self.excluded | other.excluded,
        )


@dataclass(slots=True)
class Group:
    """The rules that look at the same questions, directly or through a concept.

    ``by_option`` holds those that only ask whether one option of a question is among the chosen:
    they add up option by option. ``others`` are evaluated together with ``chained``: the rules of
    other groups that conclude what they read. ``named`` holds, for each question, the options that
    these rules name; a question is not in it where they require something for each of its options.
    """

    questions: tuple[str, ...]
    by_option: dict[str, list[Rule]] = field(default_factory=dict)
    others: list[Rule] = field(default_factory=list)
    chained: tuple[Rule, ...] = ()
    kept: dict[tuple[Any, ...], Part] = field(default_factory=dict)
    options: dict[tuple[str, tuple[str, ...]], Part] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)

    def alike(self, key: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """Return answers of which the same follows, with the options that no rule names as one."""
        return tuple(map(self._alike, self.questions, key))

    def _alike(self, question: str, answer: Answer) -> Answer:
        named = self.named.get(question)
        if named is None or answer in (DONT_KNOW, ANY):
            return answer
        if not isinstance(answer, tuple):
            return answer if answer in named else ANOTHER
        told = tuple([option for option in answer if option in named])
        return told if len(told) == len(answer) else (*told, ANOTHER)


def points_taken(rules: Iterable[Rule]) -> dict[str, float]:
    """Return how much importance rules could take from each criterion; it may have less."""
    taken: dict[str, float] = {}
    for rule in rules:
        for effect in rule.effects:
            if effect.kind == "emphasise" and effect.amount < 0:
                taken[effect.target] = taken.get(effect.target, 0.0) + effect.amount
    return taken


def grouped(rules: tuple[Rule, ...], view: View) -> tuple[Group, ...]:
    """Return the rules, grouped by the questions that they look at."""
    concluding: dict[str, list[Rule]] = {}
    for rule in rules:
        for effect in rule.effects:
            if effect.kind == "conclude":
                concluding.setdefault(effect.target, []).append(rule)
    order = {name: index for index, name in enumerate(view.knowledge.questions)}
    groups: dict[tuple[str, ...], Group] = {}
    for rule in rules:
        behind = _behind(rule, concluding)
        looked_at = {question for one in (rule, *behind) for question in _questions(one)}
        questions = tuple(sorted(looked_at, key=order.__getitem__))
        group = groups.setdefault(questions, Group(questions))
        option = _only_option(rule, view)
        if option is not None:
            group.by_option.setdefault(option, []).append(rule)
        else:
            group.others.append(rule)
            group.chained = (*group.chained, *(one for one in behind if one not in group.chained))
    for group in groups.values():
        group.chained = tuple(rule for rule in group.chained if rule not in group.others)
        group.named = _named(group)
    return tuple(groups.values())


def _named(group: Group) -> dict[str, set[str]]:
    """Return the options that the rules of a group name, of questions that have a say by these."""
    rules = [
        *group.others,
        *group.chained,
        *(one for many in group.by_option.values() for one in many),
    ]
    found: dict[str, set[str]] = {question: set() for question in group.questions}
    for rule in rules:
        for condition in _conditions(rule):
            if condition.kind == "requirement":
                found[condition.subject].update(condition.values())
    for rule in rules:
        for effect in rule.effects:
            if effect.kind in ("require_each", "exclude_each"):
                found.pop(effect.target, None)
    return found


def _behind(rule: Rule, concluding: Mapping[str, list[Rule]]) -> list[Rule]:
    """Return the rules that conclude what a rule reads, directly or through others."""
    found: list[Rule] = []
    waiting = [rule]
    while waiting:
        for condition in _conditions(waiting.pop()):
            for other in concluding.get(condition.subject, ()):
                if condition.kind == "concept" and other not in found:
                    found.append(other)
                    waiting.append(other)
    return found


def _conditions(rule: Rule) -> list[Any]:
    return [one for alternatives in (*rule.when, rule.unless) for one in alternatives]


def _questions(rule: Rule) -> set[str]:
    return {one.subject for one in _conditions(rule) if one.kind == "requirement"}


def _only_option(rule: Rule, view: View) -> str | None:
    """Return the option if the rule asks only whether it is among the chosen of its question."""
    if rule.unless or len(rule.when) != 1 or len(rule.when[0]) != 1:
        return None
    condition = rule.when[0][0]
    if condition.kind != "requirement" or condition.operator != "includes":
        return None
    return condition.value if view.knowledge.questions[condition.subject].many else None
