"""PyTensor tries the capabilities, as its documentation does them."""

import numpy
import pytensor
import pytensor.tensor as pt
from pytensor.tensor.random.utils import RandomStream

from probes.inside.frameworks import Unsupported, onnx_search, pickled_shared, pytensor_, refusing


def gpu(given, device, folder):
    """PyTensor's own linkers compile for the CPU."""
    raise Unsupported("PyTensor's own linkers, Numba and C, compile for the CPU only")


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, on symbolic variables."""
    up, down = (pytensor.shared(given[name]) for name in ("up", "down"))
    start = state = pt.matrix("start")
    with refusing(TypeError):
        while pt.sum(state**2) < given["limit"]:
            state = state @ (up if pt.sum(state) > 0 else down)
    value = pt.sum(state**2)
    function = pytensor.function([start], [value, *pytensor.grad(value, [up, down])])
    return [function(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """pytensor.grad of pytensor.grad."""
    w1, w2, x = (pytensor.shared(given[name]) for name in ("w1", "w2", "x"))
    squares = (pytensor.grad((pt.tanh(x @ w1) @ w2).sum(), x) ** 2).sum()
    found = pytensor.function([], [squares, *pytensor.grad(squares, [w1, w2])])()
    return {"penalty": float(found[0]), "w1": found[1], "w2": found[2]}


def _step(x, y, loss, weights, rate, mode=None):
    """Return the compiled function that takes a step of plain gradient descent."""
    slopes = pytensor.grad(loss, weights)
    updates = [(w, w - numpy.float32(rate) * slope) for w, slope in zip(weights, slopes)]
    return pytensor.function([x, y], loss, updates=updates, mode=mode)


def mixed_precision(given, device, folder):
    """Weights and inputs are cast to float16 before the products: PyTensor has no switch.

    In mode CVM: Numba, the default, has no float16 on a CPU.
    """
    p = {name: pytensor.shared(given["weights"][name]) for name in sorted(given["weights"])}
    x, y = pt.matrix("x"), pt.lvector("y")

    def half_dense(x, weights, bias):
        x, weights, bias = (pt.cast(one, "float16") for one in (x, weights, bias))
        return x @ weights + bias

    hidden = pt.maximum(half_dense(x, p["w1"], p["b1"]), numpy.float16(0))
    logits = half_dense(hidden, p["w2"], p["b2"])
    loss = pytensor_.cross_entropy(pt.cast(logits, "float32"), y)
    weights = list(p.values())
    with refusing(NotImplementedError, TypeError):
        step = _step(x, y, loss, weights, given["spec"]["learning_rate"], "CVM")
        losses = [float(step(*batch)) for batch in given["batches"]]
    kinds = {"computed_in": logits.dtype, "weights_in": weights[0].dtype}
    return dict(kinds, losses=losses, by="mode CVM")


def _outputs(weights):
    """Return a compiled perceptron of shared variables."""
    x = pt.matrix("x")
    return pytensor.function([x], pytensor_.mlp(weights, x, None))


def save_and_load(given, device, folder):
    """The values of the shared variables, pickled."""
    return pickled_shared.save_and_load(given, folder, pytensor.shared, _outputs)


def onnx_export(given, device, folder):
    """Nothing of PyTensor exports to ONNX, and no converter is known."""
    onnx_search.look_for_onnx(pytensor)


def data_parallel(given, device, folder):
    """PyTensor has no devices to choose from."""
    raise Unsupported("PyTensor has no devices: its linkers compile for the CPU that runs it")


def deterministic_reruns(given, device, folder):
    """RandomStream with a seed."""
    spec = given["spec"]
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]

    def run(seed):
        random = RandomStream(seed)
        starts = pytensor.function(
            [],
            [
                pt.cast(random.normal(0, size**-0.5, size=shape), "float32")
                for size, shape in ((inputs, (inputs, hidden)), (hidden, (hidden, classes)))
            ],
        )()
        first, second = (pytensor.shared(numpy.asarray(start)) for start in starts)
        x, y = pt.matrix("x"), pt.lvector("y")
        active = pt.maximum(x @ first, 0)
        kept = pt.cast(random.bernoulli(1 - given["dropped"], size=active.shape), "float32")
        loss = pytensor_.cross_entropy((active * kept) @ second, y)
        step = _step(x, y, loss, [first, second], spec["learning_rate"])
        for batch in given["batches"]:
            step(*batch)
        return [first.get_value(), second.get_value()]

    return [run(seed) for seed in given["seeds"]]
