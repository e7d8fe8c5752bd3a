"""Keeps the books of a run: what is known of every job, its results, the store and the events."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from probes.results.outcomes import Outcome
from probes.results.result import Metrics, Result
from probes.results.statistics import DISTURBED
from probes.results.turns import Turn, processor_share, whole_sets
from probes.running.job_state import JobState, text
from probes.running.jobs import Absent, Event, EventKind, Job, Profile, seed_text
from probes.running.protocol import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probes.adapters import EnvironmentLike
    from probes.machine import Machine
    from probes.results.reading import Stored
    from probes.results.store import ResultStore


#: Load of a machine, as a part of its cores, from which on its user is warned.
BUSY = 0.5


class Run:
    """One run: its jobs' states, and where results and events go."""

    def __init__(
        self,
        identity: str,
        jobs: Sequence[Job],
        profile: Profile,
        on_event: Callable[[Event], None],
        store: ResultStore | None,
        seed: int,
        machine: Machine,
    ) -> None:
        self.identity = identity
        self.profile = profile
        self.seed = seed
        self.machine = machine
        self.states = [JobState.of(job) for job in jobs]
        self._on_event = on_event
        self._store = store
        self._machine = machine.to_dict()
        self._machine_digest = machine.digest()
        self._import_s: dict[str, float] = {}
        self._versions: dict[str, dict[str, str]] = {}
        self._interpreters: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._told_of_store = False

    def tell(
        self, kind: EventKind, line: str, job: Job | None = None, result: Result | None = None
    ) -> None:
        """Tell what goes on."""
        done = sum(state.result is not None for state in self.states)
        sets = sum(self.profile.sets if s.result else s.closed for s in self.states)
        share = sets / (self.profile.sets * len(self.states)) if self.states else 1.0
        self._on_event(Event(kind, line, job, result, done, len(self.states), share))

    def open_states(self) -> list[JobState]:
        """Give the jobs that have not come to their end."""
        return [state for state in self.states if state.result is None]

    def results(self) -> list[Result]:
        """Give one result for each job, in their order; once the run has ended."""
        return [state.result for state in self.states if state.result is not None]

    def begin(self) -> None:
        """Mark the start, and end the jobs that have no environment."""
        count = len(self.open_states())
        self.tell("started", f"run {self.identity}: {count} jobs, profile {self.profile.name}")
        load = os.getloadavg()[0]
        if load > BUSY * self.machine.logical_cores:
            self.tell(
                "warning", f"other work is on this machine (load {load:.1f}): times will vary"
            )
        self._mark(
            "started",
            profile=asdict(self.profile),
            seed=self.seed,
            machine=self._machine,
            load=load,
        )
        for state in self.open_states():
            absent = state.job.environment
            if isinstance(absent, Absent):
                self.end(state, Ended(absent.outcome, absent.reason))

    def take_over(self, earlier: Stored) -> None:
        """Take over what an interrupted run had finished, and the whole sets that it had measured.

        Only from the same environment and machine; sets of what it had not finished, from the same
        profile.
        """
        known = {
            (r.stack, r.workload, r.settings.get("asked_mode"), r.device): r
            for r in earlier.results.values()
        }
        for state in self.states:
            job = state.job
            key = (job.environment.stack, job.workload, job.mode or "", job.device)
            result = known.get(key)
            here = (getattr(job.environment, "digest", ""), self._machine_digest)
            if result is None or (result.environment_digest, result.machine_digest) != here:
                continue
            turns = earlier.turns.get(result.key, ())
            if self._is_final(result, turns):
                state.result = result
            elif result.settings.get("profile") == self.profile.name and result.parity:
                state.take_over(result, turns, self.profile.rounds)
            if state.result or state.closed:
                self._adopt(state, result)
            if state.result is None and state.closed >= self.profile.sets:
                # Killed after the last turn: nothing is to be measured, the result is to be made.
                state.result = self._result(state, Outcome.MEASURED, self._summary(state))
                self._keep(state.result)

    def _is_final(self, result: Result, turns: Sequence[Turn]) -> bool:
        """Whether an earlier result is a job's end; one of a set that was cut short is none."""
        step, sets = result.metrics.step_s, self.profile.sets
        if step is None:
            return result.answer is not None or result.outcome is not Outcome.SKIPPED
        whole = len(whole_sets(turns, self.profile.rounds)) == sets * self.profile.rounds
        return len(step.sets) >= sets and (whole or not turns)

    def _adopt(self, state: JobState, result: Result) -> None:
        """Take over what an earlier result tells of its environment and its data."""
        name = _environment_name(state.job.environment)
        if result.metrics.import_s is not None:
            self._import_s.setdefault(name, result.metrics.import_s)
        self._versions.setdefault(name, dict(result.versions))
        self._interpreters.setdefault(name, result.interpreter)
        if result.metrics.step_s is not None or state.closed:
            self._digests[result.workload] = result.workload_digest

    def imported(
        self,
        environment: EnvironmentLike,
        ready: dict[str, Any],
        imported: dict[str, Any],
        seconds: float,
    ) -> None:
        """Take what an import told; the shortest of an environment counts."""
        name = _environment_name(environment)
        self._import_s[name] = min(seconds, self._import_s.get(name, seconds))
        self._interpreters[name] = text(ready, "python")
        versions = imported.get("versions")
        if isinstance(versions, dict):
            self._versions[name] = {str(k): str(v) for k, v in versions.items()}

    def refuse_other_data(self, ready: Sequence[JobState]) -> None:
        """End the jobs that computed on other data than most: their times do not compare.

        Among equally many, those of the NumPy yardstick are right.
        """
        if not ready:
            return
        workload = ready[0].job.workload
        counted = Counter(state.workload_digest for state in ready)
        for state in ready:
            counted[state.workload_digest] += state.environment.stack == "numpy"
        right = self._digests.setdefault(workload, counted.most_common(1)[0][0])
        for state in ready:
            if state.workload_digest != right:
                found = state.workload_digest
                reason = f"computed on other data: digest {found}, the others {right}"
                self.end(state, Ended(Outcome.WRONG_RESULT, reason))

    def prepared(self, state: JobState) -> None:
        """Store that a job agrees, and its clocks: its caches are never cold again."""
        if not state.turns:
            reason = f"{self._agreement(state)}; the run was cut short before it was timed"
            self._keep(self._result(state, Outcome.SKIPPED, reason))

    def turn(self, state: JobState, turn: Turn) -> None:
        """Take and store the samples of a turn."""
        state.turns.append(turn)
        key = (state.environment.stack, state.job.workload, state.mode, state.job.device)
        self._write(lambda store: store.add_turn(self.identity, key, turn))

    def answer(self, workload: str, more: int) -> None:
        """Tell that every stack has had its answer, while more workloads are to come."""
        ended = [s.result for s in self.states if s.job.workload == workload and s.result]
        count = sum(result.outcome is Outcome.MEASURED for result in ended)
        line = f"first answers: {workload} on {count} stacks; {more} more workloads are to come"
        self.tell("answers", line)

    def measured(self, state: JobState, *, last: bool) -> None:
        """Store what a set gave; after the last it is the job's result."""
        result = self._result(state, Outcome.MEASURED, self._summary(state))
        if last:
            state.result = result
        self._keep(result)
        self.tell("result" if last else "preliminary", _line(state.job, result), state.job, result)

    def answered(self, state: JobState, reason: str) -> None:
        """Store the answer to a capability, which is the job's result."""
        state.result = self._result(state, Outcome.MEASURED, reason)
        self._keep(state.result)
        self.tell("result", _line(state.job, state.result), state.job, state.result)

    def end(self, state: JobState, end: Ended, *, stored: bool = True) -> None:
        """End a job without a measurement."""
        state.ended = end
        state.result = self._result(state, end.outcome, end.reason)
        if stored:
            self._keep(state.result)
            if end.details and self._store:
                with contextlib.suppress(OSError):
                    self._store.log(state.result, end.details)
        self.tell("result", _line(state.job, state.result), state.job, state.result)

    def finish(self, *, interrupted: bool) -> None:
        """Give every job that is still open its result, and mark the end."""
        if interrupted:
            for state in self.open_states():
                if state.turns and state.agrees:
                    summary = f"interrupted; {self._summary(state)}"
                    state.result = self._result(state, Outcome.MEASURED, summary)
                    self._keep(state.result)
                else:
                    self.end(state, Ended(Outcome.SKIPPED, "the run was interrupted"))
        event: EventKind = "interrupted" if interrupted else "finished"
        self._mark(event)
        self.tell(event, f"run {self.identity} {event}")

    def _summary(self, state: JobState) -> str:
        """Say in a line what a measurement rests on."""
        step = state.step_time("")
        said = f"{self._agreement(state)}; {step.n} samples, {len(step.sets)} set"
        said += "s" * (len(step.sets) != 1)
        share = processor_share(state.turns)
        if state.job.device == "cpu" and share < DISTURBED:
            said += f"; other work had {1 - share:.0%} of the processor"
        return said if state.steady else f"{said}; unsteady: warm-up reached its limit"

    @staticmethod
    def _agreement(state: JobState) -> str:
        deviation = state.parity.max_relative_deviation if state.parity else None
        return f"agrees with the reference to {deviation:.1g}"

    def _result(self, state: JobState, outcome: Outcome, reason: str) -> Result:
        job, environment, profile = state.job, state.job.environment, self.profile
        name = _environment_name(environment)
        seed = seed_text("bootstrap", self.seed, job.label)
        settings = {
            "profile": profile.name,
            "asked_mode": job.mode or "",
            "threads": profile.threads,
            "allocator": "steady" if profile.steady_allocator else "default",
            "fresh_process_per_job": profile.fresh,
            "sets": profile.sets,
            "seed": self.seed,
        }
        cold = state.cold or (None, None)
        timed = outcome is Outcome.MEASURED and job.kind == "workload"
        return Result(
            run=self.identity,
            measured_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            stack=environment.stack,
            framework=environment.framework,
            workload=job.workload,
            mode=state.mode,
            device=job.device,
            outcome=outcome,
            reason=reason,
            versions=self._versions.get(name, {}),
            interpreter=self._interpreters.get(name, ""),
            environment_digest=getattr(environment, "digest", ""),
            lock=getattr(environment, "lock", {}),
            machine=self._machine,
            machine_digest=self._machine_digest,
            settings=settings,
            workload_digest=state.workload_digest,
            metrics=Metrics(
                import_s=self._import_s.get(name),
                build_s=min(state.build_s, default=None),
                first_step_s=min(state.first_step_s, default=None),
                compile_s=min(state.compile_s, default=None),
                cold_build_s=cold[0],
                cold_first_step_s=cold[1],
                step_s=state.step_time(seed) if timed else None,
                attempt_s=state.attempt_s,
                peak_memory_bytes=state.peak,
                peak_device_memory_bytes=state.device_peak,
            ),
            parity=state.parity,
            kind=job.kind,
            answer=state.answer,
        )

    def _keep(self, result: Result) -> None:
        self._write(lambda store: store.add(result))

    def _mark(self, event: str, **details: object) -> None:
        self._write(lambda store: store.mark(self.identity, event, **details))

    def _write(self, action: Callable[[ResultStore], None]) -> None:
        """Write to the store; a full disk costs the file, not the run."""
        if self._store is None:
            return
        try:
            action(self._store)
        except OSError as error:
            if not self._told_of_store:
                self._told_of_store = True
                path = self._store.path(self.identity)
                self.tell("warning", f"{path}: results cannot be written ({error.strerror})")


def _environment_name(environment: EnvironmentLike | Absent) -> str:
    """Name an environment for its stack: several stacks may stand in one."""
    return f"{environment.stack}-{getattr(environment, 'digest', '')}"


def _line(job: Job, result: Result) -> str:
    """Say a result in a line."""
    step = result.metrics.step_s
    if result.answer is not None:
        return f"{job.label}: {'yes' if result.answer else 'no'}: {result.reason}"
    if step is None:
        return f"{job.label}: {result.outcome.label}: {result.reason}"
    milliseconds = float(f"{step.median * 1e3:.3g}")  # without an exponent where it is long
    return f"{job.label}: {milliseconds:g} ms a step ({result.reason})"
