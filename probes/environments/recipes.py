"""Recipes: what it takes to install and run one stack, as checked data.

A recipe stands in a framework's YAML file. It has variants, tried in order: the first that fits the
machine and an interpreter found on it wins. Nothing is looked up or installed here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from probes.environments.mappings import Reader
from probes.environments.names import normalised
from probes.errors import ProbeError

Device = Literal["cpu", "cuda", "any"]
Version = tuple[int, int]
Capability = tuple[int, int]

#: The system's parts that a recipe may ask for; `environments` knows how to look for each.
SYSTEM_NEEDS = ("g++", "python-headers", "libgomp", "libquadmath", "libstdc++", "git")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_CAPABILITY = re.compile(r"(\d+)\.(\d)")
_CLAUSE = re.compile(r"(>=|<=|==|!=|<|>)\s*(\d+)\.(\d+)(\.\*)?")


@dataclass(frozen=True, slots=True)
class SystemNeed:
    """Something that the system, not the package index, must provide at run time."""

    name: str
    why: str
    how: str


@dataclass(frozen=True, slots=True)
class GpuBuild:
    """What is known of one build.

    name: as people call it ("JAX 0.10, CUDA 12 wheels"). minimum_driver: the oldest NVIDIA driver
    for Linux, or None where unknown. sass and ptx: compute capabilities that it carries code for;
    both empty means unknown. fails_on: compute capabilities on which it is known to fail though its
    code should run, each with the reason; later ones of the same generation are taken to be alike.
    needs: what must be on the machine beside it. limits: what else is known, as full sentences,
    shown with the prediction.
    """

    name: str
    minimum_driver: str | None = None
    sass: tuple[Capability, ...] = ()
    ptx: tuple[Capability, ...] = ()
    needs: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    fails_on: tuple[tuple[Capability, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to install a stack.

    python: version specifier over MAJOR.MINOR, such as ">=3.10,<3.14".
    device: "cuda" needs an NVIDIA GPU, "cpu" is for a machine without one, "any" serves both.
    requirements: pinned requirements, installed together.
    first: requirements installed before the others, whose set-up needs them.
    pip_arguments: further arguments of pip for every install.
    cpu_arguments: arguments of pip to try where the plain resolution would bring CUDA packages to a
        machine without a GPU (the framework's own index of CPU builds, for example).
    shim: module of `probes.inside.shims` whose `apply()` runs before the framework is imported.
    environment: environment variables of the runs; "{environment}" stands for the environment's
        folder.
    gpu: what is known of the GPU code that it brings, from which is predicted whether it can use
        the machine's GPU; None for what computes on the CPU only.
    note: why the variant is as it is.
    """

    python: str
    device: Device
    requirements: tuple[str, ...]
    first: tuple[str, ...] = ()
    pip_arguments: tuple[str, ...] = ()
    cpu_arguments: tuple[str, ...] = ()
    shim: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    gpu: GpuBuild | None = None
    note: str = ""

    def fits_python(self, version: Version) -> bool:
        """Whether the variant is meant for CPython MAJOR.MINOR."""
        return python_fits(self.python, version)

    def digest(self) -> str:
        """Twelve hexadecimal digits that change with what would be installed.

        The shim and the environment variables act at run time, so they do not count.
        """
        what = [self.requirements, self.first, self.pip_arguments, self.cpu_arguments, self.python]
        return short_digest([*what, self.device])


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one stack is installed.

    stack: id of what runs ("keras-jax"); framework: id of the framework that it stands for.
    package: the framework's distribution name, replaced where the user supplies a source.
    packages: other distributions that bring the same framework ("tensorflow-cpu").
    module: what is imported to see that the installation works.
    on_index: whether the package index has its files; upstream: address it could be added from.
    """

    stack: str
    framework: str
    package: str
    module: str
    variants: tuple[Variant, ...]
    system: tuple[SystemNeed, ...] = ()
    on_index: bool = True
    upstream: str | None = None
    packages: tuple[str, ...] = ()

    @property
    def distributions(self) -> frozenset[str]:
        """The normalised names of the distributions that bring the framework."""
        return frozenset(map(normalised, (self.package, *self.packages)))

    @classmethod
    def from_mapping(cls, mapping: object, where: str) -> Recipe:
        """Check plain data and make a recipe of it.

        `where` is the place for error messages, such as "torch.yaml: recipes[0]". Raises ProbeError
        naming the key at fault.
        """
        reader = Reader(mapping, where)
        recipe = cls(
            stack=reader.matching("stack", _NAME, "an id such as keras-jax"),
            framework=reader.matching("framework", _NAME, "an id such as keras"),
            package=reader.text("package"),
            module=reader.text("module"),
            variants=tuple(
                _variant(item, f"{where}: variants[{index}]")
                for index, item in enumerate(reader.sequence("variants", required=True))
            ),
            system=tuple(
                _system_need(item, f"{where}: system[{index}]")
                for index, item in enumerate(reader.sequence("system"))
            ),
            on_index=reader.boolean("on_index", default=True),
            upstream=reader.optional_text("upstream"),
            packages=reader.strings("packages"),
        )
        reader.finish()
        if not recipe.variants:
            raise ProbeError(f"{where}: variants: at least one is needed")
        if not recipe.on_index and recipe.upstream is None:
            message = "upstream: needed where on_index is false, so that the user can be told"
            raise ProbeError(f"{where}: {message}")
        return recipe


def python_fits(specifier: str, version: Version) -> bool:
    """Whether MAJOR.MINOR satisfies a checked specifier such as ">=3.10,<3.14"."""
    tests = {
        ">=": version.__ge__,
        "<=": version.__le__,
        "==": version.__eq__,
        "!=": version.__ne__,
        "<": version.__lt__,
        ">": version.__gt__,
    }
    clauses = (_CLAUSE.fullmatch(part.strip()) for part in specifier.split(","))
    return all(
        clause is not None and tests[clause[1]]((int(clause[2]), int(clause[3])))
        for clause in clauses
    )


def short_digest(data: object) -> str:
    """Twelve hexadecimal digits of plain data."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _variant(mapping: object, where: str) -> Variant:
    reader = Reader(mapping, where)
    python = reader.text("python")
    if not all(_CLAUSE.fullmatch(part.strip()) for part in python.split(",")):
        raise ProbeError(f"{where}: python: {python!r} is not of the form '>=3.10,<3.14'")
    device = reader.text("device")
    if device not in ("cpu", "cuda", "any"):
        raise ProbeError(f"{where}: device: {device!r} is none of cpu, cuda, any")
    variant = Variant(
        python=python,
        device=cast("Device", device),
        requirements=reader.requirements("requirements", required=True),
        first=reader.requirements("first"),
        pip_arguments=reader.strings("pip_arguments"),
        cpu_arguments=reader.strings("cpu_arguments"),
        shim=reader.optional_text("shim"),
        environment=reader.variables("environment"),
        gpu=_gpu_build(reader.optional("gpu"), f"{where}: gpu"),
        note=reader.optional_text("note") or "",
    )
    reader.finish()
    if variant.shim is not None and not _IDENTIFIER.fullmatch(variant.shim):
        raise ProbeError(f"{where}: shim: {variant.shim!r} is not a module's name")
    if (variant.gpu is not None) != (variant.device == "cuda"):
        raise ProbeError(f"{where}: gpu: belongs to a variant of device cuda, and to no other")
    return variant


