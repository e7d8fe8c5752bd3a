"""Sees the GPU: two matrices are multiplied on a GPU, and the framework says on which.

True: the product is right and the framework names the GPU that holds it. False: the environment is
made for a GPU of this machine, and the framework finds none. Not available: there is no GPU here,
or the environment holds a build for the CPU, which says nothing of the framework.
"""

import numpy

from probes.inside.capabilities import deviation

#: Some GPUs multiply with 10 bits of fraction (TF32).
TOLERANCE = 5e-3


def given():
    """Return the two matrices."""
    state = numpy.random.RandomState(20170127)
    return {name: state.standard_normal((256, 256)).astype("float32") for name in ("a", "b")}


def check(given, found):
    """Judge ``found``: {"product": array, "device": its name}."""
    off = deviation(found["product"], given["a"].astype("float64").dot(given["b"]))
    if off > TOLERANCE:
        return None, "the product deviates by %.1g from NumPy's" % off
    return True, "multiplied on %s" % found["device"]
