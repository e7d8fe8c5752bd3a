"""JAX, as its documentation writes it: pure functions of a dictionary of arrays, value_and_grad.

One function takes a step: it gives the new parameters and the loss. "jit" compiles it as a whole
and lets it overwrite the old parameters; "eager" calls it as it stands, operation by operation.
Loops are ordinary ones when eager, lax.scan and lax.fori_loop under jit, where trees are padded to
one size: jit would otherwise compile for each of their shapes.
"""

import jax
import jax.numpy as jnp
import numpy
from jax import lax, nn

from probes.inside.frameworks import Unsupported
from probes.inside.frameworks.padding import padded

NAME = "jax"
CAPABILITIES = "jax_capabilities"
MODES = {
    "mlp": ["jit", "eager"],
    "convnet": ["jit", "eager"],
    "lstm": ["jit", "eager"],
    "tree": ["jit", "eager"],
    "attention": ["jit", "eager"],
    "deep": ["jit", "eager"],
    "matmul": ["jit", "eager"],
}
#: How many programs this process has built.
PROGRAMS = [0]


def versions():
    """Return the versions of what computes."""
    return {"jax": jax.__version__, "jaxlib": jax.lib.__version__}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"] + (["cuda"] if jax.default_backend() == "gpu" else [])


def peak_device_bytes(device):
    """Return the most memory that arrays took on the device, None on the CPU.

    JAX cannot begin its peak anew, so that it is that of the first program alone.
    """
    if device == "cpu" or PROGRAMS[0] > 1:
        return None
    return (jax.devices(device)[0].memory_stats() or {}).get("peak_bytes_in_use")


def mlp(p, x, spec):
    """Return the logits."""
    return nn.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]


def convnet(p, x, spec):
    """Return the logits; lax.conv takes images and kernels as the workload has them."""
    for kernels, bias in (("k1", "b1"), ("k2", "b2")):
        x = lax.conv(x, p[kernels], window_strides=(1, 1), padding="VALID")
        x = nn.relu(x + p[bias][:, None, None])
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    return x.reshape(len(x), -1) @ p["w"] + p["b"]


def lstm_cell(p, state, x):
    """Return the next state and cell."""
    h, c = state
    i, f, g, o = jnp.split(x @ p["w"] + h @ p["u"] + p["b"], 4, axis=1)
    c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
    return nn.sigmoid(o) * jnp.tanh(c), c


def lstm(p, x, spec):
    """Return the logits of the last state: an ordinary loop over time.

    Eager has no use for lax.scan, which would compile its body anew at every step.
    """
    state = (jnp.zeros((len(x), spec["hidden"])),) * 2
    for t in range(spec["steps"]):
        state = lstm_cell(p, state, x[:, t])
    return state[0] @ p["v"] + p["c"]


def scanned_lstm(p, x, spec):
    """Return the logits of the last state: time goes by in lax.scan."""
    state = (jnp.zeros((len(x), spec["hidden"])),) * 2
    by_time = x.swapaxes(0, 1)
    (h, _), _ = lax.scan(lambda state, now: (lstm_cell(p, state, now), None), state, by_time)
    return h @ p["v"] + p["c"]


def tree(p, x, spec):
    """Return the logits of the root: an ordinary loop over the tree at hand."""
    leaves, children = x
    nodes = list(leaves[:, None])
    for left, right in children.tolist():
        joined = nodes[left] @ p["left"] + nodes[right] @ p["right"] + p["b"]
        nodes.append(jnp.tanh(joined))
    return nodes[-1] @ p["v"] + p["c"]


def padded_tree(p, x, spec):
    """Return the logits of the root of a padded tree: a loop that fills an array of nodes."""
    leaves, children, root = x

    def join(n, nodes):
        left, right = nodes[children[n]]
        joined = left @ p["left"] + right @ p["right"] + p["b"]
        return nodes.at[len(leaves) + n].set(jnp.tanh(joined))

    nodes = jnp.concatenate([leaves, jnp.zeros((len(children), spec["features"]))])
    nodes = lax.fori_loop(0, len(children), join, nodes)
    return nodes[root][None] @ p["v"] + p["c"]


def attention(p, x, spec):
    """Return the logits of a transformer block."""

    def normalise(x, name):
        unit = nn.standardize(x, axis=-1, epsilon=spec["epsilon"])
        return unit * p["scale_" + name] + p["shift_" + name]

    def dense(x, name):
        return x @ p["w_" + name] + p["b_" + name]

    normal = normalise(x, "norm1")
    heads = (len(x), spec["positions"], spec["heads"], -1)
    query, key, value = (dense(normal, name).reshape(heads) for name in ("query", "key", "value"))
    mixed = nn.dot_product_attention(query, key, value)
    x = x + dense(mixed.reshape(x.shape), "out")
    x = x + dense(nn.relu(dense(normalise(x, "norm2"), "up")), "down")
    return x.mean(axis=1) @ p["v"] + p["c"]


def deep(p, x, spec):
    """Return the logits: a loop over the layers, which jit unrolls."""
    last = spec["layers"] - 1
    for n in range(last):
        x = jnp.tanh(x @ p["w%02d" % n] + p["b%02d" % n])
    return x @ p["w%02d" % last] + p["b%02d" % last]


def matmul(p, x, spec):
    """Return the prediction."""
    return x @ p["w"]


NETWORKS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}
#: What is written otherwise where the whole is compiled: loops become structured ones.
COMPILED = {"lstm": scanned_lstm, "tree": padded_tree}


def cross_entropy(logits, labels):
    """Return the mean cross-entropy."""
    chosen = jnp.take_along_axis(nn.log_softmax(logits), labels[:, None], axis=1)
    return -chosen.mean()


def mean_square(prediction, y):
    """Return the mean square of the residuals."""
    return jnp.mean((prediction - y) ** 2)


class Program:
    """Parameters, and the function that takes a step of plain SGD."""

    def __init__(self, network, loss_of, spec, weights, mode, device):
        self.device = jax.devices(device)[0]
        # jnp.array copies: the arrays that came must not be overwritten.
        self.weights = {n: jax.device_put(jnp.array(weights[n]), self.device) for n in weights}
        rate = spec["learning_rate"]
        self.most_leaves = spec["leaves_to"] if network is padded_tree else None

        def loss_at(p, x, y):
            return loss_of(network(p, x, spec), y)

        def update(p, x, y):
            loss, gradients = jax.value_and_grad(loss_at)(p, x, y)
            return jax.tree.map(lambda w, g: w - rate * g, p, gradients), loss

        self.update = jax.jit(update, donate_argnums=0) if mode == "jit" else update

    def train_step(self, x, y):
        """Take one step; return the loss before it, which may still be computed."""
        if self.most_leaves is not None:
            x = padded(x, self.most_leaves)
        self.weights, loss = self.update(self.weights, x, y)
        return loss

    def read(self, loss):
        """Return the loss as a float."""
        return float(loss)

    def synchronise(self):
        """Wait until the parameters are there."""
        jax.block_until_ready(self.weights)

    def parameters(self):
        """Return the parameters."""
        return {name: numpy.array(self.weights[name]) for name in self.weights}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; jit compiles at its first step."""
    if device not in devices():
        raise Unsupported("jax sees no CUDA device")
    PROGRAMS[0] += 1
    loss = mean_square if workload == "matmul" else cross_entropy
    network = NETWORKS[workload]
    if mode == "jit":
        network = COMPILED.get(workload, network)
    return Program(network, loss, spec, weights, mode, device)
