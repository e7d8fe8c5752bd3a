"""A framework from where the user says: a checkout, an sdist, a wheel or an address."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from probes.errors import ProbeError

_ADDRESS = re.compile(r"(git|hg|svn|bzr)\+\S+|https?://\S+|file://\S+")
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz")
_IGNORED = frozenset({".git", "__pycache__", "build", "dist", ".tox", ".eggs"})


@dataclass(frozen=True, slots=True)
class Source:
    """What pip is given, and the digest of what lies there (None for an address)."""

    argument: str
    digest: str | None


def of(text: str) -> Source:
    """Return what the user named; raises ProbeError where nothing installable is there."""
    if _ADDRESS.fullmatch(text):
        return Source(text, None)
    path = Path(text).expanduser().absolute()
    if path.is_dir():
        if not any((path / name).is_file() for name in ("pyproject.toml", "setup.py")):
            raise ProbeError(f"{path}: holds neither pyproject.toml nor setup.py")
        return Source(str(path), _digest_of_folder(path))
    if not path.is_file():
        raise ProbeError(f"{path}: no such file or folder, nor an address that pip knows")
    if not path.name.endswith(_ARCHIVES):
        raise ProbeError(f"{path}: is neither a wheel nor a source archive")
    with path.open("rb") as file:
        return Source(str(path), hashlib.file_digest(file, "blake2b").hexdigest()[:12])


def _digest_of_folder(folder: Path) -> str:
    """Return what changes with any file's name, size or time; builds' leavings do not count."""
    digest = hashlib.blake2b(digest_size=6)
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in _IGNORED and not name.endswith(".egg-info")
        )
        for name in sorted(files):
            path = Path(place, name)
            status = path.lstat()
            entry = f"{path.relative_to(folder)}\0{status.st_size}\0{status.st_mtime_ns}\n"
            digest.update(entry.encode(errors="surrogateescape"))
    return digest.hexdigest()
