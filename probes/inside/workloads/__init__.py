"""What is computed: one file a workload, with its specification, data and NumPy reference.

Runs inside the probed environments: Python 2.7 to 3.13, NumPy only. A workload offers NAME, SPEC,
``data(spec)`` -> {"weights": {name: float64}, "batches": [(x, y), ...]} (x an array or a tuple of
arrays), ``digest(spec, data)`` and
``Reference(spec, weights, dtype)`` with ``step(x, y)`` -> loss, ``gradients(x, y)`` and
``parameters()``. The float64 reference is what every framework has to agree with. SIZES, where
there is one, names the entries of SPEC that can be asked for in other sizes, which are trained at
SIZED_LEARNING_RATE where that stands beside it; ``find`` gives the workload of any name.
"""

import hashlib
import importlib
import json

import numpy

from probes.inside.workload_names import split


class Sized(object):
    """A workload in sizes of its own; what the module offers, with its own SPEC."""

    def __init__(self, module, sizes):
        unknown = sorted(set(sizes) - set(getattr(module, "SIZES", ())))
        if unknown:
            raise ValueError("workload %s has no size %s" % (module.NAME, unknown[0]))
        self.NAME = module.NAME
        rate = getattr(module, "SIZED_LEARNING_RATE", module.SPEC["learning_rate"])
        self.SPEC = dict(module.SPEC, learning_rate=rate, **sizes)
        self.data, self.digest, self.Reference = module.data, module.digest, module.Reference


def find(name):
    """Return the workload of a name, plain ("mlp") or with sizes ("mlp@hidden=1024")."""
    plain, sizes = split(name)
    module = importlib.import_module("probes.inside.workloads." + plain)
    return Sized(module, sizes) if sizes else module


def digest_of(spec, data):
    """Return a short digest of a specification and every number that is computed with."""
    found = hashlib.sha256(json.dumps(spec, sort_keys=True).encode("ascii"))
    for name in sorted(data["weights"]):
        found.update(name.encode("ascii"))
        found.update(numpy.ascontiguousarray(data["weights"][name]).tobytes())
    for x, y in data["batches"]:
        for array in (x if isinstance(x, tuple) else (x,)) + (y,):
            found.update(numpy.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:16]


def softmax_cross_entropy(logits, labels):
    """Return the mean cross-entropy of rows of logits and its gradient by the logits."""
    rows = numpy.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = numpy.exp(shifted)
    totals = exponentials.sum(axis=1, keepdims=True)
    loss = (numpy.log(totals[:, 0]) - shifted[rows, labels]).mean()
    gradient = exponentials / totals
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


class GradientDescent(object):
    """A reference that is trained by plain gradient descent.

    A workload's Reference derives from it and says ``loss_and_gradients(x, y)``.
    """

    def __init__(self, spec, weights, dtype):
        self.rate = dtype(spec["learning_rate"])
        self.dtype = dtype
        self.weights = {name: weights[name].astype(dtype) for name in weights}

    def gradients(self, x, y):
        """Return the gradient of the loss by every parameter, before a step."""
        return self.loss_and_gradients(x, y)[1]

    def step(self, x, y):
        """Take one step; return the loss before it."""
        loss, gradients = self.loss_and_gradients(x, y)
        for name in gradients:
            self.weights[name] = self.weights[name] - self.rate * gradients[name]
        return float(loss)

    def parameters(self):
        """Return every parameter by name."""
        return self.weights
