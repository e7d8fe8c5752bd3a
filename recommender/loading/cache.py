"""Compiled knowledge on disk: kept under the digest of the YAML, and found again by its stamp.

The stamp of a folder is the name, size and time of change of each of its files, as it is for
Python's own compiled modules: while it stays the same the YAML is not read, let alone parsed. The
rows are kept by ``marshal``, which Python keeps its compiled modules by too; nothing in them is
ever run, and what is damaged, of another format or of another user is not read.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping
from time import time_ns
from zlib import crc32

from probes.paths import cache_folder
from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

#: A precompiled state beside the YAML, as a wheel ships it.
SHIPPED = "compiled.knowledge"
#: Of marshal's form: every Python from 3.4 on reads it.
MARSHAL = 4
#: A file that is younger than this when it is looked at could change again within the same tick.
SETTLED_NS = 2_000_000_000
#: So many compiled states are kept; the oldest go first.
KEPT = 8


class Sections(Mapping[str, "Any"]):
    """The rows of each section, read when they are asked for."""

    def __init__(self, packed: dict[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, section: str) -> Any:
        return marshal.loads(self._packed[section])  # noqa: S302 - see above: plain data only

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


# -- compiled states ----------------------------------------------------------------------------
def found(folder: str, key: str) -> Sections | None:
    """Return the rows kept under a key, in the cache or beside the YAML; None if there are none."""
    for path, own in ((_kept(key), True), (os.path.join(folder, SHIPPED), False)):
        content = _content(path, own=own)
        end = content.find(b"\n")
        body = memoryview(content)[end + 1 :]
        if end > 0 and content[:end] == _head(key, body):
            try:
                return Sections(marshal.loads(body))  # noqa: S302
            except (ValueError, EOFError, TypeError):
                continue
    return None


def keep(key: str, rows: Mapping[str, Any]) -> None:
    """Keep rows under a key; a cache that cannot be written is none."""
    _write(_kept(key), packed(key, rows))
    _tidy(os.path.dirname(_kept(key)))


def packed(key: str, rows: Mapping[str, Any]) -> bytes:
    """Return rows as the content of a file."""
    sections = {name: marshal.dumps(value, MARSHAL) for name, value in rows.items()}
    body = marshal.dumps(sections, MARSHAL)
    return _head(key, body) + b"\n" + body


def _head(key: str, body: bytes | memoryview) -> bytes:
    return f"framework-recommender knowledge {key} {crc32(body):08x} {len(body)}".encode()


# -- stamps -------------------------------------------------------------------------------------
class Stamp(Frozen):
    """The state of a folder's files without their contents; ``newest`` is the last change."""

    folder: str
    text: str
    newest: int

    def digest(self) -> str | None:
        """Return the digest that the files had when they bore this stamp; None if not known."""
        digest, _, stamped = os.fsdecode(_content(self._path(), own=True)).partition("\n")
        return digest if stamped == f"{self.folder}\n{self.text}" else None

    def remember(self, digest: str) -> None:
        """Keep the digest, unless files are so new that another change could bear this stamp."""
        if time_ns() - self.newest > SETTLED_NS:
            _write(self._path(), os.fsencode(f"{digest}\n{self.folder}\n{self.text}"))

    def _path(self) -> str:
        return os.path.join(cache_folder(), f"stamp-{crc32(os.fsencode(self.folder)):08x}")


def stamp(folder: str, names: Iterable[str]) -> Stamp:
    """Return the stamp of files in a folder."""
    lines, newest = [], 0
    for name in names:
        status = os.stat(os.path.join(folder, name))
        lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
        newest = max(newest, status.st_mtime_ns)
    return Stamp(os.path.abspath(folder), "\n".join(lines), newest)


# -- files --------------------------------------------------------------------------------------
def _kept(key: str) -> str:
    return os.path.join(cache_folder(), f"knowledge-{key}")


def _content(path: str, *, own: bool) -> bytes:
    """Return the bytes of a file; none if there is no such file, or it has to be the user's own."""
    try:
        with open(path, "rb") as file:
            if own and os.fstat(file.fileno()).st_uid not in (os.getuid(), 0):
                return b""
            return file.read()
    except OSError:
        return b""


def _write(path: str, content: bytes) -> None:
    """Write a file beside its place and rename it; a cache that cannot be written is none."""
    from contextlib import suppress
    from pathlib import Path

    from recommender.files import write_atomically

    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_atomically(Path(path), content)


def _tidy(folder: str) -> None:
    """Remove all but the newest compiled states; others may do the same at the same time."""
    from contextlib import suppress

    with suppress(OSError):
        kept = [entry for entry in os.scandir(folder) if entry.name.startswith("knowledge-")]
        for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime_ns)[:-KEPT]:
            os.unlink(entry.path)
