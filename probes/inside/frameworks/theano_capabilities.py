"""Theano tries the capabilities, as its tutorials do them."""

import numpy
import theano
from theano import tensor
from theano.sandbox.rng_mrg import MRG_RandomStreams

from probes.inside.frameworks import (
    Unsupported,
    onnx_search,
    pickled_shared,
    theano_,
    theano_trials,
)


def gpu(given, device, folder):
    """Ask for the back end gpuarray."""
    return theano_trials.gpu(given)


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, on symbolic variables."""
    up, down = (theano.shared(given[name]) for name in ("up", "down"))
    start = tensor.matrix("start")
    value = theano_trials.turned(given, start, up, down)
    function = theano.function([start], [value] + tensor.grad(value, [up, down]))
    return [function(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """tensor.grad of tensor.grad."""
    w1, w2, x = (theano.shared(given[name]) for name in ("w1", "w2", "x"))
    total = tensor.dot(tensor.tanh(tensor.dot(x, w1)), w2).sum()
    return theano_trials.penalty(total, x, w1, w2)


def mixed_precision(given, device, folder):
    """Weights and inputs are cast to float16 before the products: Theano has no switch."""
    p = {name: theano.shared(given["weights"][name]) for name in sorted(given["weights"])}
    x, y = tensor.matrix("x"), tensor.lvector("y")
    hidden = tensor.nnet.relu(theano_trials.half_dense(x, p["w1"], p["b1"]))
    logits = theano_trials.half_dense(hidden, p["w2"], p["b2"])
    loss = theano_.cross_entropy(tensor.cast(logits, "float32"), y)
    return theano_trials.half_training(given, x, y, loss, logits, list(p.values()))


def _outputs(weights):
    """Return a compiled perceptron of shared variables."""
    x = tensor.matrix("x")
    hidden = tensor.nnet.relu(tensor.dot(x, weights["w1"]) + weights["b1"])
    return theano.function([x], tensor.dot(hidden, weights["w2"]) + weights["b2"])


def save_and_load(given, device, folder):
    """The values of the shared variables, pickled."""
    return pickled_shared.save_and_load(given, folder, theano.shared, _outputs)


def onnx_export(given, device, folder):
    """Nothing of Theano exports to ONNX, and no converter is known."""
    onnx_search.look_for_onnx(theano)


def data_parallel(given, device, folder):
    """Theano spreads over GPUs only, each a context of gpuarray."""
    raise Unsupported("Theano knows several devices as contexts of gpuarray only: two GPUs needed")


def deterministic_reruns(given, device, folder):
    """MRG_RandomStreams with a seed."""
    spec = given["spec"]
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]

    def run(seed):
        random = MRG_RandomStreams(seed)
        starts = [random.normal((inputs, hidden)), random.normal((hidden, classes))]
        first, second = (
            theano.shared(numpy.asarray(theano.function([], start * 0.1)(), dtype="float32"))
            for start in starts
        )
        x, y = tensor.matrix("x"), tensor.lvector("y")
        active = tensor.nnet.relu(tensor.dot(x, first))
        kept = random.binomial(active.shape, p=1 - given["dropped"], dtype="float32")
        loss = theano_.cross_entropy(tensor.dot(active * kept, second), y)
        weights = [first, second]
        return theano_trials.trained(given, x, y, loss, weights)

    return [run(seed) for seed in given["seeds"]]
