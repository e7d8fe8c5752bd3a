"""NumPy itself in float32: the yardstick that makes times comparable between machines."""

import importlib

import numpy

NAME = "numpy"
MODES = {
    "mlp": ["eager"],
    "convnet": ["eager"],
    "lstm": ["eager"],
    "tree": ["eager"],
    "attention": ["eager"],
    "deep": ["eager"],
    "matmul": ["eager"],
}


def versions():
    """Return the versions of what computes."""
    return {"numpy": numpy.__version__}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


class Program(object):
    """A workload's own reference, in float32."""

    def __init__(self, workload, spec, weights):
        module = importlib.import_module("probes.inside.workloads." + workload)
        self.reference = module.Reference(spec, weights, numpy.float32)

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        return self.reference.step(x, y)

    def read(self, loss):
        """Return the loss as a float."""
        return loss

    def synchronise(self):
        """Return at once: nothing runs behind."""

    def parameters(self):
        """Return the parameters."""
        return self.reference.parameters()


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    return Program(workload, spec, weights)
