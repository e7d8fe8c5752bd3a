"""Lasagne, as its documentation writes it: layers, lasagne.updates.sgd, one theano.function.

For what Lasagne 0.1 lacks (attention, layer normalisation, trees) its documentation says to write
layers of one's own; those are here. Modes: with unroll_scan a recurrent layer is no scan, but a
graph as long as the sequence.
"""

import lasagne
import numpy
import theano
from lasagne import layers, nonlinearities, objectives
from theano import tensor

from probes.inside.frameworks import Unsupported, theano_expressions

NAME = "lasagne"
CAPABILITIES = "lasagne_capabilities"
MODES = {
    "mlp": ["compiled"],
    "convnet": ["compiled"],
    "lstm": ["compiled", "unrolled"],
    "tree": ["compiled"],
    "attention": ["compiled"],
    "deep": ["compiled"],
    "matmul": ["compiled"],
}


def versions():
    """Return the versions of what computes."""
    compiler = theano.config.cxx or "none (slow Python code)"
    return {"lasagne": lasagne.__version__, "theano": theano.__version__, "compiler": compiler}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


# A network below is its last layer and, for each parameter of the workload, how to read it.


def kept(variable):
    """Return how to read a parameter that Lasagne keeps as the workload does."""
    return variable.get_value


def flipped(kernels):
    """Return kernels turned by half a turn: Theano's convolution is the mathematical one."""
    return numpy.ascontiguousarray(kernels[:, :, ::-1, ::-1])


def classify(net, classes, weights, bias):
    """Return a dense layer with softmax upon a network."""
    return layers.DenseLayer(net, classes, W=weights, b=bias, nonlinearity=nonlinearities.softmax)


def mlp(spec, p, mode):
    """Dense, ReLU, dense."""
    net = layers.InputLayer((spec["batch"], spec["inputs"]))
    first = layers.DenseLayer(
        net, spec["hidden"], W=p["w1"], b=p["b1"], nonlinearity=nonlinearities.rectify
    )
    second = classify(first, spec["classes"], p["w2"], p["b2"])
    return second, {
        "w1": kept(first.W),
        "b1": kept(first.b),
        "w2": kept(second.W),
        "b2": kept(second.b),
    }


def convnet(spec, p, mode):
    """Convolution, ReLU, pooling, twice; dense."""
    net = layers.InputLayer((spec["batch"], spec["channels"], spec["size"], spec["size"]))
    first = layers.Conv2DLayer(net, spec["first"], spec["kernel"], W=flipped(p["k1"]), b=p["b1"])
    net = layers.MaxPool2DLayer(first, 2)
    second = layers.Conv2DLayer(net, spec["second"], spec["kernel"], W=flipped(p["k2"]), b=p["b2"])
    net = layers.MaxPool2DLayer(second, 2)
    dense = classify(net, spec["classes"], p["w"], p["b"])
    return dense, {
        "k1": lambda: flipped(first.W.get_value()),
        "b1": kept(first.b),
        "k2": lambda: flipped(second.W.get_value()),
        "b2": kept(second.b),
        "w": kept(dense.W),
        "b": kept(dense.b),
    }


def lstm(spec, p, mode):
    """LSTMLayer without peepholes, dense; it keeps the matrices of each gate for themselves."""
    gates = ("ingate", "forgetgate", "cell", "outgate")  # the workload's order
    w, u, b = (numpy.split(p[name], 4, axis=-1) for name in ("w", "u", "b"))
    functions = [nonlinearities.tanh if g == "cell" else nonlinearities.sigmoid for g in gates]
    options = {
        gate: layers.Gate(W_in=w[n], W_hid=u[n], b=b[n], nonlinearity=functions[n])
        for n, gate in enumerate(gates)
    }
    net = layers.InputLayer((spec["batch"], spec["steps"], spec["inputs"]))
    layer = layers.LSTMLayer(
        net, spec["hidden"], peepholes=False, unroll_scan=mode == "unrolled", **options
    )
    last = layers.SliceLayer(layer, -1, axis=1)
    dense = classify(last, spec["classes"], p["v"], p["c"])

    def joined(start):
        parts = [getattr(layer, start + gate) for gate in gates]
        return lambda: numpy.concatenate([part.get_value() for part in parts], axis=-1)

    return dense, {
        "w": joined("W_in_to_"),
        "u": joined("W_hid_to_"),
        "b": joined("b_"),
        "v": kept(dense.W),
        "c": kept(dense.b),
    }


class TreeLayer(layers.MergeLayer):
    """The root of a tree from its leaves and the numbers of each node's children."""

    def __init__(self, incomings, num_units, left, right, b, **kwargs):
        super(TreeLayer, self).__init__(incomings, **kwargs)
        self.left = self.add_param(left, (num_units, num_units), name="left")
        self.right = self.add_param(right, (num_units, num_units), name="right")
        self.b = self.add_param(b, (num_units,), name="b", regularizable=False)

    def get_output_shape_for(self, input_shapes):
        """Return the shape of the root: one by features."""
        return (1, input_shapes[0][1])

    def get_output_for(self, inputs, **kwargs):  # noqa: ARG002 - Lasagne passes more
        """Return the root."""
        leaves, children = inputs
        return theano_expressions.fold(leaves, children, self.left, self.right, self.b)


