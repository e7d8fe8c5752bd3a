"""Data parallel with PyTorch: DistributedDataParallel, two processes, half of the batch in each."""

import gc
import os

import numpy
import torch
import torch.multiprocessing
from torch import distributed
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel


def train(make, given, device, folder):
    """Take a step as `probes.inside.capabilities.data_parallel` says, and return what it judges.

    ``make(device)`` returns a module and a function that returns its weights by the workload's
    names. The processes speak by nccl where there are two GPUs, else by gloo on the CPU.
    """
    gpus = device == "cuda" and torch.cuda.device_count() > 1
    # Forked, because what a spawned process would have to import is not on its path.
    torch.multiprocessing.start_processes(
        _half_step, (make, given, gpus, folder), nprocs=2, start_method="fork"
    )
    shares = [numpy.load(os.path.join(folder, "share%d.npz" % rank)) for rank in (0, 1)]
    return {
        "devices": [str(share["device"]) for share in shares],
        "loss": float(sum(share["loss"] for share in shares)) / 2,
        "weights": {name: shares[0][name] for name in given["weights"]},
        "by": "DistributedDataParallel (%s)" % ("nccl" if gpus else "gloo"),
    }


def _half_step(rank, make, given, gpus, folder):
    """Join the other process, take a step on a half of the batch, and part from it."""
    meeting = "file://" + os.path.join(folder, "meeting")
    backend = "nccl" if gpus else "gloo"
    distributed.init_process_group(backend, init_method=meeting, rank=rank, world_size=2)
    _step(rank, make, given, gpus, folder)
    # The module must be gone by now. If its reducer were the last to hold the group, its end would
    # wait, with the interpreter's lock, for the group's thread, which at times waits for that lock
    # (https://github.com/pytorch/pytorch/issues/56297).
    gc.collect()
    distributed.destroy_process_group()


def _step(rank, make, given, gpus, folder):
    """Take the step; leave what it gave in a file."""
    device = "cuda:%d" % rank if gpus else "cpu"
    module, weights = make(device)
    parallel = DistributedDataParallel(module, device_ids=[rank] if gpus else None)
    optimizer = torch.optim.SGD(module.parameters(), lr=given["spec"]["learning_rate"])
    x, y = (torch.from_numpy(given[name][rank::2]).to(device) for name in ("x", "y"))
    loss = functional.cross_entropy(parallel(x), y)
    loss.backward()
    optimizer.step()
    numpy.savez(
        os.path.join(folder, "share%d.npz" % rank),
        loss=loss.item(),
        device=device if gpus else "process %d" % (rank + 1),
        **weights(),
    )
