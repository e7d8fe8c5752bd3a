"""The costs by formula are those that the NumPy references of the workloads have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import pytest

from probes import sizes
from probes.inside import workloads
from recommender.predicting.model_costs import KINDS, costs

#: Two sizes of each kind, no two numbers of one alike.
EXAMPLES = {
    "mlp": (
        {"inputs": 7, "hidden": 11, "classes": 3, "batch": 5},
        {"inputs": 64, "hidden": 32, "classes": 10, "batch": 16},
    ),
    "convnet": (
        {"channels": 2, "size": 13, "kernel": 3, "first": 4, "second": 5, "classes": 6, "batch": 3},
        {
            "channels": 3,
            "size": 20,
            "kernel": 5,
            "first": 8,
            "second": 7,
            "classes": 10,
            "batch": 2,
        },
    ),
    "lstm": (
        {"inputs": 3, "hidden": 5, "steps": 7, "classes": 4, "batch": 2},
        {"inputs": 16, "hidden": 8, "steps": 12, "classes": 10, "batch": 6},
    ),
    "attention": (
        {"features": 6, "heads": 3, "positions": 5, "inner": 7, "classes": 4, "batch": 2},
        {"features": 16, "heads": 2, "positions": 9, "inner": 32, "classes": 10, "batch": 3},
    ),
}
CASES = [(kind, example) for kind in EXAMPLES for example in EXAMPLES[kind]]


class Counting(numpy.ndarray):
    """An array that counts the matrix products that it takes part in, and their operations."""

    operations = 0
    calls = 0

    @classmethod
    def count(cls, left: Any, result: Any) -> Any:
        """Count one product: two operations for every value and every term of it."""
        Counting.operations += 2 * result.size * left.shape[-1]
        Counting.calls += 1
        return result

    def dot(self, other: Any, out: Any = None) -> Any:  # type: ignore[override]
        """Multiply as arrays do, and count."""
        return self.count(self, super().dot(other, out))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [numpy.asarray(one) if isinstance(one, Counting) else one for one in inputs]
        options.pop("out", None)
        found = getattr(ufunc, method)(*plain, **options)
        if ufunc is numpy.matmul:
            self.count(plain[0], found)
        return found.view(Counting) if isinstance(found, numpy.ndarray) else found


@contextmanager
def counting_new_ones(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let arrays that NumPy makes anew count too."""
    with monkeypatch.context() as patch:
        for name in ("zeros", "concatenate"):
            made = getattr(numpy, name)
            patch.setattr(numpy, name, lambda *a, made=made, **k: made(*a, **k).view(Counting))
        yield


def reference(kind: str, example: dict[str, int]) -> tuple[Any, dict[str, Any]]:
    """Return the reference of a workload in some sizes, on arrays that count, and its data."""
    module = workloads.find(kind)
    spec = {**module.SPEC, **example, "batches": 1}
    data = module.data(spec)
    found = module.Reference(spec, data["weights"], numpy.float64)
    found.weights = {name: value.view(Counting) for name, value in found.weights.items()}
    return found, data


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_operations_are_those_of_the_reference(
    kind: str, example: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The formula gives the operations and the products that the NumPy reference really makes."""
    found, data = reference(kind, example)
    x, y = data["batches"][0]
    Counting.operations = Counting.calls = 0
    with counting_new_ones(monkeypatch):
        found.loss_and_gradients(x.view(Counting), y)
    expected = costs(kind, example)
    operations, calls = expected.operations, expected.calls
    if kind == "convnet":
        # The reference also computes the gradient by the images, which no framework needs.
        side = example["size"] - example["kernel"] + 1
        patch = example["channels"] * example["kernel"] ** 2
        operations += 2 * example["batch"] * side**2 * example["first"] * patch
        calls += 1
    assert Counting.operations == operations
    assert Counting.calls == calls


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_parameters_and_inputs_are_those_of_the_data(kind: str, example: dict[str, int]) -> None:
    """The formula counts the very numbers that the workload's data holds."""
    _, data = reference(kind, example)
    assert costs(kind, example).parameters == sum(one.size for one in data["weights"].values())
    assert costs(kind, example).inputs == data["batches"][0][0].size


def test_activations_by_hand() -> None:
    """Small models, counted value by value."""
    # Two rows: 3 inputs, 4 hidden values before and after ReLU, 2 logits.
    mlp = costs("mlp", {"batch": 2, "inputs": 3, "hidden": 4, "classes": 2})
    assert mlp.activations == 2 * (3 + 4 + 4 + 2)
    assert mlp.bytes == 4 * (26 + 3 * 4 + 4 + 4 * 2 + 2)
    # One image of 7 by 7, kernels of 2 by 2: maps of 6 by 6 twice, 3 by 3; of 2 by 2 twice,
    # 1 by 1; 5 logits.
    convnet = costs(
        "convnet",
        {"batch": 1, "channels": 1, "size": 7, "kernel": 2, "first": 1, "second": 1, "classes": 5},
    )
    assert convnet.activations == 49 + 2 * 36 + 9 + 2 * 4 + 1 + 5
    # One sequence of one step: 2 inputs, 4 gates, cell, tanh and state of 3; 2 logits.
    lstm = costs("lstm", {"batch": 1, "inputs": 2, "hidden": 3, "steps": 1, "classes": 2})
    assert lstm.activations == 2 + 7 * 3 + 2
    # One sequence of one position: eleven of 2, two of 5; a score and its share; mean; 3 logits.
    attention = costs(
        "attention",
        {"batch": 1, "features": 2, "heads": 1, "positions": 1, "inner": 5, "classes": 3},
    )
    assert attention.activations == 11 * 2 + 2 * 5 + 2 + 2 + 3


def test_every_kind_with_sizes_has_costs() -> None:
    """Whatever can be measured in other sizes can be predicted."""
    assert set(KINDS) == set(sizes.LEVELS)
    for kind in KINDS:
        assert costs(kind, sizes.specification(kind)).operations > 0
