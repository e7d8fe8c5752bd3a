"""Keras 2 on Theano, as its documentation writes it: a Model, compile with SGD, train_on_batch.

For what Keras 2.3 lacks (attention, layer normalisation, trees) there are layers of its user's own,
in keras.backend where that suffices; trees are a Theano scan in a layer. Modes: with unroll=True a
recurrent layer is no scan, but a graph as long as the sequence. The first step compiles.
"""

import keras
import numpy
import theano
from keras import backend, layers
from keras.models import Model, Sequential

from probes.inside.frameworks import Unsupported, theano_expressions

NAME = "keras-theano"
CAPABILITIES = "keras_theano_capabilities"
MODES = {
    "mlp": ["compiled"],
    "convnet": ["compiled"],
    "lstm": ["compiled", "unrolled"],
    "tree": ["compiled"],
    "attention": ["compiled"],
    "deep": ["compiled"],
    "matmul": ["compiled"],
}

# On Theano Keras clips probabilities to between epsilon (1e-7) and 1 - epsilon, from_logits or not,
# and with them the loss of a sample to 16. The convnet's second batch has one of 45.
backend.set_epsilon(1e-30)


def versions():
    """Return the versions of what computes."""
    compiler = theano.config.cxx or "none (slow Python code)"
    return {"keras": keras.__version__, "theano": theano.__version__, "compiler": compiler}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"]


# Each function below returns a model and its layers, each with the workload's names of its weights
# in Keras' order.


def mlp(spec, mode):
    """Dense, ReLU, dense."""
    first = layers.Dense(spec["hidden"], activation="relu", input_shape=(spec["inputs"],))
    second = layers.Dense(spec["classes"], activation="softmax")
    return Sequential([first, second]), [(first, ("w1", "b1")), (second, ("w2", "b2"))]


def convnet(spec, mode):
    """Convolution, ReLU, pooling, twice; dense. Channels first, as Theano has them."""
    kernel, first_is = spec["kernel"], {"data_format": "channels_first"}
    shape = (spec["channels"], spec["size"], spec["size"])
    first = layers.Conv2D(spec["first"], kernel, activation="relu", input_shape=shape, **first_is)
    second = layers.Conv2D(spec["second"], kernel, activation="relu", **first_is)
    dense = layers.Dense(spec["classes"], activation="softmax")
    # Flatten would bring the channels to the end if it were told that they are first.
    flatten = layers.Flatten(data_format="channels_last")
    model = Sequential(
        [
            first,
            layers.MaxPooling2D(2, **first_is),
            second,
            layers.MaxPooling2D(2, **first_is),
            flatten,
            dense,
        ]
    )
    return model, [(first, ("k1", "b1")), (second, ("k2", "b2")), (dense, ("w", "b"))]


def lstm(spec, mode):
    """LSTM, whose gates stand in the workload's order; dense."""
    shape = (spec["steps"], spec["inputs"])
    layer = layers.LSTM(
        spec["hidden"],
        recurrent_activation="sigmoid",  # Keras before 2.3 took a hard one
        unroll=mode == "unrolled",
        input_shape=shape,
    )
    dense = layers.Dense(spec["classes"], activation="softmax")
    return Sequential([layer, dense]), [(layer, ("w", "u", "b")), (dense, ("v", "c"))]


class TreeLayer(layers.Layer):
    """The root of one tree from its leaves and the numbers of each node's children."""

    def build(self, input_shape):
        """Make the weights."""
        features = input_shape[0][-1]
        matrix = {"shape": (features, features), "initializer": "glorot_uniform"}
        self.left = self.add_weight(name="left", **matrix)
        self.right = self.add_weight(name="right", **matrix)
        self.bias = self.add_weight(name="bias", shape=(features,), initializer="zeros")
        super(TreeLayer, self).build(input_shape)

    def call(self, inputs):
        """Return the root; the first axis, the batch, is of one tree."""
        leaves, children = inputs
        return theano_expressions.fold(leaves[0], children[0], self.left, self.right, self.bias)

    def compute_output_shape(self, input_shape):
        """Return the shape of the root."""
        return (input_shape[0][0], input_shape[0][-1])


def tree(spec, mode):
    """One model for every tree, in batches of one; dense."""
    leaves = layers.Input((None, spec["features"]))
    children = layers.Input((None, 2), dtype="int64")
    layer = TreeLayer()
    dense = layers.Dense(spec["classes"], activation="softmax")
    model = Model([leaves, children], dense(layer([leaves, children])))
    return model, [(layer, ("left", "right", "b")), (dense, ("v", "c"))]


