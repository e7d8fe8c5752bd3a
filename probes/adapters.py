"""Which adapter computes on a stack, and what it declares.

An adapter is read here, not run: it imports its framework.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

INSIDE = Path(__file__).with_name("inside")
FRAMEWORKS = INSIDE / "frameworks"


class EnvironmentLike(Protocol):
    """What a run needs to know of an environment.

    adapter, where an environment has it: the user's own adapter file instead of the stack's.
    adopted, where it has it: the environment is the user's own and nothing in it may change.
    """

    @property
    def stack(self) -> str:
        """Id of what runs."""

    @property
    def framework(self) -> str:
        """Id of the framework that it stands for."""

    @property
    def python(self) -> Path:
        """The environment's interpreter."""

    @property
    def shim(self) -> str | None:
        """Module of probes.inside.shims to apply first."""

    @property
    def environment_variables(self) -> Mapping[str, str]:
        """Variables that its runs need."""

    @property
    def digest(self) -> str:
        """What the environment's content is known by."""

    @property
    def lock(self) -> Mapping[str, str]:
        """Installed distributions and their versions."""


def adapter_of(environment: EnvironmentLike) -> str | None:
    """Find the adapter that computes on a stack, as the worker is told it; None if there is none.

    An environment's own `adapter` file comes first. The file of stack "torch" is
    frameworks/torch_.py, so named lest it hide the framework; "keras-jax" may stand in keras_jax.py
    or keras_jax_.py.
    """
    own = getattr(environment, "adapter", None)
    return str(own) if own is not None else adapter_of_stack(environment.stack)


def adapter_of_stack(stack: str) -> str | None:
    """Name the module in inside/frameworks that computes on a stack; None if there is none."""
    stem = stack.replace("-", "_")
    for name in (f"{stem}_", stem):
        if (FRAMEWORKS / f"{name}.py").is_file():
            return name
    return None


def declared_modes(environment: EnvironmentLike) -> dict[str, list[str]]:
    """Read an adapter's MODES (workload to its modes, the default first) without running it.

    Empty where there is no adapter, or where it does not write them as a literal.
    """
    found = declared(environment, "MODES")
    try:
        return {str(w): [str(mode) for mode in modes] for w, modes in found.items()}
    except (AttributeError, TypeError):
        return {}  # the worker will say what is wrong with it


def declared(environment: EnvironmentLike, wanted: str) -> Any:
    """Read a literal at the top of an adapter; None where there is none."""
    name = adapter_of(environment)
    if name is None:
        return None
    path = Path(name) if name.endswith(".py") else FRAMEWORKS / f"{name}.py"
    try:
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == wanted:
                return ast.literal_eval(node.value)
    except (OSError, SyntaxError, ValueError):
        pass  # the worker will say what is wrong with it
    return None
