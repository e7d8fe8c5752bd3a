"""What the stacks of Keras 3 share: models of its layers, trained with `train_on_batch`.

The environment's KERAS_BACKEND chooses what computes. A stack's mode is what `compile` is told of
the same model: jit_compile=True ("xla", "jit", "compiled"), run_eagerly=True ("eager") or neither
("function"; with PyTorch that is "eager").
"""

import keras
from keras import layers, ops

from probes.inside.frameworks import Unsupported, channels_last
from probes.inside.frameworks.padding import padded

BACKEND = keras.backend.backend()


def versions():
    """Return the versions of what computes."""
    found = {"keras": keras.__version__}
    if BACKEND == "tensorflow":
        import tensorflow

        found["tensorflow"] = tensorflow.__version__
    elif BACKEND == "torch":
        import torch

        found["torch"] = torch.__version__
    elif BACKEND == "jax":
        import jax

        found["jax"] = jax.__version__
    return found


def devices():
    """Return the devices that it can compute on; Keras takes a GPU wherever it sees one."""
    if BACKEND == "tensorflow":
        import tensorflow

        gpu = bool(tensorflow.config.list_physical_devices("GPU"))
    elif BACKEND == "torch":
        import torch

        gpu = torch.cuda.is_available()
    else:
        import jax

        gpu = jax.default_backend() == "gpu"
    return ["cpu"] + (["cuda"] if gpu else [])


# A network is a model, and for each parameter of the workload its variable with the ways there and
# back, where Keras keeps it otherwise than the workload.


def same(array):
    """Return what Keras keeps as the workload does."""
    return array


def kept(layer, weight, bias):
    """Return the layout of a layer whose matrix and bias Keras keeps as the workload does."""
    return {weight: (layer.kernel, same, same), bias: (layer.bias, same, same)}


def mlp(spec, fixed):
    """Dense, ReLU, dense."""
    first = layers.Dense(spec["hidden"], activation="relu")
    second = layers.Dense(spec["classes"])
    model = keras.Sequential([keras.Input((spec["inputs"],)), first, second])
    return model, {**kept(first, "w1", "b1"), **kept(second, "w2", "b2")}


def convnet(spec, fixed):
    """Convolution, ReLU, pooling, twice; dense.

    Images come with their channels first, as PyTorch has them. Keras' own default is channels last,
    which suits TensorFlow and JAX better: there they are permuted once.
    """
    last = BACKEND != "torch"
    order = {"data_format": "channels_last" if last else "channels_first"}
    first = layers.Conv2D(spec["first"], spec["kernel"], activation="relu", **order)
    second = layers.Conv2D(spec["second"], spec["kernel"], activation="relu", **order)
    dense = layers.Dense(spec["classes"])
    model = keras.Sequential(
        [
            keras.Input((spec["channels"], spec["size"], spec["size"])),
            *([layers.Permute((2, 3, 1))] if last else []),
            first,
            layers.MaxPooling2D(2, **order),
            second,
            layers.MaxPooling2D(2, **order),
            layers.Flatten(),
            dense,
        ]
    )
    layout = {**kept(first, "k1", "b1"), **kept(second, "k2", "b2"), **kept(dense, "w", "b")}
    for name in ("k1", "k2"):
        kernel = layout[name][0]
        layout[name] = (kernel, channels_last.kernels_there, channels_last.kernels_back)
    if last:
        layout["w"] = (
            dense.kernel,
            lambda w: channels_last.rows_there(w, spec["second"]),
            lambda w: channels_last.rows_back(w, spec["second"]),
        )
    return model, layout


def lstm(spec, fixed):
    """LSTM (one bias, gates in the workload's order), dense."""
    recurrent = layers.LSTM(spec["hidden"])
    dense = layers.Dense(spec["classes"])
    model = keras.Sequential([keras.Input((spec["steps"], spec["inputs"])), recurrent, dense])
    cell = recurrent.cell
    layout = {**kept(cell, "w", "b"), "u": (cell.recurrent_kernel, same, same)}
    return model, {**layout, **kept(dense, "v", "c")}


class Tree(layers.Layer):
    """A recursive net over a batch of one tree: a loop that fills an array of nodes."""

    def __init__(self, features):
        super().__init__()
        self.left = layers.Dense(features)
        self.right = layers.Dense(features, use_bias=False)

    def build(self, shapes):
        """Make the variables."""
        self.left.build((1, shapes[0][-1]))
        self.right.build((1, shapes[0][-1]))

    def compute_output_shape(self, shapes):
        """Return the shape of the root."""
        return (shapes[0][0], shapes[0][-1])

    def call(self, inputs):
        """Return the root."""
        leaves, children, root = (one[0] for one in inputs)
        count = ops.shape(children)[0]

        def join(n, nodes):
            pair = ops.take(nodes, children[n], axis=0)
            node = ops.tanh(self.left(pair[:1]) + self.right(pair[1:]))
            return ops.scatter_update(nodes, [[count + 1 + n]], node)

        nodes = ops.concatenate([leaves, ops.zeros((count, leaves.shape[-1]))])
        if BACKEND == "tensorflow":
            # Its fori_loop and scan do not tell XLA the bound that it needs for a gradient.
            nodes = ops.while_loop(
                lambda n, _: n < count,
                lambda n, nodes: (n + 1, join(n, nodes)),
                (0, nodes),
                maximum_iterations=count,
            )[1]
        else:
            nodes = ops.fori_loop(0, count, join, nodes)
        return ops.take(nodes, root, axis=0)[None]


