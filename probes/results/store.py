"""Where results are written: one JSON Lines file per run, which is the truth; ``reading`` reads it.

Every line is a JSON object with a "schema": a result, or a mark of the run itself (started,
finished, interrupted, or a turn: the samples that a worker gave when it was its turn). A job's
result may be written more than once while its run goes on, and turns are written as they come, so
that a crash keeps what was measured.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from probes.results.result import Key, Result
    from probes.results.turns import Turn

RUN_SCHEMA = "framework-recommender/probe-run/1"
STARTED = "started"
TURN = "turn"
_LINGERING_S = 2.0


class ResultStore:
    """The folder of runs, one JSON Lines file each, under `home`/results.

    Nothing is created before something is written.
    """

    def __init__(self, home: Path) -> None:
        self.folder = Path(home) / "results"

    def path(self, run: str) -> Path:
        """Name the file of one run."""
        return self.folder / f"{run}.jsonl"

    def runs(self) -> tuple[Path, ...]:
        """List the files of all runs, oldest first."""
        return tuple(sorted(self.folder.glob("*.jsonl")))

    def add(self, result: Result) -> None:
        """Append a result to its run's file; OSError if it cannot be written."""
        self.append(result.run, result.to_dict())

    def mark(self, run: str, event: str, **details: object) -> None:
        """Append a mark of the run itself: "started", "finished" or "interrupted"."""
        self.append(run, {"schema": RUN_SCHEMA, "run": run, "event": event, **details})

    def add_turn(self, run: str, key: Key, turn: Turn) -> None:
        """Append the samples of one turn; not forced to the disk, which would disturb the next."""
        data = {"schema": RUN_SCHEMA, "run": run, "event": TURN, "job": key, **turn.to_dict()}
        self.append(run, data, forced=False)

    def log(self, result: Result, text: str) -> Path:
        """Keep what a job that ended without a measurement left: its traceback or its output."""
        folder = self.folder / "logs" / result.run
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / ("-".join(result.key) + ".log")
        path.write_text(text, encoding="utf-8")
        return path

    def append(self, run: str, data: Mapping[str, Any], *, forced: bool = True) -> None:
        """Append one line, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, allow_nan=False, default=_plain, ensure_ascii=False)
        append_line(self.path(run), text, forced=forced)

    @contextlib.contextmanager
    def measuring(self) -> Iterator[str]:
        """Hold the machine for one run; gives "" or, if another run holds it, who does.

        Two runs at once would disturb each other's times. The lock goes with the process that
        holds it, however that ends. Where nothing can be written there is no lock either.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "measuring.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            yield ""
            return
        try:
            yield _lock(descriptor)
        finally:
            os.close(descriptor)


def _lock(descriptor: int) -> str:
    """Take the lock; "" or, if another process has it, which.

    A worker that was being started when its run was killed holds the lock for a moment more.
    """
    deadline = time.monotonic() + _LINGERING_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            holder = os.pread(descriptor, 100, 0).decode("ascii", "replace").strip()
            gone = holder.isdigit() and not psutil.pid_exists(int(holder))
            if not gone or time.monotonic() > deadline:
                return f"process {holder}" if holder else "another process"
            time.sleep(0.02)
    with contextlib.suppress(OSError):  # a full disk must not stop the run
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return ""


def append_line(path: Path, text: str, *, forced: bool = True) -> None:
    """Append a line so that readers and other writers see all of it or nothing.

    forced: whether to wait until the disk has it.

    What an interrupted write left is taken back; a torn line that a crash left is closed first.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        line = text.encode() + b"\n"
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if forced:
                os.fsync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    message = f"cannot be stored: {value!r:.80}"
    raise TypeError(message)
