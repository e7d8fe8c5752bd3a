"""One isolated environment per stack, made from its recipe.

An environment is addressed by its content: recipe, interpreter, platform and source. It is built
beside its place and renamed into it, so that what has its name is whole.
"""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from probes import environment_record, interpreters, locks, paths, sources, system_needs
from probes.environment_building import build_in
from probes.environment_record import BUILDING, REMOVING, Environment
from probes.errors import NotInstallable, ProbeError
from probes.gpu_compatibility import predict, predict_recipe
from probes.recipes import Recipe, Variant, requirement_name, short_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from probes.interpreters import Interpreter
    from probes.machine import Machine
    from probes.sources import Source

__all__ = [
    "Environment",
    "NotInstallable",
    "Plan",
    "adopt",
    "build",
    "find",
    "list_environments",
    "plan",
    "remove",
    "remove_leftovers",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be built, decided and checked, nothing done yet."""

    recipe: Recipe
    variant: Variant
    interpreter: Interpreter
    source: Source | None
    digest: str
    path: Path
    warnings: tuple[str, ...]

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip is asked for; a user's source takes the place of the framework's own pin."""
        if self.source is None:
            return self.variant.requirements
        package = requirement_name(self.recipe.package)
        others = (r for r in self.variant.requirements if requirement_name(r) != package)
        return (*others, self.source.argument)

    @property
    def existing(self) -> Environment | None:
        """The environment that this plan would build, where it stands already."""
        return environment_record.load(self.path)


def plan(
    recipe: Recipe,
    machine: Machine,
    python: Path | str | None = None,
    source: str | None = None,
) -> Plan:
    """Choose variant and interpreter for a stack on a machine.

    `python` names the interpreter to build with; otherwise the first variant that an installed one
    fits wins, and in it the interpreter that runs this program, else the newest. `source` is a
    path or address of a checkout, sdist or wheel to take the framework from. Raises ProbeError with
    the reason where nothing fits.
    """
    if source is None and not recipe.on_index:
        raise ProbeError(
            f"{recipe.stack}: not on the package index; to add it from its upstream address: "
            f"recommender probe setup {recipe.stack} --from {recipe.upstream}"
        )
    taken = None if source is None else sources.of(source)
    candidates = (interpreters.ask(Path(python)),) if python else interpreters.find()
    variant, interpreter = _choose(recipe, machine, candidates, named=python is not None)
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
        variant=variant,
        interpreter=interpreter,
        source=taken,
        digest=digest,
        path=paths.environments() / f"{recipe.stack}-{digest}",
        warnings=(
            *_unused_gpus(variant, recipe, machine),
            *system_needs.missing(recipe.system, interpreter),
        ),
    )


def build(plan: Plan, on_progress: Callable[[str], None] | None = None) -> Environment:
    """Build what was planned, or return it where it stands already.

    Raises NotInstallable with the reason; the installer's log then stays beside. An interruption
    leaves nothing but that log. A second build of the same waits for the first.
    """
    tell = on_progress or (lambda _line: None)
    waiting = "another process is at work on this environment: waiting for it"
    try:
        plan.path.parent.mkdir(parents=True, exist_ok=True)
        with locks.held(_lock_path(plan.path), lambda: tell(waiting)):
            standing = environment_record.load(plan.path)
            if standing is not None:
                return _as_in_recipe(standing, plan.recipe, plan.variant)
            return _build_beside(plan, tell)
    except OSError as error:
        raise NotInstallable(_os_reason(error)) from None


def find(recipe: Recipe, machine: Machine) -> Environment | None:
    """Return the environment to run a stack in: the newest built from the recipe as it is.

    Where several variants stand, the recipe's order decides.
    """
    standing = [e for e in list_environments() if e.stack == recipe.stack and e.python.exists()]
    for variant in _fitting(recipe, machine):
        same = [
            e
            for e in standing
            if e.recipe_digest == variant.digest() and variant.fits_python(_minor(e.python_version))
        ]
        if same:
            newest = max(same, key=lambda e: e.built_at or "")
            return _as_in_recipe(newest, recipe, variant)
    return None


def list_environments() -> tuple[Environment, ...]:
    """All environments that stand, by name; what is half-made or damaged is left out."""
    folder = paths.environments()
    if not folder.is_dir():
        return ()
    found = (environment_record.load(entry) for entry in sorted(folder.iterdir()) if entry.is_dir())
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
        if entry.suffix == ".lock" or environment_record.load(entry) is not None:
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
    lock = environment_record.read_lock(executable)
    if requirement_name(recipe.package) not in {requirement_name(name) for name in lock}:
        raise ProbeError(f"{recipe.stack}: {executable}: {recipe.package} is not installed there")
    fitting = (v for v in _fitting(recipe, machine) if v.fits_python(interpreter.minor))
    variant = next(fitting, None)
    digest = short_digest([str(executable), interpreter.version_text, sorted(lock.items())])
    # What a run writes (compiled code) goes to the cache, not into the user's folder.
    written = paths.cache() / "adopted" / f"{recipe.stack}-{digest}"
    own = {} if variant is None else environment_record.resolved(variant.environment, written)
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
        device="any",
        warnings=system_needs.missing(recipe.system, interpreter),
        adopted=True,
    )


def _choose(
    recipe: Recipe, machine: Machine, candidates: Sequence[Interpreter], *, named: bool
) -> tuple[Variant, Interpreter]:
    for variant in _fitting(recipe, machine):
        for interpreter in candidates:
            if variant.fits_python(interpreter.minor) and interpreter.has_venv:
                return variant, interpreter
    wanted = " or ".join(dict.fromkeys(v.python for v in _fitting(recipe, machine)))
    seen = ", ".join(dict.fromkeys(".".join(map(str, i.minor)) for i in candidates)) or "none"
    if named:
        raise ProbeError(f"{recipe.stack}: needs CPython {wanted}; the one named is {seen}")
    raise ProbeError(
        f"{recipe.stack}: no installed CPython fits: needs {wanted}, found {seen}; install one "
        "(for example with uv python install, pyenv install or the system's packages) "
        "or name one with --python"
    )


def _build_beside(plan: Plan, tell: Callable[[str], None]) -> Environment:
    """Build in a folder beside the place, and rename it into place when it is whole."""
    place = plan.path
    building = place.with_name(place.name + BUILDING)
    log = place.with_name(place.name + ".log")
    for remains in (building, place, log):  # what is in place without a good record is not whole
        _delete(remains)
    try:
        environment = build_in(plan, building, log, tell)
        shutil.move(log, building / "build.log")
        building.rename(place)
    finally:
        _delete(building)
    return environment


def _fitting(recipe: Recipe, machine: Machine) -> Iterator[Variant]:
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


def _as_in_recipe(environment: Environment, recipe: Recipe, variant: Variant) -> Environment:
    """With the shim and variables of today's recipe, which need no new installation."""
    return replace(
        environment,
        framework=recipe.framework,
        shim=variant.shim,
        environment_variables=environment_record.resolved(variant.environment, environment.path),
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
