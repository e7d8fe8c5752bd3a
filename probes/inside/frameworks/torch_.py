"""PyTorch as its tutorials write a training loop: torch.nn, torch.optim, eager or compiled."""

import torch
from torch import nn
from torch.nn import functional

from probes.inside.frameworks import Unsupported

NAME = "torch"
CAPABILITIES = "torch_capabilities"
MODES = {
    "mlp": ["eager", "compiled"],
    "convnet": ["eager", "compiled"],
    "lstm": ["eager", "compiled"],
    "tree": ["eager", "compiled"],
    "attention": ["eager", "compiled"],
    "deep": ["eager", "compiled"],
    "matmul": ["eager", "compiled"],
}


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
    """Return the most memory that tensors took on the device since `build`, None on the CPU."""
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

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        return {
            "w1": (self.first.weight, transposed),
            "b1": (self.first.bias, same),
            "w2": (self.second.weight, transposed),
            "b2": (self.second.bias, same),
        }


class Convnet(nn.Module):
    """Convolution, ReLU, pooling, twice; dense."""

    def __init__(self, spec):
        super(Convnet, self).__init__()
        self.first = nn.Conv2d(spec["channels"], spec["first"], spec["kernel"])
        self.second = nn.Conv2d(spec["first"], spec["second"], spec["kernel"])
        side = ((spec["size"] - spec["kernel"] + 1) // 2 - spec["kernel"] + 1) // 2
        self.dense = nn.Linear(spec["second"] * side * side, spec["classes"])

    def forward(self, x):
        """Return the logits."""
        x = functional.max_pool2d(functional.relu(self.first(x)), 2)
        x = functional.max_pool2d(functional.relu(self.second(x)), 2)
        return self.dense(torch.flatten(x, 1))

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        return {
            "k1": (self.first.weight, same),
            "b1": (self.first.bias, same),
            "k2": (self.second.weight, same),
            "b2": (self.second.bias, same),
            "w": (self.dense.weight, transposed),
            "b": (self.dense.bias, same),
        }


class Lstm(nn.Module):
    """nn.LSTM (gates in the workload's order; its second bias stays zero), dense."""

    def __init__(self, spec):
        super(Lstm, self).__init__()
        self.lstm = nn.LSTM(spec["inputs"], spec["hidden"], batch_first=True)
        nn.init.zeros_(self.lstm.bias_hh_l0)
        self.lstm.bias_hh_l0.requires_grad_(False)
        self.dense = nn.Linear(spec["hidden"], spec["classes"])

    def forward(self, x):
        """Return the logits of the last state."""
        return self.dense(self.lstm(x)[0][:, -1])

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        return {
            "w": (self.lstm.weight_ih_l0, transposed),
            "u": (self.lstm.weight_hh_l0, transposed),
            "b": (self.lstm.bias_ih_l0, same),
            "v": (self.dense.weight, transposed),
            "c": (self.dense.bias, same),
        }


class Tree(nn.Module):
    """A recursive net: an ordinary loop over the tree at hand."""

    def __init__(self, spec):
        super(Tree, self).__init__()
        features = spec["features"]
        self.left = nn.Linear(features, features)
        self.right = nn.Linear(features, features, bias=False)
        self.dense = nn.Linear(features, spec["classes"])

    def forward(self, x):
        """Return the logits of the root."""
        leaves, children = x
        nodes = list(leaves.unsqueeze(1))
        for left, right in children.tolist():
            nodes.append(torch.tanh(self.left(nodes[left]) + self.right(nodes[right])))
        return self.dense(nodes[-1])

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        return {
            "left": (self.left.weight, transposed),
            "b": (self.left.bias, same),
            "right": (self.right.weight, transposed),
            "v": (self.dense.weight, transposed),
            "c": (self.dense.bias, same),
        }


class Attention(nn.Module):
    """nn.TransformerEncoderLayer (its matrix holds query, key and value), mean, dense."""

    def __init__(self, spec):
        super(Attention, self).__init__()
        self.block = nn.TransformerEncoderLayer(
            spec["features"],
            spec["heads"],
            spec["inner"],
            dropout=0.0,
            layer_norm_eps=spec["epsilon"],
            batch_first=True,
            norm_first=True,
        )
        self.dense = nn.Linear(spec["features"], spec["classes"])

    def forward(self, x):
        """Return the logits."""
        return self.dense(self.block(x).mean(dim=1))

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        block, attention = self.block, self.block.self_attn
        found = {
            "w_out": (attention.out_proj.weight, transposed),
            "b_out": (attention.out_proj.bias, same),
            "w_up": (block.linear1.weight, transposed),
            "b_up": (block.linear1.bias, same),
            "w_down": (block.linear2.weight, transposed),
            "b_down": (block.linear2.bias, same),
            "v": (self.dense.weight, transposed),
            "c": (self.dense.bias, same),
        }
        for name in ("norm1", "norm2"):
            norm = getattr(block, name)
            found["scale_" + name], found["shift_" + name] = (norm.weight, same), (norm.bias, same)
        for place, name in enumerate(("query", "key", "value")):
            found["w_" + name] = (attention.in_proj_weight, third(place, transposed))
            found["b_" + name] = (attention.in_proj_bias, third(place, same))
        return found


class Deep(nn.Module):
    """Dense and tanh, many times."""

    def __init__(self, spec):
        super(Deep, self).__init__()
        hidden = [nn.Linear(spec["inputs"], spec["hidden"])]
        hidden += [nn.Linear(spec["hidden"], spec["hidden"]) for _ in range(spec["layers"] - 2)]
        self.hidden = nn.ModuleList(hidden)
        self.last = nn.Linear(spec["hidden"], spec["classes"])

    def forward(self, x):
        """Return the logits."""
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.last(x)

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        found = {}
        for place, layer in enumerate([*self.hidden, self.last]):
            found["w%02d" % place] = (layer.weight, transposed)
            found["b%02d" % place] = (layer.bias, same)
        return found


class Matmul(nn.Module):
    """One dense layer without a bias."""

    def __init__(self, spec):
        super(Matmul, self).__init__()
        self.dense = nn.Linear(spec["inputs"], spec["outputs"], bias=False)

    def forward(self, x):
        """Return the prediction."""
        return self.dense(x)

    def layout(self):
        """Return each parameter of the workload with its tensor and how that keeps it."""
        return {"w": (self.dense.weight, transposed)}


MODULES = {
    "mlp": Mlp,
    "convnet": Convnet,
    "lstm": Lstm,
    "tree": Tree,
    "attention": Attention,
    "deep": Deep,
    "matmul": Matmul,
}


def same(tensor):
    """Return what torch keeps as the workload does."""
    return tensor


def transposed(tensor):
    """Return what torch keeps outputs by inputs as the workload does: inputs by outputs."""
    return tensor.t()


def third(place, kept):
    """Return how to see one of the three parts that torch keeps in one tensor."""
    return lambda tensor: kept(tensor.chunk(3)[place])


class Program(object):
    """A module, a loss and plain SGD."""

    def __init__(self, module, loss, spec, weights, mode, device):
        self.device = torch.device(device)
        self.module = module.to(self.device)
        self.loss = loss
        with torch.no_grad():
            for name, (tensor, view) in self.module.layout().items():
                view(tensor).copy_(torch.from_numpy(weights[name]))
        trained = [one for one in self.module.parameters() if one.requires_grad]
        self.optimizer = torch.optim.SGD(trained, lr=spec["learning_rate"])
        self.forward = torch.compile(self.module) if mode == "compiled" else self.module

    def tensor(self, array):
        """Return an array, or a tuple of arrays, on the device."""
        if isinstance(array, tuple):
            return tuple(self.tensor(part) for part in array)
        return torch.from_numpy(array).to(self.device)

    def train_step(self, x, y):
        """Take one step; return the loss before it."""
        x, y = self.tensor(x), self.tensor(y)
        self.optimizer.zero_grad()
        loss = self.loss(self.forward(x), y)
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
        with torch.no_grad():
            return {
                name: view(tensor).cpu().contiguous().numpy().copy()
                for name, (tensor, view) in self.module.layout().items()
            }


def build(workload, spec, weights, mode, device):
    """Return the program of a workload."""
    if mode == "compiled" and not hasattr(torch, "compile"):
        raise Unsupported("torch.compile came with PyTorch 2.0; this is " + torch.__version__)
    if device == "cuda" and not torch.cuda.is_available():
        raise Unsupported("torch sees no CUDA device")
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    loss = functional.mse_loss if workload == "matmul" else functional.cross_entropy
    return Program(MODULES[workload](spec), loss, spec, weights, mode, device)
