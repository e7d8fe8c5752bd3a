"""The references are right by themselves: their gradients are those of their losses."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import numpy
import pytest

from probes.inside import workloads

NAMES = sorted(found.name for found in pkgutil.iter_modules(workloads.__path__))
#: Smaller copies of the specifications, so that a loss with many parameters is quickly evaluated.
SMALL: dict[str, dict[str, float]] = {
    "mlp": {"inputs": 7, "hidden": 9, "classes": 4, "batch": 6, "batches": 2},
    "convnet": {"channels": 2, "size": 11, "first": 3, "second": 4, "batch": 4, "batches": 2},
    "lstm": {"inputs": 3, "hidden": 4, "steps": 5, "batch": 4, "batches": 2},
    "tree": {"features": 5, "leaves_from": 2, "leaves_to": 6, "batches": 3},
    "attention": {"features": 6, "heads": 2, "positions": 4, "inner": 8, "batch": 3, "batches": 2},
    "deep": {
        "inputs": 4,
        "hidden": 5,
        "layers": 6,
        "batch": 4,
        "batches": 2,
        "learning_rate": 0.01,
    },
    "matmul": {"inputs": 5, "outputs": 4, "batch": 6, "batches": 2, "learning_rate": 0.5},
}
STEP = 1e-5


def small(name: str) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Return a workload's module, a small specification of it, and its data."""
    module = importlib.import_module(f"probes.inside.workloads.{name}")
    spec = {**module.SPEC, **SMALL[name]}
    return module, spec, module.data(spec)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_of_the_loss(name: str) -> None:
    """For every single parameter, the gradient is the central difference of the loss."""
    module, spec, data = small(name)
    x, y = data["batches"][0]
    gradients = module.Reference(spec, data["weights"], numpy.float64).gradients(x, y)
    assert set(gradients) == set(data["weights"])
    for parameter, gradient in gradients.items():
        assert gradient.shape == data["weights"][parameter].shape
        for place in numpy.ndindex(gradient.shape):
            ends = []
            for sign in (1, -1):
                weights = {key: value.copy() for key, value in data["weights"].items()}
                weights[parameter][place] += sign * STEP
                reference = module.Reference(spec, weights, numpy.float64)
                ends.append(reference.step(x, y))
            difference = (ends[0] - ends[1]) / (2 * STEP)
            assert gradient[place] == pytest.approx(difference, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_training_lowers_the_loss(name: str) -> None:
    """A hundred steps on one batch fit it better than none."""
    module, spec, data = small(name)
    x, y = data["batches"][0]
    reference = module.Reference(spec, data["weights"], numpy.float64)
    losses = [reference.step(x, y) for _ in range(100)]
    assert losses[-1] < 0.8 * losses[0]


@pytest.mark.parametrize("name", NAMES)
def test_data_and_digest_are_the_same_every_time(name: str) -> None:
    """The same specification gives the same numbers; another seed gives others."""
    module, spec, data = small(name)
    assert module.digest(spec, data) == module.digest(spec, module.data(spec))
    other = {**spec, "seed": spec["seed"] + 1}
    assert module.digest(other, module.data(other)) != module.digest(spec, data)


@pytest.mark.parametrize("name", NAMES)
def test_float32_stays_near_float64(name: str) -> None:
    """The same steps in float32 deviate by rounding only, far below the tolerance of parity."""
    module, spec, data = small(name)
    exact = module.Reference(spec, data["weights"], numpy.float64)
    rounded = module.Reference(spec, data["weights"], numpy.float32)
    for index in range(20):
        x, y = data["batches"][index % len(data["batches"])]
        assert rounded.step(x, y) == pytest.approx(exact.step(x, y), rel=1e-5)
