"""What is known of an environment that stands, and the file in it that says so."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from probes.environments.logged_commands import clean_variables
from probes.errors import ProbeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA = "framework-recommender/environment/1"
BUILDING = ".building"
REMOVING = ".removing"

_RECORD = "environment.json"
_PLACEHOLDER = "{environment}"

# Runs in the environment, old syntax: what is installed there, without asking pip.
_LOCK_SCRIPT = """
import json
try:
    from importlib.metadata import distributions
    pairs = [(d.metadata["Name"], d.version) for d in distributions()]
except ImportError:
    import pkg_resources
    pairs = [(d.project_name, d.version) for d in pkg_resources.working_set]
print(json.dumps(dict((n, v) for n, v in pairs if n)))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that stands, with what runs need to know of it.

    python: its interpreter. lock: installed distributions and their versions. shim and
    environment_variables: what a run loads and sets before it imports the framework.
    recipe_digest: of the recipe's variant that it was built from, empty where it was not built.
    size_bytes and seconds: what it takes on disk and took to build. warnings: what the system
    lacked then. shared: paths in it of files that other environments have, too. adopted: it is the
    user's own, and nothing in it is ever changed.
    """

    stack: str
    framework: str
    path: Path
    python: Path
    python_version: str
    digest: str
    recipe_digest: str
    lock: Mapping[str, str]
    shim: str | None = None
    environment_variables: Mapping[str, str] = field(default_factory=dict)
    device: str = "any"
    source: str | None = None
    size_bytes: int | None = None
    seconds: float | None = None
    built_at: str | None = None
    warnings: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    adopted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        data = {name: getattr(self, name) for name in self.__slots__}
        return {**data, "path": str(self.path), "python": str(self.python)}


def load(place: Path) -> Environment | None:
    """Return the environment in a folder, or None where there is none, or no whole one."""
    if place.name.endswith((BUILDING, REMOVING)):
        return None
    try:
        data = json.loads((place / _RECORD).read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            return None
        del data["recipe"]
        # Found by its place, not by what it says of it: the whole home may have been moved.
        data.update(path=place, python=place / "bin" / "python", warnings=tuple(data["warnings"]))
        data["shared"] = tuple(data.get("shared", ()))
        environment = Environment(**data)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    variables = resolved(environment.environment_variables, place)
    return replace(environment, environment_variables=variables)


def save(folder: Path, environment: Environment, recipe: Mapping[str, Any]) -> None:
    """Write an environment's record into its folder, with the recipe that it was built from."""
    record = {"schema": SCHEMA, **environment.to_dict(), "recipe": dict(recipe)}
    (folder / _RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def resolved(variables: Mapping[str, str], place: Path) -> dict[str, str]:
    """Variables with the environment's folder in its placeholder's place."""
    return {name: text.replace(_PLACEHOLDER, str(place)) for name, text in variables.items()}


def read_lock(python: Path) -> dict[str, str]:
    """Installed distributions and versions, sorted by name; changes nothing there."""
    try:
        output = subprocess.run(  # noqa: S603 - an environment's own interpreter
            [python, "-B", "-c", _LOCK_SCRIPT],
            capture_output=True,
            check=True,
            env=clean_variables(os.environ),
            start_new_session=True,  # Ctrl-C ends it no sooner than those who wait for it
            timeout=120,
        ).stdout
        lock = json.loads(output)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ProbeError(f"{python}: its installed packages could not be read: {error}") from None
    return dict(sorted(lock.items(), key=lambda item: str(item[0]).lower()))


def size(folder: Path) -> int:
    """Bytes of the files in a folder, links not followed."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
