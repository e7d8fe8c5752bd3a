"""TensorFlow without Keras tries the capabilities, as its guides do them."""

import os

import numpy
import tensorflow as tf

from probes.inside.frameworks import Refused, package, tensorflow_


def gpu(given, device, folder):
    """Multiply on the first GPU."""
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        raise Refused("tf.config.list_physical_devices('GPU') is empty")
    with tf.device("/GPU:0"):
        product = tf.matmul(given["a"], given["b"])
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", gpus[0].name)
    return {"product": product.numpy(), "device": "%s, %s" % (name, product.device)}


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, eagerly, recorded by a GradientTape."""
    up, down = (tf.Variable(given[name]) for name in ("up", "down"))

    def program(vector):
        with tf.GradientTape() as tape:
            state = tf.constant(vector)
            while tf.reduce_sum(state**2) < given["limit"]:
                state = tf.matmul(state, up if tf.reduce_sum(state) > 0 else down)
            value = tf.reduce_sum(state**2)
        # A matrix that a vector's way does not meet has no gradient.
        by = tape.gradient(value, [up, down], unconnected_gradients="zero")
        return float(value), by[0].numpy(), by[1].numpy()

    return [program(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """A GradientTape within a GradientTape."""
    w1, w2, x = (tf.Variable(given[name]) for name in ("w1", "w2", "x"))

    @tf.function
    def program():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                total = tf.reduce_sum(tf.matmul(tf.tanh(tf.matmul(x, w1)), w2))
            penalty = tf.reduce_sum(inner.gradient(total, x) ** 2)
        return penalty, outer.gradient(penalty, [w1, w2])

    penalty, by = program()
    return {"penalty": float(penalty), "w1": by[0].numpy(), "w2": by[1].numpy()}


def mixed_precision(given, device, folder):
    """Weights and inputs are cast to bfloat16 before the products: the switch is Keras'."""
    kinds = set()
    variables = {name: tf.Variable(given["weights"][name]) for name in sorted(given["weights"])}
    trained = list(variables.values())

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            half = {name: tf.cast(variables[name], tf.bfloat16) for name in variables}
            logits = tensorflow_.mlp(half, tf.cast(x, tf.bfloat16), given["spec"])
            kinds.add(logits.dtype.name)
            loss = tensorflow_.cross_entropy(tf.cast(logits, tf.float32), y)
        for variable, slope in zip(trained, tape.gradient(loss, trained)):
            variable.assign_sub(given["spec"]["learning_rate"] * slope)
        return loss

    losses = [float(step(x, y)) for x, y in given["batches"]]
    (kind,) = kinds
    return {"losses": losses, "computed_in": kind, "weights_in": trained[0].dtype.name}


class Perceptron(tf.Module):
    """Dense, ReLU, dense."""

    def __init__(self, weights):
        super().__init__()
        self.variables_by_name = {name: tf.Variable(weights[name]) for name in sorted(weights)}

    def __call__(self, x):
        """Return the outputs."""
        return tensorflow_.mlp(self.variables_by_name, x, None)


def save_and_load(given, device, folder):
    """tf.train.Checkpoint of a tf.Module."""
    first = Perceptron(given["weights"])
    second = Perceptron({name: 0 * given["weights"][name] for name in given["weights"]})
    before = second(given["x"]).numpy()
    path = tf.train.Checkpoint(model=first).save(os.path.join(folder, "model"))
    tf.train.Checkpoint(model=second).restore(path).assert_consumed()
    return {
        "saved": first(given["x"]).numpy(),
        "before": before,
        "loaded": second(given["x"]).numpy(),
        "by": "tf.train.Checkpoint",
    }


def onnx_export(given, device, folder):
    """tf2onnx, the converter of the ONNX project: TensorFlow has none of its own."""
    converter = package("tf2onnx", "TensorFlow's way to ONNX")
    path = os.path.join(folder, "model.onnx")
    shape = [tf.TensorSpec(given["x"].shape, tf.float32, name="x")]
    model = Perceptron(given["weights"])
    function = tf.function(model.__call__, input_signature=shape)
    converter.convert.from_function(function, input_signature=shape, output_path=path)
    return {"path": path, "by": "tf2onnx"}


def two_devices():
    """Return two GPUs' names, else two logical CPU devices'; before anything is computed."""
    kind = "GPU"
    if len(tf.config.list_physical_devices("GPU")) < 2:
        kind, halves = "CPU", [tf.config.LogicalDeviceConfiguration()] * 2
        (cpu,) = tf.config.list_physical_devices("CPU")
        tf.config.set_logical_device_configuration(cpu, halves)
    return [one.name for one in tf.config.list_logical_devices(kind)[:2]]


def short_name(device):
    """Return a device's kind and number."""
    return device.rpartition("device:")[2]


def data_parallel(given, device, folder):
    """tf.distribute.MirroredStrategy over two GPUs, else over two logical CPU devices."""
    strategy = tf.distribute.MirroredStrategy(two_devices())
    with strategy.scope():
        variables = {name: tf.Variable(given["weights"][name]) for name in sorted(given["weights"])}
    trained, rows = list(variables.values()), len(given["y"])

    def halves_of(array):
        return strategy.experimental_distribute_values_from_function(
            lambda context: tf.constant(array[context.replica_id_in_sync_group :: 2])
        )

    batch = (halves_of(given["x"]), halves_of(given["y"]))

    def half_step(x, y):
        with tf.GradientTape() as tape:
            logits = tensorflow_.mlp(variables, x, None)
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
            loss = tf.nn.compute_average_loss(each, global_batch_size=rows)
        slopes = tape.gradient(loss, trained)
        slopes = tf.distribute.get_replica_context().all_reduce("sum", slopes)
        for variable, slope in zip(trained, slopes):
            variable.assign_sub(given["spec"]["learning_rate"] * slope)
        return loss

    # Eagerly: a tf.function would bring the losses to one device.
    losses = strategy.run(half_step, batch)
    return {
        "devices": [short_name(one.device) for one in strategy.experimental_local_results(losses)],
        "loss": float(strategy.reduce("sum", losses, axis=None)),
        "weights": {name: variables[name].numpy() for name in variables},
        "by": "tf.distribute.MirroredStrategy",
    }


def deterministic_reruns(given, device, folder):
    """tf.random.set_seed and enable_op_determinism."""
    tf.config.experimental.enable_op_determinism()
    spec = given["spec"]
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]

    def run(seed):
        tf.random.set_seed(seed)
        starts = {
            "w1": tf.random.normal((inputs, hidden), stddev=inputs**-0.5),
            "b1": tf.zeros(hidden),
            "w2": tf.random.normal((hidden, classes), stddev=hidden**-0.5),
            "b2": tf.zeros(classes),
        }
        w = {name: tf.Variable(starts[name]) for name in starts}
        trained = list(w.values())

        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                active = tf.nn.relu(tensorflow_.dense(w, x, "w1", "b1"))
                kept = tf.nn.dropout(active, given["dropped"])
                loss = tensorflow_.cross_entropy(tensorflow_.dense(w, kept, "w2", "b2"), y)
            for variable, slope in zip(trained, tape.gradient(loss, trained)):
                variable.assign_sub(spec["learning_rate"] * slope)

        for x, y in given["batches"]:
            step(x, y)
        return [numpy.array(variable.numpy()) for variable in trained]

    with tf.device("/GPU:0" if device == "cuda" else "/CPU:0"):
        return [run(seed) for seed in given["seeds"]]
