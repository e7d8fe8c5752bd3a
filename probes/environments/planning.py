"""Decide how a stack is set up on this machine, before anything is done.

Variant and interpreter are chosen together: the first variant of the recipe that the machine and an
installed CPython fit.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from probes import paths
from probes.environments import interpreters, record, sources, system_needs
from probes.environments.gpu_compatibility import predict, predict_recipe
from probes.environments.names import requirement_name
from probes.environments.recipes import Recipe, Variant, short_digest
from probes.errors import ProbeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from probes.environments.interpreters import Interpreter
    from probes.environments.record import Environment
    from probes.environments.sources import Source
    from probes.machine import Machine


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be built, decided and checked, nothing done yet."""

    recipe: Recipe
    machine: Machine
    variant: Variant
    interpreter: Interpreter
    named_python: Path | str | None
    source: Source | None
    digest: str
    path: Path
    warnings: tuple[str, ...]

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip is asked for; a user's source takes the place of the framework's own pin."""
        if self.source is None:
            return self.variant.requirements
        own = self.recipe.distributions
        others = (r for r in self.variant.requirements if requirement_name(r) not in own)
        return (*others, self.source.argument)

    @property
    def existing(self) -> Environment | None:
        """The environment that this plan would build, where it stands already."""
        return record.load(self.path)


def plan_for(
    recipe: Recipe,
    machine: Machine,
    python: Path | str | None = None,
    source: str | None = None,
    *,
    cuda: bool = True,
) -> Plan:
    """Choose variant and interpreter for a stack on a machine.

    `python` names the interpreter to build with; otherwise the first variant that an installed one
    fits wins, and in it the interpreter that runs this program, else the newest. `source` is a
    path or address of a checkout, sdist or wheel to take the framework from. `cuda` False leaves
    the builds for CUDA out. Raises ProbeError with the reason where nothing fits.
    """
    if source is None and not recipe.on_index:
        raise ProbeError(f"{recipe.stack}: {off_the_index(recipe)}")
    taken = None if source is None else sources.of(source)
    candidates = (interpreters.ask(Path(python)),) if python else interpreters.find()
    variants = [v for v in fitting(recipe, machine) if cuda or v.device != "cuda"]
    variant, interpreter = _choose(recipe, variants, candidates, named=python is not None)
    identity = [
        variant.digest(),
        interpreter.version_text,
        str(interpreter.path),
        platform.system(),
        platform.machine(),
        None if taken is None else [taken.argument, taken.digest],
    ]
    digest = short_digest(identity)
    return Plan(
        recipe=recipe,
        machine=machine,
        variant=variant,
        interpreter=interpreter,
        named_python=python,
        source=taken,
        digest=digest,
        path=paths.environments() / f"{recipe.stack}-{digest}",
        warnings=(
            *_unused_gpus(variant, recipe, machine),
            *system_needs.missing(recipe.system, interpreter),
        ),
    )


def off_the_index(recipe: Recipe) -> str:
    """Say that a stack is not on the package index, and the one command that would add it."""
    command = f"recommender probe setup {recipe.stack} --from {recipe.upstream}"
    return f"not on the package index; to add it from its upstream address: {command}"


def without_cuda(plan: Plan) -> Plan | None:
    """Plan the same stack for the CPU; None where the plan is for it already or nothing fits."""
    if plan.variant.device != "cuda":
        return None
    source = None if plan.source is None else plan.source.argument
    try:
        return plan_for(plan.recipe, plan.machine, plan.named_python, source, cuda=False)
    except ProbeError:
        return None


def _choose(
    recipe: Recipe,
    variants: Sequence[Variant],
    candidates: Sequence[Interpreter],
    *,
    named: bool,
) -> tuple[Variant, Interpreter]:
    usable = [interpreter for interpreter in candidates if interpreter.has_venv]
    usable.sort(key=lambda interpreter: not interpreter.has_ensurepip)  # stable: the rest stays
    for variant in variants:
        for interpreter in usable:
            if variant.fits_python(interpreter.minor):
                return variant, interpreter
    wanted = " or ".join(dict.fromkeys(variant.python for variant in variants))
    seen = ", ".join(dict.fromkeys(".".join(map(str, i.minor)) for i in candidates)) or "none"
    if named:
        raise ProbeError(f"{recipe.stack}: needs CPython {wanted}; the one named is {seen}")
    raise ProbeError(
        f"{recipe.stack}: no installed CPython fits: needs {wanted}, found {seen}; install one "
        "(for example with uv python install, pyenv install or the system's packages) "
        "or name one with --python"
    )


def fitting(recipe: Recipe, machine: Machine) -> Iterator[Variant]:
    """Yield the variants for a machine in the recipe's order, those for the CPU last.

    A CUDA variant that is predicted to fail on every GPU of the machine is none of them.
    """
    for variant in recipe.variants:
        if variant.device == "any" or (variant.device == "cuda" and _usable(variant, machine)):
            yield variant
    yield from (variant for variant in recipe.variants if variant.device == "cpu")


def _usable(variant: Variant, machine: Machine) -> bool:
    build = variant.gpu
    return build is not None and any(predict(build, gpu).usable != "no" for gpu in machine.gpus)


def _unused_gpus(variant: Variant, recipe: Recipe, machine: Machine) -> tuple[str, ...]:
    """Why a build for the CPU was chosen on a machine with a GPU."""
    if variant.device == "cuda" or not machine.gpus:
        return ()
    refusals = (p for p in predict_recipe(recipe, machine) if p.usable == "no")
    return tuple(f"{p.gpu} is not used: {p.build}: {' '.join(p.reasons)}" for p in refusals)
