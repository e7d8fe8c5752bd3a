"""Multi-device data parallel: one training step, the halves of its batch on two devices.

On a machine with two GPUs these are the devices; else two virtual CPU devices where the framework
has a documented way to them. The weights are kept alike by the framework's own helper.

True: two devices each took a share, and loss and weights after the step are those of the reference
on the whole batch. False: the framework refuses, or one device took all. Not available: there are
no two devices that it could be tried on.
"""

import numpy

from probes.inside.capabilities import deviation
from probes.inside.workloads import mlp

LOSS_TOLERANCE = 1e-5
#: Of a weight's change, which is small beside the weight that float32 rounds.
CHANGE_TOLERANCE = 3e-4
SPEC = dict(mlp.SPEC, inputs=6, hidden=8, classes=3, batch=16, batches=1)


def given():
    """Return specification, weights and the batch."""
    data = mlp.data(SPEC)
    x, y = data["batches"][0]
    return {
        "spec": SPEC,
        "weights": {name: data["weights"][name].astype("float32") for name in data["weights"]},
        "x": x.astype("float32"),
        "y": y,
    }


def check(given, found):
    """Judge ``found``: {"devices": [names], "loss": float, "weights": {name: array}, "by": how}."""
    reference = mlp.Reference(given["spec"], given["weights"], numpy.float64)
    off = deviation(found["loss"], reference.step(given["x"], given["y"]))
    if off > LOSS_TOLERANCE:
        return None, "%s: the loss deviates by %.1g" % (found["by"], off)
    after, before = reference.parameters(), given["weights"]
    for name in sorted(after):
        off = deviation(found["weights"][name] - before[name], after[name] - before[name])
        if off > CHANGE_TOLERANCE:
            return None, "%s: the change of %s deviates by %.1g" % (found["by"], name, off)
    devices = sorted(set(found["devices"]))
    if len(devices) < 2:
        return False, "%s: all on %s" % (found["by"], devices[0] if devices else "no device")
    return True, "%s, on %s: one step as on the whole batch" % (found["by"], " and ".join(devices))
