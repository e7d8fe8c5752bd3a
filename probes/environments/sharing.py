"""Large libraries that several environments have alike are one file on disk, by hard links.

Only shared libraries are linked, and only where they are equal byte for byte: pip replaces a file,
never rewrites one in place, and nobody edits a library. Removing an environment takes away its
names; the file stays as long as another has one.
"""

from __future__ import annotations

import filecmp
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from probes.environments.record import Environment

_LIBRARY = re.compile(r".+\.(so(\.\d+)*|dylib)")
#: Smaller ones are many and hold little: by name and size, 6 % of what could be saved.
_LEAST_BYTES = 2**20


def share(
    folder: Path, others: Iterable[Path], check: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """Let `folder` have its large libraries from other environments that have the same.

    Returns the paths in it that are such links now. Where the file system takes no links, or an
    environment goes away meanwhile, what was installed stays as it is. `check` is called now and
    then, and what it raises ends this.
    """
    places = tuple(others)
    shared = []
    for path, found in _libraries(folder):
        check()
        within = path.relative_to(folder)
        for place in places:
            if _link(path, found, place / within):
                shared.append(str(within))
                break
    return tuple(sorted(shared))


def shared_bytes(environment: Environment) -> int:
    """Bytes of an environment's libraries that are another's, too."""
    return sum(size for size, links in _links([environment]).values() if links > 1)


def disk_bytes(environments: Sequence[Environment]) -> int:
    """Bytes on disk of all environments that stand, what they share counted once."""
    whole = sum(environment.size_bytes or 0 for environment in environments)
    return whole - sum(size * (links - 1) for size, links in _links(environments).values())


def _links(environments: Iterable[Environment]) -> dict[tuple[int, int], tuple[int, int]]:
    """Size and number of names of each file that an environment has from another, by its number."""
    found = {}
    for environment in environments:
        for within in environment.shared:
            with suppress(OSError):
                said = (environment.path / within).lstat()
                found[said.st_dev, said.st_ino] = said.st_size, said.st_nlink
    return found


def _libraries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for place, _, names in os.walk(folder):
        for name in names:
            if _LIBRARY.fullmatch(name):
                path = Path(place, name)
                found = path.lstat()
                if stat.S_ISREG(found.st_mode) and found.st_size >= _LEAST_BYTES:
                    yield path, found


def _link(path: Path, found: os.stat_result, other: Path) -> bool:
    """Put the other file in the path's place, if they are equal; say whether it was done."""
    beside = path.with_name(path.name + ".link")
    try:
        there = other.lstat()
        if _kind(there) != _kind(found) or there.st_ino == found.st_ino:
            return False
        if not filecmp.cmp(path, other, shallow=False):
            return False
        os.link(other, beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        return False
    return True


def _kind(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_mode, found.st_uid, found.st_gid, found.st_dev
