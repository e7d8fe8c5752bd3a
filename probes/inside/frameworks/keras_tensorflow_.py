"""Keras 3 on TensorFlow: see keras3.py. On a CPU Keras itself chooses "function", not XLA."""

from probes.inside.frameworks import keras3
from probes.inside.frameworks.keras3 import devices, versions

__all__ = ["MODES", "NAME", "build", "devices", "versions"]

NAME = "keras-tensorflow"
CAPABILITIES = "keras3_capabilities"
MODES = {
    "mlp": ["function", "xla", "eager"],
    "convnet": ["function", "xla", "eager"],
    "lstm": ["function", "xla", "eager"],
    "tree": ["function", "xla", "eager"],
    "attention": ["function", "xla", "eager"],
    "deep": ["function", "xla", "eager"],
    "matmul": ["function", "xla", "eager"],
}
OPTIONS = {
    "function": {"jit_compile": False},
    "xla": {"jit_compile": True},
    "eager": {"run_eagerly": True},
}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; TensorFlow traces and compiles at its first step."""
    return keras3.build(workload, spec, weights, OPTIONS[mode], device, fixed=mode == "xla")
