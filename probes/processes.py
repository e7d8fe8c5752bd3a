"""Finds what workers started, wherever it went, by a mark in the environment that it inherits."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MARK = "FRAMEWORK_RECOMMENDER_WORKER"
#: Changes with the form of `identity`, so that no version takes another's workers for orphans.
_FORMAT = "2:"
_DEATH_S = 5.0
_LOOKS = 5


def new_mark() -> str:
    """Make a mark for one worker; it also names the process that runs it."""
    return f"{_FORMAT}{identity()}-{secrets.token_hex(8)}"


def started_by(leaders: Collection[int], marks: Collection[str]) -> list[int]:
    """List the living processes, zombies aside, of the leaders' sessions or with one of the marks.

    A process that left its session and wiped its environment cannot be found.
    """
    found = []
    for process in psutil.process_iter() if leaders else ():
        with contextlib.suppress(psutil.Error, OSError):
            ours = os.getsid(process.pid) in leaders or process.environ().get(MARK) in marks
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def end_leftovers() -> int:
    """Kill what the workers of a killed run started and the kernel did not end; say how many.

    Returns when they are gone, so that they disturb no measurement. What one of them started while
    it was looked for is found on the next look.
    """
    ended = 0
    for _ in range(_LOOKS):
        found = list(_orphans())
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(found, timeout=_DEATH_S)
        ended += len(found)
        if not found:
            break
    return ended


def _orphans() -> Iterator[psutil.Process]:
    """Yield the living processes with a mark whose run is gone."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            mark = process.environ().get(MARK)
            if mark is None or not mark.startswith(_FORMAT):
                continue  # of another version of this program: not ours to judge
            run = mark.removeprefix(_FORMAT).rpartition("-")[0]
            if process.status() != psutil.STATUS_ZOMBIE and not is_living(run):
                yield process


def identity(pid: int | None = None) -> str:
    """Tell a process, by default this one, from any other, also a later one with its number."""
    number = os.getpid() if pid is None else pid
    try:
        # The start in clock ticks since the boot: unlike a date, it never moves with the clock.
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
        return f"{number}-{stat.rpartition(')')[2].split()[19]}"
    except FileNotFoundError:
        return f"{number}-{psutil.Process(number).create_time():.2f}"


def is_living(told: str) -> bool:
    """Whether the process that `identity` told is there still."""
    try:
        return identity(int(told.partition("-")[0])) == told
    except (ValueError, psutil.Error):
        return False
