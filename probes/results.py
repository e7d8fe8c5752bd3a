"""What a probe found: one record per job, kept in one JSON Lines file per run.

A run's file is the truth. Every line is a JSON object with a "schema": a result, or a mark of the
run itself (started, finished, interrupted). A job's result may be written more than once while its
run goes on, so that a crash keeps what was measured; the last line of a job counts.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import logging
import os
import time
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, TypeVar

import psutil

from probes.errors import ProbeError
from probes.outcomes import Outcome

RESULT_SCHEMA = "framework-recommender/probe-result/1"
RUN_SCHEMA = "framework-recommender/probe-run/1"
LONGEST_LINE = 1_000_000
_LINGERING_S = 2.0

Key: TypeAlias = tuple[str, str, str, str]
T = TypeVar("T")
_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Clocks in seconds, kept apart, and peaks in bytes; None where it was not measured.

    import_s, build_s, first_step_s: the least of the sets, so with the framework's caches warm.
    compile_s: the part of build_s that the framework spent compiling, where it compiles then.
    cold_build_s, cold_first_step_s: with the framework's caches empty.
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

    schema: ClassVar[str] = RESULT_SCHEMA

    def __post_init__(self) -> None:
        for name in ("versions", "lock", "machine", "settings"):
            object.__setattr__(self, name, dict(getattr(self, name)))  # its own, and plain for JSON
        if not self.reason or "\n" in self.reason:
            message = f"a result needs a reason of one line, not {self.reason!r}"
            raise ValueError(message)
        if (self.outcome is Outcome.MEASURED) != (self.metrics.step_s is not None):
            message = f"only a measured result has step times, and it always has; {self.key}"
            raise ValueError(message)
        if self.outcome is Outcome.MEASURED and self.parity is None:
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
    if hint is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    name = getattr(hint, "__name__", str(hint))
    message = f"{where}: expected {name}, found {value!r:.80}"
    raise ProbeError(message)


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

    def log(self, result: Result, text: str) -> Path:
        """Keep what a job that ended without a measurement left: its traceback or its output."""
        folder = self.folder / "logs" / result.run
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / ("-".join(result.key) + ".log")
        path.write_text(text, encoding="utf-8")
        return path

    def append(self, run: str, data: Mapping[str, Any]) -> None:
        """Append one line, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, allow_nan=False, default=_plain, ensure_ascii=False)
        append_line(self.path(run), text)

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


def append_line(path: Path, text: str) -> None:
    """Append a line so that readers and other writers see all of it or nothing.

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


def read_lines(
    path: Path, on_problem: Callable[[str], None] = _log.warning
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every whole line of a run's file with its place; a damaged one is reported and skipped.

    Raises ProbeError for a line of an unknown schema, which a newer version may have written, and
    for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
                where = f"{path}:{number}"
                if not line.strip():
                    continue
                try:
                    data = json.loads(line)
                except (ValueError, RecursionError):
                    on_problem(f"{where}: damaged line skipped")
                    continue
                if not isinstance(data, dict):
                    on_problem(f"{where}: damaged line skipped (not an object)")
                    continue
                if data.get("schema") not in (RESULT_SCHEMA, RUN_SCHEMA):
                    message = (
                        f"{where}: schema {data.get('schema')!r} is not known;"
                        " read it with the version that wrote it"
                    )
                    raise ProbeError(message)
                yield where, data
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); name a run's results file"
        raise ProbeError(message) from None


def load(path: Path, on_problem: Callable[[str], None] = _log.warning) -> tuple[Result, ...]:
    """Read a run's results, the last of each job; `read_lines` says what can go wrong.

    A result that does not hold together (a field missing or of the wrong type) is reported and
    skipped like a damaged line.
    """
    found: dict[Key, Result] = {}
    for where, data in read_lines(path, on_problem):
        if data["schema"] == RESULT_SCHEMA:
            try:
                result = Result.from_dict(data, where)
            except ProbeError as error:
                on_problem(f"{error}; line skipped")
            else:
                found[result.key] = result
    return tuple(found.values())


def newest(results: Iterable[Result]) -> tuple[Result, ...]:
    """Choose the newest result of every job, by key; a skipped one only if there is no other."""
    chosen: dict[Key, Result] = {}
    for result in sorted(results, key=lambda r: (r.outcome is not Outcome.SKIPPED, r.measured_at)):
        chosen[result.key] = result
    return tuple(chosen[key] for key in sorted(chosen))


def latest(
    store: ResultStore,
    machine_digest: str,
    on_problem: Callable[[str], None] = _log.warning,
) -> tuple[Result, ...]:
    """Find the newest result that this machine gave for every job; see `newest`.

    What a framework compiles is kept between runs, so a later run seldom finds empty caches: its
    cold clocks are those of the last run of the same environment and workload that did.
    """
    everything = [
        result
        for path in store.runs()
        for result in load(path, on_problem)
        if result.machine_digest == machine_digest
    ]
    cold: dict[tuple[str, ...], Result] = {}
    for result in sorted(everything, key=lambda r: r.measured_at):
        if result.metrics.cold_first_step_s is not None:
            cold[_same_computation(result)] = result
    return tuple(
        _with_cold_clocks(result, cold.get(_same_computation(result)))
        for result in newest(everything)
    )


def _same_computation(result: Result) -> tuple[str, ...]:
    return (*result.key, result.environment_digest, result.workload_digest)


def _with_cold_clocks(result: Result, cold: Result | None) -> Result:
    if cold is None or result.outcome is not Outcome.MEASURED:
        return result
    metrics = replace(
        result.metrics,
        cold_build_s=cold.metrics.cold_build_s,
        cold_first_step_s=cold.metrics.cold_first_step_s,
    )
    return replace(result, metrics=metrics)


def unfinished(store: ResultStore) -> str | None:
    """Id of the newest run, if it was started and neither finished nor given up; else None."""
    for path in reversed(store.runs()):
        events = [data["event"] for _, data in read_lines(path) if data["schema"] == RUN_SCHEMA]
        return None if "finished" in events else path.stem
    return None
