"""Each definition is held against what NumPy computes, right and wrong in every way it can be."""

from __future__ import annotations

import copy
import importlib

import numpy as np
import pytest

from probes.inside.capabilities import (
    data_parallel,
    deterministic_reruns,
    deviation,
    digest_of,
    dynamic_control_flow,
    gpu,
    higher_order_gradients,
    mixed_precision,
    outputs_of,
    same_bits,
    save_and_load,
)
from probes.inside.workloads import mlp
from probes.running.capability_jobs import CAPABILITIES


def slope(function, array, step=1e-6):
    """Return the gradient of a number by an array, by central differences."""
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        ends = []
        for sign in (1, -1):
            moved = array.copy()
            moved[place] += sign * step
            ends.append(function(moved))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def wide(given):
    """Return what is given with its arrays in float64."""
    return {
        name: value.astype("float64") if isinstance(value, np.ndarray) else value
        for name, value in given.items()
    }


# -- the references ------------------------------------------------------------------------------
def test_the_gradients_of_loops_are_those_of_finite_differences():
    """The reference of dynamic control flow is right by both matrices, on every vector."""
    given = wide(dynamic_control_flow.given())
    for vector in given["vectors"]:
        _, gradients, _ = dynamic_control_flow.reference(given, vector)
        for name in ("up", "down"):

            def value(matrix, name=name, vector=vector):
                return dynamic_control_flow.reference({**given, name: matrix}, vector)[0]

            assert np.allclose(gradients[name], slope(value, given[name]), atol=1e-6)


def test_the_vectors_take_different_ways():
    """Number and order of turns differ between the vectors, and both matrices are met."""
    given = dynamic_control_flow.given()
    ways = [dynamic_control_flow.reference(given, vector)[2] for vector in given["vectors"]]
    assert len({len(way) for way in ways}) == len(ways) > 1
    assert {name for way in ways for name in way} == {"up", "down"}


def test_the_gradients_of_a_gradient_are_those_of_finite_differences():
    """The reference of higher-order gradients is right, the inner gradient included."""
    given = wide(higher_order_gradients.given())
    x, w1, w2 = given["x"], given["w1"], given["w2"]
    inner = slope(lambda x: (np.tanh(x @ w1) @ w2).sum(), x)
    penalty, gradients = higher_order_gradients.reference(given)
    assert penalty == pytest.approx((inner**2).sum(), rel=1e-6)
    for name in gradients:
        by = slope(
            lambda w, name=name: higher_order_gradients.reference({**given, name: w})[0],
            given[name],
        )
        assert np.allclose(gradients[name], by, rtol=1e-5, atol=1e-5)


# -- what counts as true and what does not -----------------------------------------------------
def turned(given):
    """Return what a right framework finds of dynamic control flow."""
    found = [dynamic_control_flow.reference(given, vector) for vector in given["vectors"]]
    return [(value, by["up"], by["down"]) for value, by, _ in found]


def penalty(given):
    """Return what a right framework finds of higher-order gradients."""
    value, by = higher_order_gradients.reference(given)
    return {"penalty": value, **by}


def halved(given, kind="float16"):
    """Return what training finds whose weights are rounded to float16 before each product."""
    weights, losses = given["weights"], []
    for x, y in given["batches"]:
        rounded = {name: weights[name].astype(kind) for name in weights}
        reference = mlp.Reference(given["spec"], rounded, np.float32)
        loss, gradients = reference.loss_and_gradients(x.astype(kind), y)
        rate = np.float32(given["spec"]["learning_rate"])
        weights = {name: weights[name] - rate * gradients[name] for name in weights}
        losses.append(float(loss))
    return {"losses": losses, "computed_in": kind, "weights_in": "float32"}


def spread(given):
    """Return what a right framework finds of data parallel."""
    reference = mlp.Reference(given["spec"], given["weights"], np.float32)
    loss = reference.step(given["x"], given["y"])
    found = {"devices": ["cpu(0)", "cpu(1)"], "by": "two halves"}
    return {**found, "loss": loss, "weights": reference.parameters()}


def rerun(given):
    """Return what three runs end with, the first two from the same seed."""
    return [[np.random.RandomState(seed).standard_normal(9)] for seed in given["seeds"]]


def product(given):
    """Return what a GPU finds."""
    return {"product": given["a"] @ given["b"], "device": "a GPU"}


def saved(given):
    """Return what a saved and a loaded model give."""
    outputs = outputs_of(given).astype("float32")
    return {"saved": outputs, "before": outputs * 0, "loaded": outputs.copy(), "by": "a file"}


