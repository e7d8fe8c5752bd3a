"""How many questions the adaptive interview needs for the answer of the whole questionnaire.

    python benchmarks/interview.py [--users 150] [--seed 1]

Simulated users answer every question; the answer of the whole questionnaire is the framework that
comes first under all of it, at their date (or that nothing is left). The interview asks question by
question and stops where it would stop for a person; its answer is what comes first under what was
answered by then. Users are

- the labelled cases, each at its date; what a case does not tell is answered "don't know", and a
  case is never among those that its interview has learnt people's habits from,
- users whose answer to each question is that of a case drawn at random, at the date of another,
- users who answer at random: nine questions of ten, every option as likely as another, one to three
  of them where several fit; half of them in January 2017, half of them today,

and each of these with every tenth answer replaced by a random one; wrong answers are the same in
the interview and in the whole questionnaire. The curves are the share of users with the same
answer after so many questions, in the order of the interview (here without an early stop), in the
order of the questionnaire, and in a random order for each user.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from recommender.dates import today
from recommender.evaluating.cases import read, shipped_cases
from recommender.interviewing.answer_prior import AnswerPrior, learnt, shipped_prior
from recommender.interviewing.question_choice import LEFT_OPEN as RULE
from recommender.interviewing.question_choice import QuestionChoice
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer, Requirements
from recommender.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Iterable

KNOWLEDGE = shipped()
QUESTIONS = tuple(KNOWLEDGE.questions.values())
CASES = read(shipped_cases(), KNOWLEDGE)
WRONG = 0.1
LEFT_OPEN = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1)

Answers = dict[str, Answer]


@dataclass(frozen=True)
class User:
    """Somebody who answers every question; ``case`` is the case that they are, if any."""

    date: str
    answers: Answers
    case: int | None = None


@dataclass(frozen=True)
class Run:
    """One user's interview: after so many questions, is the answer that of all of them."""

    agrees: tuple[bool, ...]
    another: tuple[float, ...]
    fixed: tuple[bool, ...]
    random: tuple[bool, ...]
    something_left: bool

    def length(self, left_open: float) -> int:
        """Return after how many questions the interview stops."""
        return next(
            (count for count, open_ in enumerate(self.another) if open_ <= left_open),
            len(self.another) - 1,
        )


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--users", type=int, default=150, help="from cases, and as many at random")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generator = random.Random(options.seed)  # noqa: S311 - no secret
    kinds = {
        "cases": [case_user(number) for number in range(len(CASES))],
        "mixed from cases": [mixed_user(generator) for _ in range(options.users - len(CASES))],
        "random": [random_user(generator, number) for number in range(options.users)],
    }
    for name, users in list(kinds.items()):
        kinds[f"{name}, 10% wrong"] = [with_wrong(user, generator) for user in users]
    everybody: list[Run] = []
    for name, users in kinds.items():
        runs = [run(user, generator) for user in users]
        everybody += runs
        show(name, runs)
        if name.startswith("random"):
            show(f"{name}, something left", [one for one in runs if one.something_left])
    show("all of these", everybody)
    return 0


def case_user(number: int) -> User:
    """Return the user that a case is."""
    needs = CASES[number].requirements.answers
    answers = {question.id: needs.get(question.id, DONT_KNOW) for question in QUESTIONS}
    return User(CASES[number].date, answers, number)


def mixed_user(generator: random.Random) -> User:
    """Return a user whose answers come from a case each."""
    answers = {
        question.id: generator.choice(CASES).requirements.answers.get(question.id, DONT_KNOW)
        for question in QUESTIONS
    }
    return User(generator.choice(CASES).date, answers)


def random_user(generator: random.Random, number: int) -> User:
    """Return a user who answers at random."""
    return User(
        today() if number % 2 else "2017-01-31",
        {
            question.id: random_answer(question.id, generator)
            if generator.random() < 1 - WRONG
            else generator.choice((DONT_KNOW, DOESNT_MATTER))
            for question in QUESTIONS
        },
    )


