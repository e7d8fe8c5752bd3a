"""One isolated environment per stack, made from its recipe.

An environment is addressed by its content: recipe, interpreter, platform and source. It is built
beside its place and renamed into it, so that what has its name is whole.
"""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from probes import paths
from probes.environments import interpreters, locks, record, sharing, system_needs
from probes.environments.building import build_in, recipe_data
from probes.environments.names import normalised
from probes.environments.planning import Plan, fitting, off_the_index, without_cuda
from probes.environments.planning import plan_for as plan
from probes.environments.recipes import Recipe, Variant, short_digest
from probes.environments.record import BUILDING, REMOVING, Environment
from probes.environments.watching import UNWATCHED, Watcher
from probes.errors import NotInstallable, ProbeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from probes.machine import Machine

#: Of two builds that end at once, the later is to see the earlier, and share with it.
_FINISHING = threading.Lock()

__all__ = [
    "Environment",
    "NotInstallable",
    "Plan",
    "adopt",
    "build",
    "build_or_fall_back",
    "differences",
    "find",
    "list_environments",
    "off_the_index",
    "plan",
    "remove",
    "remove_leftovers",
]


def build(plan: Plan, watcher: Watcher = UNWATCHED) -> Environment:
    """Build what was planned, or return it where it stands already.

    Raises NotInstallable with the reason; the installer's log then stays beside. An interruption
    leaves nothing but that log. A second build of the same waits for the first.
    """
    waiting = "another process is at work on this environment: waiting for it"
    try:
        plan.path.parent.mkdir(parents=True, exist_ok=True)
        with locks.held(_lock_path(plan.path), lambda: watcher.step(waiting), watcher.check):
            standing = record.load(plan.path)
            if standing is not None:
                return _as_in_recipe(standing, plan.recipe, plan.variant)
            return _build_beside(plan, watcher)
    except OSError as error:
        raise NotInstallable(_os_reason(error)) from None


def build_or_fall_back(plan: Plan, watcher: Watcher = UNWATCHED) -> Environment:
    """Build what was planned; for the CPU where a build for CUDA fails, and say so.

    The environment's warnings then begin with the sentence that says why no GPU is used.
    """
    try:
        return build(plan, watcher)
    except NotInstallable as error:
        instead = without_cuda(plan)
        if instead is None:
            raise
        names = " and ".join(dict.fromkeys(gpu.name for gpu in plan.machine.gpus))
        name = plan.variant.gpu.name if plan.variant.gpu else "the build for CUDA"
        sentence = f"{names} is not used: {name} could not be set up: {error.reason}"
        watcher.step(f"{sentence}; the build for the CPU is set up instead")
        return build(replace(instead, warnings=(sentence, *instead.warnings)), watcher)


def find(recipe: Recipe, machine: Machine) -> Environment | None:
    """Return the environment to run a stack in: the newest built from the recipe as it is.

    Where several variants stand, the recipe's order decides.
    """
    standing = [e for e in list_environments() if e.stack == recipe.stack and e.python.exists()]
    for variant in fitting(recipe, machine):
        same = [
            e
            for e in standing
            if e.recipe_digest == variant.digest() and variant.fits_python(_minor(e.python_version))
        ]
        if same:
            newest = max(same, key=lambda e: e.built_at or "")
            return _as_in_recipe(newest, recipe, variant)
    return None


def differences(environment: Environment, recipe: Recipe, machine: Machine) -> tuple[str, ...]:
    """Say in full sentences in what a new set-up of the stack would differ from what stands."""
    try:
        fresh = plan(recipe, machine, source=environment.source)
    except ProbeError:
        return ()  # nothing newer can be had, so that what stands is all there is
    found = []
    if fresh.interpreter.version_text != environment.python_version:
        found.append(
            f"A new set-up would take Python {fresh.interpreter.version_text}; this one was built "
            f"with {environment.python_version}."
        )
    if "cuda" in (fresh.variant.device, environment.device) and (
        fresh.variant.device != environment.device
    ):
        found.append(f"A new set-up would be for {fresh.variant.device.upper()}.")
    return tuple(found)


def list_environments() -> tuple[Environment, ...]:
    """All environments that stand, by name; what is half-made or damaged is left out."""
    folder = paths.environments()
    if not folder.is_dir():
        return ()
    found = (record.load(entry) for entry in sorted(folder.iterdir()) if entry.is_dir())
    return tuple(environment for environment in found if environment is not None)


