"""One transformer block: multi-head self-attention and a feed-forward layer, then a dense layer.

Normalisation comes first in each half (x + f(normalise(x))), as in most transformers today; the
mean over the positions is classified. Without dropout, mask or positions. Sequences are batch by
positions by features; a head's features lie side by side in the matrices.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "attention"
SPEC = {
    "features": 64,
    "heads": 4,
    "positions": 32,
    "inner": 128,
    "classes": 10,
    "epsilon": 1e-5,
    "batch": 16,
    "batches": 8,
    "learning_rate": 0.1,
    "seed": 20170131,
}
#: What of it can be asked for in other sizes.
SIZES = ("features", "heads", "positions", "inner", "classes", "batch")


def data(spec):
    """Return weights (float64, inputs by outputs) and batches (x: sequences, y: labels)."""
    state = numpy.random.RandomState(spec["seed"])
    features, inner, classes = spec["features"], spec["inner"], spec["classes"]

    def matrix(inputs, outputs):
        return state.standard_normal((inputs, outputs)) * numpy.sqrt(1.0 / inputs)

    weights = {}
    for name in ("query", "key", "value", "out"):
        weights["w_" + name] = matrix(features, features)
        weights["b_" + name] = numpy.zeros(features)
    for name in ("norm1", "norm2"):
        weights["scale_" + name] = numpy.ones(features)
        weights["shift_" + name] = numpy.zeros(features)
    weights["w_up"], weights["b_up"] = matrix(features, inner), numpy.zeros(inner)
    weights["w_down"], weights["b_down"] = matrix(inner, features), numpy.zeros(features)
    weights["v"], weights["c"] = matrix(features, classes), numpy.zeros(classes)
    batches = [
        (
            state.standard_normal((spec["batch"], spec["positions"], features)),
            state.randint(0, classes, spec["batch"]).astype("int64"),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


class Reference(GradientDescent):
    """The network in NumPy, gradients by hand."""

    def __init__(self, spec, weights, dtype):
        super(Reference, self).__init__(spec, weights, dtype)
        self.heads = spec["heads"]
        self.epsilon = dtype(spec["epsilon"])

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w, found = self.weights, {}
        x = x.astype(self.dtype)
        normal1, kept1 = self._normalise(x, "norm1")
        attended, kept = self._attend(normal1)
        middle = x + attended
        normal2, kept2 = self._normalise(middle, "norm2")
        up = normal2.dot(w["w_up"]) + w["b_up"]
        active = numpy.maximum(up, 0)
        end = middle + active.dot(w["w_down"]) + w["b_down"]
        pooled = end.mean(axis=1)
        loss, by_logits = softmax_cross_entropy(pooled.dot(w["v"]) + w["c"], y)

        found["v"], found["c"] = pooled.T.dot(by_logits), by_logits.sum(axis=0)
        by_pooled = by_logits.dot(w["v"].T) / self.dtype(x.shape[1])
        by_end = numpy.repeat(by_pooled[:, None, :], x.shape[1], axis=1)
        by_up = self._dense_back(by_end, active, "down", found) * (up > 0)
        by_normal2 = self._dense_back(by_up, normal2, "up", found)
        by_middle = by_end + self._normalise_back(by_normal2, kept2, "norm2", found)
        by_normal1 = self._attend_back(by_middle, normal1, kept, found)
        self._normalise_back(by_normal1, kept1, "norm1", found)
        return loss, found

    def _normalise(self, x, name):
        centred = x - x.mean(axis=2, keepdims=True)
        spread = numpy.sqrt((centred**2).mean(axis=2, keepdims=True) + self.epsilon)
        unit = centred / spread
        scaled = unit * self.weights["scale_" + name] + self.weights["shift_" + name]
        return scaled, (unit, spread)

    def _normalise_back(self, by_normal, kept, name, found):
        unit, spread = kept
        found["scale_" + name] = (by_normal * unit).sum(axis=(0, 1))
        found["shift_" + name] = by_normal.sum(axis=(0, 1))
        by_unit = by_normal * self.weights["scale_" + name]
        inner = (by_unit * unit).mean(axis=2, keepdims=True)
        return (by_unit - by_unit.mean(axis=2, keepdims=True) - unit * inner) / spread

    def _dense_back(self, by_output, given, name, found):
        flat = given.reshape(-1, given.shape[-1])
        by_flat = by_output.reshape(-1, by_output.shape[-1])
        found["w_" + name] = flat.T.dot(by_flat)
        found["b_" + name] = by_flat.sum(axis=0)
        return by_output.dot(self.weights["w_" + name].T)

    def _split(self, x):
        """Return heads as an axis of their own: batch, heads, positions, features of a head."""
        batch, positions, features = x.shape
        apart = x.reshape(batch, positions, self.heads, features // self.heads)
        return apart.transpose(0, 2, 1, 3)

    def _join(self, x):
        batch, heads, positions, features = x.shape
        return x.transpose(0, 2, 1, 3).reshape(batch, positions, heads * features)

    def _attend(self, x):
        w = self.weights
        query, key, value = (
            self._split(x.dot(w["w_" + name]) + w["b_" + name])
            for name in ("query", "key", "value")
        )
        scale = self.dtype(1.0 / numpy.sqrt(query.shape[3]))
        scores = numpy.matmul(query, key.transpose(0, 1, 3, 2)) * scale
        shares = numpy.exp(scores - scores.max(axis=3, keepdims=True))
        shares = shares / shares.sum(axis=3, keepdims=True)
        mixed = self._join(numpy.matmul(shares, value))
        return mixed.dot(w["w_out"]) + w["b_out"], (query, key, value, scale, shares, mixed)

    def _attend_back(self, by_attended, x, kept, found):
        query, key, value, scale, shares, mixed = kept
        by_mixed = self._split(self._dense_back(by_attended, mixed, "out", found))
        by_value = numpy.matmul(shares.transpose(0, 1, 3, 2), by_mixed)
        by_shares = numpy.matmul(by_mixed, value.transpose(0, 1, 3, 2))
        by_scores = shares * (by_shares - (by_shares * shares).sum(axis=3, keepdims=True)) * scale
        by_query = numpy.matmul(by_scores, key)
        by_key = numpy.matmul(by_scores.transpose(0, 1, 3, 2), query)
        by_x = self._dense_back(self._join(by_query), x, "query", found)
        by_x = by_x + self._dense_back(self._join(by_key), x, "key", found)
        return by_x + self._dense_back(self._join(by_value), x, "value", found)
