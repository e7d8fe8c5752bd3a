"""MXNet tries the capabilities, as its Gluon book and its tutorials do them."""

import os

import mxnet
import numpy
from mxnet import autograd, gluon, nd
from mxnet.gluon import nn

from probes.inside.frameworks import Refused, mxnet_, package, refusing


def context_of(device):
    """Return MXNet's name of a device."""
    return mxnet.gpu() if device == "cuda" else mxnet.cpu()


def gpu(given, device, folder):
    """Multiply on the first GPU."""
    if not mxnet.context.num_gpus():
        raise Refused("mxnet.context.num_gpus() is 0")
    with refusing(mxnet.MXNetError):
        product = nd.dot(*(nd.array(given[name], ctx=mxnet.gpu()) for name in ("a", "b")))
        return {"product": product.asnumpy(), "device": str(product.context)}


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, imperatively, recorded by autograd."""

    def program(vector):
        up, down = (nd.array(given[name]) for name in ("up", "down"))
        up.attach_grad()
        down.attach_grad()
        with autograd.record():
            state = nd.array(vector)
            while (state**2).sum().asscalar() < given["limit"]:
                state = nd.dot(state, up if state.sum().asscalar() > 0 else down)
            value = (state**2).sum()
        value.backward()
        return value.asscalar(), up.grad.asnumpy(), down.grad.asnumpy()

    return [program(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """autograd.grad with create_graph.

    With a Dense layer for a dot nothing is refused, but the gradients of its weights lack a part:
    its operator takes what is linear for constant (https://github.com/apache/mxnet/pull/14779).
    """
    w1, w2, x = (nd.array(given[name]) for name in ("w1", "w2", "x"))
    for array in (w1, w2, x):
        array.attach_grad()
    with refusing(mxnet.MXNetError):
        with autograd.record():
            total = nd.dot(nd.tanh(nd.dot(x, w1)), w2).sum()
            slope = autograd.grad(total, [x], create_graph=True, retain_graph=True)[0]
            penalty = (slope**2).sum()
        penalty.backward()
        return {"penalty": penalty.asscalar(), "w1": w1.grad.asnumpy(), "w2": w2.grad.asnumpy()}


def mixed_precision(given, device, folder):
    """AMP: bfloat16 on the CPU; float16 on a GPU, with the loss scaled."""
    from mxnet.contrib import amp

    spec, context, scaled = given["spec"], context_of(device), device == "cuda"
    losses = []
    with refusing(mxnet.MXNetError):
        amp.init("float16" if scaled else "bfloat16")  # for all that this process will compute
        net, layout = mxnet_.mlp(spec)
        net.initialize(ctx=context)
        for name, parameter in layout.items():
            parameter.set_data(nd.array(mxnet_.turned(given["weights"][name]), ctx=context))
        options = {"learning_rate": spec["learning_rate"]}
        trainer = gluon.Trainer(net.collect_params(), "sgd", options)
        if scaled:
            amp.init_trainer(trainer)
        loss_of = gluon.loss.SoftmaxCrossEntropyLoss()
        for x, y in given["batches"]:
            x, y = nd.array(x, ctx=context), nd.array(y, ctx=context)
            with autograd.record():
                logits = net(x)
                loss = loss_of(logits, y)
                if scaled:
                    with amp.scale_loss(loss, trainer) as larger:
                        autograd.backward(larger)
            if not scaled:
                loss.backward()
            trainer.step(len(y))
            losses.append(float(loss.mean().asscalar()))
    kind = numpy.dtype(logits.dtype)
    return {
        "losses": losses,
        "computed_in": kind.names[0] if kind.names else kind.name,  # NumPy has no bfloat16
        "weights_in": numpy.dtype(layout["w1"].dtype).name,
        "by": "contrib.amp",
    }


def perceptron(given):
    """Return dense, ReLU, dense, not yet with its weights, and the layout."""
    (inputs, hidden), outputs = given["weights"]["w1"].shape, len(given["weights"]["b2"])
    net, layout = mxnet_.mlp({"inputs": inputs, "hidden": hidden, "classes": outputs})
    net.initialize()
    return net, layout


def filled(given):
    """Return dense, ReLU, dense with the given weights."""
    net, layout = perceptron(given)
    for name, parameter in layout.items():
        parameter.set_data(nd.array(mxnet_.turned(given["weights"][name])))
    return net


def save_and_load(given, device, folder):
    """save_parameters, load_parameters into another block."""
    first, second = filled(given), perceptron(given)[0]
    x, path = nd.array(given["x"]), os.path.join(folder, "model.params")
    before = second(x).asnumpy()
    first.save_parameters(path)
    second.load_parameters(path)
    return {
        "saved": first(x).asnumpy(),
        "before": before,
        "loaded": second(x).asnumpy(),
        "by": "save_parameters",
    }


def onnx_export(given, device, folder):
    """mxnet.onnx.export_model, which takes the package onnx."""
    package("onnx", "mxnet.onnx.export_model")
    net, start = filled(given), os.path.join(folder, "model")
    net.hybridize()
    net(nd.array(given["x"]))
    net.export(start)
    path = start + ".onnx"
    files = (start + "-symbol.json", start + "-0000.params")
    mxnet.onnx.export_model(files[0], files[1], [given["x"].shape], "float32", path)
    return {"path": path, "by": "mxnet.onnx.export_model"}


def data_parallel(given, device, folder):
    """split_and_load over two contexts, and a Trainer that sums their gradients."""
    gpus = device == "cuda" and mxnet.context.num_gpus() > 1
    contexts = [mxnet.gpu(n) if gpus else mxnet.cpu(n) for n in (0, 1)]
    spec = given["spec"]
    net, layout = mxnet_.mlp(spec)
    net.initialize(ctx=contexts)
    for name, parameter in layout.items():
        parameter.set_data(nd.array(mxnet_.turned(given["weights"][name])))
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": spec["learning_rate"]})
    loss_of = gluon.loss.SoftmaxCrossEntropyLoss()
    shares = [gluon.utils.split_and_load(given[name], contexts) for name in ("x", "y")]
    with autograd.record():
        losses = [loss_of(net(x), y) for x, y in zip(*shares)]
    for loss in losses:
        loss.backward()
    trainer.step(len(given["y"]))
    weights = {n: mxnet_.turned(layout[n].data(contexts[1]).asnumpy()) for n in layout}
    return {
        "devices": [str(loss.context) for loss in losses],
        "loss": float(sum(loss.sum().asscalar() for loss in losses)) / len(given["y"]),
        "weights": weights,
        "by": "split_and_load and a Trainer",
    }


def deterministic_reruns(given, device, folder):
    """mxnet.random.seed."""
    spec, context = given["spec"], context_of(device)

    def run(seed):
        mxnet.random.seed(seed)
        net = nn.HybridSequential()
        net.add(nn.Dense(spec["hidden"], in_units=spec["inputs"], activation="relu"))
        net.add(nn.Dropout(given["dropped"]))
        net.add(nn.Dense(spec["classes"], in_units=spec["hidden"]))
        net.initialize(mxnet.init.Xavier(), ctx=context)
        options = {"learning_rate": spec["learning_rate"]}
        trainer = gluon.Trainer(net.collect_params(), "sgd", options)
        loss_of = gluon.loss.SoftmaxCrossEntropyLoss()
        for x, y in given["batches"]:
            with autograd.record():
                loss = loss_of(net(nd.array(x, ctx=context)), nd.array(y, ctx=context))
            loss.backward()
            trainer.step(len(y))
        return [parameter.data().asnumpy() for parameter in net.collect_params().values()]

    return [run(seed) for seed in given["seeds"]]