def _gpu_build(mapping: object, where: str) -> GpuBuild | None:
    if mapping is None:
        return None
    reader = Reader(mapping, where)
    build = GpuBuild(
        name=reader.text("name"),
        minimum_driver=reader.optional_text("minimum_driver"),
        sass=tuple(_capability(text, f"{where}: sass") for text in reader.strings("sass")),
        ptx=tuple(_capability(text, f"{where}: ptx") for text in reader.strings("ptx")),
        fails_on=_failures(reader.optional("fails_on"), where),
        needs=reader.strings("needs"),
        limits=reader.strings("limits"),
        sources=reader.strings("sources", required=True),
    )
    reader.finish()
    return build


def _failures(mapping: object, where: str) -> tuple[tuple[tuple[int, int], str], ...]:
    if mapping is None:
        return ()
    if not isinstance(mapping, Mapping) or not all(isinstance(v, str) for v in mapping.values()):
        raise ProbeError(f"{where}: fails_on: must give a reason for each compute capability")
    return tuple((_capability(str(c), f"{where}: fails_on"), mapping[c]) for c in mapping)


def _capability(text: str, where: str) -> tuple[int, int]:
    found = _CAPABILITY.fullmatch(text)
    if found is None:
        raise ProbeError(f"{where}: {text!r} is not a compute capability such as '8.6'")
    return int(found[1]), int(found[2])


def _system_need(mapping: object, where: str) -> SystemNeed:
    reader = Reader(mapping, where)
    need = SystemNeed(reader.text("name"), reader.text("why"), reader.text("how"))
    reader.finish()
    if need.name not in SYSTEM_NEEDS:
        known = ", ".join(SYSTEM_NEEDS)
        raise ProbeError(f"{where}: name: {need.name!r} is none of {known}")
    return need
