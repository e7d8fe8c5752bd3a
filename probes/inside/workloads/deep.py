"""A narrow, very deep perceptron: what many layers cost to build, compile and call.

Its matrices are small on purpose: a step is mostly the framework's own work. Layers are named w00,
b00 … from the input on, with tanh between them. (With ReLU, rounding would switch units on and off
and no two programs could be compared.)
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "deep"
SPEC = {
    "inputs": 32,
    "hidden": 32,
    "layers": 60,
    "classes": 10,
    "batch": 32,
    "batches": 8,
    "learning_rate": 0.01,
    "seed": 20170201,
}
#: Variance of the first weights times inputs. With less the signal dies on its way, with 1.5 it is
#: chaotic: the rounding of float32 alone gave other parameters after ten steps.
GAIN = 1.2


def layers(spec):
    """Return (weight's name, bias' name, inputs, outputs) of every layer in turn."""
    sizes = [spec["inputs"]] + [spec["hidden"]] * (spec["layers"] - 1) + [spec["classes"]]
    pairs = enumerate(zip(sizes[:-1], sizes[1:]))
    return [("w%02d" % n, "b%02d" % n, inputs, outputs) for n, (inputs, outputs) in pairs]


def data(spec):
    """Return weights (float64, inputs by outputs) and batches (x: batch by inputs, y: labels)."""
    state = numpy.random.RandomState(spec["seed"])
    weights = {}
    for weight, bias, inputs, outputs in layers(spec):
        weights[weight] = state.standard_normal((inputs, outputs)) * numpy.sqrt(GAIN / inputs)
        weights[bias] = numpy.zeros(outputs)
    batches = [
        (
            state.standard_normal((spec["batch"], spec["inputs"])),
            state.randint(0, spec["classes"], spec["batch"]).astype("int64"),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


class Reference(GradientDescent):
    """The network in NumPy, gradients by hand."""

    def __init__(self, spec, weights, dtype):
        super(Reference, self).__init__(spec, weights, dtype)
        self.names = [(weight, bias) for weight, bias, _, _ in layers(spec)]

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w = self.weights
        active = [x.astype(self.dtype)]
        for weight, bias in self.names[:-1]:
            active.append(numpy.tanh(active[-1].dot(w[weight]) + w[bias]))
        weight, bias = self.names[-1]
        loss, by_output = softmax_cross_entropy(active[-1].dot(w[weight]) + w[bias], y)
        found = {}
        for (weight, bias), given in zip(reversed(self.names), reversed(active)):
            found[weight] = given.T.dot(by_output)
            found[bias] = by_output.sum(axis=0)
            by_output = by_output.dot(w[weight].T) * (1 - given**2)
        return loss, found
