"""Blocks, as its tutorial writes it: bricks, GradientDescent with the step rule Scale.

The batches go to the algorithm's process_batch, as MainLoop hands them over; the loss is read from
an aggregation buffer, as TrainingDataMonitoring does. For what Blocks lacks (dot-product attention,
layer normalisation, trees) there are bricks of its user's own; the tree is a recurrent brick.
"""

import blocks.version
import numpy
import theano
from blocks.algorithms import GradientDescent, Scale
from blocks.bricks import MLP, Initializable, Linear, Rectifier, Softmax, Tanh
from blocks.bricks.base import Brick, application, lazy
from blocks.bricks.conv import Convolutional, ConvolutionalSequence, Flattener, MaxPooling
from blocks.bricks.cost import CategoricalCrossEntropy, SquaredError
from blocks.bricks.recurrent import LSTM, BaseRecurrent, recurrent
from blocks.config import config
from blocks.monitoring.aggregation import take_last
from blocks.monitoring.evaluators import AggregationBuffer
from blocks.roles import BIAS, WEIGHT, add_role
from blocks.utils import change_recursion_limit, shared_floatx_nans
from theano import tensor

from probes.inside.frameworks import Unsupported, theano_expressions

NAME = "blocks"
CAPABILITIES = "blocks_capabilities"
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
    found = {"blocks": blocks.version.version, "theano": theano.__version__}
    return dict(found, compiler=compiler)


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


# Each function below takes a symbolic input and returns the probabilities of the classes (matmul:
# the prediction) and the workload's names of the shared variables that are trained.


def mlp(x, spec):
    """Dense, ReLU, dense."""
    net = MLP([Rectifier(), Softmax()], [spec["inputs"], spec["hidden"], spec["classes"]])
    probabilities = net.apply(x)
    first, second = net.linear_transformations
    return probabilities, {"w1": first.W, "b1": first.b, "w2": second.W, "b2": second.b}


def convnet(x, spec):
    """Convolution, ReLU, pooling, twice; dense."""
    size = (spec["kernel"], spec["kernel"])
    first = Convolutional(size, spec["first"], name="first")
    second = Convolutional(size, spec["second"], name="second")
    net = ConvolutionalSequence(
        [
            first,
            Rectifier(),
            MaxPooling((2, 2), name="pool1"),
            second,
            Rectifier(),
            MaxPooling((2, 2), name="pool2"),
        ],
        num_channels=spec["channels"],
        image_size=(spec["size"], spec["size"]),
        batch_size=spec["batch"],
    )
    maps = net.apply(x)
    dense = MLP([Softmax()], [int(numpy.prod(net.get_dim("output"))), spec["classes"]])
    probabilities = dense.apply(Flattener().apply(maps))
    last = dense.linear_transformations[0]
    return probabilities, {
        "k1": first.W,
        "b1": first.b,
        "k2": second.W,
        "b2": second.b,
        "w": last.W,
        "b": last.b,
    }


def lstm(x, spec):
    """Linear (the input's matrix and the bias), LSTM (gates in the workload's order), dense.

    Its peepholes are zero and are not trained, nor are its initial states.
    """
    given = Linear(spec["inputs"], 4 * spec["hidden"])
    layer = LSTM(spec["hidden"])
    states, _ = layer.apply(given.apply(x.dimshuffle(1, 0, 2)))  # time comes first
    for peephole in (layer.W_cell_to_in, layer.W_cell_to_forget, layer.W_cell_to_out):
        peephole.set_value(numpy.zeros_like(peephole.get_value()))
    dense = MLP([Softmax()], [spec["hidden"], spec["classes"]])
    probabilities = dense.apply(states[-1])
    last = dense.linear_transformations[0]
    return probabilities, {
        "w": given.W,
        "b": given.b,
        "u": layer.W_state,
        "v": last.W,
        "c": last.b,
    }


