"""MXNet, as its Gluon book writes it: a hybridised block, autograd, a Trainer."""

import mxnet
from mxnet import autograd, gluon, nd

from probes.frameworks import Unsupported

NAME = "mxnet"
MODES = {"mlp": ["hybridised", "imperative"]}


def versions():
    """Return the versions of what computes."""
    return {"mxnet": mxnet.__version__}


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"] + (["cuda"] if mxnet.context.num_gpus() else [])


def mlp(spec):
    """Return the network and where the workload's parameters are in it (all transposed)."""
    net = gluon.nn.HybridSequential()
    first = gluon.nn.Dense(spec["hidden"], in_units=spec["inputs"], activation="relu")
    second = gluon.nn.Dense(spec["classes"], in_units=spec["hidden"])
    net.add(first, second)
    return net, {"w1": first.weight, "b1": first.bias, "w2": second.weight, "b2": second.bias}


class Program(object):
    """A Gluon block, softmax cross-entropy, and a Trainer with plain SGD.

    MXNet keeps matrices outputs by inputs.
    """

    def __init__(self, net, layout, spec, weights, mode, context):
        self.net, self.layout, self.context = net, layout, context
        self.batch = spec["batch"]
        net.initialize(ctx=context)
        for name, parameter in layout.items():
            parameter.set_data(nd.array(weights[name].T, ctx=context))
        if mode == "hybridised":
            net.hybridize(static_alloc=True, static_shape=True)
        self.loss = gluon.loss.SoftmaxCrossEntropyLoss()
        options = {"learning_rate": spec["learning_rate"]}
        self.trainer = gluon.Trainer(net.collect_params(), "sgd", options)

    def train_step(self, x, y):
        """Take one step; return the losses of the batch before it."""
        x = nd.array(x, ctx=self.context)
        y = nd.array(y, ctx=self.context)
        with autograd.record():
            loss = self.loss(self.net(x), y)
        loss.backward()
        self.trainer.step(self.batch)
        return loss

    def read(self, loss):
        """Return the mean loss as a float."""
        return float(loss.mean().asscalar())

    def synchronise(self):
        """Wait until MXNet's engine has done its work."""
        nd.waitall()

    def parameters(self):
        """Return the parameters in the workload's layout."""
        return {n: self.layout[n].data(self.context).asnumpy().T for n in self.layout}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    if device == "cuda" and not mxnet.context.num_gpus():
        raise Unsupported("mxnet sees no CUDA device")
    context = mxnet.gpu() if device == "cuda" else mxnet.cpu()
    net, layout = {"mlp": mlp}[workload](spec)
    return Program(net, layout, spec, weights, mode, context)
