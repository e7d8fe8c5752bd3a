"""Which build can use which GPU: checked against known cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probes.environments.gpu_compatibility import (
    compare_with_runs,
    predict,
    predict_recipe,
    version_key,
)
from probes.environments.recipes import GpuBuild, Recipe
from probes.machine import Gpu, Machine
from probes.results.outcomes import Outcome
from tests.probes.results.test_result import FAILED, MEASURED

# As published: config/distribution/linux_cu112.cmake of MXNet 1.9.1; JAX's .bazelrc for CUDA 12 and
# 13; PyTorch's support matrix for CUDA 13.
MXNET = GpuBuild(
    "mxnet-cu112", "450.80.02", ((5, 0), (6, 0), (7, 0), (8, 0), (8, 6)), (), ("cuDNN 8",)
)
JAX12 = GpuBuild(
    "jax cuda12",
    "525",
    ((5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (10, 1), (12, 0)),
    ((12, 0),),
)
TORCH13 = GpuBuild(
    "torch cu130", "580", ((7, 5), (8, 0), (8, 6), (9, 0), (10, 0), (12, 0)), ((12, 0),)
)
# As reported of TensorFlow on Blackwell (tensorflow/tensorflow issue 101746): its PTX should do.
TENSORFLOW = GpuBuild(
    "tensorflow",
    "525.60.13",
    ((6, 0), (7, 0), (8, 0), (8, 9), (9, 0)),
    ((9, 0),),
    fails_on=(((12, 0), "CUDA_ERROR_INVALID_PTX"),),
)


LATER = GpuBuild("fails late", "450", ((8, 0),), fails_on=(((8, 6), "no kernel"),))


def gpu(capability: tuple[int, int] | None, driver: str | None = "580.65.06") -> Gpu:
    return Gpu("A GPU", 2**34, driver, capability, "nvml")


@pytest.mark.parametrize(
    ("build", "card", "answer", "said"),
    [
        (MXNET, gpu((8, 6)), "yes", "machine code for 8.6"),
        (MXNET, gpu((7, 5)), "yes", "machine code for 7.0, which 7.5 runs"),
        (MXNET, gpu((8, 9)), "yes", "machine code for 8.6"),
        (MXNET, gpu((9, 0)), "no", "nothing of that runs on 9.0"),
        (MXNET, gpu((12, 0)), "no", "nothing of that runs on 12.0"),
        (MXNET, gpu((8, 6), "440.33"), "no", "driver 450.80.02 or newer; this machine has 440.33"),
        (JAX12, gpu((12, 0)), "yes", "machine code for 12.0"),
        (JAX12, gpu((12, 1)), "yes", "machine code for 12.0"),
        (JAX12, gpu((11, 0)), "no", "nothing of that runs on 11.0"),
        (JAX12, gpu((7, 0)), "yes", "machine code for 7.0"),
        (JAX12, gpu((7, 0), "590.10"), "no", "no longer supports compute capability 7.0"),
        (TENSORFLOW, gpu((9, 0)), "yes", "machine code for 9.0"),
        (TENSORFLOW, gpu((12, 0)), "no", "known to fail on 12.0 (CUDA_ERROR_INVALID_PTX)"),
        (TENSORFLOW, gpu((12, 1)), "no", "known to fail on 12.0"),
        (TENSORFLOW, gpu((10, 0)), "yes", "PTX for 9.0"),
        (LATER, gpu((8, 9)), "no", "known to fail on 8.6"),
        (LATER, gpu((8, 0)), "yes", "machine code for 8.0"),
        (TORCH13, gpu((7, 0)), "no", "nothing of that runs on 7.0"),
        (TORCH13, gpu((9, 0), "570.86"), "no", "driver 580 or newer"),
        (TORCH13, gpu((9, 0), "580"), "yes", "machine code for 9.0"),
        (TORCH13, gpu(None), "unknown", "compute capability is not known"),
        (TORCH13, gpu((9, 0), None), "unknown", "this one's is unknown"),
        (TORCH13, gpu((7, 0), None), "no", "nothing of that runs on 7.0"),
        (GpuBuild("x", "580"), gpu((9, 0)), "unknown", "compiled for is not known"),
        (GpuBuild("x", None, ((9, 0),)), gpu((9, 0)), "unknown", "Which driver it needs"),
    ],
)
def test_known_cases(build: GpuBuild, card: Gpu, answer: str, said: str) -> None:
    """Code, driver and support decide as NVIDIA's rules do, and the reason says which."""
    prediction = predict(build, card)
    assert prediction.usable == answer
    assert said in " ".join(prediction.reasons)


def test_every_refusal_is_given() -> None:
    """A build that fails twice says both, so that mending one is not a surprise later."""
    prediction = predict(TORCH13, gpu((7, 0), "470.10"))
    assert prediction.usable == "no"
    assert len(prediction.reasons) == 2


