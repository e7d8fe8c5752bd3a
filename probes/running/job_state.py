"""What is known of one job while its run goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from probes.adapters import declared_modes
from probes.inside.workload_names import plain
from probes.results.outcomes import Outcome
from probes.results.result import Parity
from probes.results.turns import Turn, step_time, whole_sets
from probes.running.jobs import Absent
from probes.running.protocol import Ended, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from probes.adapters import EnvironmentLike
    from probes.results.result import Result, StepTime
    from probes.running.jobs import Job


@dataclass(slots=True)
class JobState:
    """What is known of one job so far; closed: sets that are whole; answer: of a capability."""

    job: Job
    ended: Ended | None = None
    result: Result | None = None
    mode: str = ""
    workload_digest: str = ""
    build_s: list[float] = field(default_factory=list)
    first_step_s: list[float] = field(default_factory=list)
    compile_s: list[float] = field(default_factory=list)
    cold: tuple[float, float] | None = None
    parity: Parity | None = None
    agrees: bool = False
    steady: bool = True
    turns: list[Turn] = field(default_factory=list)
    closed: int = 0
    answer: bool | None = None
    attempt_s: float | None = None
    peak: int | None = None
    device_peak: int | None = None

    @classmethod
    def of(cls, job: Job) -> JobState:
        """Start with the mode that the job will run in, as far as its adapter declares it."""
        if job.mode:
            return cls(job, mode=job.mode)
        if isinstance(job.environment, Absent):
            return cls(job, mode="default")
        modes = declared_modes(job.environment).get(plain(job.workload), [])
        return cls(job, mode=modes[0] if modes else "default")

    @property
    def environment(self) -> EnvironmentLike:
        """The environment; only a job that has one is ever run."""
        if isinstance(self.job.environment, Absent):
            raise TypeError(self.job.label)
        return self.job.environment

    def prepared(
        self,
        prepared: dict[str, Any],
        first: dict[str, Any],
        parity: dict[str, Any],
        *,
        cold: bool,
    ) -> None:
        """Take what preparing told; Ended(WRONG_RESULT) where the reference is not met."""
        self.mode = text(prepared, "mode")
        self.workload_digest = text(prepared, "workload_digest")
        build, step = number(prepared, "build_s"), number(first, "seconds")
        self.build_s.append(build)
        self.first_step_s.append(step)
        if prepared.get("compile_s") is not None:
            self.compile_s.append(number(prepared, "compile_s"))
        if cold and self.cold is None:
            self.cold = (build, step)
        found = _parity(parity)
        if self.parity is None or _worse(found, self.parity):
            self.parity = found
        if parity.get("agrees") is not True:
            raise Ended(Outcome.WRONG_RESULT, text(parity, "reason"))
        self.agrees = True

    def answered(self, event: dict[str, Any]) -> str:
        """Take the answer to a capability and give its reason; Ended(WRONG_RESULT) without one."""
        self.workload_digest = text(event, "digest")
        self.attempt_s = number(event, "seconds")
        reason, answer = text(event, "reason"), event.get("answer")
        if answer is None:
            raise Ended(Outcome.WRONG_RESULT, reason)
        if not isinstance(answer, bool):
            fault = f"broke the worker's protocol: answer is {answer!r:.60}, not true or false"
            raise Ended(Outcome.FAILED, fault)
        self.answer = answer
        return reason

    def take_over(self, result: Result, turns: Sequence[Turn], rounds: int) -> None:
        """Go on from what an earlier run had measured of the job: its whole sets count."""
        self.turns = whole_sets(turns, rounds)
        self.closed = len(self.turns) // rounds
        if not self.closed:
            return
        metrics, step = result.metrics, result.metrics.step_s
        self.mode, self.workload_digest = result.mode, result.workload_digest
        self.parity, self.agrees = result.parity, True
        self.steady = step is None or step.steady
        self.build_s, self.first_step_s, self.compile_s = (
            [] if clock is None else [clock]
            for clock in (metrics.build_s, metrics.first_step_s, metrics.compile_s)
        )
        if metrics.cold_build_s is not None and metrics.cold_first_step_s is not None:
            self.cold = (metrics.cold_build_s, metrics.cold_first_step_s)
        self.peak, self.device_peak = metrics.peak_memory_bytes, metrics.peak_device_memory_bytes

    def close_set(self, memory: dict[str, Any]) -> None:
        """Take the peaks; the turns of this set are all there."""
        self.peak = _larger(self.peak, memory.get("peak_bytes"))
        self.device_peak = _larger(self.device_peak, memory.get("device_peak_bytes"))
        self.closed += 1

    def step_time(self, seed: str) -> StepTime:
        """Give the steady step over the turns so far; there must be one."""
        return step_time(self.turns, device=self.job.device, steady=self.steady, seed=seed)


def _parity(event: dict[str, Any]) -> Parity:
    try:
        losses, parameters = event["losses"], event["parameters"]
        return Parity(
            steps=int(event["steps"]),
            max_relative_deviation=_optional(losses["deviation"]),
            tolerance=float(losses["tolerance"]),
            parameters_deviation=_optional(parameters["deviation"]),
            parameters_tolerance=float(parameters["tolerance"]),
            parameters_worst=str(parameters["worst"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        reason = f"broke the worker's protocol: parity event without {error}"
        raise Ended(Outcome.FAILED, reason) from None


def _worse(first: Parity, second: Parity) -> bool:
    """Whether the first deviates more."""
    if first.max_relative_deviation is None or second.max_relative_deviation is None:
        return first.max_relative_deviation is None
    return first.max_relative_deviation > second.max_relative_deviation


def _optional(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _larger(known: int | None, new: object) -> int | None:
    if not isinstance(new, int):
        return known
    return new if known is None else max(known, new)


def text(event: dict[str, Any], name: str) -> str:
    """Take a text from an event; Ended if it is none."""
    value = event.get(name)
    if isinstance(value, str) and value:
        return value
    reason = f"broke the worker's protocol: {name} is {value!r:.60}, not a text"
    raise Ended(Outcome.FAILED, reason)
