"""Keras 2 on Theano tries the capabilities, as its documentation does them."""

import os

import h5py
import keras
import numpy
import theano
from keras import backend, layers
from keras.models import Sequential, load_model

from probes.inside.frameworks import Unsupported, onnx_search, refusing, theano_trials


def gpu(given, device, folder):
    """Ask Theano's back end gpuarray."""
    return theano_trials.gpu(given)


class TurningLayer(layers.Layer):
    """Two matrices that turn a vector until it is long, as `dynamic_control_flow` says."""

    def __init__(self, given, **kwargs):
        super(TurningLayer, self).__init__(**kwargs)
        self.given = given

    def build(self, input_shape):
        """Make the weights."""
        shape = self.given["up"].shape
        self.up = self.add_weight(name="up", shape=shape, initializer="zeros")
        self.down = self.add_weight(name="down", shape=shape, initializer="zeros")
        self.set_weights([self.given["up"], self.given["down"]])
        super(TurningLayer, self).build(input_shape)

    def call(self, start):
        """Return the sum of the last vector's squares."""
        return theano_trials.turned(self.given, start, self.up, self.down)

    def compute_output_shape(self, input_shape):
        """Return the shape of one number."""
        return ()


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, in a layer of one's own."""
    start = layers.Input(batch_shape=given["vectors"][0].shape)
    layer = TurningLayer(given)
    value = layer(start)
    slopes = backend.gradients(value, [layer.up, layer.down])
    function = backend.function([start], [value] + slopes)
    return [function([vector]) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """backend.gradients of backend.gradients of the layers' output."""
    first = layers.Dense(
        given["w1"].shape[1],
        activation="tanh",
        use_bias=False,
        input_shape=given["x"].shape[1:],
    )
    second = layers.Dense(1, use_bias=False)
    model = Sequential([first, second])
    model.set_weights([given["w1"], given["w2"]])
    (slope,) = backend.gradients(backend.sum(model.output), [model.input])
    squares = backend.sum(backend.square(slope))
    slopes = backend.gradients(squares, [first.kernel, second.kernel])
    found = backend.function([model.input], [squares] + slopes)([given["x"]])
    return {"penalty": float(found[0]), "w1": found[1], "w2": found[2]}


class HalfDense(layers.Dense):
    """A dense layer whose product takes float16."""

    def call(self, inputs):
        """Return the output, in float16."""
        return self.activation(theano_trials.half_dense(inputs, self.kernel, self.bias))


def mixed_precision(given, device, folder):
    """Layers of one's own that cast to float16: Keras 2 on Theano has no switch."""
    spec, w = given["spec"], given["weights"]
    first = HalfDense(spec["hidden"], activation="relu", input_shape=(spec["inputs"],))
    second = HalfDense(spec["classes"])
    shape = (spec["classes"],)
    wide = layers.Lambda(lambda x: backend.softmax(backend.cast(x, "float32")), shape)
    model = Sequential([first, second, wide])
    model.set_weights([w[name] for name in ("w1", "b1", "w2", "b2")])
    optimizer = keras.optimizers.SGD(spec["learning_rate"])
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return {
        "losses": [float(model.train_on_batch(x, y)) for x, y in given["batches"]],
        "computed_in": second.output.dtype,
        "weights_in": first.kernel.dtype,
    }


def perceptron(given):
    """Return dense, ReLU, dense with the given weights."""
    (inputs, hidden), outputs = given["weights"]["w1"].shape, len(given["weights"]["b2"])
    first = layers.Dense(hidden, activation="relu", input_shape=(inputs,))
    model = Sequential([first, layers.Dense(outputs)])
    model.set_weights([given["weights"][name] for name in ("w1", "b1", "w2", "b2")])
    return model


def save_and_load(given, device, folder):
    """model.save to an HDF5 file, which load_model makes another model of."""
    if int(h5py.__version__.split(".")[0]) > 2:
        raise Unsupported(
            "Keras 2.3 reads its files with h5py below 3 only; this Python has none, 3.7 and 3.8 "
            "have (recommender probe setup keras-theano --python PATH)"
        )
    path = os.path.join(folder, "model.h5")
    first = perceptron(given)
    first.save(path)
    second = load_model(path, compile=False)
    return {
        "saved": first.predict(given["x"]),
        "loaded": second.predict(given["x"]),
        "by": "model.save and load_model",
    }


def onnx_export(given, device, folder):
    """Nothing of Keras 2 or Theano exports to ONNX; converters of its time read TensorFlow."""
    onnx_search.look_for_onnx(keras, theano)


def data_parallel(given, device, folder):
    """Theano below it spreads over GPUs only; multi_gpu_model is for TensorFlow."""
    with refusing(ValueError):
        keras.utils.multi_gpu_model(perceptron(given), gpus=2)
    raise Unsupported("Theano knows several devices as contexts of gpuarray only: two GPUs needed")


def deterministic_reruns(given, device, folder):
    """numpy.random.seed, from which Keras' initialisation and dropout take their seeds."""
    spec = given["spec"]

    def run(seed):
        numpy.random.seed(seed)
        hidden = layers.Dense(spec["hidden"], activation="relu", input_shape=(spec["inputs"],))
        parts = [hidden, layers.Dropout(given["dropped"])]
        model = Sequential(parts + [layers.Dense(spec["classes"], activation="softmax")])
        optimizer = keras.optimizers.SGD(spec["learning_rate"])
        model.compile(optimizer, "sparse_categorical_crossentropy")
        for x, y in given["batches"]:
            model.train_on_batch(x, y)
        return model.get_weights()

    return [run(seed) for seed in given["seeds"]]
