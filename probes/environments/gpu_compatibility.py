"""Predict from facts whether a build of a framework can use a GPU, before anything is installed.

The facts come as data with each recipe; the rules are NVIDIA's: a build carries machine code (SASS)
for some compute capabilities and perhaps PTX, which the driver compiles for newer ones (CUDA C++
Programming Guide, "Binary Compatibility" and "PTX Compatibility"), and it needs a driver at least
as new as its CUDA release asks for (CUDA Compatibility, "Minor Version Compatibility").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from probes.environments.names import normalised, requirement_name
from probes.results.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probes.environments.recipes import Capability, GpuBuild, Recipe, Variant
    from probes.machine import Gpu, Machine
    from probes.results.result import Result

Answer = Literal["yes", "no", "unknown"]

# Driver branch 580 is the last for Maxwell, Pascal and Volta (NVIDIA's Unix driver deprecation
# schedule), whose capabilities are 5.0 to 7.2.
_FIRST_BRANCH_WITHOUT_OLD_GPUS = "590"
_OLDEST_LEFT: Capability = (7, 5)


@dataclass(frozen=True, slots=True)
class Prediction:
    """Whether a build can use a GPU, why (full sentences), and what to look out for."""

    build: str
    gpu: str
    usable: Answer
    reasons: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def predict(build: GpuBuild, gpu: Gpu) -> Prediction:
    """Apply the rules to one build and one GPU.

    "no" as soon as one rule says so; "unknown" where none does but one could not be decided.
    """
    verdicts = (
        _by_driver(build, gpu),
        _by_code(build, gpu),
        _by_support(gpu),
        _by_known_failures(build, gpu),
    )
    refusals = tuple(text for answer, text in verdicts if answer == "no")
    open_points = tuple(text for answer, text in verdicts if answer == "unknown")
    passed = tuple(text for answer, text in verdicts if answer == "yes" and text)
    cautions = (*build.limits, *(f"It needs {need} on the machine." for need in build.needs))
    if refusals:
        return Prediction(build.name, gpu.name, "no", refusals, cautions)
    if open_points:
        return Prediction(build.name, gpu.name, "unknown", open_points, cautions)
    return Prediction(build.name, gpu.name, "yes", passed, cautions)


def predict_recipe(recipe: Recipe, machine: Machine) -> tuple[Prediction, ...]:
    """One prediction for each GPU and each build that the recipe knows, in the recipe's order.

    A recipe that knows none computes on the CPU only: each GPU then gets a "no" that says so.
    """
    builds = [variant.gpu for variant in recipe.variants if variant.gpu is not None]
    found = dict.fromkeys(predict(build, gpu) for gpu in machine.gpus for build in builds)
    if builds:
        return tuple(found)
    reason = "What its recipe installs computes on the CPU only."
    return tuple(Prediction(recipe.stack, gpu.name, "no", (reason,)) for gpu in machine.gpus)


def compare_with_runs(
    recipe: Recipe, machine: Machine, results: Iterable[Result]
) -> tuple[str, ...]:
    """Hold what was foreseen of a stack's builds against what its runs on a GPU showed.

    results: of this machine, newest last. One sentence for each build that ran; runs use the first
    GPU. Builds are known by the versions that their environments hold.
    """
    if not machine.gpus:
        return ()
    said = []
    for variant in recipe.variants:
        ran = [
            result
            for result in results
            if result.stack == recipe.stack and result.device == "cuda" and _is_of(result, variant)
        ]
        if variant.gpu is None or not ran:
            continue
        foreseen = predict(variant.gpu, machine.gpus[0]).usable
        measured = sum(result.outcome is Outcome.MEASURED for result in ran)
        words = f"{variant.gpu.name} on {machine.gpus[0].name}: foreseen: {foreseen}; "
        words += f"{measured} of {len(ran)} workloads were measured on it"
        if measured < len(ran):
            other = next(r for r in reversed(ran) if r.outcome is not Outcome.MEASURED)
            words += f", {other.workload} ended as {other.outcome.label}: {other.reason}"
        agrees = {"yes": measured > 0, "no": measured == 0, "unknown": True}[foreseen]
        said.append(f"{words}. {'As foreseen.' if agrees else 'Not as foreseen.'}")
    return tuple(said)


def _is_of(result: Result, variant: Variant) -> bool:
    """Whether the environment of a result holds what a variant asks for.

    An extra such as JAX's "cuda12" is told by the plugin that it brings, whose name holds it.
    """
    held = {normalised(name): version for name, version in result.lock.items()}
    pins = [requirement.partition("==") for requirement in variant.requirements]
    extras = [extra for name, _, _ in pins for extra in re.findall(r"[\[,]\s*(cuda\d+)\b", name)]
    return all(any(extra in name for name in held) for extra in extras) and all(
        held.get(requirement_name(name), "").partition("+")[0] == version
        for name, _, version in pins
    )


def version_key(version: str) -> tuple[int, ...]:
    """Turn a driver's version into numbers: 450.80.02 < 450.119; zeros at the end do not count."""
    numbers = [int(part) for part in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _by_driver(build: GpuBuild, gpu: Gpu) -> tuple[Answer, str]:
    if build.minimum_driver is None:
        return "unknown", "Which driver it needs is not known."
    if gpu.driver is None:
        return "unknown", f"It needs driver {build.minimum_driver} or newer; this one's is unknown."
    if version_key(gpu.driver) < version_key(build.minimum_driver):
        return (
            "no",
            f"It needs driver {build.minimum_driver} or newer; this machine has {gpu.driver}.",
        )
    return "yes", f"Driver {gpu.driver} is new enough ({build.minimum_driver} is needed)."


def _by_code(build: GpuBuild, gpu: Gpu) -> tuple[Answer, str]:
    capability = gpu.compute_capability
    if capability is None:
        return "unknown", "The GPU's compute capability is not known."
    if not build.sass and not build.ptx:
        return "unknown", "Which compute capabilities it was compiled for is not known."
    major, minor = capability
    native = [c for c in build.sass if c[0] == major and c[1] <= minor]
    if native:
        return (
            "yes",
            f"It carries machine code for {_text(max(native))}, which {_text(capability)} runs.",
        )
    compiled = [c for c in build.ptx if c <= capability]
    if compiled:
        return (
            "yes",
            f"It carries no machine code for {_text(capability)}, but PTX for "
            f"{_text(max(compiled))}, which the driver compiles at the first start (slow once).",
        )
    carried = ", ".join(_text(c) for c in sorted({*build.sass, *build.ptx}))
    return "no", f"It was compiled for {carried}; nothing of that runs on {_text(capability)}."


def _by_support(gpu: Gpu) -> tuple[Answer, str]:
    if gpu.driver is None or gpu.compute_capability is None:
        return "yes", ""  # said by the other rules already
    too_new = version_key(gpu.driver) >= version_key(_FIRST_BRANCH_WITHOUT_OLD_GPUS)
    if too_new and gpu.compute_capability < _OLDEST_LEFT:
        return (
            "no",
            f"Driver {gpu.driver} no longer supports compute capability "
            f"{_text(gpu.compute_capability)}; branch 580 was the last.",
        )
    return "yes", ""


def _by_known_failures(build: GpuBuild, gpu: Gpu) -> tuple[Answer, str]:
    for (major, minor), reason in build.fails_on:
        capability = gpu.compute_capability
        if capability is not None and capability[0] == major and capability[1] >= minor:
            return "no", f"It is known to fail on {_text((major, minor))} ({reason})."
    return "yes", ""


def _text(capability: Capability) -> str:
    return f"{capability[0]}.{capability[1]}"
