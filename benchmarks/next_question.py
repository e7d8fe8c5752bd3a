"""How long the interview takes to choose the next question, beside one full decision.

    python benchmarks/next_question.py [--rounds 15]

At the first question, where most is open, and after three and six answers, today and in January
2017. The yardstick is `decide` on the same answers, in the same process: the two take turns, so
that what else runs on the machine slows both. Processor time counts. The first time is that of an
interview's first question, with nothing kept; no question may take longer than the limit, then or
later. Garbage is looked for as seldom as in the command.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

from recommender.__main__ import GARBAGE_THRESHOLD
from recommender.dates import today
from recommender.decision import decide
from recommender.interviewing.answer_prior import shipped_prior
from recommender.interviewing.question_choice import QuestionChoice
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import Answer, Requirements
from recommender.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWERS: dict[str, Answer] = {
    "purpose": "research",
    "models": ("convolutional",),
    "experience": "expert",
    "hardware": ("nvidia_gpu",),
    "needs": ("layers",),
    "horizon": "years",
}
LIMIT_MS = 100


def main() -> int:
    """Measure and print; 1 where a first time or a median is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    gc.set_threshold(GARBAGE_THRESHOLD)
    knowledge, nothing, slowest = shipped(), Measurements(), 0.0
    print(f"load {os.getloadavg()[0]:.1f}; processor time, median of {rounds}")  # noqa: T201
    for day in (today(), "2017-01-31"):
        scorer = Scorer(knowledge.at(day), nothing)
        began = time.process_time()
        choice = QuestionChoice(scorer, shipped_prior(knowledge))
        print(f"{day}: once, to begin: {(time.process_time() - began) * 1e3:.0f} ms")  # noqa: T201
        for count in (0, 3, 6):
            needs = Requirements(dict(list(ANSWERS.items())[:count]))
            turns = [
                (spent(choice.outlook, needs), spent(decide, needs, day, nothing, knowledge))
                for _ in range(rounds)
            ]
            next_ms = statistics.median(one for one, _ in turns) * 1e3
            first_ms = turns[0][0] * 1e3
            slowest = max(slowest, first_ms, next_ms)
            ratio = statistics.median(one / other for one, other in turns)
            print(  # noqa: T201
                f"  after {count} answers: next question {next_ms:5.1f} ms "
                f"(the first time {first_ms:.1f}), decide "
                f"{statistics.median(other for _, other in turns) * 1e3:.2f} ms: {ratio:.0f} times"
            )
    print(f"slowest {slowest:.1f} ms, to be at most {LIMIT_MS}")  # noqa: T201
    return int(slowest > LIMIT_MS)


def spent(work: Callable[..., object], *given: object) -> float:
    """Return the processor seconds that some work takes."""
    began = time.process_time()
    work(*given)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
