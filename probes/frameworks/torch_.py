"""PyTorch as its tutorials write a training loop: torch.nn, torch.optim, eager or compiled."""

import torch
from torch import nn
from torch.nn import functional

from probes.frameworks import Unsupported

NAME = "torch"
MODES = {"mlp": ["eager", "compiled"]}


def versions():
    """Return the versions of what computes."""
    found = {"torch": torch.__version__}
    if torch.version.cuda:
        found["cuda"] = torch.version.cuda
    return found


def devices():
    """Return the devices that it can compute on."""
    return ["cpu"] + (["cuda"] if torch.cuda.is_available() else [])


def peak_device_bytes(device):
    """Return the most memory that tensors took on the device, None on the CPU."""
    return torch.cuda.max_memory_allocated() if device == "cuda" else None


class Mlp(nn.Module):
    """Dense, ReLU, dense."""

    def __init__(self, spec):
        super(Mlp, self).__init__()
        self.first = nn.Linear(spec["inputs"], spec["hidden"])
        self.second = nn.Linear(spec["hidden"], spec["classes"])

    def forward(self, x):
        """Return the logits."""
        return self.second(functional.relu(self.first(x)))


class Program(object):
    """A module, plain SGD, and cross-entropy.

    ``layout`` names, for each parameter of the workload, the module's parameter and whether it is
    transposed: torch keeps matrices outputs by inputs.
    """

    def __init__(self, module, layout, spec, weights, mode, device):
        self.device = torch.device(device)
        self.module = module.to(self.device)
        self.layout = layout
        own = dict(self.module.named_parameters())
        with torch.no_grad():
            for name, (theirs, transposed) in layout.items():
                value = torch.from_numpy(weights[name])
                own[theirs].copy_(value.t() if transposed else value)
        self.optimizer = torch.optim.SGD(self.module.parameters(), lr=spec["learning_rate"])
        self.forward = torch.compile(self.module) if mode == "compiled" else self.module

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        x = torch.from_numpy(x).to(self.device)
        y = torch.from_numpy(y).to(self.device)
        self.optimizer.zero_grad()
        loss = functional.cross_entropy(self.forward(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def read(self, loss):
        """Return the loss as a float."""
        return loss.item()

    def synchronise(self):
        """Wait until the device has done its work."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def parameters(self):
        """Return the parameters in the workload's layout."""
        own = dict(self.module.named_parameters())
        found = {}
        for name, (theirs, transposed) in self.layout.items():
            value = own[theirs].detach().cpu()
            found[name] = (value.t() if transposed else value).contiguous().numpy()
        return found


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    if mode == "compiled" and not hasattr(torch, "compile"):
        raise Unsupported("torch.compile came with PyTorch 2.0; this is " + torch.__version__)
    if device == "cuda" and not torch.cuda.is_available():
        raise Unsupported("torch sees no CUDA device")
    layout = {
        "w1": ("first.weight", True),
        "b1": ("first.bias", False),
        "w2": ("second.weight", True),
        "b2": ("second.bias", False),
    }
    return Program(Mlp(spec), layout, spec, weights, mode, device)
