"""Blocks tries the capabilities, as its tutorials do them: bricks, and Theano around them."""

import os

import blocks
import numpy
import theano
from blocks.bricks import MLP, Identity, Linear, Rectifier, Softmax, Tanh
from blocks.bricks.base import Brick, application
from blocks.bricks.cost import CategoricalCrossEntropy
from blocks.graph import ComputationGraph, apply_dropout
from blocks.initialization import IsotropicGaussian
from blocks.model import Model
from blocks.serialization import dump, load_parameters
from theano import tensor

from probes.inside.frameworks import Unsupported, onnx_search, theano_trials


def gpu(given, device, folder):
    """Ask Theano's back end gpuarray."""
    return theano_trials.gpu(given)


class Turning(Brick):
    """Two matrices that turn a vector until it is long, as `dynamic_control_flow` says."""

    def __init__(self, given, up, down, **kwargs):
        self.given, self.up, self.down = given, up, down
        super(Turning, self).__init__(**kwargs)

    @application(inputs=["start"], outputs=["value"])
    def apply(self, start):
        """Return the sum of the last vector's squares."""
        return theano_trials.turned(self.given, start, self.up, self.down)


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, in a brick of one's own."""
    up, down = (theano.shared(given[name]) for name in ("up", "down"))
    start = tensor.matrix("start")
    value = Turning(given, up, down).apply(start)
    function = theano.function([start], [value] + tensor.grad(value, [up, down]))
    return [function(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """tensor.grad of tensor.grad of the bricks' output."""
    net = MLP([Tanh(), Identity()], [given["x"].shape[1], given["w1"].shape[1], 1], use_bias=False)
    x = theano.shared(given["x"])
    total = net.apply(x).sum()
    first, second = (linear.W for linear in net.linear_transformations)
    first.set_value(given["w1"])
    second.set_value(given["w2"])
    return theano_trials.penalty(total, x, first, second)


class HalfLinear(Linear):
    """A linear brick whose product takes float16."""

    @application(inputs=["input_"], outputs=["output"])
    def apply(self, input_):
        """Return the output, in float16."""
        return theano_trials.half_dense(input_, self.W, self.b)


def mixed_precision(given, device, folder):
    """Bricks of one's own that cast to float16: Blocks has no switch."""
    spec, w = given["spec"], given["weights"]
    x, y = tensor.matrix("x"), tensor.lvector("y")
    first = HalfLinear(spec["inputs"], spec["hidden"], name="first")
    second = HalfLinear(spec["hidden"], spec["classes"], name="second")
    logits = second.apply(Rectifier().apply(first.apply(x)))
    weights = [first.W, first.b, second.W, second.b]
    for variable, name in zip(weights, ("w1", "b1", "w2", "b2")):
        variable.set_value(w[name])
    loss = Softmax().categorical_cross_entropy(y, tensor.cast(logits, "float32")).mean()
    return theano_trials.half_training(given, x, y, loss, logits, weights)


def perceptron(given, scale=1):
    """Return the model of dense, ReLU, dense with the given weights times a scale."""
    w = {name: numpy.float32(scale) * given["weights"][name] for name in given["weights"]}
    (inputs, hidden), outputs = w["w1"].shape, len(w["b2"])
    x = tensor.matrix("x")
    net = MLP([Rectifier(), Identity()], [inputs, hidden, outputs])
    output = net.apply(x)
    for linear, n in zip(net.linear_transformations, "12"):
        linear.W.set_value(w["w" + n])
        linear.b.set_value(w["b" + n])
    return Model(output), theano.function([x], output)


def save_and_load(given, device, folder):
    """blocks.serialization: dump with the parameters, load_parameters into another model."""
    (first, outputs), (second, loaded) = perceptron(given), perceptron(given, 0)
    before, path = loaded(given["x"]), os.path.join(folder, "model.tar")
    with open(path, "wb") as file:
        dump(None, file, parameters=list(first.parameters))
    with open(path, "rb") as file:
        second.set_parameter_values(load_parameters(file))
    return {
        "saved": outputs(given["x"]),
        "before": before,
        "loaded": loaded(given["x"]),
        "by": "blocks.serialization",
    }


def onnx_export(given, device, folder):
    """Nothing of Blocks or Theano exports to ONNX, and no converter is known."""
    onnx_search.look_for_onnx(blocks, theano)


def data_parallel(given, device, folder):
    """Theano below it spreads over GPUs only, each a context of gpuarray."""
    raise Unsupported("Theano knows several devices as contexts of gpuarray only: two GPUs needed")


def deterministic_reruns(given, device, folder):
    """Bricks and dropout that are given a seed."""
    spec = given["spec"]

    def run(seed):
        x, y = tensor.matrix("x"), tensor.lvector("y")
        net = MLP(
            [Rectifier(), Softmax()],
            [spec["inputs"], spec["hidden"], spec["classes"]],
            weights_init=IsotropicGaussian(0.1),
            biases_init=IsotropicGaussian(0.1),
            seed=seed,
        )
        net.initialize()
        graph = ComputationGraph(CategoricalCrossEntropy().apply(y, net.apply(x)))
        hidden = [v for v in graph.intermediary_variables if v.name == "rectifier_apply_output"]
        (loss,) = apply_dropout(graph, hidden, given["dropped"], seed=seed).outputs
        return theano_trials.trained(given, x, y, loss, graph.parameters)

    return [run(seed) for seed in given["seeds"]]
