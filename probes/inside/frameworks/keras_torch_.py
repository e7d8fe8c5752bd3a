"""Keras 3 on PyTorch: see keras3.py. "compiled" is torch.compile of its whole training step."""

import torch

from probes.inside.frameworks import keras3
from probes.inside.frameworks.keras3 import devices, versions

__all__ = ["MODES", "NAME", "build", "devices", "versions"]

NAME = "keras-torch"
CAPABILITIES = "keras3_capabilities"
MODES = {
    "mlp": ["eager", "compiled"],
    "convnet": ["eager", "compiled"],
    "lstm": ["eager", "compiled"],
    "tree": ["eager", "compiled"],
    "attention": ["eager", "compiled"],
    "deep": ["eager", "compiled"],
    "matmul": ["eager", "compiled"],
}
OPTIONS = {"eager": {"jit_compile": False}, "compiled": {"jit_compile": True}}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; torch.compile compiles at its first steps."""
    if mode == "compiled":
        # Every model runs through the same functions of Keras, and of one function PyTorch keeps
        # eight compilations: what an earlier model left would make this one run eagerly.
        torch.compiler.reset()
    return keras3.build(workload, spec, weights, OPTIONS[mode], device, fixed=mode == "compiled")
