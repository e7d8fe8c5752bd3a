"""PyTorch tries the capabilities, as its documentation does them."""

import os

import numpy
import torch
from torch import nn
from torch.nn import functional

from probes.inside.frameworks import Refused, package, torch_, torch_halves


def gpu(given, device, folder):
    """Multiply on the first GPU."""
    if not torch.cuda.is_available():
        raise Refused("torch.cuda.is_available() is False")
    a, b = (torch.from_numpy(given[name]).to("cuda") for name in ("a", "b"))
    return {"product": (a @ b).cpu().numpy(), "device": torch.cuda.get_device_name()}


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions; autograd records what ran."""

    def program(vector):
        up, down = (torch.tensor(given[name], requires_grad=True) for name in ("up", "down"))
        state = torch.from_numpy(vector)
        while (state**2).sum() < given["limit"]:
            state = state @ (up if state.sum() > 0 else down)
        value = (state**2).sum()
        value.backward()
        return value.item(), up.grad.numpy(), down.grad.numpy()

    return [program(vector) for vector in given["vectors"]]


def higher_order_gradients(given, device, folder):
    """torch.autograd.grad with create_graph."""
    w1, w2, x = (torch.tensor(given[name], requires_grad=True) for name in ("w1", "w2", "x"))
    total = (torch.tanh(x @ w1) @ w2).sum()
    (slope,) = torch.autograd.grad(total, x, create_graph=True)
    penalty = (slope**2).sum()
    penalty.backward()
    return {"penalty": penalty.item(), "w1": w1.grad.numpy(), "w2": w2.grad.numpy()}


def mixed_precision(given, device, folder):
    """torch.autocast with bfloat16 around the forward pass."""
    program = torch_.build("mlp", given["spec"], given["weights"], "eager", device)
    losses, kinds = [], set()
    program.module.second.register_forward_hook(lambda _, __, output: kinds.add(output.dtype))
    for x, y in given["batches"]:
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = program.loss(program.module(program.tensor(x)), program.tensor(y))
        program.optimizer.zero_grad()
        loss.backward()
        program.optimizer.step()
        losses.append(loss.item())
    (kind,) = kinds
    return {
        "losses": losses,
        "computed_in": str(kind).replace("torch.", ""),
        "weights_in": str(program.module.first.weight.dtype).replace("torch.", ""),
        "by": "torch.autocast",
    }


def perceptron(given):
    """Return dense, ReLU, dense with the given weights."""
    w = {name: torch.from_numpy(given["weights"][name]) for name in given["weights"]}
    module = _perceptron(given)
    with torch.no_grad():
        for layer, weight, bias in ((module[0], "w1", "b1"), (module[2], "w2", "b2")):
            layer.weight.copy_(w[weight].t())
            layer.bias.copy_(w[bias])
    return module


def _perceptron(given):
    (inputs, hidden), outputs = given["weights"]["w1"].shape, len(given["weights"]["b2"])
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


def save_and_load(given, device, folder):
    """torch.save of the state_dict, load_state_dict into another module."""
    first, second = perceptron(given), _perceptron(given)
    path = os.path.join(folder, "model.pt")
    with torch.no_grad():
        x = torch.from_numpy(given["x"])
        saved, before = first(x).numpy(), second(x).numpy()
        torch.save(first.state_dict(), path)
        second.load_state_dict(torch.load(path, weights_only=True))
        loaded = second(x).numpy()
    return {"saved": saved, "before": before, "loaded": loaded, "by": "torch.save of a state_dict"}


def onnx_export(given, device, folder):
    """torch.onnx.export, which takes the package onnxscript."""
    package("onnxscript", "torch.onnx.export")
    path = os.path.join(folder, "model.onnx")
    x = torch.from_numpy(given["x"])
    torch.onnx.export(perceptron(given).eval(), (x,), path, dynamo=True, verbose=False)
    return {"path": path, "by": "torch.onnx.export"}


def data_parallel(given, device, folder):
    """DistributedDataParallel in two processes, as `torch_halves` does it."""

    def make(device):
        program = torch_.build("mlp", given["spec"], given["weights"], "eager", device)
        return program.module, program.parameters

    return torch_halves.train(make, given, device, folder)


def deterministic_reruns(given, device, folder):
    """torch.manual_seed and use_deterministic_algorithms."""
    torch.use_deterministic_algorithms(True)
    spec = given["spec"]

    def run(seed):
        torch.manual_seed(seed)
        net = nn.Sequential(
            nn.Linear(spec["inputs"], spec["hidden"]),
            nn.ReLU(),
            nn.Dropout(given["dropped"]),
            nn.Linear(spec["hidden"], spec["classes"]),
        ).to(device)
        optimizer = torch.optim.SGD(net.parameters(), lr=spec["learning_rate"])
        for x, y in given["batches"]:
            x, y = torch.from_numpy(x).to(device), torch.from_numpy(y).to(device)
            optimizer.zero_grad()
            functional.cross_entropy(net(x), y).backward()
            optimizer.step()
        return [numpy.array(p.detach().cpu().numpy()) for p in net.parameters()]

    return [run(seed) for seed in given["seeds"]]
