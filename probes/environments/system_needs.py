"""Look for what a recipe needs of the system: a compiler, headers, shared libraries."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probes.environments.interpreters import Interpreter
    from probes.environments.recipes import SystemNeed


def missing(needs: Iterable[SystemNeed], interpreter: Interpreter) -> tuple[str, ...]:
    """One line for each need that was looked for and not found: what, why, how to get it."""
    return tuple(
        f"{need.name} was not found: {need.why} ({need.how})"
        for need in needs
        if not _there(need.name, interpreter)
    )


def _there(name: str, interpreter: Interpreter) -> bool:
    if name == "python-headers":
        return interpreter.has_headers
    if name.startswith("lib"):
        libraries = _shared_libraries()
        # Where the loader's cache cannot be read nothing is claimed to be missing.
        return libraries is None or any(known.startswith(f"{name}.so") for known in libraries)
    return shutil.which(name) is not None


@functools.cache
def _shared_libraries() -> frozenset[str] | None:
    """Names in the loader's cache ("libgomp.so.1"), or None where it cannot be read."""
    command = shutil.which("ldconfig") or "/sbin/ldconfig"
    if not Path(command).exists():
        return None
    try:
        output = subprocess.run(  # noqa: S603 - the system's own loader
            [command, "-p"], capture_output=True, check=True, text=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return frozenset(line.split()[0] for line in output.splitlines()[1:] if line.strip())
