"""What somebody may answer to the questions that have not been asked: a distribution of answers.

People answer in two ways, and nobody knows beforehand in which: the *terse* tell what their
situation is about and leave the rest open, as in the labelled cases; the *thorough* answer almost
everything, and of them no habit is known, so that every option is as likely as another. What
somebody has answered so far tells which of the two they may be (Bayes' rule); given that, answers
to different questions are independent. The frequencies of the terse are those of the cases, each
option counted a little more often than it was seen (Laplace's rule of succession). Only the needs
of the cases enter, never what was chosen.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Question
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer

#: How often the thorough leave a question open, and how often something does not matter to them.
OPEN, MATTERS_NOT = 0.05, 0.05
#: How often the thorough choose one option more, where several fit.
ONE_MORE = 0.5
#: As many answers as this, spread evenly over the options, are added to what the cases show.
ADDED_ANSWERS = 10.0
#: No more options than this are chosen of one question.
MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class AnswerShares:
    """How somebody answers one question.

    Attributes:
        options: its options, and in ``shares`` how likely each is chosen; they add up to 1.
        dont_know, doesnt_matter: how likely the two reserved answers are.
        one_more: how likely another option is added, where several may be chosen; else 0.

    """

    options: tuple[str, ...]
    shares: tuple[float, ...]
    dont_know: float
    doesnt_matter: float
    one_more: float = 0.0

    @property
    def many(self) -> bool:
        """Return whether several options may be chosen."""
        return self.one_more > 0

    def draw(self, generator: random.Random) -> Answer:
        """Return one answer."""
        at = generator.random()
        if at < self.dont_know:
            return DONT_KNOW
        if at < self.dont_know + self.doesnt_matter:
            return DOESNT_MATTER
        if not self.many:
            return generator.choices(self.options, self.shares)[0]
        size, most = 1, min(MOST_OPTIONS, len(self.options))
        while size < most and generator.random() < self.one_more:
            size += 1
        chosen: set[str] = set()
        while len(chosen) < size:
            chosen.add(generator.choices(self.options, self.shares)[0])
        return tuple(option for option in self.options if option in chosen)

    def logarithm(self, answer: Answer) -> float:
        """Return the logarithm of how likely an answer is.

        Of several options it is that of drawing them one by one, repetitions not excluded.
        """
        if answer == DONT_KNOW:
            return math.log(self.dont_know)
        if answer == DOESNT_MATTER:
            return math.log(self.doesnt_matter)
        chosen = answer if isinstance(answer, tuple) else (answer,)
        share = dict(zip(self.options, self.shares, strict=True))
        found = math.log(1 - self.dont_know - self.doesnt_matter)
        found += sum(math.log(share[option]) for option in chosen)
        if self.many:
            found += (len(chosen) - 1) * math.log(self.one_more) + math.log(1 - self.one_more)
            found += math.lgamma(len(chosen) + 1)
        return found


#: How one kind of people answers: question id to shares.
Habit = Mapping[str, AnswerShares]


@dataclass(frozen=True, slots=True)
class AnswerPrior:
    """The kinds of people, equally likely before anything was answered."""

    habits: tuple[Habit, ...]

    @property
    def terse(self) -> Habit:
        """Return how those answer who tell what their situation is about, as in the cases."""
        return self.habits[0]

    def kinds(self, answers: Mapping[str, Answer]) -> tuple[float, ...]:
        """Return how likely each kind is, of somebody who answered so."""
        found = [
            sum(
                shares.logarithm(answers[name]) for name, shares in habit.items() if name in answers
            )
            for habit in self.habits
        ]
        odds = [math.exp(one - max(found)) for one in found]
        return tuple(one / sum(odds) for one in odds)


def learnt(questions: Iterable[Question], seen: Sequence[Mapping[str, Answer]]) -> AnswerPrior:
    """Return the distribution that some sets of answers suggest."""
    asked = tuple(questions)
    terse = {question.id: _terse(question, seen) for question in asked}
    return AnswerPrior((terse, {question.id: _thorough(question) for question in asked}))


@lru_cache(maxsize=4)
def shipped_prior(knowledge: Knowledge) -> AnswerPrior:
    """Return the distribution that the needs of the shipped cases suggest."""
    from recommender.evaluating.cases import shipped_cases

    return prior_of(shipped_cases(), knowledge)


def prior_of(files: Iterable[Path], knowledge: Knowledge) -> AnswerPrior:
    """Return the distribution that the needs of the cases in some files suggest."""
    from recommender.evaluating.cases import read

    cases = read(files, knowledge)
    return learnt(knowledge.questions.values(), [case.requirements.answers for case in cases])


def _terse(question: Question, seen: Sequence[Mapping[str, Answer]]) -> AnswerShares:
    given = [answers.get(question.id, DONT_KNOW) for answers in seen]
    open_ones, indifferent = given.count(DONT_KNOW), given.count(DOESNT_MATTER)
    chosen = [answer for answer in given if answer not in (DONT_KNOW, DOESNT_MATTER)]
    sets = [answer if isinstance(answer, tuple) else (answer,) for answer in chosen]
    counted = Counter(option for one in sets for option in one)
    options = question.option_ids()
    each = ADDED_ANSWERS / len(options)
    total = counted.total() + ADDED_ANSWERS
    more = (counted.total() - len(sets) + 1) / (counted.total() + 3)
    return AnswerShares(
        options,
        tuple((counted[option] + each) / total for option in options),
        (open_ones + 1) / (len(seen) + 3),
        (indifferent + 1) / (len(seen) + 3),
        more if question.many else 0.0,
    )


def _thorough(question: Question) -> AnswerShares:
    options = question.option_ids()
    shares = (1 / len(options),) * len(options)
    more = ONE_MORE if question.many else 0.0
    return AnswerShares(options, shares, OPEN, MATTERS_NOT, more)
