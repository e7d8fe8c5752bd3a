"""A recursive net over binary trees whose shape changes from step to step.

The two children of a node go through one dense layer with tanh into their parent; the root is
classified. One tree is one step: what a framework does that fixes its graph beforehand, shows here.
A batch's x is a pair: the leaves (leaves by features), and for each inner node in turn the numbers
of its two children, leaves counted first; the last inner node is the root.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "tree"
SPEC = {
    "features": 64,
    "leaves_from": 4,
    "leaves_to": 20,
    "classes": 5,
    "batches": 32,
    "learning_rate": 0.05,
    "seed": 20170130,
}


def data(spec):
    """Return weights (float64, inputs by outputs) and batches ((leaves, children), y: label)."""
    state = numpy.random.RandomState(spec["seed"])
    features, classes = spec["features"], spec["classes"]
    weights = {
        "left": state.standard_normal((features, features)) * numpy.sqrt(0.5 / features),
        "right": state.standard_normal((features, features)) * numpy.sqrt(0.5 / features),
        "b": numpy.zeros(features),
        "v": state.standard_normal((features, classes)) * numpy.sqrt(1.0 / features),
        "c": numpy.zeros(classes),
    }
    return {"weights": weights, "batches": [_tree(spec, state) for _ in range(spec["batches"])]}


def _tree(spec, state):
    """Return a tree that is grown by joining two of the open nodes at a time."""
    leaves = int(state.randint(spec["leaves_from"], spec["leaves_to"] + 1))
    free = list(range(leaves))
    children = []
    while len(free) > 1:
        first = free.pop(int(state.randint(len(free))))
        second = free.pop(int(state.randint(len(free))))
        free.append(leaves + len(children))
        children.append((first, second))
    words = state.standard_normal((leaves, spec["features"]))
    label = state.randint(0, spec["classes"], 1).astype("int64")
    return (words, numpy.array(children, dtype="int64")), label


digest = digest_of


class Reference(GradientDescent):
    """The network in NumPy, gradients by hand."""

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w = self.weights
        leaves, children = x
        nodes = [leaf[None, :] for leaf in leaves.astype(self.dtype)]
        for left, right in children:
            joined = nodes[left].dot(w["left"]) + nodes[right].dot(w["right"]) + w["b"]
            nodes.append(numpy.tanh(joined))
        loss, by_logits = softmax_cross_entropy(nodes[-1].dot(w["v"]) + w["c"], y)
        found = {name: numpy.zeros_like(w[name]) for name in ("left", "right", "b")}
        found["v"], found["c"] = nodes[-1].T.dot(by_logits), by_logits.sum(axis=0)
        by_nodes = [numpy.zeros_like(node) for node in nodes]
        by_nodes[-1] = by_logits.dot(w["v"].T)
        for index in reversed(range(len(children))):
            left, right = children[index]
            node = len(leaves) + index
            by_joined = by_nodes[node] * (1 - nodes[node] ** 2)
            found["left"] += nodes[left].T.dot(by_joined)
            found["right"] += nodes[right].T.dot(by_joined)
            found["b"] += by_joined[0]
            by_nodes[left] = by_nodes[left] + by_joined.dot(w["left"].T)
            by_nodes[right] = by_nodes[right] + by_joined.dot(w["right"].T)
        return loss, found
