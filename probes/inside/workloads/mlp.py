"""A two-layer perceptron on random data: dense, ReLU, dense, softmax cross-entropy, plain SGD.

The smallest network that trains. Its matrices are large enough that a step costs more than the call
of it, and small enough for any machine.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "mlp"
SPEC = {
    "inputs": 256,
    "hidden": 512,
    "classes": 10,
    "batch": 128,
    "batches": 8,
    "learning_rate": 0.1,
    "seed": 20170127,
}
#: What of it can be asked for in other sizes.
SIZES = ("inputs", "hidden", "classes", "batch")
#: Wide layers run away at the plain rate, and what runs away blows rounding up.
SIZED_LEARNING_RATE = 0.005


def data(spec):
    """Return weights (float64, inputs by outputs) and batches (x: batch by inputs, y: labels).

    numpy.random.RandomState is frozen: every NumPy gives the same numbers.
    """
    state = numpy.random.RandomState(spec["seed"])
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]
    weights = {
        "w1": state.standard_normal((inputs, hidden)) * numpy.sqrt(2.0 / inputs),
        "b1": numpy.zeros(hidden),
        "w2": state.standard_normal((hidden, classes)) * numpy.sqrt(1.0 / hidden),
        "b2": numpy.zeros(classes),
    }
    batches = [
        (
            state.standard_normal((spec["batch"], inputs)),
            state.randint(0, classes, spec["batch"]).astype("int64"),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


class Reference(GradientDescent):
    """The network in NumPy, gradients by hand."""

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w = self.weights
        x = x.astype(self.dtype)
        hidden = numpy.maximum(x.dot(w["w1"]) + w["b1"], 0)
        loss, by_logits = softmax_cross_entropy(hidden.dot(w["w2"]) + w["b2"], y)
        by_hidden = by_logits.dot(w["w2"].T) * (hidden > 0)
        return loss, {
            "w1": x.T.dot(by_hidden),
            "b1": by_hidden.sum(axis=0),
            "w2": hidden.T.dot(by_logits),
            "b2": by_logits.sum(axis=0),
        }
