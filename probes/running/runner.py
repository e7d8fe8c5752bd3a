"""Runs jobs and gives exactly one result for each; ``conductor`` says in which order.

A job that cannot be measured ends with its outcome and reason, and no other job suffers. What is
known is stored at once, so that a crash or Ctrl-C keeps it.
"""

from __future__ import annotations

import contextlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from probes import machine as machines
from probes import paths
from probes.errors import ProbeError
from probes.guards import scratch_folder, signals_ignored, signals_interrupt
from probes.processes import end_leftovers
from probes.results.outcomes import Outcome
from probes.results.reading import read
from probes.running.conductor import Conductor
from probes.running.jobs import (
    FULL,
    QUICK,
    Absent,
    Event,
    EventKind,
    Job,
    Profile,
)
from probes.running.progress import Run
from probes.running.protocol import Ended
from probes.running.run_plan import expected_run_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from probes.machine import Machine
    from probes.results.result import Result
    from probes.results.store import ResultStore

__all__ = [
    "FULL",
    "QUICK",
    "Absent",
    "Event",
    "EventKind",
    "Job",
    "Profile",
    "expected_run_seconds",
    "run",
]


def run(
    jobs: Sequence[Job],
    *,
    profile: Profile,
    on_event: Callable[[Event], None],
    store: ResultStore | None,
    seed: int,
    resume: str | None = None,
    machine: Machine | None = None,
    caches: Path | None = None,
) -> list[Result]:
    """Run the jobs; give one result for each, in their order.

    on_event: is told what goes on, in this thread. It must not raise.
    store: where results go as soon as they are known, None for nowhere. One run at a time measures
    on a machine: while another does, all jobs are skipped.
    seed: decides the order of turns and the bootstrap.
    resume: id of an earlier run in the store whose finished jobs are taken over, and whose file is
    gone on with.
    caches: the folder for what frameworks compile, by default in the user's cache.

    Ctrl-C (also SIGTERM and SIGHUP in the main thread) ends the run early: an "interrupted" event,
    and results for all jobs nevertheless. No process that a worker started is left, whatever
    happens. Raises ProbeError for jobs that appear twice, before anything runs.
    """
    _refuse_twins(jobs)
    machine = machine or machines.describe()
    name = resume or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    this = Run(name, jobs, profile, on_event, store, seed, machine)
    with store.measuring() if store else contextlib.nullcontext("") as holder:
        if holder:
            reason = f"{holder} is measuring on this machine; run again when it has ended"
            for state in this.states:
                this.end(state, Ended(Outcome.SKIPPED, reason), stored=False)
            return this.results()
        if resume and store:
            this.take_over(read(store.path(resume)))
        this.begin()
        if left := end_leftovers():
            this.tell("warning", f"{left} processes that a killed run had left were ended")
        interrupted = False
        caches = caches or paths.cache() / "frameworks"
        with scratch_folder(caches) as scratch:
            conductor = Conductor(this, caches, scratch)
            try:
                with signals_interrupt():
                    conductor.conduct()
            except KeyboardInterrupt:
                interrupted = True
            finally:
                with signals_ignored():
                    conductor.workers.end_all()
        if conductor.workers.survivors:
            this.tell("warning", f"{conductor.workers.survivors} processes could not be ended")
        this.finish(interrupted=interrupted)
    return this.results()


def _refuse_twins(jobs: Sequence[Job]) -> None:
    seen = set()
    for job in jobs:
        key = (job.environment.stack, job.workload, job.mode, job.device)
        if key in seen:
            message = f"{job.label} is asked for twice; ask for it once"
            raise ProbeError(message)
        seen.add(key)