class Tree(BaseRecurrent, Initializable):
    """A recurrence over a tree's inner nodes; its state is the matrix of all nodes."""

    @lazy(allocation=["dim"])
    def __init__(self, dim, **kwargs):
        self.dim = dim
        super(Tree, self).__init__(**kwargs)

    def get_dim(self, name):
        """Return the features of a node."""
        return self.dim if name == "nodes" else super(Tree, self).get_dim(name)

    def _allocate(self):
        self.left = shared_floatx_nans((self.dim, self.dim), name="left")
        self.right = shared_floatx_nans((self.dim, self.dim), name="right")
        self.b = shared_floatx_nans((self.dim,), name="b")
        for parameter, role in ((self.left, WEIGHT), (self.right, WEIGHT), (self.b, BIAS)):
            add_role(parameter, role)
            self.parameters.append(parameter)

    @recurrent(sequences=["pairs", "places"], states=["nodes"], outputs=["nodes"], contexts=[])
    def apply(self, pairs, places, nodes):
        """Write a node, which is made of the pair of its children, into its place."""
        joined = tensor.dot(nodes[pairs[0]], self.left) + tensor.dot(nodes[pairs[1]], self.right)
        return tensor.set_subtensor(nodes[places], tensor.tanh(joined + self.b))


def tree(x, spec):
    """One function for every tree: a recurrent brick; dense."""
    leaves, children = x
    inner = tensor.zeros((children.shape[0], spec["features"]))
    places = leaves.shape[0] + tensor.arange(children.shape[0])
    net = Tree(spec["features"])
    states = net.apply(pairs=children, places=places, nodes=tensor.concatenate([leaves, inner]))
    dense = MLP([Softmax()], [spec["features"], spec["classes"]])
    probabilities = dense.apply(states[-1, -1:])
    last = dense.linear_transformations[0]
    return probabilities, {
        "left": net.left,
        "right": net.right,
        "b": net.b,
        "v": last.W,
        "c": last.b,
    }


class LayerNormalization(Initializable):
    """Every row normalised, scaled and shifted."""

    @lazy(allocation=["dim"])
    def __init__(self, dim, epsilon, **kwargs):
        self.dim, self.epsilon = dim, epsilon
        super(LayerNormalization, self).__init__(**kwargs)

    def _allocate(self):
        self.scale = shared_floatx_nans((self.dim,), name="scale")
        self.shift = shared_floatx_nans((self.dim,), name="shift")
        for parameter, role in ((self.scale, WEIGHT), (self.shift, BIAS)):
            add_role(parameter, role)
            self.parameters.append(parameter)

    @application(inputs=["input_"], outputs=["output"])
    def apply(self, input_):
        """Return the normalised rows."""
        return theano_expressions.normalise(input_, self.scale, self.shift, self.epsilon)


class Attention(Brick):
    """Multi-head attention over queries, keys and values, all batch times positions by features."""

    def __init__(self, heads, positions, features, **kwargs):
        self.heads, self.positions, self.features = heads, positions, features
        super(Attention, self).__init__(**kwargs)

    @application(inputs=["query", "key", "value"], outputs=["output"])
    def apply(self, query, key, value):
        """Return what each position takes from the others."""
        shape = (self.heads, self.positions, self.features)
        return theano_expressions.attend(query, key, value, *shape)


def attention(x, spec):
    """Two residual halves on batch times positions by features, mean, dense."""
    features, positions, named = spec["features"], spec["positions"], {}

    def norm(x, name):
        brick = LayerNormalization(features, spec["epsilon"], name=name)
        normal = brick.apply(x)
        named["scale_" + name], named["shift_" + name] = brick.scale, brick.shift
        return normal

    def dense(x, inputs, outputs, name):
        brick = Linear(inputs, outputs, name=name)
        output = brick.apply(x)
        named["w_" + name], named["b_" + name] = brick.W, brick.b
        return output

    x = x.reshape((-1, features))
    first = norm(x, "norm1")
    parts = [dense(first, features, features, name) for name in ("query", "key", "value")]
    mixed = Attention(spec["heads"], positions, features).apply(*parts)
    x = x + dense(mixed, features, features, "out")
    up = Rectifier().apply(dense(norm(x, "norm2"), features, spec["inner"], "up"))
    x = x + dense(up, spec["inner"], features, "down")
    net = MLP([Softmax()], [features, spec["classes"]])
    probabilities = net.apply(x.reshape((-1, positions, features)).mean(axis=1))
    last = net.linear_transformations[0]
    named["v"], named["c"] = last.W, last.b
    return probabilities, named


