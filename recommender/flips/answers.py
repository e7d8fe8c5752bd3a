"""Which single answer, given otherwise, would put another framework first.

Every question and every option is tried: another option chosen, one added or taken away where
several may be chosen, the answer taken back. Only ruling out more frameworks is not: that the next
comes first without the first is no news. A fast scorer finds the candidates: who is excluded, and
who could be first or second. Those few have the last word, ranked as in any decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from recommender.decision import Decision
from recommender.flips.weights import moved_share
from recommender.inference import Preferences
from recommender.knowledge.vocabulary import Question
from recommender.ranking import Ranked, lead
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer, Requirements
from recommender.scorer import Scorer
from recommender.standings import excluded

#: How decisive a constraint is beside a move of all the weight, to order changes by size.
CONSTRAINT = 1.0


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Another answer to one question puts ``framework`` first; applied and found so.

    Attributes:
        question: the question.
        before, after: its answer as it is and as it would be; None for no answer.
        framework: who would be first.
        margin: how far ahead of the second it would be, None without a second.
        moved: the share of the weight that this answer moves.
        excluded, admitted: the frameworks that it excludes, and those that it lets in again.
        rules: the rules that come to another result.

    """

    question: str
    before: Answer | None
    after: Answer | None
    framework: str
    margin: float | None
    moved: float
    excluded: tuple[str, ...]
    admitted: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def size(self) -> float:
        """Return how large a change it is: the weight moved, and whether needs come or go."""
        return self.moved + CONSTRAINT * bool(self.excluded or self.admitted)


@dataclass(frozen=True, slots=True)
class _Then:
    """What is decided by other answers; ``ranking`` has at least the first two."""

    ranking: tuple[Ranked, ...]
    excluded: frozenset[str]
    preferences: Preferences


def answer_changes(decision: Decision) -> tuple[AnswerChange, ...]:
    """Return every change of one answer that puts another framework first, smallest first."""
    scorer = Scorer(decision.view, decision.measurements)
    ruling_out = {
        effect.target
        for rule in decision.knowledge.rules
        for effect in rule.effects
        if effect.kind == "exclude_each"
    }
    now = decision.best.framework if decision.best else None
    found = []
    for question in decision.knowledge.questions.values():
        before = _given(decision.requirements, question)
        for after in _others(question, before, more=question.id not in ruling_out):
            changed = with_answer(decision.requirements, question.id, after)
            if scorer.best(changed) in (now, None):
                continue
            then = _decided(changed, scorer)
            if then.ranking and then.ranking[0].framework != now:
                found.append(_change(decision, then, question.id, before, after))
    order = list(decision.knowledge.questions)
    found.sort(key=lambda one: (round(one.size, 9), order.index(one.question), str(one.after)))
    return tuple(found)


def with_answer(requirements: Requirements, question: str, answer: Answer | None) -> Requirements:
    """Return requirements with another answer to one question, None for no answer."""
    answers = {name: given for name, given in requirements.answers.items() if name != question}
    if answer is not None:
        answers[question] = answer
    leaning = tuple(name for name in requirements.leaning if name != question or answer)
    return replace(requirements, answers=MappingProxyType(answers), leaning=leaning)


def _given(requirements: Requirements, question: Question) -> Answer | None:
    given = requirements.answers.get(question.id)
    return None if given in (DONT_KNOW, DOESNT_MATTER) else given


def _others(question: Question, before: Answer | None, *, more: bool) -> Iterator[Answer | None]:
    """Return the answers that are one step away; ``more``: those with one option more too."""
    if before is not None:
        yield None
    if not question.many:
        yield from (option for option in question.option_ids() if option != before)
        return
    chosen = set(before or ())
    for option in question.option_ids() if more else chosen:
        changed = chosen ^ {option}
        if changed:
            yield tuple(name for name in question.option_ids() if name in changed)


def _decided(requirements: Requirements, scorer: Scorer) -> _Then:
    """Decide between those that could be first or second."""
    summed = scorer.sums(requirements)
    ranking, preferences = scorer.ahead(requirements, summed)
    out = frozenset([scorer.frameworks[place] for place in excluded(summed)])
    return _Then(ranking, out, preferences)


def _change(
    now: Decision, then: _Then, question: str, before: Answer | None, after: Answer | None
) -> AnswerChange:
    best, *others = then.ranking
    out = {item.framework for item in now.exclusions}
    traces = zip(now.preferences.trace, then.preferences.trace, strict=True)
    return AnswerChange(
        question,
        before,
        after,
        best.framework,
        lead(best.score, others[0].score) if others else None,
        moved_share(now.preferences.weights, then.preferences.weights),
        tuple(sorted(then.excluded - out)),
        tuple(sorted(out - then.excluded)),
        tuple(one.rule for one, other in traces if one.strength != other.strength),
    )
