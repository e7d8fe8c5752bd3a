"""Lasagne tries the capabilities, as its documentation does them: layers, Theano around them."""

import os

import lasagne
import numpy
import theano
from lasagne import layers, nonlinearities, objectives
from theano import tensor

from probes.inside.frameworks import Unsupported, onnx_search, theano_trials


def gpu(given, device, folder):
    """Ask Theano's back end gpuarray."""
    return theano_trials.gpu(given)


class TurningLayer(layers.Layer):
    """Two matrices that turn a vector until it is long, as `dynamic_control_flow` says."""

    def __init__(self, incoming, given, **kwargs):
        super(TurningLayer, self).__init__(incoming, **kwargs)
        self.given = given
        self.up = self.add_param(given["up"], given["up"].shape, name="up")
        self.down = self.add_param(given["down"], given["down"].shape, name="down")

    def get_output_for(self, input, **kwargs):  # noqa: A002 - so Lasagne calls it
        """Return the sum of the last vector's squares."""
        return theano_trials.turned(self.given, input, self.up, self.down)


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, in a layer of one's own."""
    source = layers.InputLayer(given["vectors"][0].shape)
    layer = TurningLayer(source, given)
    value = layers.get_output(layer)
    slopes = tensor.grad(value, [layer.up, layer.down])
    function = theano.function([source.input_var], [value] + slopes)
    return [function(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """tensor.grad of tensor.grad of the layers' output."""
    net = layers.InputLayer(given["x"].shape)
    first = layers.DenseLayer(
        net, given["w1"].shape[1], W=given["w1"], b=None, nonlinearity=nonlinearities.tanh
    )
    second = layers.DenseLayer(first, 1, W=given["w2"], b=None, nonlinearity=None)
    x = theano.shared(given["x"])
    total = layers.get_output(second, x).sum()
    return theano_trials.penalty(total, x, first.W, second.W)


class HalfDenseLayer(layers.DenseLayer):
    """A dense layer whose product takes float16."""

    def get_output_for(self, input, **kwargs):  # noqa: A002 - so Lasagne calls it
        """Return the output, in float16."""
        return self.nonlinearity(theano_trials.half_dense(input, self.W, self.b))


def mixed_precision(given, device, folder):
    """Layers of one's own that cast to float16: Lasagne has no switch."""
    spec, w = given["spec"], given["weights"]
    source = layers.InputLayer((None, spec["inputs"]))
    first = HalfDenseLayer(
        source, spec["hidden"], W=w["w1"], b=w["b1"], nonlinearity=nonlinearities.rectify
    )
    second = HalfDenseLayer(
        first, spec["classes"], W=w["w2"], b=w["b2"], nonlinearity=nonlinearities.linear
    )
    logits, y = layers.get_output(second), tensor.lvector("y")
    probabilities = tensor.nnet.softmax(tensor.cast(logits, "float32"))
    loss = objectives.categorical_crossentropy(probabilities, y).mean()
    weights = layers.get_all_params(second, trainable=True)
    return theano_trials.half_training(given, source.input_var, y, loss, logits, weights)


def perceptron(given, scale=1):
    """Return dense, ReLU, dense with the given weights times a scale."""
    w = {name: numpy.float32(scale) * given["weights"][name] for name in given["weights"]}
    net = layers.InputLayer((None, len(w["w1"])))
    net = layers.DenseLayer(
        net, len(w["b1"]), W=w["w1"], b=w["b1"], nonlinearity=nonlinearities.rectify
    )
    return layers.DenseLayer(net, len(w["b2"]), W=w["w2"], b=w["b2"], nonlinearity=None)


def _outputs(net):
    (source,) = [one for one in layers.get_all_layers(net) if isinstance(one, layers.InputLayer)]
    return theano.function([source.input_var], layers.get_output(net))


def save_and_load(given, device, folder):
    """get_all_param_values into an .npz file, set_all_param_values out of it."""
    first, second = perceptron(given), perceptron(given, 0)
    outputs, loaded = _outputs(first), _outputs(second)
    before, path = loaded(given["x"]), os.path.join(folder, "model.npz")
    numpy.savez(path, *layers.get_all_param_values(first))
    with numpy.load(path) as file:
        values = [file["arr_%d" % n] for n in range(len(file.files))]
    layers.set_all_param_values(second, values)
    return {
        "saved": outputs(given["x"]),
        "before": before,
        "loaded": loaded(given["x"]),
        "by": "get_all_param_values in an .npz file",
    }


def onnx_export(given, device, folder):
    """Nothing of Lasagne or Theano exports to ONNX, and no converter is known."""
    onnx_search.look_for_onnx(lasagne, theano)


def data_parallel(given, device, folder):
    """Theano below it spreads over GPUs only, each a context of gpuarray."""
    raise Unsupported("Theano knows several devices as contexts of gpuarray only: two GPUs needed")


def deterministic_reruns(given, device, folder):
    """lasagne.random.set_rng, from which initialisation and dropout take their seeds."""
    spec = given["spec"]

    def run(seed):
        lasagne.random.set_rng(numpy.random.RandomState(seed))
        net = source = layers.InputLayer((None, spec["inputs"]))
        net = layers.DenseLayer(net, spec["hidden"], nonlinearity=nonlinearities.rectify)
        net = layers.DropoutLayer(net, p=given["dropped"])
        net = layers.DenseLayer(net, spec["classes"], nonlinearity=nonlinearities.softmax)
        y = tensor.lvector("y")
        loss = objectives.categorical_crossentropy(layers.get_output(net), y).mean()
        weights = layers.get_all_params(net, trainable=True)
        return theano_trials.trained(given, source.input_var, y, loss, weights)

    return [run(seed) for seed in given["seeds"]]