def tree(spec, p, mode):
    """One function for every tree: a layer that scans over the inner nodes; dense."""
    leaves = layers.InputLayer((None, spec["features"]))
    children = layers.InputLayer((None, 2), input_var=tensor.lmatrix("children"))
    root = TreeLayer([leaves, children], spec["features"], p["left"], p["right"], p["b"])
    dense = classify(root, spec["classes"], p["v"], p["c"])
    return dense, {
        "left": kept(root.left),
        "right": kept(root.right),
        "b": kept(root.b),
        "v": kept(dense.W),
        "c": kept(dense.b),
    }


class LayerNormLayer(layers.Layer):
    """Every row normalised, scaled and shifted."""

    def __init__(self, incoming, scale, shift, epsilon, **kwargs):
        super(LayerNormLayer, self).__init__(incoming, **kwargs)
        shape = (self.input_shape[1],)
        self.scale = self.add_param(scale, shape, name="scale", regularizable=False)
        self.shift = self.add_param(shift, shape, name="shift", regularizable=False)
        self.epsilon = epsilon

    def get_output_for(self, input, **kwargs):  # noqa: A002, ARG002 - so Lasagne calls it
        """Return the normalised rows."""
        return theano_expressions.normalise(input, self.scale, self.shift, self.epsilon)


class AttentionLayer(layers.MergeLayer):
    """Multi-head attention over queries, keys and values, all batch times positions by features."""

    def __init__(self, incomings, heads, positions, **kwargs):
        super(AttentionLayer, self).__init__(incomings, **kwargs)
        self.heads, self.positions = heads, positions

    def get_output_shape_for(self, input_shapes):
        """Return the shape of the values."""
        return input_shapes[2]

    def get_output_for(self, inputs, **kwargs):  # noqa: ARG002 - Lasagne passes more
        """Return what each position takes from the others."""
        query, key, value = inputs
        features = self.input_shapes[0][1]
        return theano_expressions.attend(query, key, value, self.heads, self.positions, features)


def attention(spec, p, mode):
    """Two residual halves on batch times positions by features, mean, dense."""
    features, layout = spec["features"], {}

    def norm(net, name):
        scale, shift = "scale_" + name, "shift_" + name
        net = LayerNormLayer(net, p[scale], p[shift], spec["epsilon"])
        layout[scale], layout[shift] = kept(net.scale), kept(net.shift)
        return net

    def dense(net, units, name, nonlinearity=None):
        w, b = "w_" + name, "b_" + name
        net = layers.DenseLayer(net, units, W=p[w], b=p[b], nonlinearity=nonlinearity)
        layout[w], layout[b] = kept(net.W), kept(net.b)
        return net

    net = layers.InputLayer((spec["batch"], spec["positions"], features))
    net = layers.ReshapeLayer(net, (-1, features))
    first = norm(net, "norm1")
    parts = [dense(first, features, name) for name in ("query", "key", "value")]
    mixed = AttentionLayer(parts, spec["heads"], spec["positions"])
    net = layers.ElemwiseSumLayer([net, dense(mixed, features, "out")])
    up = dense(norm(net, "norm2"), spec["inner"], "up", nonlinearities.rectify)
    net = layers.ElemwiseSumLayer([net, dense(up, features, "down")])
    net = layers.ReshapeLayer(net, (-1, spec["positions"], features))
    net = layers.GlobalPoolLayer(layers.DimshuffleLayer(net, (0, 2, 1)))  # the mean
    net = classify(net, spec["classes"], p["v"], p["c"])
    layout["v"], layout["c"] = kept(net.W), kept(net.b)
    return net, layout


def deep(spec, p, mode):
    """Dense and tanh, many times."""
    net, layout = layers.InputLayer((spec["batch"], spec["inputs"])), {}
    for n in range(spec["layers"]):
        w, b = "w%02d" % n, "b%02d" % n
        if n < spec["layers"] - 1:
            net = layers.DenseLayer(
                net, spec["hidden"], W=p[w], b=p[b], nonlinearity=nonlinearities.tanh
            )
        else:
            net = classify(net, spec["classes"], p[w], p[b])
        layout[w], layout[b] = kept(net.W), kept(net.b)
    return net, layout


def matmul(spec, p, mode):
    """One dense layer without a bias."""
    net = layers.InputLayer((spec["batch"], spec["inputs"]))
    dense = layers.DenseLayer(net, spec["outputs"], W=p["w"], b=None, nonlinearity=None)
    return dense, {"w": kept(dense.W)}


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
    """A network's training function: it gives the loss and updates the parameters."""

    def __init__(self, net, layout, spec, squared):
        self.layout = layout
        inputs = [
            layer.input_var
            for layer in layers.get_all_layers(net)
            if isinstance(layer, layers.InputLayer)
        ]
        prediction = layers.get_output(net)
        if squared:
            y = tensor.matrix("y")
            loss = objectives.squared_error(prediction, y).mean()
        else:
            y = tensor.lvector("y")
            loss = objectives.categorical_crossentropy(prediction, y).mean()
        parameters = layers.get_all_params(net, trainable=True)
        updates = lasagne.updates.sgd(loss, parameters, spec["learning_rate"])
        self.train = theano.function(inputs + [y], loss, updates=updates)

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        return self.train(*((x if isinstance(x, tuple) else (x,)) + (y,)))

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Return at once: on the CPU a function returns when it is done."""

    def parameters(self):
        """Return the parameters in the workload's layout."""
        return {name: self.layout[name]() for name in self.layout}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; building compiles."""
    if device != "cpu":
        raise Unsupported("this environment's Theano has no GPU back end (libgpuarray)")
    net, layout = NETWORKS[workload](spec, weights, mode)
    return Program(net, layout, spec, squared=workload == "matmul")