def test_needs_and_limits_are_cautions() -> None:
    """What must be beside the build, and its known failures, come with every answer."""
    build = replace(MXNET, limits=("It is retired.",))
    assert predict(build, gpu((8, 6))).cautions == (
        "It is retired.",
        "It needs cuDNN 8 on the machine.",
    )


@pytest.mark.parametrize(
    ("older", "newer"), [("450.80.02", "450.119.03"), ("525", "525.60.13"), ("99.1", "100")]
)
def test_drivers_are_compared_as_numbers(older: str, newer: str) -> None:
    """Driver versions are numbers between dots, not text."""
    assert version_key(older) < version_key(newer)
    assert version_key("580.0") == version_key("580")


def recipe(*devices: str) -> Recipe:
    facts = {"name": "CUDA build", "minimum_driver": "580", "sass": ["9.0"], "sources": ["s"]}
    variants = [
        {
            "python": ">=3.8",
            "device": device,
            "requirements": ["x==1"],
            **({"gpu": facts} if device == "cuda" else {}),
        }
        for device in devices
    ]
    names = {"stack": "x", "framework": "x", "package": "x", "module": "x"}
    return Recipe.from_mapping({**names, "variants": variants}, "test")


def test_recipes_are_predicted_for_every_gpu() -> None:
    """Each GPU gets an answer for each build; a recipe without one says that it is for CPUs."""
    cards = (replace(gpu((9, 0)), name="new"), replace(gpu((8, 0)), name="old"))
    machine = Machine("CPU", "x86_64", 2, 2, 2**33, "Linux", cards)
    answers = {p.gpu: p.usable for p in predict_recipe(recipe("cuda", "cpu"), machine)}
    assert answers == {"new": "yes", "old": "no"}
    for_cpu = predict_recipe(recipe("any"), machine)
    assert [p.usable for p in for_cpu] == ["no", "no"]
    assert "on the CPU only" in for_cpu[0].reasons[0]
    assert predict_recipe(recipe("cuda"), replace(machine, gpus=())) == ()


@pytest.mark.parametrize(
    ("card", "outcomes", "said"),
    [
        (gpu((9, 0)), (Outcome.MEASURED,), "foreseen: yes; 1 of 1 workloads were measured"),
        (gpu((9, 0)), (Outcome.FAILED,), "mlp ended as failed: no kernel. Not as foreseen."),
        (gpu((9, 0)), (Outcome.MEASURED, Outcome.WRONG_RESULT), "1 of 2 workloads"),
        (gpu((8, 0)), (Outcome.MEASURED,), "were measured on it. Not as foreseen."),
        (gpu((8, 0)), (Outcome.FAILED,), "failed: no kernel. As foreseen."),
        (gpu(None), (Outcome.FAILED,), "foreseen: unknown; 0 of 1"),
    ],
)
def test_predictions_are_held_against_what_ran(
    card: Gpu, outcomes: tuple[Outcome, ...], said: str
) -> None:
    """Where a build ran on a GPU, it is said whether that went as foreseen."""
    made = recipe("cuda", "cpu")
    results = [
        replace(
            MEASURED if outcome is Outcome.MEASURED else replace(FAILED, outcome=outcome),
            stack="x",
            device="cuda",
            lock={"X": "1+cu130"},
            reason="no kernel",
        )
        for outcome in outcomes
    ]
    machine = Machine("CPU", "x86_64", 2, 2, 2**33, "Linux", (card,))
    (line,) = compare_with_runs(made, machine, results)
    assert said in line
    assert compare_with_runs(made, replace(machine, gpus=()), results) == ()
    assert compare_with_runs(made, machine, [replace(r, lock={"x": "2"}) for r in results]) == ()
    assert compare_with_runs(made, machine, [replace(r, device="cpu") for r in results]) == ()


def test_builds_of_one_version_are_told_apart_by_their_cuda() -> None:
    """JAX for CUDA 13 and for CUDA 12 is one version: a run is of the one whose plugin it held."""
    facts = {"minimum_driver": "580", "sass": ["9.0"], "sources": ["s"]}
    variants = [
        {
            "python": ">=3.9",
            "device": "cuda",
            "requirements": [f"x[{extra}]==1"],
            "gpu": {**facts, "name": f"the build {extra}"},
        }
        for extra in ("cuda13", "cuda12,k8s")
    ]
    names = {"stack": "x", "framework": "x", "package": "x", "module": "x"}
    made = Recipe.from_mapping({**names, "variants": variants}, "test")
    ran = replace(MEASURED, stack="x", device="cuda", lock={"x": "1", "x-cuda12-plugin": "1"})
    machine = Machine("CPU", "x86_64", 2, 2, 2**33, "Linux", (gpu((9, 0)),))
    (line,) = compare_with_runs(made, machine, [ran])
    assert line.startswith("the build cuda12,k8s on ")
