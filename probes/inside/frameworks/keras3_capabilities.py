"""What the stacks of Keras 3 share when they try the capabilities.

Keras leaves gradients and devices to its backend; its documentation shows them with the backend's
own means, and so they are here.
"""

import os

import keras
import numpy
from keras import layers, ops

from probes.inside.frameworks import Refused, keras3, keras3_data_parallel, package

BACKEND = keras.backend.backend()


def gpu(given, device, folder):
    """Multiply where Keras puts it, which is on a GPU if its backend sees one."""
    if "cuda" not in keras3.devices():
        raise Refused("the backend %s sees no GPU" % BACKEND)
    product = ops.matmul(*(ops.convert_to_tensor(given[name]) for name in ("a", "b")))
    where = product.devices() if BACKEND == "jax" else product.device
    if "cpu" in str(where).lower():
        raise Refused("the product is on %s" % where)
    return {"product": ops.convert_to_numpy(product), "device": str(where)}


def value_and_gradients(model, function):
    """Return function(model) as a float and its gradients by the model's weights, in their order.

    ``function`` calls the model, or the layers of it, once or more.
    """
    variables = model.trainable_variables
    if BACKEND == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            value = function(model)
        # A matrix that a vector's way does not meet has no gradient.
        by = tape.gradient(value, [v.value for v in variables], unconnected_gradients="zero")
    elif BACKEND == "torch":
        model.zero_grad()
        value = function(model)
        value.backward()
        by = [v.value.grad for v in variables]
    else:
        import jax

        def stateless(values):
            with keras.StatelessScope(state_mapping=list(zip(variables, values))):
                return function(model)

        value, by = jax.value_and_grad(stateless)([v.value for v in variables])
    return float(ops.convert_to_numpy(value)), [ops.convert_to_numpy(one) for one in by]


class Turning(keras.Model):
    """Two matrices that turn a vector until it is long, as `dynamic_control_flow` says."""

    def __init__(self, given):
        super().__init__()
        shape = given["up"].shape
        self.up = self.add_weight(shape=shape, name="up")
        self.down = self.add_weight(shape=shape, name="down")
        self.up.assign(given["up"])
        self.down.assign(given["down"])
        self.limit = given["limit"]

    def call(self, state):
        """Return the sum of the last vector's squares."""
        while ops.sum(state**2) < self.limit:
            state = ops.matmul(state, self.up if ops.sum(state) > 0 else self.down)
        return ops.sum(state**2)


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions in the `call` of a model, which is called eagerly."""
    found, model = [], Turning(given)
    for vector in given["vectors"]:
        x = ops.convert_to_tensor(vector)
        value, (by_up, by_down) = value_and_gradients(model, lambda model, x=x: model.call(x))
        found.append((value, by_up, by_down))
    return found


def higher_order_gradients(given, device, folder):
    """The backend's gradient by the input, inside its gradient by the weights."""
    hidden = layers.Dense(given["w1"].shape[1], activation="tanh", use_bias=False)
    model = keras.Sequential(
        [keras.Input(given["x"].shape[1:]), hidden, layers.Dense(1, use_bias=False)]
    )
    model.set_weights([given["w1"], given["w2"]])
    x = ops.convert_to_tensor(given["x"])

    def penalty(model):
        if BACKEND == "tensorflow":
            import tensorflow as tf

            with tf.GradientTape() as tape:
                tape.watch(x)
                total = ops.sum(model(x))
            slope = tape.gradient(total, x)
        elif BACKEND == "torch":
            import torch

            at = x.clone().requires_grad_()
            (slope,) = torch.autograd.grad(ops.sum(model(at)), at, create_graph=True)
        else:
            import jax

            slope = jax.grad(lambda x: ops.sum(model(x)))(x)
        return ops.sum(slope**2)

    value, (by_first, by_second) = value_and_gradients(model, penalty)
    return {"penalty": value, "w1": by_first, "w2": by_second}


def mixed_precision(given, device, folder):
    """The global policy mixed_bfloat16, train_on_batch."""
    spec = given["spec"]
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        first = layers.Dense(spec["hidden"], activation="relu")
        second = layers.Dense(spec["classes"])
        model = keras.Sequential([keras.Input((spec["inputs"],)), first, second])
    finally:
        keras.config.set_dtype_policy("float32")
    model.set_weights([given["weights"][name] for name in ("w1", "b1", "w2", "b2")])
    model.compile(
        optimizer=keras.optimizers.SGD(spec["learning_rate"]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    losses = []
    for x, y in given["batches"]:
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)))
    return {
        "losses": losses,
        "computed_in": keras.backend.standardize_dtype(model(given["batches"][0][0]).dtype),
        "weights_in": str(first.kernel.dtype),
        "by": "the policy mixed_bfloat16",
    }


def perceptron(given):
    """Return dense, ReLU, dense with the given weights."""
    (inputs, hidden), outputs = given["weights"]["w1"].shape, len(given["weights"]["b2"])
    parts = [layers.Dense(hidden, activation="relu"), layers.Dense(outputs)]
    model = keras.Sequential([keras.Input((inputs,)), *parts])
    model.set_weights([given["weights"][name] for name in ("w1", "b1", "w2", "b2")])
    return model


def save_and_load(given, device, folder):
    """model.save to a .keras file, which load_model makes another model of."""
    path = os.path.join(folder, "model.keras")
    first = perceptron(given)
    first.save(path)
    second = keras.saving.load_model(path)
    return {
        "saved": ops.convert_to_numpy(first(given["x"])),
        "loaded": ops.convert_to_numpy(second(given["x"])),
        "by": "model.save and load_model",
    }


def onnx_export(given, device, folder):
    """model.export to ONNX; the backend's converter is a package of its own."""
    needed = {"tensorflow": "tf2onnx", "torch": "onnxscript", "jax": "jax2onnx"}[BACKEND]
    package(needed, "model.export to ONNX on %s" % BACKEND)
    path = os.path.join(folder, "model.onnx")
    model = perceptron(given)
    model(given["x"])  # it exports only what has been called
    model.export(path, format="onnx", verbose=False)
    return {"path": path, "by": "model.export"}


def data_parallel(given, device, folder):
    """See `keras3_data_parallel`: each backend has its own way."""
    return getattr(keras3_data_parallel, "on_" + BACKEND)(given, device, folder)


def deterministic_reruns(given, device, folder):
    """keras.utils.set_random_seed and enable_op_determinism."""
    spec = given["spec"]
    if BACKEND == "torch":
        import torch

        torch.use_deterministic_algorithms(True)
    elif BACKEND == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()

    def run(seed):
        keras.utils.set_random_seed(seed)
        hidden = layers.Dense(spec["hidden"], activation="relu")
        parts = [hidden, layers.Dropout(given["dropped"]), layers.Dense(spec["classes"])]
        model = keras.Sequential([keras.Input((spec["inputs"],)), *parts])
        model.compile(
            optimizer=keras.optimizers.SGD(spec["learning_rate"]),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        for x, y in given["batches"]:
            model.train_on_batch(x, y)
        return [numpy.array(weight) for weight in model.get_weights()]

    return [run(seed) for seed in given["seeds"]]
