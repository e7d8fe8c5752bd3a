"""Leads workers through a run: who lives, who is served when, and what each is asked.

For every set of fresh processes and every workload in turn, each stack's worker imports, builds,
takes its first steps and is compared with the float64 reference, one after the other; it warms up
until two windows of samples agree; then all that agree stay alive and are served short turns in an
order that is shuffled anew in every round. Interleaving lets a drift of the machine hit all alike,
and several sets show what one process differs from the next.

Then every stack tries the capabilities that are asked for, one after the other.
"""

from __future__ import annotations

import contextlib
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from probes.adapters import adapter_of
from probes.environments.variables import choose_processors, worker_variables
from probes.results.outcomes import Outcome
from probes.results.statistics import windows_agree
from probes.results.turns import Turn
from probes.running.capability_jobs import not_to_be_tried
from probes.running.jobs import seed_text
from probes.running.protocol import Ended, number
from probes.running.run_plan import generations
from probes.running.workers import Deadline, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from probes.machine import Machine
    from probes.running.job_state import JobState
    from probes.running.progress import Run
    from probes.running.worker_process import Worker

#: Memory that one living worker is reckoned with when it is decided how many may live at once.
_WORKER_BYTES = 3 * 2**29
#: The same of a GPU's memory: every process has a CUDA context of its own beside its tensors.
_WORKER_GPU_BYTES = 2**30
_MOST_STEPS = 100_000


class _Lane:
    """A living worker with what its import told."""

    def __init__(self, worker: Worker, home: Path) -> None:
        self.worker = worker
        self.home = home


