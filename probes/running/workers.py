"""All workers: wait for one while all are read, and leave none behind, nor what they started."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from probes import processes
from probes.results.outcomes import Outcome
from probes.running.protocol import Ended, expect
from probes.running.worker_process import Worker

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

QUIT_SECONDS = 3.0
TERM_SECONDS = 2.0
KILL_SECONDS = 5.0


class Deadline:
    """So many seconds from now, for one phase or for several that follow each other."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, none or fewer when it is over."""
        return self._end - time.monotonic()


class Workers:
    """All living workers. Output of every one is read while any one is waited for."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._living: list[Worker] = []
        self.survivors = 0

    def __len__(self) -> int:
        return len(self._living)

    def start(
        self,
        python: Path,
        variables: Mapping[str, str],
        folder: Path,
        processors: Collection[int],
    ) -> Worker:
        """Start a worker; Ended if its interpreter cannot be started."""
        worker = Worker(python, variables, folder, processors)
        self._living.append(worker)
        self._selector.register(worker.event_pipe, selectors.EVENT_READ, worker.read_events)
        self._selector.register(worker.output_pipe, selectors.EVENT_READ, worker.read_output)
        return worker

    def wait(self, worker: Worker, expected: str, deadline: Deadline, phase: str) -> dict[str, Any]:
        """Give the worker's next event, which must be the expected one.

        phase: what the worker is at, for the reason. Raises Ended where the worker reports that it
        cannot, does something else, ends, or is too late.
        """
        while True:
            if worker.fault is not None:
                raise worker.fault
            if worker.events:
                return expect(worker.events.popleft(), expected, phase)
            if worker.exited():
                while worker.fault is None and worker.read_events():
                    pass
                while worker.fault is None and worker.read_output():
                    pass
                if not worker.events and worker.fault is None:
                    worker.fail(f"{worker.how_it_ended()} during {phase}")
                continue
            left = deadline.left()
            if left <= 0:
                allowed = f"the {deadline.seconds:.0f} s that the profile allows"
                reason = f"{allowed} were over during {phase}"
                raise Ended(Outcome.TIMED_OUT, reason, worker.output.text())
            self._pump(min(left, 0.1))

    def _pump(self, seconds: float) -> bool:
        """Read whatever there is to read, waiting for it so long at most."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            if key.data() == b"":
                self._selector.unregister(key.fd)
        return bool(ready)

    def end(self, *workers: Worker, healthy: bool) -> None:
        """End workers and all that they started: ask, TERM, KILL.

        healthy: they answer, so that they are asked first.
        """
        ending = [worker for worker in workers if worker in self._living]
        if healthy:
            for worker in ending:
                if worker.fault is None:
                    worker.send({"do": "quit"})
            self._until_exit(ending, QUIT_SECONDS)
        for worker in ending:
            if not worker.exited():
                worker.signal_group(signal.SIGTERM)
        self._until_exit(ending, TERM_SECONDS)
        for worker in ending:
            worker.signal_group(signal.SIGKILL)
        self._sweep(ending)
        for worker in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=KILL_SECONDS)
            for pipe in (worker.event_pipe, worker.output_pipe):
                with contextlib.suppress(KeyError):
                    self._selector.unregister(pipe)
            worker.close()
            self._living.remove(worker)

    def end_all(self) -> None:
        """End every worker without asking."""
        for worker in self._living:
            worker.signal_group(signal.SIGKILL)
        self.end(*self._living, healthy=False)

    def _until_exit(self, workers: Sequence[Worker], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not all(worker.exited() for worker in workers) and time.monotonic() < deadline:
            self._pump(0.02)

    def _sweep(self, workers: Sequence[Worker]) -> None:
        """Kill what the workers started, also what left their groups, until a look finds nothing.

        Descendants are known by the session or by the mark in their environment. Those that left
        the session and wiped their environment cannot be found.
        """
        deadline = time.monotonic() + KILL_SECONDS
        leaders = {worker.process.pid for worker in workers}
        marks = {worker.mark for worker in workers}
        while found := processes.started_by(leaders, marks):
            for pid in found:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                self.survivors += len(found)
                return
            self._pump(0.02)
