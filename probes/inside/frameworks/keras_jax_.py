"""Keras 3 on JAX: see keras3.py. Its eager mode compiles each loop anew at every step."""

from probes.inside.frameworks import keras3
from probes.inside.frameworks.keras3 import devices, versions

__all__ = ["MODES", "NAME", "build", "devices", "versions"]

NAME = "keras-jax"
CAPABILITIES = "keras3_capabilities"
MODES = {
    "mlp": ["jit", "eager"],
    "convnet": ["jit", "eager"],
    "lstm": ["jit", "eager"],
    "tree": ["jit", "eager"],
    "attention": ["jit", "eager"],
    "deep": ["jit", "eager"],
    "matmul": ["jit", "eager"],
}
OPTIONS = {"jit": {"jit_compile": True}, "eager": {"run_eagerly": True}}


def build(workload, spec, weights, mode, device):
    """Return the program of a workload; JAX compiles at its first step."""
    # Trees are of one size when eager, too: a loop is compiled for each of its lengths.
    return keras3.build(workload, spec, weights, OPTIONS[mode], device, fixed=True)