RIGHT = {
    dynamic_control_flow: turned,
    higher_order_gradients: penalty,
    mixed_precision: halved,
    data_parallel: spread,
    deterministic_reruns: rerun,
    gpu: product,
    save_and_load: saved,
}
#: What is done to a right finding, the answer that must come of it, and words of its reason.
WRONG = [
    (dynamic_control_flow, lambda f: f[0][1].__imul__(1.001), None, "deviate"),
    (dynamic_control_flow, lambda f: f.pop(), None, "1 results for 2 vectors"),
    (higher_order_gradients, lambda f: f["w2"].__imul__(0), None, "deviates by 1"),
    (higher_order_gradients, lambda f: f["w1"].__imul__(np.nan), None, "deviates by inf"),
    (mixed_precision, lambda f: f.update(computed_in="float32"), False, "float32 in the layers"),
    (mixed_precision, lambda f: f.update(weights_in="float16"), False, "float16 in the weights"),
    (mixed_precision, lambda f: f["losses"].__setitem__(3, 9.0), None, "deviate"),
    (mixed_precision, lambda f: f["losses"].__setitem__(3, float("nan")), None, "deviate"),
    (mixed_precision, lambda f: f["losses"].pop(), None, "deviate"),
    (data_parallel, lambda f: f.update(devices=["cpu(0)"] * 2), False, "all on cpu(0)"),
    (data_parallel, lambda f: f.update(loss=f["loss"] * 1.001), None, "the loss deviates"),
    (data_parallel, lambda f: f["weights"]["w1"].__iadd__(1e-3), None, "the change of w1"),
    (deterministic_reruns, lambda f: f[1][0].__iadd__(1e-9), False, "different weights"),
    (deterministic_reruns, lambda f: f.__setitem__(2, f[0]), None, "the seed does nothing"),
    (deterministic_reruns, lambda f: f[0][0].__imul__(np.inf), None, "not finite"),
    (gpu, lambda f: f["product"].__iadd__(1.0), None, "deviates"),
    (save_and_load, lambda f: f["loaded"].__iadd__(np.float32(1e-6)), False, "differ"),
    (save_and_load, lambda f: f.update(before=f["saved"]), None, "before it was loaded"),
    (save_and_load, lambda f: f["saved"].__iadd__(np.float32(0.1)), None, "before anything"),
]


@pytest.mark.parametrize("definition", RIGHT, ids=lambda one: one.__name__.split(".")[-1])
def test_what_is_right_is_true(definition):
    """A finding that NumPy agrees with answers yes, and gives a reason of one line."""
    given = definition.given()
    answer, reason = definition.check(given, RIGHT[definition](given))
    assert answer is True, reason
    assert "\n" not in reason


@pytest.mark.parametrize(("definition", "spoil", "answer", "words"), WRONG)
def test_what_is_spoilt_is_false_or_no_answer(definition, spoil, answer, words):
    """What a framework would not do is no; what it computes wrong is no answer at all."""
    given = definition.given()
    found = copy.deepcopy(RIGHT[definition](given))
    spoil(found)
    assert definition.check(given, found)[0] is answer
    assert words in definition.check(given, found)[1]


def test_float32_is_not_taken_for_mixed_precision():
    """Losses that are as good as float32's show that nothing was computed with 16 bits."""
    given = mixed_precision.given()
    reference = mlp.Reference(given["spec"], given["weights"], np.float32)
    losses = [reference.step(x, y) for x, y in given["batches"]]
    claimed = {"losses": losses, "computed_in": "bfloat16", "weights_in": "float32"}
    answer, reason = mixed_precision.check(given, claimed)
    assert answer is False
    assert "those of float32" in reason


# -- what they share -----------------------------------------------------------------------------
def test_bits_are_compared_and_not_values():
    """Equal values in other bits, types or shapes are not the same."""
    zero = np.zeros(2)
    assert same_bits(zero, zero.copy())
    assert not same_bits(zero, -zero)
    assert not same_bits(zero, zero.astype("float32"))
    assert not same_bits(zero, zero[None])
    assert same_bits(np.array([np.nan]), np.array([np.nan]))


def test_a_deviation_is_relative_and_never_hidden():
    """It is relative to the largest value; other shapes and values that are no numbers are inf."""
    assert deviation([1.0, 9.9], [1.0, 10.0]) == pytest.approx(0.01)
    assert deviation([1.0], [1.0, 2.0]) == float("inf")
    assert deviation([np.nan], [1.0]) == float("inf")


@pytest.mark.parametrize("name", CAPABILITIES)
def test_what_is_given_is_the_same_at_every_time(name):
    """A definition gives the same numbers again, all of them float32, and its digest sees each."""
    definition = importlib.import_module(f"probes.inside.capabilities.{name}")
    given = definition.given()
    assert digest_of(given) == digest_of(definition.given())
    arrays = [value for value in given.values() if isinstance(value, np.ndarray)]
    assert all(array.dtype == np.float32 or array.dtype.kind == "i" for array in arrays)
    for array in arrays:
        array[(0,) * array.ndim] += 1
        assert digest_of(given) != digest_of(definition.given())