def deep(x, spec):
    """Dense and tanh, many times."""
    hidden = spec["layers"] - 1
    sizes = [spec["inputs"]] + [spec["hidden"]] * hidden + [spec["classes"]]
    net = MLP([Tanh() for _ in range(hidden)] + [Softmax()], sizes)
    probabilities = net.apply(x)
    named = {}
    for n, linear in enumerate(net.linear_transformations):
        named["w%02d" % n], named["b%02d" % n] = linear.W, linear.b
    return probabilities, named


def matmul(x, spec):
    """One linear brick without a bias."""
    linear = Linear(spec["inputs"], spec["outputs"], use_bias=False)
    return linear.apply(x), {"w": linear.W}


def one(tensor_type):
    """Return how to make a network's input of one tensor."""
    return lambda: tensor_type("x")


#: How to make the input of each network, and the network.
NETWORKS = {
    "mlp": (one(tensor.matrix), mlp),
    "convnet": (one(tensor.tensor4), convnet),
    "lstm": (one(tensor.tensor3), lstm),
    "tree": (lambda: (tensor.matrix("leaves"), tensor.lmatrix("children")), tree),
    "attention": (one(tensor.tensor3), attention),
    "deep": (one(tensor.matrix), deep),
    "matmul": (one(tensor.matrix), matmul),
}


def turned(array):
    """Return kernels turned by half a turn: Theano's convolution is the mathematical one."""
    return numpy.ascontiguousarray(array[:, :, ::-1, ::-1]) if array.ndim == 4 else array


class Program(object):
    """An initialised algorithm."""

    def __init__(self, workload, spec, weights):
        make_input, network = NETWORKS[workload]
        x = make_input()
        prediction, self.named = network(x, spec)
        for name in self.named:
            self.named[name].set_value(turned(weights[name]))
        if workload == "matmul":
            y = tensor.matrix("y")
            cost = SquaredError().cost_matrix(y, prediction).mean()
        else:
            y = tensor.lvector("y")
            cost = CategoricalCrossEntropy().apply(y, prediction)
        cost.name = "cost"
        inputs = (x if isinstance(x, tuple) else (x,)) + (y,)
        self.sources = [variable.name for variable in inputs]
        self.algorithm = GradientDescent(
            cost=cost,
            parameters=[self.named[name] for name in sorted(self.named)],
            step_rule=Scale(learning_rate=spec["learning_rate"]),
        )
        self.losses = AggregationBuffer([take_last(cost)])
        self.algorithm.add_updates(self.losses.accumulation_updates)
        self.algorithm.initialize()
        self.losses.initialize_aggregators()

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        batch = (x if isinstance(x, tuple) else (x,)) + (y,)
        self.algorithm.process_batch(dict(zip(self.sources, batch)))
        return self.losses.get_aggregated_values()["cost"]

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Return at once: on the CPU a function returns when it is done."""

    def parameters(self):
        """Return the parameters in the workload's layout."""
        return {name: turned(self.named[name].get_value()) for name in self.named}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; building compiles."""
    if device != "cpu":
        raise Unsupported("this environment's Theano has no GPU back end (libgpuarray)")
    # Bricks make deep graphs. MainLoop raises the limit so, but the algorithm is made before it.
    with change_recursion_limit(config.recursion_limit):
        return Program(workload, spec, weights)
