"""PyTensor, Theano's successor: shared variables, symbolic graphs, pytensor.function with updates.

Modes: "numba" compiles a function with Numba, PyTensor's default since 3.0; "c" compiles its
operations with the C compiler and runs them in the virtual machine CVM, as Theano did, with no BLAS
where pip installed it. Recurrent nets and trees are scans.
"""

import pytensor
import pytensor.tensor as pt
from pytensor.tensor.special import log_softmax, softmax

from probes.inside.frameworks import Unsupported

NAME = "pytensor"
CAPABILITIES = "pytensor_capabilities"
MODES = {
    "mlp": ["numba", "c"],
    "convnet": ["numba", "c"],
    "lstm": ["numba", "c"],
    "tree": ["numba", "c"],
    "attention": ["numba", "c"],
    "deep": ["numba", "c"],
    "matmul": ["numba", "c"],
}
PYTENSOR_MODES = {"numba": "NUMBA", "c": "CVM"}
#: https://github.com/pymc-devs/pytensor/issues/305 and 1196. A convnet of signal.convolve2d agrees
#: with the reference, but took 2 s a step where Theano's nnet.conv2d took 6 ms.
NO_CONVNET = (
    "PyTensor has no convolution and pooling for neural networks: it took Theano's nnet.conv2d and "
    "signal.pool out, and its signal.convolve2d goes through the pairs of maps one by one"
)


def versions():
    """Return the versions of what computes."""
    compiler = pytensor.config.cxx or "none (slow Python code)"
    return {"pytensor": pytensor.__version__, "compiler": compiler}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


# Each network takes the parameters, the symbolic input and the specification, and returns the
# logits (matmul: the prediction).


def mlp(p, x, spec):
    """Dense, ReLU, dense."""
    return pt.maximum(x @ p["w1"] + p["b1"], 0) @ p["w2"] + p["b2"]


def lstm(p, x, spec):
    """A scan over time, the input's products all at once before it; dense."""
    size = spec["hidden"]

    def cell(given, h, c, u):
        gates = given + h @ u
        i, f, o = (pt.sigmoid(gates[:, n * size : (n + 1) * size]) for n in (0, 1, 3))
        g = pt.tanh(gates[:, 2 * size : 3 * size])
        c = f * c + i * g
        return o * pt.tanh(c), c

    given = x.transpose(1, 0, 2) @ p["w"] + p["b"]
    zeros = pt.zeros((x.shape[0], size))
    h, _ = pytensor.scan(
        cell,
        sequences=[given],
        outputs_info=[zeros, zeros],
        non_sequences=[p["u"]],
        return_updates=False,
    )
    return h[-1] @ p["v"] + p["c"]


def tree(p, x, spec):
    """A scan over the inner nodes, which writes each into the matrix of all nodes; dense."""
    leaves, children = x

    def join(pair, place, nodes, left, right, bias):
        joined = nodes[pair[0]] @ left + nodes[pair[1]] @ right + bias
        return nodes[place].set(pt.tanh(joined))

    inner = pt.zeros((children.shape[0], spec["features"]))
    states = pytensor.scan(
        join,
        sequences=[children, leaves.shape[0] + pt.arange(children.shape[0])],
        outputs_info=[pt.concatenate([leaves, inner])],
        non_sequences=[p["left"], p["right"], p["b"]],
        return_updates=False,
    )
    return states[-1, -1:] @ p["v"] + p["c"]


def attention(p, x, spec):
    """Two residual halves, mean, dense."""
    batch, positions, features = spec["batch"], spec["positions"], spec["features"]
    heads = spec["heads"]
    size = features // heads

    def normal(x, name):
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = pt.sqrt((centred**2).mean(axis=-1, keepdims=True) + spec["epsilon"])
        return centred / spread * p["scale_" + name] + p["shift_" + name]

    def dense(x, name):
        return x @ p["w_" + name] + p["b_" + name]

    def split(x):
        return x.reshape((batch, positions, heads, size)).transpose(0, 2, 1, 3)

    first = normal(x, "norm1")
    query, key, value = (split(dense(first, name)) for name in ("query", "key", "value"))
    shares = softmax(query @ key.transpose(0, 1, 3, 2) * size**-0.5, axis=-1)
    mixed = (shares @ value).transpose(0, 2, 1, 3).reshape((batch, positions, features))
    x = x + dense(mixed, "out")
    x = x + dense(pt.maximum(dense(normal(x, "norm2"), "up"), 0), "down")
    return x.mean(axis=1) @ p["v"] + p["c"]


def deep(p, x, spec):
    """Dense and tanh, many times."""
    last = spec["layers"] - 1
    for n in range(last):
        x = pt.tanh(x @ p["w%02d" % n] + p["b%02d" % n])
    return x @ p["w%02d" % last] + p["b%02d" % last]


def matmul(p, x, spec):
    """One linear map."""
    return x @ p["w"]


def one(tensor_type):
    """Return how to make a network's input of one tensor."""
    return lambda: tensor_type("x")


#: How to make the input of each network, and the network.
NETWORKS = {
    "mlp": (one(pt.matrix), mlp),
    "lstm": (one(pt.tensor3), lstm),
    "tree": (lambda: (pt.matrix("leaves"), pt.lmatrix("children")), tree),
    "attention": (one(pt.tensor3), attention),
    "deep": (one(pt.matrix), deep),
    "matmul": (one(pt.matrix), matmul),
}


def cross_entropy(logits, labels):
    """Return the mean cross-entropy."""
    return -log_softmax(logits, axis=1)[pt.arange(labels.shape[0]), labels].mean()


class Program(object):
    """One compiled function that gives the loss and updates the shared variables."""

    def __init__(self, workload, spec, weights, mode):
        self.shared = {n: pytensor.shared(weights[n], name=n) for n in sorted(weights)}
        make_input, network = NETWORKS[workload]
        x = make_input()
        prediction = network(self.shared, x, spec)
        if workload == "matmul":
            y = pt.matrix("y")
            loss = ((prediction - y) ** 2).mean()
        else:
            y = pt.lvector("y")
            loss = cross_entropy(prediction, y)
        shared = list(self.shared.values())
        gradients = pytensor.grad(loss, shared)
        rate = spec["learning_rate"]
        self.train = pytensor.function(
            [*(x if isinstance(x, tuple) else (x,)), y],
            loss,
            updates=[(one, one - rate * g) for one, g in zip(shared, gradients)],
            mode=PYTENSOR_MODES[mode],
        )

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        return self.train(*(x if isinstance(x, tuple) else (x,)), y)

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
        raise Unsupported("PyTensor's own linkers, Numba and C, compile for the CPU only")
    if workload == "convnet":
        raise Unsupported(NO_CONVNET)
    return Program(workload, spec, weights, mode)
