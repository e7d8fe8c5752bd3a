"""A recurrent net: one LSTM layer over a sequence, a dense layer on its last state.

The LSTM is the one without peepholes, with one bias; its matrices hold the four gates side by side
in the order input, forget, candidate, output. Sequences are batch by time by features.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "lstm"
SPEC = {
    "inputs": 32,
    "hidden": 64,
    "steps": 24,
    "classes": 10,
    "batch": 32,
    "batches": 8,
    "learning_rate": 0.5,
    "seed": 20170129,
}
#: What of it can be asked for in other sizes.
SIZES = ("inputs", "hidden", "steps", "classes", "batch")
#: The gates as they stand side by side in the matrices.
GATES = ("input", "forget", "candidate", "output")


def data(spec):
    """Return weights (float64, inputs by outputs) and batches (x: sequences, y: labels)."""
    state = numpy.random.RandomState(spec["seed"])
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]
    bias = numpy.zeros(4 * hidden)
    bias[hidden : 2 * hidden] = 1.0  # remember at first
    weights = {
        "w": state.standard_normal((inputs, 4 * hidden)) * numpy.sqrt(1.0 / inputs),
        "u": state.standard_normal((hidden, 4 * hidden)) * numpy.sqrt(1.0 / hidden),
        "b": bias,
        "v": state.standard_normal((hidden, classes)) * numpy.sqrt(1.0 / hidden),
        "c": numpy.zeros(classes),
    }
    batches = [
        (
            state.standard_normal((spec["batch"], spec["steps"], inputs)),
            state.randint(0, classes, spec["batch"]).astype("int64"),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


def sigmoid(x):
    """Return the logistic function; tanh does not overflow."""
    return 0.5 * (numpy.tanh(0.5 * x) + 1)


class Reference(GradientDescent):
    """The network in NumPy, gradients through time by hand."""

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w = self.weights
        x = x.astype(self.dtype)
        size = w["u"].shape[0]
        h = numpy.zeros((len(x), size), self.dtype)
        cell = numpy.zeros((len(x), size), self.dtype)
        kept = []
        for t in range(x.shape[1]):
            before = (h, cell)
            gates = x[:, t].dot(w["w"]) + h.dot(w["u"]) + w["b"]
            i, f, o = (sigmoid(gates[:, n * size : (n + 1) * size]) for n in (0, 1, 3))
            g = numpy.tanh(gates[:, 2 * size : 3 * size])
            cell = f * cell + i * g
            shown = numpy.tanh(cell)
            h = o * shown
            kept.append((before, i, f, g, o, shown))
        loss, by_logits = softmax_cross_entropy(h.dot(w["v"]) + w["c"], y)
        found = {name: numpy.zeros_like(w[name]) for name in ("w", "u", "b")}
        found["v"], found["c"] = h.T.dot(by_logits), by_logits.sum(axis=0)
        by_h = by_logits.dot(w["v"].T)
        by_cell = numpy.zeros_like(by_h)
        for t in reversed(range(x.shape[1])):
            (h_before, cell_before), i, f, g, o, shown = kept[t]
            by_cell = by_cell + by_h * o * (1 - shown**2)
            by_gates = numpy.concatenate(
                [
                    by_cell * g * i * (1 - i),
                    by_cell * cell_before * f * (1 - f),
                    by_cell * i * (1 - g**2),
                    by_h * shown * o * (1 - o),
                ],
                axis=1,
            )
            found["w"] += x[:, t].T.dot(by_gates)
            found["u"] += h_before.T.dot(by_gates)
            found["b"] += by_gates.sum(axis=0)
            by_h = by_gates.dot(w["u"].T)
            by_cell = by_cell * f
        return loss, found