def remove(environment: Environment) -> None:
    """Delete an environment that `build` made; raises ProbeError for any other folder."""
    place = environment.path
    if environment.adopted or place.parent != paths.environments():
        raise ProbeError(f"{place}: not an environment of this program's; it is left as it is")
    hidden = place.with_name(place.name + REMOVING)
    with locks.held(_lock_path(place), lambda: None):
        _delete(hidden)
        if place.exists():
            place.rename(hidden)  # out of sight in one step
            _delete(hidden)


def remove_leftovers() -> tuple[Path, ...]:
    """Delete what interrupted or failed builds left, and say what; nothing that is in use."""
    folder = paths.environments()
    removed = []
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.suffix == ".lock" or record.load(entry) is not None:
            continue
        whole = entry.name.removesuffix(BUILDING).removesuffix(REMOVING).removesuffix(".log")
        with locks.tried(_lock_path(folder / whole)) as free:
            if free:
                _delete(entry)
                removed.append(entry)
    return tuple(removed)


def adopt(recipe: Recipe, machine: Machine, python: Path | str) -> Environment:
    """Use an environment that the user already has, changing nothing in it.

    `python` is its interpreter or its folder. The recipe gives shim and variables where one of its
    variants is for that Python. Raises ProbeError where the framework is not installed there.
    """
    executable = Path(python).expanduser().absolute()
    if executable.is_dir():
        executable = executable / "bin" / "python"
    interpreter = interpreters.ask(executable)
    lock = record.read_lock(executable)
    if not recipe.distributions & {normalised(name) for name in lock}:
        wanted = " or ".join((recipe.package, *recipe.packages))
        raise ProbeError(f"{recipe.stack}: {executable}: {wanted} is not installed there")
    variants = (v for v in fitting(recipe, machine) if v.fits_python(interpreter.minor))
    variant = next(variants, None)
    digest = short_digest([str(executable), interpreter.version_text, sorted(lock.items())])
    # What a run writes (compiled code) goes to the cache, not into the user's folder.
    written = paths.cache() / "adopted" / f"{recipe.stack}-{digest}"
    own = {} if variant is None else record.resolved(variant.environment, written)
    return Environment(
        stack=recipe.stack,
        framework=recipe.framework,
        path=executable.parent.parent,
        python=executable,
        python_version=interpreter.version_text,
        digest=digest,
        recipe_digest="",
        lock=lock,
        shim=None if variant is None else variant.shim,
        environment_variables={**own, "PYTHONDONTWRITEBYTECODE": "1"},
        device="cuda" if machine.gpus and _brings_cuda(lock) else "any",
        warnings=system_needs.missing(recipe.system, interpreter),
        adopted=True,
    )


def _brings_cuda(lock: Mapping[str, str]) -> bool:
    """Whether what is installed holds NVIDIA's libraries, or a build that was made for them."""
    return any(
        re.match(r"nvidia-|cuda-|jax-cuda|mxnet-cu\d|tensorflow-gpu$", normalised(name))
        or re.search(r"\+cu\d", version)
        for name, version in lock.items()
    )


def _build_beside(plan: Plan, watcher: Watcher) -> Environment:
    """Build in a folder beside the place, and rename it into place when it is whole."""
    place = plan.path
    building = place.with_name(place.name + BUILDING)
    log = place.with_name(place.name + ".log")
    for remains in (building, place, log):  # what is in place without a good record is not whole
        _delete(remains)
    try:
        environment = build_in(plan, building, log, watcher)
        with _FINISHING:
            others = [other.path for other in list_environments()]
            shared = sharing.share(building, others, watcher.check)
            environment = replace(environment, shared=shared)
            record.save(building, environment, recipe_data(plan))
            shutil.move(log, building / "build.log")
            building.rename(place)
    except KeyboardInterrupt:
        watcher.step("clearing up")  # many files: on a busy machine this takes a while
        raise
    finally:
        _delete(building)
    variables = record.resolved(plan.variant.environment, place)
    return replace(environment, environment_variables=variables)


def _as_in_recipe(environment: Environment, recipe: Recipe, variant: Variant) -> Environment:
    """With the shim and variables of today's recipe, which need no new installation."""
    return replace(
        environment,
        framework=recipe.framework,
        shim=variant.shim,
        environment_variables=record.resolved(variant.environment, environment.path),
    )


def _minor(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


def _os_reason(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _lock_path(place: Path) -> Path:
    return place.with_name(place.name + ".lock")