def random_answer(name: str, generator: random.Random) -> Answer:
    """Return any answer to a question."""
    question = KNOWLEDGE.questions[name]
    options = question.option_ids()
    if not question.many:
        return generator.choice(options)
    chosen = generator.sample(options, min(len(options), generator.randint(1, 3)))
    return tuple(option for option in options if option in chosen)


def with_wrong(user: User, generator: random.Random) -> User:
    """Return the user with every tenth answer replaced by a random one."""
    answers = {
        name: random_answer(name, generator) if generator.random() < WRONG else answer
        for name, answer in user.answers.items()
    }
    return User(user.date, answers, user.case)


@cache
def scorer(date: str) -> Scorer:
    """Return the scorer of a day."""
    return Scorer(KNOWLEDGE.at(date), Measurements())


@cache
def choice(date: str, without: int | None) -> QuestionChoice:
    """Return what chooses the questions, learnt from all cases but one."""
    return QuestionChoice(scorer(date), prior(without))


def prior(without: int | None) -> AnswerPrior:
    """Return the distribution of answers, learnt from all cases but one."""
    if without is None:
        return shipped_prior(KNOWLEDGE)
    seen = [case.requirements.answers for number, case in enumerate(CASES) if number != without]
    return learnt(QUESTIONS, seen)


def run(user: User, generator: random.Random) -> Run:
    """Interview one user to the last question, in three orders."""
    whole = first(user, [question.id for question in QUESTIONS])
    chooser, asked, another = choice(user.date, user.case), [], []
    while True:
        outlook = chooser.outlook(Requirements({name: user.answers[name] for name in asked}))
        another.append(outlook.another if outlook.influence else 0.0)
        if outlook.question is None:
            break
        asked.append(outlook.question)
    fixed = [question.id for question in QUESTIONS]
    shuffled = generator.sample(fixed, len(fixed))
    return Run(
        agrees=same(user, asked, whole),
        another=tuple(another),
        fixed=same(user, fixed, whole),
        random=same(user, shuffled, whole),
        something_left=whole is not None,
    )


def same(user: User, order: list[str], whole: str | None) -> tuple[bool, ...]:
    """Return after so many questions in an order whether the answer is that of all of them."""
    return tuple(first(user, order[:count]) == whole for count in range(len(order) + 1))


def first(user: User, asked: list[str]) -> str | None:
    """Return what comes first under the answers to some questions."""
    return scorer(user.date).best(Requirements({name: user.answers[name] for name in asked}))


def show(name: str, runs: list[Run]) -> None:
    """Print the curves of some users as a table, and what ends of the interview would give."""
    counts = range(len(QUESTIONS) + 1)
    print(f"\n**{name}**, {len(runs)} users\n")  # noqa: T201
    print(row("asked", map(str, counts)))  # noqa: T201
    print(row("---", ["---:"] * len(counts)))  # noqa: T201
    for order, title in (("agrees", "interview"), ("fixed", "questionnaire"), ("random", "random")):
        curve = [statistics.fmean(getattr(one, order)[count] for one in runs) for count in counts]
        print(row(title, (f"{value:.0%}" for value in curve)))  # noqa: T201
    print()  # noqa: T201
    for left_open in LEFT_OPEN:
        lengths = [one.length(left_open) for one in runs]
        pairs = zip(runs, lengths, strict=True)
        agree = statistics.fmean(one.agrees[length] for one, length in pairs)
        middle, mean = (
            of(lengths) / len(QUESTIONS) for of in (statistics.median, statistics.fmean)
        )
        print(  # noqa: T201
            f"- {left_open:.1%} left open: median {middle:.1%} and mean {mean:.1%} of the "
            f"questions, the same answer for {agree:.1%}{', the rule' * (left_open == RULE)}"
        )
    sys.stdout.flush()


def row(title: str, cells: Iterable[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {title} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
