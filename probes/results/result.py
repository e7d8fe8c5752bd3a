"""What a probe found: one record per job, checked when it is made and when it is read."""

from __future__ import annotations

import functools
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, TypeAlias, TypeVar

from probes.errors import ProbeError
from probes.results.outcomes import Kind, Outcome

RESULT_SCHEMA = "framework-recommender/probe-result/1"

Key: TypeAlias = tuple[str, str, str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """Steady training steps, in seconds per step.

    median, low, high: of all samples, with the bounds of a 95 % bootstrap interval.
    n: samples that count. disturbed: samples left out, because other work had the processor.
    sets: the median of each set of fresh processes.
    steady: whether warm-up ended because two windows agreed, in every set.
    cpu_share: processor seconds per second of wall clock, over all samples, also those left out.
    With one thread, clearly less than 1 means that other work on the machine disturbed the run.
    """

    median: float
    low: float
    high: float
    n: int
    steady: bool
    sets: tuple[float, ...]
    disturbed: int
    cpu_share: float

    def __post_init__(self) -> None:
        if not self.sets or self.n < 1:
            raise ValueError("there must be a set, and a sample in it")
        if min(self.median, self.low, self.high, *self.sets) <= 0:
            raise ValueError("times must be above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Clocks in seconds, kept apart, and peaks in bytes; None where it was not measured.

    import_s, build_s, first_step_s: the least of the sets, so with the framework's caches warm.
    compile_s: the part of build_s that the framework spent compiling, where it compiles then.
    cold_build_s, cold_first_step_s: with the framework's caches empty.
    attempt_s: what trying a capability took.
    """

    import_s: float | None = None
    build_s: float | None = None
    first_step_s: float | None = None
    compile_s: float | None = None
    cold_build_s: float | None = None
    cold_first_step_s: float | None = None
    step_s: StepTime | None = None
    peak_memory_bytes: int | None = None
    peak_device_memory_bytes: int | None = None
    attempt_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """How the first steps compared with the workload's float64 reference.

    max_relative_deviation: of the losses; None if a loss was not finite.
    parameters_deviation: the worst parameter's distance from the reference's, relative to how far
    training moved it; None if it was not finite.
    """

    steps: int
    max_relative_deviation: float | None
    tolerance: float
    parameters_deviation: float | None
    parameters_tolerance: float
    parameters_worst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The one end of one job.

    kind: "workload", or "capability", which has the place of the workload then and an answer if it
    was measured: whether the stack did it.
    run: id of the run. measured_at: UTC, ISO 8601. reason: one line, for every outcome.
    versions: of the framework and what it stands on; lock: all that the environment holds.
    settings: what the run fixed (profile, threads, processors, allocator, seed).
    workload_digest: of specification and data; times of different digests never compare.
    """

    run: str
    measured_at: str
    stack: str
    framework: str
    workload: str
    mode: str
    device: str
    outcome: Outcome
    reason: str
    versions: Mapping[str, str] = field(default_factory=dict)
    interpreter: str = ""
    environment_digest: str = ""
    lock: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    machine_digest: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    workload_digest: str = ""
    metrics: Metrics = field(default_factory=Metrics)
    parity: Parity | None = None
    kind: str = "workload"
    answer: bool | None = None

    schema: ClassVar[str] = RESULT_SCHEMA

    def __post_init__(self) -> None:
        for name in ("versions", "lock", "machine", "settings"):
            object.__setattr__(self, name, dict(getattr(self, name)))  # its own, and plain for JSON
        if not self.reason or "\n" in self.reason:
            message = f"a result needs a reason of one line, not {self.reason!r}"
            raise ValueError(message)
        if self.kind not in typing.get_args(Kind):
            message = f"a result is of a workload or a capability, not of a {self.kind!r:.80}"
            raise ValueError(message)
        measured = self.outcome is Outcome.MEASURED
        if (measured and self.kind == "capability") != (self.answer is not None):
            message = f"only a measured capability has an answer, and it always has; {self.key}"
            raise ValueError(message)
        if (measured and self.kind == "workload") != (self.metrics.step_s is not None):
            message = f"only a measured result has step times, and it always has; {self.key}"
            raise ValueError(message)
        if measured and self.kind == "workload" and self.parity is None:
            message = f"a measured result must have been compared with its reference; {self.key}"
            raise ValueError(message)

    @property
    def key(self) -> Key:
        """Stack, workload, mode and device: what distinguishes results of one machine."""
        return (self.stack, self.workload, self.mode, self.device)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return {"schema": self.schema, **asdict(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "result") -> Result:
        """Check plain data and make a result of it; ProbeError names the field at fault."""
        if data.get("schema") != RESULT_SCHEMA:
            message = f"{where}: schema {data.get('schema')!r} is not known; use {RESULT_SCHEMA}"
            raise ProbeError(message)
        rest = {name: value for name, value in data.items() if name != "schema"}
        return _checked(cls, rest, where)


def _checked(kind: type[T], data: object, where: str) -> T:
    """Make a dataclass of plain data, each value checked against its annotation."""
    if not isinstance(data, Mapping):
        message = f"{where}: expected an object, found {type(data).__name__}"
        raise ProbeError(message)
    hints = _hints(kind)  # type: ignore[arg-type] # a class is hashable
    unknown = sorted(set(data) - set(hints))
    if unknown:
        message = f"{where}: unknown field {unknown[0]!r}"
        raise ProbeError(message)
    values = {name: _value(hints[name], data[name], f"{where}: {name}") for name in data}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        message = f"{where}: {error}"
        raise ProbeError(message) from None


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    """Give the fields of a dataclass with their types."""
    hints = typing.get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(kind)}


def _value(hint: Any, value: object, where: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        if value is None and type(None) in arguments:
            return None
        return _value(next(a for a in arguments if a is not type(None)), value, where)
    if origin is tuple and isinstance(value, (list, tuple)):
        return tuple(_value(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is Mapping and isinstance(value, Mapping):
        if arguments[1] is str and not all(isinstance(item, str) for item in value.values()):
            message = f"{where}: expected texts as values"
            raise ProbeError(message)
        return dict(value)
    if hint is Outcome and isinstance(value, str) and value in set(Outcome):
        return Outcome(value)
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return _checked(hint, value, where)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is float and number and math.isfinite(value):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    if hint in (int, str, bool) and type(value) is hint:
        return value
    name = getattr(hint, "__name__", str(hint))
    message = f"{where}: expected {name}, found {value!r:.80}"
    raise ProbeError(message)
