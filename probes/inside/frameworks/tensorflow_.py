"""TensorFlow without Keras, as its guides write it: variables, a GradientTape, tf.function.

One function takes a step. "function" makes a graph of it, "xla" a graph that XLA compiles
(jit_compile=True), "eager" calls it as it stands. Loops over time or a tree are ordinary ones when
eager, and AutoGraph's, over tensors, in a graph. Under XLA, which compiles for each shape, trees
are padded to one size.
"""

import tensorflow as tf

from probes.inside.frameworks import Unsupported, channels_last
from probes.inside.frameworks.padding import padded

NAME = "tensorflow"
CAPABILITIES = "tensorflow_capabilities"
MODES = {
    "mlp": ["function", "xla", "eager"],
    "convnet": ["function", "xla", "eager"],
    "lstm": ["function", "xla", "eager"],
    "tree": ["function", "xla", "eager"],
    "attention": ["function", "xla", "eager"],
    "deep": ["function", "xla", "eager"],
    "matmul": ["function", "xla", "eager"],
}


def versions():
    """Return the versions of what computes."""
    found = {"tensorflow": tf.__version__}
    build = tf.sysconfig.get_build_info()
    if build.get("cuda_version"):
        found["cuda"] = str(build["cuda_version"])
    return found


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"] + (["cuda"] if tf.config.list_physical_devices("GPU") else [])


def peak_device_bytes(device):
    """Return the most memory that tensors took on the device since `build`, None on the CPU."""
    return tf.config.experimental.get_memory_info("GPU:0")["peak"] if device == "cuda" else None


def compute_in_float32():
    """Multiply float32 as such on a GPU: XLA's own kernels heed no variable of NVIDIA's."""
    tf.config.experimental.enable_tensor_float_32_execution(False)


# A network is a function of the variables by name, of the input and the specification.


def dense(p, x, weight, bias):
    """Return a dense layer's output."""
    return tf.matmul(x, p[weight]) + p[bias]


def mlp(p, x, spec):
    """Return the logits."""
    return dense(p, tf.nn.relu(dense(p, x, "w1", "b1")), "w2", "b2")


def convnet(p, x, spec):
    """Return the logits; images become channels-last, as TensorFlow has them on the CPU."""
    x = tf.transpose(x, (0, 2, 3, 1))
    for kernels, bias in (("k1", "b1"), ("k2", "b2")):
        x = tf.nn.conv2d(x, p[kernels], strides=1, padding="VALID")
        x = tf.nn.relu(tf.nn.bias_add(x, p[bias]))
        x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
    return dense(p, tf.reshape(x, (len(x), -1)), "w", "b")


def lstm_cell(p, h, c, x):
    """Return the next state and cell."""
    gates = tf.matmul(x, p["w"]) + tf.matmul(h, p["u"]) + p["b"]
    i, f, g, o = tf.split(gates, 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


def lstm(p, x, spec):
    """Return the logits of the last state: an ordinary loop over time."""
    h = c = tf.zeros((spec["batch"], spec["hidden"]))
    for now in tf.unstack(x, axis=1):
        h, c = lstm_cell(p, h, c, now)
    return dense(p, h, "v", "c")


def looped_lstm(p, x, spec):
    """Return the logits of the last state: a loop in the graph."""
    by_time = tf.transpose(x, (1, 0, 2))
    h = c = tf.zeros((spec["batch"], spec["hidden"]))
    for t in tf.range(spec["steps"]):
        h, c = lstm_cell(p, h, c, by_time[t])
    return dense(p, h, "v", "c")


def join(p, left, right):
    """Return the node over two others."""
    return tf.tanh(tf.matmul(left, p["left"]) + tf.matmul(right, p["right"]) + p["b"])


def tree(p, x, spec):
    """Return the logits of the root: an ordinary loop over the tree at hand."""
    leaves, children = x
    nodes = list(leaves[:, None])
    for left, right in children.tolist():
        nodes.append(join(p, nodes[left], nodes[right]))
    return dense(p, nodes[-1], "v", "c")


def looped_tree(p, x, spec):
    """Return the logits of the root: a loop in the graph that fills a TensorArray of nodes."""
    leaves, children, root = x
    count = tf.shape(children)[0]
    space = tf.concat([leaves, tf.zeros((count, spec["features"]))], axis=0)
    nodes = tf.TensorArray(tf.float32, size=0, dynamic_size=False, clear_after_read=False)
    nodes = nodes.unstack(space[:, None])
    for n in tf.range(count):
        left, right = nodes.read(children[n, 0]), nodes.read(children[n, 1])
        nodes = nodes.write(count + 1 + n, join(p, left, right))
    return dense(p, nodes.read(root), "v", "c")


def attention(p, x, spec):
    """Return the logits of a transformer block."""

    def normalise(x, name):
        mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
        shift, scale = p["shift_" + name], p["scale_" + name]
        return tf.nn.batch_normalization(x, mean, variance, shift, scale, spec["epsilon"])

    def split(x):
        apart = tf.reshape(x, (spec["batch"], spec["positions"], spec["heads"], -1))
        return tf.transpose(apart, (0, 2, 1, 3))

    normal = normalise(x, "norm1")
    query = split(dense(p, normal, "w_query", "b_query"))
    key = split(dense(p, normal, "w_key", "b_key"))
    value = split(dense(p, normal, "w_value", "b_value"))
    scale = (spec["features"] // spec["heads"]) ** -0.5
    shares = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * scale)
    mixed = tf.transpose(tf.matmul(shares, value), (0, 2, 1, 3))
    x = x + dense(p, tf.reshape(mixed, tf.shape(x)), "w_out", "b_out")
    inner = tf.nn.relu(dense(p, normalise(x, "norm2"), "w_up", "b_up"))
    x = x + dense(p, inner, "w_down", "b_down")
    return dense(p, tf.reduce_mean(x, axis=1), "v", "c")


def deep(p, x, spec):
    """Return the logits: a Python loop over the layers, which the graph holds unrolled."""
    last = spec["layers"] - 1
    for n in range(last):
        x = tf.tanh(dense(p, x, "w%02d" % n, "b%02d" % n))
    return dense(p, x, "w%02d" % last, "b%02d" % last)


def matmul(p, x, spec):
    """Return the prediction."""
    return tf.matmul(x, p["w"])


NETWORKS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}
#: What is written otherwise for a graph: AutoGraph makes loops over tensors part of it.
GRAPHS = {"lstm": looped_lstm, "tree": looped_tree}


