"""What is predicted of the described model, from which results."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from probes.outcomes import Outcome
from probes.result_store import load
from probes.results import Result
from probes.sizes import specification
from recommender.described_model import Model
from recommender.measurements import measurements
from recommender.model_costs import KINDS
from recommender.prediction import Forecast, forecasts
from tests.recommender.probed import failed, plain
from tests.recommender.sized import memory_bytes, ran, step_seconds

SIZES = {
    "mlp": {"inputs": 784, "hidden": 1000, "classes": 10, "batch": 256},
    "convnet": {
        "channels": 3,
        "size": 32,
        "kernel": 3,
        "first": 24,
        "second": 48,
        "classes": 100,
        "batch": 48,
    },
    "lstm": {"inputs": 50, "hidden": 100, "steps": 40, "classes": 2, "batch": 30},
    "attention": {
        "features": 96,
        "heads": 6,
        "positions": 50,
        "inner": 200,
        "classes": 4,
        "batch": 12,
    },
}


def model(kind: str = "mlp", **changed: int) -> Model:
    """Return a described model."""
    return Model(kind, tuple({**SIZES[kind], **changed}.items()))


def predicted(*results: Result, of: Model | None = None) -> tuple[Forecast, ...]:
    """Return the forecasts that results allow."""
    return forecasts(measurements(plain(*results), "2026-11-24"), of or model())


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_each_kind_is_predicted(kind: str) -> None:
    """Step time and memory of a model that was never measured are those of the made-up machine."""
    (found,) = predicted(*ran("torch", "pytorch", kind), of=model(kind))
    assert found.step_s.value == pytest.approx(step_seconds(kind, SIZES[kind]), rel=1e-3)
    assert found.memory_bytes.value == pytest.approx(memory_bytes(kind, SIZES[kind]), rel=1e-3)
    assert not found.step_s.refused
    assert not found.memory_bytes.refused
    assert found.step_s.count == 9
    assert found.threads == 1
    assert found.id == f"predicted:torch/{model(kind).name}/default/cpu"


def test_stacks_come_fastest_first_and_refused_last() -> None:
    """Every stack that ran the kind has its forecast, also one of which too little was measured."""
    found = predicted(
        *ran("torch", "pytorch", "mlp"),
        *ran("jax", "jax", "mlp", speed=3),
        *ran("theano", "theano", "mlp", speed=9)[:4],
    )
    assert [one.stack for one in found] == ["jax", "torch", "theano"]
    assert found[2].step_s.refused == "4 sizes measured, 6 needed"


def test_other_kinds_and_what_was_not_measured_count_nothing() -> None:
    """Only measured results of the model's own kind are learnt from."""
    wrong = failed("torch", "pytorch", Outcome.WRONG_RESULT, "a loss is off")
    own = ran("torch", "pytorch", "mlp")
    (found,) = predicted(*own, *ran("torch", "pytorch", "lstm"), replace(wrong, mode="compiled"))
    assert len(found.measured) == 9
    assert predicted(*ran("torch", "pytorch", "lstm")) == ()


def test_only_results_like_the_newest_count() -> None:
    """Sizes that ran in an environment that has since been replaced are left out."""
    old, new = ran("torch", "pytorch", "mlp"), ran("torch", "pytorch", "mlp", digest="e2")
    newer = [replace(one, measured_at="2026-11-21T12:00:00+00:00") for one in new]
    (found,) = predicted(*old[:3], *newer[3:])
    assert found.step_s.count == 6


def test_a_far_larger_model_is_refused() -> None:
    """A model of many times the measured operations gets no figure but the reason."""
    (found,) = predicted(*ran("torch", "pytorch", "mlp"), of=model(hidden=40_000))
    assert "times the largest" in found.step_s.refused
    assert "times the largest" in found.memory_bytes.refused


def test_memory_that_was_not_measured_costs_the_memory_only() -> None:
    """Where the system tells no peak, the step is predicted all the same."""
    bare = [
        replace(one, metrics=replace(one.metrics, peak_memory_bytes=None))
        for one in ran("torch", "pytorch", "mlp")
    ]
    (found,) = predicted(*bare)
    assert not found.step_s.refused
    assert found.memory_bytes.refused == "0 sizes measured, 6 needed"


def test_on_a_gpu_memory_is_the_gpus() -> None:
    """Of a run on a GPU the memory of its tensors is predicted, not that of the process."""
    there = [
        replace(
            one,
            device="cuda",
            metrics=replace(one.metrics, peak_device_memory_bytes=10**6),
        )
        for one in ran("torch", "pytorch", "mlp")
    ]
    (found,) = predicted(*there)
    assert found.memory_bytes.value == pytest.approx(10**6, rel=1e-6)


@pytest.mark.real
def test_real_sizes_that_were_left_out_are_predicted(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Measured on numpy and torch, most sizes lie in the interval that the others foretell."""
    kept = os.environ.get("FRAMEWORK_RECOMMENDER_TEST_HOME")
    home = Path(kept) if kept else tmp_path_factory.mktemp("home")

    def recommender(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "recommender", "probe", *arguments],
            env={**os.environ, "FRAMEWORK_RECOMMENDER_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=3600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    recommender("setup", "numpy", "torch")
    recommender("run", "numpy", "torch", "--sizes", "--workload", "mlp")
    results = [result.to_dict() for result in load(max((home / "results").glob("*.jsonl")))]
    held = []
    for stack in ("numpy", "torch"):
        own = [result for result in results if result["stack"] == stack]
        assert len(own) == 9
        for left_out in own:
            sizes = specification(left_out["workload"])
            wanted = Model("mlp", tuple((name, sizes[name]) for name in SIZES["mlp"]))
            others = [result for result in own if result is not left_out]
            (found,) = forecasts(measurements(others, "9999-12-31"), wanted)
            step = left_out["metrics"]["step_s"]["median"]
            held.append(found.step_s.low <= step <= found.step_s.high)
    # Four in five are meant to; of eighteen, fewer than eleven would be a rare mishap.
    assert sum(held) >= 11, held
