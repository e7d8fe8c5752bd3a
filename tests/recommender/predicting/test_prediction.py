"""What is predicted of the described model, from which results."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probes.results.outcomes import Outcome
from probes.results.reading import load
from probes.results.result import Result
from probes.sizes import specification
from recommender.measurements import measurements
from recommender.predicting.described_model import Model
from recommender.predicting.model_costs import KINDS
from recommender.predicting.prediction import Forecast, forecasts
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


#: Batches and hidden units that no design has.
OTHERS = ((64, 300), (256, 1024), (48, 700), (400, 200))


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


def test_beside_the_yardstick_the_quotient_is_predicted() -> None:
    """What slows both alike, size by size, cancels out of the quotient and of its errors."""
    drift = [1 + 0.7 * (place % 3) for place in range(9)]

    def slowed(results: list[Result]) -> list[Result]:
        return [
            replace(
                one,
                metrics=replace(one.metrics, step_s=replace(step, median=step.median * by, high=9)),
            )
            for one, by in zip(results, drift, strict=True)
            if (step := one.metrics.step_s)
        ]

    torch, numpy = predicted(
        *slowed(ran("torch", "pytorch", "mlp", speed=4)), *slowed(ran("numpy", "numpy", "mlp"))
    )
    assert numpy.stack == "numpy"
    assert numpy.times is None
    assert torch.times is not None
    assert torch.times.value == pytest.approx(0.25, rel=1e-6)
    assert torch.times.worst < 1e-6
    assert torch.step_s.worst > 0.3


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


def test_another_machine_is_no_yardstick() -> None:
    """What ran elsewhere predicts nothing here, and is not what a step here is a multiple of."""
    here, there = (
        [{**one, "machine_digest": name} for one in plain(*ran(stack, framework, "mlp", speed=by))]
        for name, stack, framework, by in (
            ("here", "torch", "pytorch", 4),
            ("there", "numpy", "numpy", 1),
        )
    )
    newer = [{**one, "measured_at": "2026-11-21T12:00:00+00:00"} for one in here]
    elsewhere = [{**one, "machine_digest": "there"} for one in here]
    found = forecasts(measurements([*newer, *elsewhere, *there], "2026-11-24"), model())
    torch = next(one for one in found if one.stack == "torch")
    assert torch.step_s.count == 9
    assert torch.times is not None
    assert torch.times.refused == "0 sizes measured, 6 needed"


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


def test_a_peak_below_what_the_probe_keeps_is_no_measurement() -> None:
    """A figure that cannot be the framework's is left out, and the others still count."""
    first, *others = ran("torch", "pytorch", "mlp")
    odd = replace(first, metrics=replace(first.metrics, peak_memory_bytes=1))
    (found,) = predicted(odd, *others)
    assert (found.step_s.count, found.memory_bytes.count) == (9, 8)


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
    """Other sizes of torch and numpy are as predicted: their quotient mostly in its interval."""
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

    def measured(*workloads: str, sizes: bool = False) -> list[dict[str, Any]]:
        asked = [word for name in workloads for word in ("--workload", name)]
        recommender("run", "numpy", "torch", *asked, *(["--sizes"] if sizes else []))
        return [result.to_dict() for result in load(max((home / "results").glob("*.jsonl")))]

    recommender("setup", "numpy", "torch")
    results = measured("mlp", sizes=True)
    assert len(results) == 18
    held = []
    others = [f"mlp@batch={batch},hidden={hidden}" for batch, hidden in OTHERS]
    steps = {
        (one["stack"], one["workload"]): one["metrics"]["step_s"]["median"]
        for one in measured(*others)
    }
    for name in others:
        sizes = specification(name)
        wanted = Model("mlp", tuple((key, sizes[key]) for key in SIZES["mlp"]))
        numpy_, torch = steps["numpy", name], steps["torch", name]
        for found in forecasts(measurements(results, "9999-12-31"), wanted):
            # The machine may have been busier, or less so, than while it was learnt.
            assert 1 / 4 < found.step_s.value / steps[found.stack, name] < 4
            if found.times is not None:
                held.append(found.times.low <= torch / numpy_ <= found.times.high)
    # Four in five are meant to; of four, fewer than two would be a mishap of one in thirty-six.
    assert sum(held) >= 2, held
