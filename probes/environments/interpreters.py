"""Find the CPython interpreters of this machine, of any version.

Looked at: the running one, PATH (python3.X and python3), pyenv's versions and uv's managed ones.
Each is asked once, by running it.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from probes.errors import ProbeError

if TYPE_CHECKING:
    from probes.environments.recipes import Version

_NAME = re.compile(r"python(3(\.\d+)?)?")
_TIMEOUT_S = 20

# Old syntax: any CPython may be asked.
_QUESTION = """
import json, os, sys, sysconfig
def has(name):
    try:
        __import__(name)
        return True
    except Exception:
        return False
base = getattr(sys, "base_prefix", sys.prefix)
include = sysconfig.get_paths().get("include") or ""
paths = [include, os.path.join(base, "include", "python%d.%d" % sys.version_info[:2])]
print(json.dumps({
    "implementation": getattr(getattr(sys, "implementation", None), "name", "cpython"),
    "version": list(sys.version_info[:3]),
    "final": sys.version_info[3] == "final",
    "executable": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
    "bits": 64 if sys.maxsize > 2 ** 32 else 32,
    "has_venv": has("venv"),
    "has_ensurepip": has("ensurepip"),
    "has_headers": any(os.path.exists(os.path.join(p, "Python.h")) for p in paths),
}))
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One installed CPython.

    path: its executable, outside any virtual environment. has_venv and has_ensurepip: whether the
    parts that make environments are there (Debian ships them apart, as python3-venv). has_headers:
    whether Python.h is there, without which nothing can be compiled against it.
    """

    path: Path
    version: tuple[int, int, int]
    has_venv: bool
    has_ensurepip: bool
    has_headers: bool

    @property
    def minor(self) -> Version:
        """MAJOR.MINOR, which decides which recipe fits."""
        return self.version[:2]

    @property
    def version_text(self) -> str:
        """The version as people write it."""
        return ".".join(map(str, self.version))


def running() -> Interpreter | None:
    """Return the interpreter that runs this program, or None where it is not a usable CPython."""
    return _ask(Path(sys.executable)) if sys.executable else None


def ask(path: Path) -> Interpreter:
    """Ask the interpreter at `path`; raises ProbeError where it cannot serve."""
    if path.is_dir():
        inside = path / "bin" / "python"
        path = inside if inside.exists() else path
    if not path.is_file():
        raise ProbeError(f"{path}: no such interpreter; name a Python executable")
    found = _ask(path)
    if found is None:
        raise ProbeError(f"{path}: is not a 64-bit CPython that runs; name another interpreter")
    return found


def find() -> tuple[Interpreter, ...]:
    """All usable interpreters: the running one first, then newest first, no path twice."""
    found: dict[Path, Interpreter] = {}
    for candidate in _candidates():
        interpreter = _ask(candidate)
        if interpreter is not None:
            found.setdefault(_identity(interpreter.path), interpreter)
    own = running()
    own_identity = None if own is None else _identity(own.path)
    return tuple(
        sorted(
            found.values(),
            key=lambda i: (_identity(i.path) != own_identity, [-part for part in i.version]),
        )
    )


def _candidates() -> list[Path]:
    candidates: dict[Path, Path] = {}

    def add(path: Path) -> None:
        # /bin and /usr/bin are often one folder, python3 a link to python3.X: ask each once.
        candidates.setdefault(_identity(path), path)

    if sys.executable:
        add(Path(sys.executable))
    for folder in _folders():
        try:
            names = sorted(entry.name for entry in folder.iterdir() if _NAME.fullmatch(entry.name))
        except OSError:
            continue
        for name in names:
            if os.access(folder / name, os.X_OK):
                add(folder / name)
    return list(candidates.values())


def _folders() -> list[Path]:
    on_path = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    # pyenv's shims are scripts that choose by folder; the interpreters behind them are found below.
    folders = [folder for folder in on_path if folder.name != "shims"]
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never raises, unlike Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    folders += sorted(pyenv.glob("versions/*/bin"))
    folders += sorted(uv.glob("cpython-*/bin"))
    return folders


def _identity(path: Path) -> Path:
    # Not the link's target: a virtual environment's python is a link to its base.
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


@functools.cache
def _ask(path: Path) -> Interpreter | None:
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    try:
        answer = subprocess.run(  # noqa: S603 - the interpreters of the user's own machine
            [path, "-E", "-s", "-c", _QUESTION],
            capture_output=True,
            check=True,
            env=variables,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
        ).stdout
        said = json.loads(answer)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    usable = said["implementation"] == "cpython" and said["final"] and said["bits"] == 64
    if not usable:
        return None
    major, minor, micro = said["version"]
    return Interpreter(
        path=Path(said["executable"]),
        version=(major, minor, micro),
        has_venv=said["has_venv"],
        has_ensurepip=said["has_ensurepip"],
        has_headers=said["has_headers"],
    )
