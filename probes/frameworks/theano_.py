"""Theano, as its tutorial writes it: shared variables, a symbolic graph, one compiled function."""

import theano
from theano import tensor

from probes.frameworks import Unsupported

NAME = "theano"
MODES = {"mlp": ["compiled"]}


def versions():
    """Return the versions of what computes."""
    compiler = theano.config.cxx or "none (slow Python code)"
    return {"theano": theano.__version__, "compiler": compiler}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


def mlp(p, x, y):
    """Return the loss as a symbolic expression."""
    hidden = tensor.nnet.relu(tensor.dot(x, p["w1"]) + p["b1"])
    probabilities = tensor.nnet.softmax(tensor.dot(hidden, p["w2"]) + p["b2"])
    return tensor.nnet.categorical_crossentropy(probabilities, y).mean()


class Program(object):
    """One compiled function that gives the loss and updates the shared variables."""

    def __init__(self, loss_of, spec, weights):
        self.shared = {n: theano.shared(weights[n], name=n) for n in sorted(weights)}
        x, y = tensor.matrix("x"), tensor.lvector("y")
        loss = loss_of(self.shared, x, y)
        names = sorted(self.shared)
        gradients = tensor.grad(loss, [self.shared[name] for name in names])
        rate = tensor.cast(spec["learning_rate"], theano.config.floatX)
        updates = [(self.shared[n], self.shared[n] - rate * g) for n, g in zip(names, gradients)]
        self.train_step = theano.function([x, y], loss, updates=updates)

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Return at once: on the CPU a function returns when it is done."""

    def parameters(self):
        """Return the parameters."""
        return {name: self.shared[name].get_value() for name in self.shared}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; building compiles."""
    if device != "cpu":
        raise Unsupported("this environment's Theano has no GPU back end (libgpuarray)")
    return Program({"mlp": mlp}[workload], spec, weights)
