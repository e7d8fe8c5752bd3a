"""Deterministic reruns: the same seed gives the same weights, bit for bit.

In one process a perceptron with dropout is made and trained for five steps, three times: with a
seed, with the same again, with another. Weights, dropout and all that is random come from the
framework's own generators; its documented switches for determinism are on.

True: the first two end with the same bits and the third with others. False: the first two differ.
It says that reruns can be had on this device with this number of threads, not that every operation
is deterministic.
"""

import numpy

from probes.inside.capabilities import same_bits
from probes.inside.workloads import mlp

STEPS = 5
SPEC = dict(mlp.SPEC, inputs=64, hidden=64, batch=64, batches=STEPS)


def given():
    """Return specification, batches, the share that dropout drops, and the seeds."""
    batches = [(x.astype("float32"), y) for x, y in mlp.data(SPEC)["batches"]]
    return {"spec": SPEC, "batches": batches, "dropped": 0.5, "seeds": [3, 3, 4]}


def check(given, found):
    """Judge ``found``: for each seed the list of the weights after training, as arrays."""
    first, again, other = found
    if not all(numpy.isfinite(array).all() for array in first):
        return None, "training gave weights that are not finite"
    if len(first) != len(again) or not all(map(same_bits, first, again)):
        return False, "two runs from the same seed end with different weights"
    if all(map(same_bits, first, other)):
        return None, "another seed gives the same weights: the seed does nothing"
    return True, "two runs from the same seed end with the same bits, another seed with others"
