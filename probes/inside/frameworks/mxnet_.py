"""MXNet, as its Gluon book writes it: blocks, autograd, a Trainer; hybridised or imperative.

Hybridised is `net.hybridize(static_alloc=True, static_shape=True)`, the tutorial's fastest. A block
that is no HybridBlock (the tree) passes that on to its layers, and its loop stays Python.
"""

import mxnet
from mxnet import autograd, gluon, nd
from mxnet.gluon import nn, rnn

from probes.inside.frameworks import Unsupported

NAME = "mxnet"
CAPABILITIES = "mxnet_capabilities"
MODES = {
    "mlp": ["hybridised", "imperative"],
    "convnet": ["hybridised", "imperative"],
    "lstm": ["hybridised", "imperative"],
    "tree": ["imperative", "hybridised"],
    "attention": ["hybridised", "imperative"],
    "deep": ["hybridised", "imperative"],
    "matmul": ["hybridised", "imperative"],
}


def versions():
    """Return the versions of what computes."""
    return {"mxnet": mxnet.__version__}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"] + (["cuda"] if mxnet.context.num_gpus() else [])


def mlp(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = nn.HybridSequential()
    first = nn.Dense(spec["hidden"], in_units=spec["inputs"], activation="relu")
    second = nn.Dense(spec["classes"], in_units=spec["hidden"])
    net.add(first, second)
    return net, {"w1": first.weight, "b1": first.bias, "w2": second.weight, "b2": second.bias}


def convnet(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = nn.HybridSequential()
    side = ((spec["size"] - spec["kernel"] + 1) // 2 - spec["kernel"] + 1) // 2
    kernel, channels, between = spec["kernel"], spec["channels"], spec["first"]
    first = nn.Conv2D(between, kernel, in_channels=channels, activation="relu")
    second = nn.Conv2D(spec["second"], kernel, in_channels=between, activation="relu")
    dense = nn.Dense(spec["classes"], in_units=spec["second"] * side * side)
    net.add(first, nn.MaxPool2D(2), second, nn.MaxPool2D(2), nn.Flatten(), dense)
    layout = {"k1": first.weight, "b1": first.bias, "k2": second.weight, "b2": second.bias}
    layout.update({"w": dense.weight, "b": dense.bias})
    return net, layout


class Lstm(gluon.HybridBlock):
    """Gluon's fused LSTM (gates in the workload's order), dense on its last output."""

    def __init__(self, spec):
        super(Lstm, self).__init__()
        self.lstm = rnn.LSTM(spec["hidden"], layout="NTC", input_size=spec["inputs"])
        self.dense = nn.Dense(spec["classes"], in_units=spec["hidden"])
        # The layer has two biases that it adds: the second stays at its initial zeros.
        self.lstm.l0_h2h_bias.grad_req = "null"

    def hybrid_forward(self, F, x):  # noqa: N803 - Gluon's name, it passes it by keyword
        """Return the logits."""
        outputs = self.lstm(x)
        return self.dense(F.slice_axis(outputs, axis=1, begin=-1, end=None))


def lstm(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = Lstm(spec)
    layout = {"w": net.lstm.l0_i2h_weight, "u": net.lstm.l0_h2h_weight, "b": net.lstm.l0_i2h_bias}
    layout.update({"v": net.dense.weight, "c": net.dense.bias})
    return net, layout


class Tree(gluon.Block):
    """A recursive net: an ordinary loop over the tree at hand."""

    def __init__(self, spec):
        super(Tree, self).__init__()
        features = spec["features"]
        self.left = nn.Dense(features, in_units=features)
        self.right = nn.Dense(features, in_units=features, use_bias=False)
        self.dense = nn.Dense(spec["classes"], in_units=features)

    def forward(self, x):
        """Return the logits of the root."""
        leaves, children = x
        nodes = list(nd.split(leaves, len(leaves), axis=0))
        for left, right in children.tolist():
            nodes.append(nd.tanh(self.left(nodes[left]) + self.right(nodes[right])))
        return self.dense(nodes[-1])


def tree(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = Tree(spec)
    layout = {"left": net.left.weight, "right": net.right.weight, "b": net.left.bias}
    layout.update({"v": net.dense.weight, "c": net.dense.bias})
    return net, layout


class Attention(gluon.HybridBlock):
    """A transformer block as the Gluon book writes it: heads become part of the batch."""

    def __init__(self, spec):
        super(Attention, self).__init__()
        features, inner = spec["features"], spec["inner"]
        self.heads, self.scale = spec["heads"], (features // spec["heads"]) ** -0.5
        self.norm1 = nn.LayerNorm(epsilon=spec["epsilon"], in_channels=features)
        self.norm2 = nn.LayerNorm(epsilon=spec["epsilon"], in_channels=features)
        self.query = nn.Dense(features, in_units=features, flatten=False)
        self.key = nn.Dense(features, in_units=features, flatten=False)
        self.value = nn.Dense(features, in_units=features, flatten=False)
        self.out = nn.Dense(features, in_units=features, flatten=False)
        self.up = nn.Dense(inner, in_units=features, flatten=False, activation="relu")
        self.down = nn.Dense(features, in_units=inner, flatten=False)
        self.dense = nn.Dense(spec["classes"], in_units=features)

    def hybrid_forward(self, F, x):  # noqa: N803 - Gluon's name, it passes it by keyword
        """Return the logits."""
        normal = self.norm1(x)
        query, key, value = (
            self.split(F, layer(normal)) for layer in (self.query, self.key, self.value)
        )
        shares = F.softmax(F.batch_dot(query, key, transpose_b=True) * self.scale)
        x = x + self.out(self.join(F, F.batch_dot(shares, value)))
        x = x + self.down(self.up(self.norm2(x)))
        return self.dense(F.mean(x, axis=1))

    def split(self, F, x):  # noqa: N803
        """Return batch and heads as the first axis, then positions and a head's features."""
        apart = F.transpose(F.reshape(x, (0, 0, self.heads, -1)), (0, 2, 1, 3))
        return F.reshape(apart, (-1, 0, 0), reverse=True)

    def join(self, F, x):  # noqa: N803
        """Return the heads' features side by side again."""
        apart = F.reshape(x, (-1, self.heads, 0, 0), reverse=True)
        return F.reshape(F.transpose(apart, (0, 2, 1, 3)), (0, 0, -1))


def attention(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = Attention(spec)
    layout = {"v": net.dense.weight, "c": net.dense.bias}
    for name in ("query", "key", "value", "out", "up", "down"):
        layer = getattr(net, name)
        layout["w_" + name], layout["b_" + name] = layer.weight, layer.bias
    for name in ("norm1", "norm2"):
        layer = getattr(net, name)
        layout["scale_" + name], layout["shift_" + name] = layer.gamma, layer.beta
    return net, layout


def deep(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = nn.HybridSequential()
    net.add(nn.Dense(spec["hidden"], in_units=spec["inputs"], activation="tanh"))
    for _ in range(spec["layers"] - 2):
        net.add(nn.Dense(spec["hidden"], in_units=spec["hidden"], activation="tanh"))
    net.add(nn.Dense(spec["classes"], in_units=spec["hidden"]))
    layout = {}
    for place, layer in enumerate(net):
        layout["w%02d" % place], layout["b%02d" % place] = layer.weight, layer.bias
    return net, layout


def matmul(spec):
    """Return the network, and each parameter of the workload with Gluon's."""
    net = nn.Dense(spec["outputs"], in_units=spec["inputs"], use_bias=False)
    return net, {"w": net.weight}


NETWORKS = {
    "mlp": mlp,
    "convnet": convnet,
    "lstm": lstm,
    "tree": tree,
    "attention": attention,
    "deep": deep,
    "matmul": matmul,
}


def turned(array):
    """Return a matrix as the other side keeps it (Gluon: outputs by inputs); the rest as it is."""
    return array.T if array.ndim == 2 else array


class Program(object):
    """A Gluon block, a loss, and a Trainer with plain SGD."""

    def __init__(self, net, layout, loss, spec, weights, mode, context):
        self.net, self.layout, self.loss, self.context = net, layout, loss, context
        net.initialize(ctx=context)
        for name, parameter in layout.items():
            parameter.set_data(nd.array(turned(weights[name]), ctx=context))
        if mode == "hybridised":
            net.hybridize(static_alloc=True, static_shape=True)
            loss.hybridize(static_alloc=True, static_shape=True)
        options = {"learning_rate": spec["learning_rate"]}
        self.trainer = gluon.Trainer(net.collect_params(), "sgd", options)

    def array(self, x):
        """Return an input on the device; of a tree its shape stays with Python."""
        if isinstance(x, tuple):
            return (self.array(x[0]),) + x[1:]
        return nd.array(x, ctx=self.context)

    def train_step(self, x, y):
        """Take one step; return the losses of the batch before it."""
        x, y = self.array(x), self.array(y)
        with autograd.record():
            loss = self.loss(self.net(x), y)
        loss.backward()
        self.trainer.step(len(y))
        return loss

    def read(self, loss):
        """Return the mean loss as a float."""
        return float(loss.mean().asscalar())

    def synchronise(self):
        """Wait until MXNet's engine has done its work."""
        nd.waitall()

    def parameters(self):
        """Return the parameters in the workload's layout."""
        return {n: turned(self.layout[n].data(self.context).asnumpy()) for n in self.layout}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    if device == "cuda" and not mxnet.context.num_gpus():
        raise Unsupported("mxnet sees no CUDA device")
    context = mxnet.gpu() if device == "cuda" else mxnet.cpu()
    net, layout = NETWORKS[workload](spec)
    # L2Loss halves the square, unless told otherwise.
    squares = workload == "matmul"
    loss = gluon.loss.L2Loss(weight=2.0) if squares else gluon.loss.SoftmaxCrossEntropyLoss()
    return Program(net, layout, loss, spec, weights, mode, context)
