"""Keeps the books of a run: what is known of every job, its results, the store and the events."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from probes.job_state import JobState, text
from probes.jobs import Absent, EnvironmentLike, Event, EventKind, Job, Profile, seed_text
from probes.outcomes import Outcome
from probes.protocol import Ended
from probes.results import Metrics, Result, ResultStore
from probes.statistics import DISTURBED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probes.machine import Machine


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
        self._on_event(Event(kind, line, job, result, done, len(self.states)))

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
        self._mark("started", profile=asdict(self.profile), seed=self.seed, machine=self._machine)
        for state in self.open_states():
            absent = state.job.environment
            if isinstance(absent, Absent):
                self.end(state, Ended(absent.outcome, absent.reason))

    def take_over(self, earlier: Sequence[Result]) -> None:
        """Take over the finished results of an interrupted run.

        Finished: in the same environment, and with all sets of this profile if it was measured.
        """
        known = {(r.stack, r.workload, r.settings.get("asked_mode"), r.device): r for r in earlier}
        for state in self.states:
            job = state.job
            key = (job.environment.stack, job.workload, job.mode or "", job.device)
            result = known.get(key)
            if result is None or result.outcome is Outcome.SKIPPED:
                continue
            if result.environment_digest != getattr(job.environment, "digest", ""):
                continue
            step = result.metrics.step_s
            if step is not None and len(step.sets) < self.profile.sets:
                continue
            state.result = result
            if step is not None:
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

    def measured(self, state: JobState, *, last: bool) -> None:
        """Store what a set gave; after the last it is the job's result."""
        result = self._result(state, Outcome.MEASURED, self._summary(state))
        if last:
            state.result = result
        self._keep(result)
        self.tell("result" if last else "preliminary", _line(state.job, result), state.job, result)

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
                state.keep_turns()
                if state.sets and state.agrees:
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
        parity = state.parity
        count = sum(len(samples) for samples in state.sets)
        deviation = parity.max_relative_deviation if parity else None
        said = (
            f"agrees with the reference to {deviation:.1g}; {count} samples, {len(state.sets)} set"
        )
        said += "s" * (len(state.sets) != 1)
        share = state.cpu / state.wall if state.wall else 1.0
        if state.job.device == "cpu" and share < DISTURBED:
            said += f"; other work had {1 - share:.0%} of the processor"
        return said if state.steady else f"{said}; unsteady: warm-up reached its limit"

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
                step_s=state.step_time(seed) if outcome is Outcome.MEASURED else None,
                peak_memory_bytes=state.peak,
                peak_device_memory_bytes=state.device_peak,
            ),
            parity=state.parity,
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
    if step is None:
        return f"{job.label}: {result.outcome.label}: {result.reason}"
    return f"{job.label}: {step.median * 1e3:.3g} ms a step ({result.reason})"
