"""Mixed precision: training whose matrix products take 16-bit numbers and whose weights have 32.

A perceptron takes ten steps of plain gradient descent, by the framework's documented switch where
it has one, else by casting as its user would.

True: what the layers compute is a 16-bit type, the weights are float32, and the losses are near the
float64 reference's, but not as near as float32 would be. False: the framework refuses, or computes
with 32 bits all the same.
"""

import numpy

from probes.inside.workloads import mlp

STEPS = 10
SPEC = dict(mlp.SPEC, inputs=16, hidden=32, batch=32, batches=2)
NAMES = ("float16", "bfloat16")
#: bfloat16 has eight bits of fraction: a relative 4e-3 for each number. float32 loses 1e-6.
NEAR, EXACT = 0.05, 1e-5


def given():
    """Return specification, weights and the batches of the steps."""
    data = mlp.data(SPEC)
    batches = [data["batches"][step % SPEC["batches"]] for step in range(STEPS)]
    return {
        "spec": SPEC,
        "weights": {name: data["weights"][name].astype("float32") for name in data["weights"]},
        "batches": [(x.astype("float32"), y) for x, y in batches],
    }


def check(given, found):
    """Judge ``found``: {"losses": [...], "computed_in": type's name, "weights_in": type's name}."""
    reference = mlp.Reference(given["spec"], given["weights"], numpy.float64)
    wanted = numpy.array([reference.step(x, y) for x, y in given["batches"]])
    losses = numpy.array(found["losses"], dtype="float64")
    off = float("inf")
    if losses.shape == wanted.shape and numpy.isfinite(losses).all():
        off = float(numpy.abs(losses / wanted - 1).max())
    if off > NEAR:
        return None, "the losses deviate by %.1g from the reference" % off
    kinds = "%s in the layers, %s in the weights" % (found["computed_in"], found["weights_in"])
    if found["computed_in"] not in NAMES or found["weights_in"] != "float32":
        return False, kinds
    if off < EXACT:
        return False, "%s, but the losses are those of float32 (%.1g off)" % (kinds, off)
    return True, "%s%s; losses within %.1g of float64's" % (
        kinds,
        " (%s)" % found["by"] if found.get("by") else "",
        off,
    )
