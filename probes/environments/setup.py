"""Set up several environments at once: each is built by itself, and an interrupt ends them all."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from probes.environments.collection import build_or_fall_back
from probes.environments.watching import Watcher
from probes.errors import ProbeError
from probes.guards import signals_ignored, signals_interrupt
from probes.processes import end_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probes.environments.planning import Plan
    from probes.environments.record import Environment
    from probes.machine import Machine

#: What the installer of the largest wheels and the first import take, and room for caches.
MEMORY_A_BUILD = 2**30

Kind = Literal["begun", "step", "detail", "stands", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to one plan.

    kind: "begun"; "step", of the build; "detail", what the installer says; "stands", with the
    environment; "failed", the text says why; "stopped". seconds: since it began.
    """

    plan: Plan
    kind: Kind
    text: str = ""
    environment: Environment | None = None
    seconds: float = 0.0


def usual_jobs(machine: Machine) -> int:
    """How many builds at once suit a machine: one a core, and memory for each."""
    memory = machine.memory_bytes or machine.logical_cores * MEMORY_A_BUILD
    return max(1, min(machine.logical_cores, memory // MEMORY_A_BUILD))


def build_all(
    plans: Sequence[Plan], jobs: int, on_event: Callable[[Event], None]
) -> tuple[Environment | ProbeError, ...]:
    """Build what was planned, `jobs` at once; return what stands or why not, in the plans' order.

    `on_event` is called for one event at a time. Ctrl-C (also SIGTERM and SIGHUP in the main
    thread) ends every build that is at work; KeyboardInterrupt is raised when nothing half-made
    and no process is left, and what was finished stays. What `on_event` raises does the same.
    """
    end_leftovers()  # an installer of a killed set-up would write into what is built anew
    workshop = _Workshop(on_event)
    pool = ThreadPoolExecutor(max_workers=jobs)
    with signals_interrupt():
        try:
            futures = [pool.submit(workshop.build, plan) for plan in plans]
            wait(futures)
        finally:
            with signals_ignored():
                workshop.stopped.set()
                pool.shutdown(cancel_futures=True)
    if workshop.broken is not None:
        raise workshop.broken
    return tuple(future.result() for future in futures)


class _Workshop:
    """Where builds stand side by side: what is fetched at the moment, and by which."""

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self.stopped = threading.Event()
        self.broken: Exception | None = None
        self._on_event = on_event
        self._telling = threading.Lock()
        self._claiming = threading.Lock()
        self._fetching: dict[str, Plan] = {}

    def build(self, plan: Plan) -> Environment | ProbeError:
        if self.stopped.is_set():  # a worker that ended its build may take the next before it ends
            return ProbeError("interrupted")
        began = time.monotonic()
        tell = partial(self._tell, plan)
        watcher = Watcher(
            step=partial(tell, "step"),
            detail=partial(tell, "detail"),
            stopped=self.stopped.is_set,
            claim=partial(self._claim, plan),
            unclaim=partial(self._unclaim, plan),
        )
        tell("begun")
        try:
            built = build_or_fall_back(plan, watcher)
        except ProbeError as problem:
            tell("failed", str(problem), seconds=time.monotonic() - began)
            return problem
        except KeyboardInterrupt:
            tell("stopped", seconds=time.monotonic() - began)
            return ProbeError("interrupted")
        tell("stands", environment=built, seconds=time.monotonic() - began)
        return built

    def _tell(
        self,
        plan: Plan,
        kind: Kind,
        text: str = "",
        environment: Environment | None = None,
        seconds: float = 0.0,
    ) -> None:
        with self._telling:
            try:
                if self.broken is None:
                    self._on_event(Event(plan, kind, text, environment, seconds))
            except Exception as error:  # noqa: BLE001 - no fault of a build: it ends all of them
                self.broken = error
                self.stopped.set()

    def _claim(self, plan: Plan, file: str) -> bool:
        with self._claiming:
            return self._fetching.setdefault(file, plan) is plan

    def _unclaim(self, plan: Plan) -> None:
        with self._claiming:
            self._fetching = {file: by for file, by in self._fetching.items() if by is not plan}