class Conductor:
    """Leads the workers through the sets of a run."""

    def __init__(self, this: Run, caches: Path, scratch: Path) -> None:
        self.run = this
        self.profile = this.profile
        self.caches = caches
        self.scratch = scratch
        self.workers = Workers()
        self.lanes: dict[tuple[str, ...], _Lane] = {}
        self.broken: dict[tuple[str, ...], Ended] = {}
        self.order = random.Random(seed_text("order", this.seed))  # noqa: S311 - not a secret
        allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
        self.processors = choose_processors(allowed, this.profile.threads)
        self.most_alive = _most_alive(this.machine, this.states)

    def conduct(self) -> None:
        """Go through generations of fresh processes, in each workload by workload."""
        timed = [state.job for state in self.run.states if state.job.kind == "workload"]
        workloads = list(dict.fromkeys(job.workload for job in timed))
        planned = generations(workloads, self.profile.sets)
        for generation in planned:
            for workload, number_ in generation:
                self._set(workload, number_)
                if number_ + 1 == self.profile.sets and workload == workloads[0] and workloads[1:]:
                    self.run.answer(workload, len(workloads) - 1)
            self._retire(())
        for state in self.run.open_states():
            if state.job.kind == "capability":
                self._ask(state)

    def _ask(self, state: JobState) -> None:
        """Let a stack try a capability, in a process of its own: attempts change its settings."""
        job = state.job
        self.run.tell("phase", f"{job.label}: is tried", job)
        with self._ends(state):
            if reason := not_to_be_tried(job, self.run.machine):
                raise Ended(Outcome.UNSUPPORTED, reason)
            worker = self._lane(state, 1).worker
            worker.send({"do": "try", "capability": job.workload, "device": job.device})
            deadline = Deadline(self.profile.prepare_limit_s)
            event = self.workers.wait(worker, "answer", deadline, "the attempt")
            self.run.answered(state, state.answered(event))
        self._leave(state, healthy=True)

    def _set(self, workload: str, number_: int) -> None:
        """Measure one set of a workload on every stack that has not been in it."""
        states = [
            state
            for state in self.run.open_states()
            if state.job.workload == workload and state.closed <= number_
        ]
        if states:
            self.run.tell("set", f"{workload}: set {number_ + 1} of {self.profile.sets}")
        self.order.shuffle(states)
        for start in range(0, len(states), self.most_alive):
            self._cohort(states[start : start + self.most_alive], number_)

    def _cohort(self, states: Sequence[JobState], number_: int) -> None:
        """Prepare the workers of one workload, then serve them in shuffled turns."""
        if len(self.lanes) + len(states) > self.most_alive:
            self._retire([self._lane_key(state) for state in states])
        ready = []
        for state in states:
            with self._ends(state):
                self._prepare(state, number_)
                self.run.prepared(state)
                ready.append(state)
        self.run.refuse_other_data(ready)
        ready = [state for state in ready if not state.ended]
        counts = {}
        for state in ready:
            with self._ends(state):
                counts[id(state)] = self._warm_up(state)
        for _ in range(self.profile.rounds):
            self.order.shuffle(ready)
            for state in ready:
                if not state.ended:
                    with self._ends(state):
                        seconds, cpu = self._turn(state, counts[id(state)])
                        self.run.turn(state, Turn(number_, tuple(seconds), tuple(cpu)))
        for state in ready:
            if not state.ended:
                with self._ends(state):
                    self._close_set(state, number_)
            if self.profile.fresh:
                self._leave(state, healthy=not state.ended)

    @contextlib.contextmanager
    def _ends(self, state: JobState) -> Iterator[None]:
        """Turn a fault into the job's result, and end a worker that can no longer be trusted."""
        try:
            yield
        except Ended as end:
            if end.outcome not in (Outcome.UNSUPPORTED, Outcome.WRONG_RESULT):
                self._leave(state, healthy=False)
            elif self.profile.fresh:
                self._leave(state, healthy=True)
            self.run.end(state, end)

    def _lane_key(self, state: JobState) -> tuple[str, ...]:
        environment = state.environment
        key = (environment.stack, environment.digest, state.job.device, state.job.mode or "")
        return (*key, state.job.workload) if self.profile.fresh else key

    def _leave(self, state: JobState, *, healthy: bool) -> None:
        lane = self.lanes.pop(self._lane_key(state), None)
        if lane is not None:
            self.workers.end(lane.worker, healthy=healthy)

    def _retire(self, needed: Sequence[tuple[str, ...]]) -> None:
        """End the workers that the next cohort does not need."""
        leaving = [key for key in self.lanes if key not in needed]
        self.workers.end(*[self.lanes.pop(key).worker for key in leaving], healthy=True)

    def _lane(self, state: JobState, number_: int) -> _Lane:
        """Give the job's worker, with its framework imported; start one where there is none."""
        key = self._lane_key(state)
        if key in self.broken:
            raise self.broken[key]
        if key not in self.lanes:
            try:
                self.lanes[key] = self._start(state, number_)
                return self.lanes[key]
            except Ended as end:
                self.broken[key] = end  # its other workloads would only wait for the same end
                raise
        return self.lanes[key]

    def _start(self, state: JobState, number_: int) -> _Lane:
        environment, profile = state.environment, self.profile
        adapter = adapter_of(environment)
        if adapter is None:
            reason = (
                f"there is no adapter for stack {environment.stack} in probes/inside/frameworks"
            )
            raise Ended(Outcome.UNSUPPORTED, reason)
        cold = profile.fresh and number_ == 0
        scratch = Path(tempfile.mkdtemp(dir=self.scratch))
        home = (
            scratch / "home" if cold else self.caches / f"{environment.stack}-{environment.digest}"
        )
        _make(home / "tmp")
        variables = worker_variables(
            os.environ,
            environment,
            state.job.device,
            home,
            threads=profile.threads,
            steady_allocator=profile.steady_allocator,
        )
        worker = self.workers.start(environment.python, variables, scratch, self.processors)
        deadline = Deadline(profile.import_limit_s)
        try:
            ready = self.workers.wait(worker, "ready", deadline, "the interpreter's start")
            worker.send({"do": "import", "adapter": adapter, "shim": environment.shim})
            imported = self.workers.wait(worker, "imported", deadline, "import")
            self.run.imported(environment, ready, imported, number(imported, "seconds"))
        except Ended:
            self.workers.end(worker, healthy=False)
            raise
        return _Lane(worker, home)

    def _prepare(self, state: JobState, number_: int) -> None:
        """Build, first step, parity; Ended(WRONG_RESULT) where the reference is not met."""
        job = state.job
        self.run.tell("phase", f"{job.label}: prepares", job)
        lane = self._lane(state, number_)
        deadline = Deadline(self.profile.prepare_limit_s)
        lane.worker.send(
            {
                "do": "prepare",
                "workload": job.workload,
                "mode": job.mode,
                "device": job.device,
                "parity_steps": self.profile.parity_steps,
                "references": str(self.scratch),
            }
        )
        prepared = self.workers.wait(lane.worker, "prepared", deadline, "build")
        first = self.workers.wait(lane.worker, "first_step", deadline, "first step")
        parity = self.workers.wait(lane.worker, "parity", deadline, "parity")
        mark = lane.home / ".probed" / f"{job.workload}-{state.mode}-{job.device}"
        state.prepared(prepared, first, parity, cold=not mark.exists())
        with contextlib.suppress(OSError):
            _make(mark.parent)
            mark.touch()

    def _warm_up(self, state: JobState) -> int:
        """Step until two windows agree or the cap; give the steps of a block."""
        profile = self.profile
        began = time.monotonic()
        step = self._chunk(state, 1, 2, 0)[0][-1]
        count = min(max(1, round(profile.turn_s / profile.blocks / max(step, 1e-9))), _MOST_STEPS)
        samples: list[float] = []
        while True:
            samples += self._chunk(state, count, profile.window, 0)[0]
            if windows_agree(samples, profile.window):
                break
            if time.monotonic() - began > profile.warm_up_s:
                state.steady = False
                break
        step = samples[-1]
        return min(max(1, round(profile.turn_s / profile.blocks / max(step, 1e-9))), _MOST_STEPS)

    def _turn(self, state: JobState, count: int) -> tuple[list[float], list[float]]:
        return self._chunk(state, count, self.profile.blocks, self.profile.skip)

    def _chunk(
        self, state: JobState, count: int, blocks: int, skip: int
    ) -> tuple[list[float], list[float]]:
        """Let the worker step; give wall and processor seconds per step, one of each a block."""
        worker = self.lanes[self._lane_key(state)].worker
        worker.send({"do": "steps", "count": count, "blocks": blocks, "skip": skip})
        deadline = Deadline(self.profile.turn_limit_s)
        chunk = self.workers.wait(worker, "chunk", deadline, "steady steps")
        seconds, cpu = _samples(chunk, "seconds", blocks), _samples(chunk, "cpu", blocks)
        return seconds, cpu

    def _close_set(self, state: JobState, number_: int) -> None:
        worker = self.lanes[self._lane_key(state)].worker
        worker.send({"do": "memory"})
        deadline = Deadline(self.profile.turn_limit_s)
        memory = self.workers.wait(worker, "memory", deadline, "memory")
        state.close_set(memory)
        self.run.measured(state, last=number_ + 1 == self.profile.sets)


def _most_alive(machine: Machine, states: Sequence[JobState]) -> int:
    """Say how many workers may live at once, so that memory lasts; two at least, to compare."""
    most = (machine.memory_bytes or 4 * _WORKER_BYTES) // _WORKER_BYTES
    if any(state.job.device == "cuda" for state in states):
        known = [gpu.memory_bytes for gpu in machine.gpus if gpu.memory_bytes]
        most = min([most, *(memory // _WORKER_GPU_BYTES for memory in known[:1])])
    return max(2, most)


def _samples(chunk: dict[str, object], name: str, blocks: int) -> list[float]:
    values = chunk.get(name)
    if not isinstance(values, list) or len(values) != blocks:
        reason = f"broke the worker's protocol: {name} is {values!r:.60}, not {blocks} numbers"
        raise Ended(Outcome.FAILED, reason)
    found = [number({name: value}, name) for value in values]
    if name == "seconds" and 0.0 in found:
        raise Ended(Outcome.FAILED, "broke the worker's protocol: steps that took no time")
    return found


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Ended(Outcome.FAILED, f"{folder} cannot be made ({error.strerror})") from None