class LayerNormalization(layers.Layer):
    """The last axis normalised, scaled and shifted."""

    def __init__(self, epsilon, **kwargs):
        super(LayerNormalization, self).__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, input_shape):
        """Make the weights."""
        shape = input_shape[-1:]
        self.scale = self.add_weight(name="scale", shape=shape, initializer="ones")
        self.shift = self.add_weight(name="shift", shape=shape, initializer="zeros")
        super(LayerNormalization, self).build(input_shape)

    def call(self, inputs):
        """Return the normalised input."""
        centred = inputs - backend.mean(inputs, axis=-1, keepdims=True)
        variance = backend.mean(backend.square(centred), axis=-1, keepdims=True)
        return centred / backend.sqrt(variance + self.epsilon) * self.scale + self.shift


class Attention(layers.Layer):
    """Multi-head attention over queries, keys and values, all batch by positions by features."""

    def __init__(self, heads, **kwargs):
        super(Attention, self).__init__(**kwargs)
        self.heads = heads

    def call(self, inputs):
        """Return what each position takes from the others."""
        positions, features = backend.int_shape(inputs[0])[1:]
        size = features // self.heads

        def split(x):
            apart = backend.reshape(x, (-1, positions, self.heads, size))
            apart = backend.permute_dimensions(apart, (0, 2, 1, 3))
            return backend.reshape(apart, (-1, positions, size))

        query, key, value = (split(x) for x in inputs)
        shares = backend.softmax(backend.batch_dot(query, key, axes=[2, 2]) * size**-0.5)
        mixed = backend.batch_dot(shares, value, axes=[2, 1])
        mixed = backend.reshape(mixed, (-1, self.heads, positions, size))
        mixed = backend.permute_dimensions(mixed, (0, 2, 1, 3))
        return backend.reshape(mixed, (-1, positions, features))

    def compute_output_shape(self, input_shape):
        """Return the shape of the values."""
        return input_shape[2]


def attention(spec, mode):
    """Two residual halves, mean, dense."""
    features, named = spec["features"], []

    def norm(x, name):
        layer = LayerNormalization(spec["epsilon"])
        named.append((layer, ("scale_" + name, "shift_" + name)))
        return layer(x)

    def dense(x, units, name, activation=None):
        layer = layers.Dense(units, activation=activation)
        named.append((layer, ("w_" + name, "b_" + name)))
        return layer(x)

    given = layers.Input((spec["positions"], features))
    first = norm(given, "norm1")
    parts = [dense(first, features, name) for name in ("query", "key", "value")]
    mixed = Attention(spec["heads"])(parts)
    x = layers.add([given, dense(mixed, features, "out")])
    up = dense(norm(x, "norm2"), spec["inner"], "up", "relu")
    x = layers.add([x, dense(up, features, "down")])
    last = layers.Dense(spec["classes"], activation="softmax")
    named.append((last, ("v", "c")))
    return Model(given, last(layers.GlobalAveragePooling1D()(x))), named


def deep(spec, mode):
    """Dense and tanh, many times."""
    first = layers.Dense(spec["hidden"], activation="tanh", input_shape=(spec["inputs"],))
    stack = [first]
    stack += [layers.Dense(spec["hidden"], activation="tanh") for _ in range(spec["layers"] - 2)]
    stack.append(layers.Dense(spec["classes"], activation="softmax"))
    named = [(layer, ("w%02d" % n, "b%02d" % n)) for n, layer in enumerate(stack)]
    return Sequential(stack), named


def matmul(spec, mode):
    """One dense layer without a bias."""
    dense = layers.Dense(spec["outputs"], use_bias=False, input_shape=(spec["inputs"],))
    return Sequential([dense]), [(dense, ("w",))]


MODELS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}


def to_keras(array):
    """Return a weight as Keras keeps it: kernels last, and turned, as Theano's convolution is."""
    return array.transpose(2, 3, 1, 0)[::-1, ::-1] if array.ndim == 4 else array


def from_keras(array):
    """Return what Keras keeps as the workload does."""
    if array.ndim != 4:
        return array
    return numpy.ascontiguousarray(array[::-1, ::-1].transpose(3, 2, 0, 1))


class Program(object):
    """A compiled model."""

    def __init__(self, model, named, loss, spec, weights):
        self.model, self.named = model, named
        for layer, names in named:
            layer.set_weights([to_keras(weights[name]) for name in names])
        model.compile(keras.optimizers.SGD(spec["learning_rate"]), loss)

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        if isinstance(x, tuple):
            x = [part[None] for part in x]
        return self.model.train_on_batch(x, y)

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Return at once: on the CPU a function returns when it is done."""

    def parameters(self):
        """Return the parameters in the workload's layout."""
        found = {}
        for layer, names in self.named:
            found.update(zip(names, map(from_keras, layer.get_weights())))
        return found


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    if device != "cpu":
        raise Unsupported("this environment's Theano has no GPU back end (libgpuarray)")
    model, named = MODELS[workload](spec, mode)
    loss = "mean_squared_error" if workload == "matmul" else "sparse_categorical_crossentropy"
    return Program(model, named, loss, spec, weights)