def tree(spec, fixed):
    """Return a model of a tree's leaves, its children and its root's number."""
    leaves, inner = (spec["leaves_to"], spec["leaves_to"] - 1) if fixed else (None, None)
    inputs = [
        keras.Input((leaves, spec["features"])),
        keras.Input((inner, 2), dtype="int32"),
        keras.Input((), dtype="int32"),
    ]
    recursive, dense = Tree(spec["features"]), layers.Dense(spec["classes"])
    model = keras.Model(inputs, dense(recursive(inputs)))
    layout = {**kept(recursive.left, "left", "b"), "right": (recursive.right.kernel, same, same)}
    return model, {**layout, **kept(dense, "v", "c")}


def attention(spec, fixed):
    """Return a transformer block of Keras' layers, the mean over positions, dense."""
    features, heads = spec["features"], spec["heads"]
    norms = [layers.LayerNormalization(epsilon=spec["epsilon"]) for _ in range(2)]
    attend = layers.MultiHeadAttention(heads, features // heads)
    up, down = layers.Dense(spec["inner"], activation="relu"), layers.Dense(features)
    dense = layers.Dense(spec["classes"])
    x = inputs = keras.Input((spec["positions"], features))
    normal = norms[0](x)
    x = layers.add([x, attend(normal, normal)])
    x = layers.add([x, down(up(norms[1](x)))])
    model = keras.Model(inputs, dense(layers.GlobalAveragePooling1D()(x)))

    layout = {**kept(up, "w_up", "b_up"), **kept(down, "w_down", "b_down"), **kept(dense, "v", "c")}
    for name, norm in zip(("norm1", "norm2"), norms):
        layout["scale_" + name] = (norm.gamma, same, same)
        layout["shift_" + name] = (norm.beta, same, same)
    for name in ("query", "key", "value", "out"):
        part = getattr(attend, ("output" if name == "out" else name) + "_dense")
        for start, variable in (("w_", part.kernel), ("b_", part.bias)):
            # The heads are an axis of their own.
            shape = (features, features) if start == "w_" else (features,)
            layout[start + name] = (
                variable,
                lambda array, variable=variable: array.reshape(variable.shape),
                lambda array, shape=shape: array.reshape(shape),
            )
    return model, layout


def deep(spec, fixed):
    """Dense and tanh, many times."""
    net = [layers.Dense(spec["hidden"], activation="tanh") for _ in range(spec["layers"] - 1)]
    net.append(layers.Dense(spec["classes"]))
    model = keras.Sequential([keras.Input((spec["inputs"],)), *net])
    layout = {}
    for place, layer in enumerate(net):
        layout.update(kept(layer, "w%02d" % place, "b%02d" % place))
    return model, layout


def matmul(spec, fixed):
    """One dense layer without a bias."""
    dense = layers.Dense(spec["outputs"], use_bias=False)
    model = keras.Sequential([keras.Input((spec["inputs"],)), dense])
    return model, {"w": (dense.kernel, same, same)}


NETWORKS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}


class Program:
    """A compiled model (Keras' word for one with an optimizer and a loss)."""

    def __init__(self, workload, spec, weights, options, device, fixed):
        self.device = device
        self.model, self.layout = NETWORKS[workload](spec, fixed)
        for name, (variable, there, _) in self.layout.items():
            variable.assign(there(weights[name]))
        squares = workload == "matmul"
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.model.compile(
            optimizer=keras.optimizers.SGD(spec["learning_rate"]),
            loss=keras.losses.MeanSquaredError() if squares else loss,
            **options,
        )
        self.most_leaves = spec["leaves_to"] if fixed and workload == "tree" else None
        # Before 3.15 the loss is a mean since the last reset (keras-team/keras pull request 22617).
        version = tuple(int(part) for part in keras.__version__.split(".")[:2])
        self.must_reset = version < (3, 15)

    def train_step(self, x, y):
        """Take one step; return the loss before it, a float."""
        if isinstance(x, tuple):
            x = padded(x, self.most_leaves or len(x[0]))
            x = [part[None] for part in x]
        if self.must_reset:
            self.model.reset_metrics()
        return self.model.train_on_batch(x, y)

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Wait until the device has done its work; on the CPU train_on_batch has waited for it.

        On a GPU it has waited for the loss, which with TensorFlow is there before the update is.
        """
        if self.device == "cuda" and BACKEND == "tensorflow":
            import tensorflow

            tensorflow.test.experimental.sync_devices()

    def parameters(self):
        """Return the parameters in the workload's layout."""
        return {
            name: back(ops.convert_to_numpy(variable))
            for name, (variable, _, back) in self.layout.items()
        }


def build(workload, spec, weights, options, device, fixed):
    """Return the program of a workload; options are those of compile.

    fixed: whether trees have to be of one size, because the backend compiles for each shape.
    """
    if device not in devices():
        raise Unsupported("keras sees no CUDA device")
    if device == "cuda" and BACKEND == "tensorflow":
        from probes.inside.frameworks import tensorflow_

        tensorflow_.compute_in_float32()
    return Program(workload, spec, weights, options, device, fixed)
