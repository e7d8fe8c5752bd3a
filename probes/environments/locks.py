"""Locks between processes: one builds or removes, the others wait. The kernel frees them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


_LOOK_S = 0.1


@contextlib.contextmanager
def held(
    path: Path, on_wait: Callable[[], None], check: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Hold the lock file `path`; calls `on_wait` once where another holds it.

    `check` is called while it waits, and ends the waiting by what it raises: no signal reaches a
    thread that is not the main one.
    """
    with _opened(path) as descriptor:
        if not _taken(descriptor):
            on_wait()
            while not _taken(descriptor):
                check()
                time.sleep(_LOOK_S)
        yield


@contextlib.contextmanager
def tried(path: Path) -> Iterator[bool]:
    """Take the lock file `path` if it is free, and say whether it was."""
    with _opened(path) as descriptor:
        yield _taken(descriptor)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    # The file is never deleted: a process that waits on a deleted one would hold another lock.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
