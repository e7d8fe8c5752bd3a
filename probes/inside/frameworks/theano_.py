"""Theano, as its tutorial writes it: shared variables, a symbolic graph, one compiled function.

Loops are scans: over time, and over the inner nodes of a tree. The graph takes any tree: its nodes
are the rows of a matrix that scan hands on, where each step fills one row, so nothing is padded.
"""

import timeit

import theano
from theano import tensor
from theano.tensor.signal.pool import pool_2d

from probes.inside.frameworks import Unsupported, theano_expressions

NAME = "theano"
CAPABILITIES = "theano_capabilities"
MODES = {
    "mlp": ["compiled"],
    "convnet": ["compiled"],
    "lstm": ["compiled"],
    "tree": ["compiled"],
    "attention": ["compiled"],
    "deep": ["compiled"],
    "matmul": ["compiled"],
}


def versions():
    """Return the versions of what computes."""
    compiler = theano.config.cxx or "none (slow Python code)"
    return {"theano": theano.__version__, "compiler": compiler}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


def cross_entropy(logits, y):
    """Return the mean loss; Theano makes one stable operation of the two when it compiles."""
    return tensor.nnet.categorical_crossentropy(tensor.nnet.softmax(logits), y).mean()


def mlp(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.matrix("x"), tensor.lvector("y")
    hidden = tensor.nnet.relu(tensor.dot(x, p["w1"]) + p["b1"])
    return [x, y], cross_entropy(tensor.dot(hidden, p["w2"]) + p["b2"], y)


def convnet(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.tensor4("x"), tensor.lvector("y")
    size, kernel = spec["size"], spec["kernel"]
    maps = x
    inputs, outputs = spec["channels"], spec["first"]
    for weights, bias, outputs in (("k1", "b1", spec["first"]), ("k2", "b2", spec["second"])):
        maps = tensor.nnet.conv2d(
            maps,
            p[weights],
            # Shapes that are known help Theano to choose its convolution.
            input_shape=(spec["batch"], inputs, size, size),
            filter_shape=(outputs, inputs, kernel, kernel),
            filter_flip=False,
        )
        maps = tensor.nnet.relu(maps + p[bias].dimshuffle("x", 0, "x", "x"))
        maps = pool_2d(maps, (2, 2), ignore_border=True)
        inputs, size = outputs, (size - kernel + 1) // 2
    return [x, y], cross_entropy(tensor.dot(maps.flatten(2), p["w"]) + p["b"], y)


def lstm(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.tensor3("x"), tensor.lvector("y")
    size = spec["hidden"]

    def gate(gates, place):
        return gates[:, place * size : (place + 1) * size]

    def step(given, h, cell, u):
        gates = given + tensor.dot(h, u)
        kept, shown = tensor.nnet.sigmoid(gate(gates, 1)), tensor.nnet.sigmoid(gate(gates, 3))
        cell = kept * cell + tensor.nnet.sigmoid(gate(gates, 0)) * tensor.tanh(gate(gates, 2))
        return shown * tensor.tanh(cell), cell

    # What the inputs give is computed outside of the loop, for all times at once.
    given = tensor.dot(x.dimshuffle(1, 0, 2), p["w"]) + p["b"]
    # Known lengths: a fifth less to compile, which would have been for working them out.
    start = tensor.zeros((spec["batch"], size))
    (states, _), _ = theano.scan(
        step,
        sequences=given,
        outputs_info=[start, start],
        non_sequences=[p["u"]],
        n_steps=spec["steps"],
        strict=True,
    )
    return [x, y], cross_entropy(tensor.dot(states[-1], p["v"]) + p["c"], y)


def tree(p, spec):
    """Return the symbolic inputs and the loss."""
    leaves, children, y = tensor.matrix("leaves"), tensor.lmatrix("children"), tensor.lvector("y")
    root = theano_expressions.fold(leaves, children, p["left"], p["right"], p["b"])
    return [leaves, children, y], cross_entropy(tensor.dot(root, p["v"]) + p["c"], y)


def attention(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.tensor3("x"), tensor.lvector("y")
    positions, features = spec["positions"], spec["features"]

    def dense(rows, name):
        return tensor.dot(rows, p["w_" + name]) + p["b_" + name]

    def normal(rows, name):
        scale, shift = p["scale_" + name], p["shift_" + name]
        return theano_expressions.normalise(rows, scale, shift, spec["epsilon"])

    rows = x.reshape((-1, features))
    first = normal(rows, "norm1")
    query, key, value = (dense(first, name) for name in ("query", "key", "value"))
    mixed = theano_expressions.attend(query, key, value, spec["heads"], positions, features)
    rows = rows + dense(mixed, "out")
    rows = rows + dense(tensor.nnet.relu(dense(normal(rows, "norm2"), "up")), "down")
    pooled = rows.reshape((-1, positions, features)).mean(axis=1)
    return [x, y], cross_entropy(tensor.dot(pooled, p["v"]) + p["c"], y)


def deep(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.matrix("x"), tensor.lvector("y")
    active, last = x, spec["layers"] - 1
    for place in range(last):
        active = tensor.tanh(tensor.dot(active, p["w%02d" % place]) + p["b%02d" % place])
    return [x, y], cross_entropy(tensor.dot(active, p["w%02d" % last]) + p["b%02d" % last], y)


def matmul(p, spec):
    """Return the symbolic inputs and the loss."""
    x, y = tensor.matrix("x"), tensor.matrix("y")
    return [x, y], tensor.sqr(tensor.dot(x, p["w"]) - y).mean()


NETWORKS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}


class Program(object):
    """One compiled function that gives the loss and updates the shared variables."""

    def __init__(self, network, spec, weights):
        self.shared = {n: theano.shared(weights[n], name=n) for n in sorted(weights)}
        inputs, loss = network(self.shared, spec)
        names = sorted(self.shared)
        gradients = tensor.grad(loss, [self.shared[name] for name in names])
        rate = tensor.cast(spec["learning_rate"], theano.config.floatX)
        updates = [(self.shared[n], self.shared[n] - rate * g) for n, g in zip(names, gradients)]
        began = timeit.default_timer()
        self.function = theano.function(inputs, loss, updates=updates)
        self.compile_s = timeit.default_timer() - began

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        return self.function(*x, y) if isinstance(x, tuple) else self.function(x, y)

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
    return Program(NETWORKS[workload], spec, weights)
