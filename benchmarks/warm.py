"""Warm calls of the project: prints a JSON object of seconds a call (a set, for the batch).

A batch is measured three times: the first of the process, view of the day and all; the next, of
other needs; and the same needs again.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from recommender import recommend
from recommender.batch import recommend_many
from recommender.batch_arrays import best_of_each
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import Requirements
from recommender.scorer import Scorer
from recommender.sureness.smaa import acceptability
from recommender.sureness.weight_regions import anywhere

SETS, DAY = 20_000, "2026-11-24"
known = shipped()
generator = random.Random(1)  # noqa: S311 - made-up needs, no secret


def needs() -> Requirements:
    """Return made-up answers: most questions answered, up to three options where many fit."""
    answers = {}
    for question in known.questions.values():
        options = question.option_ids()
        if options and generator.random() < 0.7:
            chosen = generator.sample(options, min(len(options), generator.randint(1, 3)))
            answers[question.id] = (
                tuple(one for one in options if one in chosen) if question.many else chosen[0]
            )
    return Requirements(answers)


def spent(call: Callable[[], object]) -> float:
    """Return the processor's seconds of a call."""
    began = time.process_time()
    call()
    return time.process_time() - began


many, others = ([needs() for _ in range(SETS)] for _ in range(2))
found = {}
found["batch, a set, the first time"] = spent(lambda: recommend_many(many, known.at(DAY))) / SETS
scorer = Scorer(known.at(DAY), Measurements())
best_of_each(scorer, many)
found["batch, a set, other needs"] = spent(lambda: best_of_each(scorer, others)) / SETS
low = np.random.default_rng(2).uniform(0.1, 1, (12, 25))
corners = anywhere(np.full(25, 1 / 25))

CALLS: dict[str, tuple[Callable[[], object], int, int]] = {
    "recommend(), one date": (lambda: recommend(many[0], DAY), 20, 1),
    "batch, a set, the same needs": (lambda: best_of_each(scorer, many), 1, SETS),
    "SMAA, 100,000 weights": (lambda: acceptability(low, low, corners, samples=100_000), 1, 1),
}
for name, (call, times, sets) in CALLS.items():
    call()
    rounds = [sum(spent(call) for _ in range(times)) for _ in range(7)]
    found[name] = statistics.median(rounds) / times / sets
sys.stdout.write(json.dumps(found))