def cross_entropy(logits, labels):
    """Return the mean cross-entropy."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def mean_square(prediction, y):
    """Return the mean square of the residuals."""
    return tf.reduce_mean(tf.math.squared_difference(prediction, y))


def layouts(workload, spec):
    """Return, for the parameters that TensorFlow keeps otherwise, the ways there and back."""
    if workload != "convnet":
        return {}
    kernels = (channels_last.kernels_there, channels_last.kernels_back)
    rows = (
        lambda w: channels_last.rows_there(w, spec["second"]),
        lambda w: channels_last.rows_back(w, spec["second"]),
    )
    return {"k1": kernels, "k2": kernels, "w": rows}


class Program:
    """Variables, and the function that takes a step of plain SGD."""

    def __init__(self, network, loss_of, spec, weights, layouts, mode, device):
        self.device, self.layouts = "/GPU:0" if device == "cuda" else "/CPU:0", layouts
        with tf.device(self.device):
            self.variables = {
                name: tf.Variable(layouts[name][0](w) if name in layouts else w)
                for name, w in weights.items()
            }
        rate = spec["learning_rate"]
        variables = list(self.variables.values())

        def update(x, y):
            with tf.GradientTape() as tape:
                loss = loss_of(network(self.variables, x, spec), y)
            gradients = tape.gradient(loss, variables)
            for variable, gradient in zip(variables, gradients):
                variable.assign_sub(rate * gradient)
            return loss

        self.prepare = None
        if network is looped_tree:
            most = spec["leaves_to"] if mode == "xla" else None
            self.prepare = lambda x: padded(x, most or len(x[0]))
        if mode != "eager":
            update = tf.function(update, jit_compile=mode == "xla", reduce_retracing=True)
        self.update = update

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        if self.prepare is not None:
            x = self.prepare(x)
        with tf.device(self.device):
            return self.update(x, y)

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Wait until the device has done its work; on the CPU a step returns when it is done."""
        if "GPU" in self.device:
            tf.test.experimental.sync_devices()

    def parameters(self):
        """Return the parameters in the workload's layout."""
        found = {name: variable.numpy() for name, variable in self.variables.items()}
        for name in self.layouts:
            found[name] = self.layouts[name][1](found[name])
        return found


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; tf.function traces and compiles at its first step."""
    if device not in devices():
        raise Unsupported("tensorflow sees no CUDA device")
    if device == "cuda":
        tf.config.experimental.reset_memory_stats("GPU:0")
        compute_in_float32()
    network = NETWORKS[workload]
    if mode != "eager":
        network = GRAPHS.get(workload, network)
    loss = mean_square if workload == "matmul" else cross_entropy
    return Program(network, loss, spec, weights, layouts(workload, spec), mode, device)
