"""Warm calls of the peers: prints a JSON object of seconds a call."""

import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import skcriteria as skc
from problem import ALTERNATIVES, CRITERIA, MATRIX, SAMPLES, WEIGHTS
from pymcdm.methods import TOPSIS
from skcriteria.agg.similarity import TOPSIS as SK_TOPSIS

matrix, weights, kinds = np.array(MATRIX), np.array(WEIGHTS), np.ones(CRITERIA)
decision = skc.mkdm(MATRIX, [max] * CRITERIA, weights=WEIGHTS)
generator = np.random.default_rng(1)


def smaa_floor() -> None:
    """Sample weights and find who is first: nothing can take less in NumPy."""
    drawn = generator.standard_exponential((SAMPLES, CRITERIA))
    drawn /= drawn.sum(axis=1, keepdims=True)
    np.bincount((drawn @ matrix.T).argmax(axis=1), minlength=ALTERNATIVES)


CALLS: dict[str, tuple[Callable[[], object], int]] = {
    "numpy, a weighted sum": (lambda: (matrix / matrix.max(axis=0)) @ weights, 2000),
    "pymcdm, TOPSIS": (lambda: TOPSIS()(matrix, weights, kinds), 200),
    "scikit-criteria, TOPSIS": (lambda: SK_TOPSIS().evaluate(decision), 20),
    "numpy, SMAA floor": (smaa_floor, 1),
}
found = {}
for name, (call, times) in CALLS.items():
    call()
    rounds = []
    for _ in range(7):
        began = time.process_time()
        for _ in range(times):
            call()
        rounds.append((time.process_time() - began) / times)
    found[name] = statistics.median(rounds)
sys.stdout.write(json.dumps(found))
