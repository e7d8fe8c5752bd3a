"""Which question can still change the answer most, and when none is likely to.

The questions that are open are answered at random, many times, as people answer
(``answer_prior``); each completion has a framework that comes first (``batch``). From these:

- how likely each framework is to end first;
- how likely the end is another than what the answers so far say. The interview may stop when that
  is small enough;
- of each question, how likely another answer to it alone changes what comes first, whatever the
  others are: the uncertainty about the first place that the answer resolves, expected over the
  answers to all other questions, where uncertainty is Gini's (in sensitivity analysis: a total
  effect). The question with the most is asked next, or what is to be asked before it.

Everything is drawn from one seed beforehand, so that the same answers always give the same next
question.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recommender.interviewing.answer_prior import AnswerPrior
from recommender.requirements import DONT_KNOW, Answer, Requirements
from recommender.rule_groups import Group, Part
from recommender.scorer import Scorer
from recommender.standings import first

#: Completions by which it is judged how likely what ends first is.
COMPLETIONS = 256
#: Completions in which every open question is given another answer.
TRIED = 64
#: Completions in which every option of a question is tried.
OPTIONS_TRIED = 32
#: The interview stops where the end is another in no larger share of the completions.
LEFT_OPEN = 0.0
SEED = 20_170_101
#: The place of the first where nothing is left.
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the open questions can still do.

    Attributes:
        order: the frameworks that are left under the answers so far, best first.
        ends_first: how likely each framework ends first; None stands for "nothing is left".
        another: how likely what ends first is another than what the answers so far say.
        influence: open question to how likely another answer to it changes what comes first.
        between: open question to the frameworks that such a change puts first or takes from
            there, most often first; None stands for "nothing is left".
        after: open question to the open questions that it comes after, where it has such.

    """

    order: tuple[str, ...]
    ends_first: Mapping[str | None, float]
    another: float
    influence: Mapping[str, float]
    between: Mapping[str, tuple[str | None, ...]]
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Return whether the open questions are unlikely to change what comes first."""
        return not self.influence or self.another <= LEFT_OPEN

    @property
    def question(self) -> str | None:
        """Return the open question to ask next, None if none is open.

        It is the one with the most influence, or that of the ones before it which has the most.
        """
        if not self.influence:
            return None
        best = max(self.influence, key=self.influence.__getitem__)
        return max(self.after.get(best, (best,)), key=self.influence.__getitem__)


@dataclass(frozen=True, slots=True)
class _Completion:
    """Answers to all questions; ``others`` are other answers to the open ones, one of each."""

    answers: dict[str, Answer]
    others: Mapping[str, Answer]


class QuestionChoice:
    """Chooses questions, for one scorer and one distribution of answers."""

    def __init__(self, scorer: Scorer, prior: AnswerPrior) -> None:
        self.scorer, self.prior = scorer, prior
        generator = random.Random(SEED)  # noqa: S311 - no secret
        self._drawn = [
            {
                name: [shares.draw(generator) for _ in range(COMPLETIONS)]
                for name, shares in habit.items()
            }
            for habit in prior.habits
        ]

    def outlook(self, so_far: Requirements) -> Outlook:
        """Return what the questions that ``so_far`` does not answer can still do."""
        given = so_far.answers
        questions = self.scorer.view.knowledge.questions
        now = self.scorer.sums(so_far)
        asked = tuple(name for name in questions if name not in given)
        before = {name: tuple(x for x in questions[name].after if x not in given) for name in asked}
        after = {name: names for name, names in before.items() if names}
        ends: Counter[int] = Counter()
        changed: dict[str, Counter[tuple[int, int]]] = {name: Counter() for name in asked}
        evaluation = _Evaluation(self.scorer, so_far)
        if evaluation.nothing_left:
            return Outlook(
                (), {None: 1.0}, 0.0, dict.fromkeys(asked, 0.0), dict.fromkeys(asked, ()), after
            )
        for number, completion in enumerate(self._completions(given, asked)):
            parts = evaluation.parts(completion.answers)
            end = evaluation.first(parts, completion.answers)
            ends[end] += 1
            # Every so many, so that both kinds of people are among those that are tried.
            if number * TRIED // COMPLETIONS == (number + 1) * TRIED // COMPLETIONS:
                continue
            for name in asked:
                if completion.others[name] != completion.answers[name]:
                    other = evaluation.changed(name, completion, parts)
                    if other != end:
                        changed[name][end, other] += 1
        names = (*self.scorer.frameworks, None)
        return Outlook(
            _order(now, self.scorer.frameworks),
            {names[place]: count / COMPLETIONS for place, count in ends.most_common()},
            1 - ends[_place(now)] / COMPLETIONS,
            {name: pairs.total() / TRIED for name, pairs in changed.items()},
            {name: tuple(names[at] for at in _often(pairs)) for name, pairs in changed.items()},
            after,
        )

    def telling(self, so_far: Requirements, name: str) -> Mapping[str, float]:
        """Return option to how often choosing it alone changes what comes first.

        Against "don't know", over completions of the other questions; options that never do are
        left out, the most telling come first.
        """
        question = self.scorer.view.knowledge.questions[name]
        given = {key: answer for key, answer in so_far.answers.items() if key != name}
        evaluation = _Evaluation(self.scorer, replace(so_far, answers=given))
        asked = tuple(key for key in self.scorer.view.knowledge.questions if key not in given)
        counted: Counter[str] = Counter()
        for number, completion in enumerate(self._completions(given, asked)):
            if number % (COMPLETIONS // OPTIONS_TRIED):
                continue
            without = evaluation.first_with(completion.answers, name, DONT_KNOW)
            for option in question.option_ids():
                chosen: Answer = (option,) if question.many else option
                if evaluation.first_with(completion.answers, name, chosen) != without:
                    counted[option] += 1
        return {option: count / OPTIONS_TRIED for option, count in counted.most_common()}

    def _completions(
        self, given: Mapping[str, Answer], asked: Sequence[str]
    ) -> Iterator[_Completion]:
        """Return completions, of each kind of people as many as it is likely."""
        terse = round(self.prior.kinds(given)[0] * COMPLETIONS)
        for number in range(COMPLETIONS):
            drawn = self._drawn[number >= terse]
            other = (number + COMPLETIONS // 2) % COMPLETIONS
            yield _Completion(
                {**given, **{name: drawn[name][number] for name in asked}},
                {name: drawn[name][other] for name in asked},
            )


class _Evaluation:
    """Which framework is first under completions of the same answers.

    What the answers given add is summed once.
    """

    def __init__(self, scorer: Scorer, so_far: Requirements) -> None:
        self.scorer, self.leaning = scorer, so_far.leaning
        #: A bit for each framework.
        self.everybody = (1 << len(scorer.frameworks)) - 1
        given = so_far.answers
        self.open: list[Group] = []
        self.fixed = scorer.base.plus(scorer.own(so_far))
        for group in scorer.groups:
            if all(name in given for name in group.questions):
                self.fixed = self.fixed.plus(scorer.part(group, given, self.leaning))
            else:
                self.open.append(group)

    @property
    def nothing_left(self) -> bool:
        """Return whether what was answered excludes every framework, whatever follows."""
        return self.fixed.excluded == self.everybody

    def parts(self, answers: Mapping[str, Answer]) -> list[Part]:
        """Return what the groups of rules with open questions add."""
        return [self.scorer.part(group, answers, self.leaning) for group in self.open]

    def first(self, parts: Sequence[Part], answers: Mapping[str, Answer]) -> int:
        """Return the place of the first, ``NOBODY`` where nothing is left."""
        together = [self.fixed, *parts]
        left = self.everybody
        for part in together:
            left &= ~part.excluded
        if not left:
            return NOBODY
        if left.bit_count() == 1:  # it is first, whatever it scores
            return left.bit_length() - 1
        return _place(self.scorer.total(together, answers))

    def first_with(self, answers: Mapping[str, Answer], name: str, answer: Answer) -> int:
        """Return the place of the first with an answer to one question instead."""
        changed = {**answers, name: answer}
        return self.first(self.parts(changed), changed)

    def changed(self, name: str, completion: _Completion, parts: Sequence[Part]) -> int:
        """Return the place of the first with the other answer to one question."""
        answers = {**completion.answers, name: completion.others[name]}
        swapped = [
            self.scorer.part(group, answers, self.leaning) if name in group.questions else part
            for group, part in zip(self.open, parts, strict=True)
        ]
        return self.first(swapped, answers)


def _place(summed: Part) -> int:
    place = first(summed)
    return NOBODY if place is None else place


def _often(pairs: Counter[tuple[int, int]]) -> tuple[int, ...]:
    """Return the places in some pairs, those in most of them first."""
    counted: Counter[int] = Counter()
    for pair, count in pairs.items():
        counted.update(dict.fromkeys(pair, count))
    return tuple(sorted(counted, key=lambda place: (-counted[place], place)))


def _order(summed: Part, names: Sequence[str]) -> tuple[str, ...]:
    """Return the frameworks that are not excluded, best first."""
    left = [place for place in range(len(names)) if not summed.excluded >> place & 1]
    return tuple(names[place] for place in sorted(left, key=lambda at: -summed.scores[at]))
