"""Where results are kept: one JSON Lines file per run, which is the truth.

Every line is a JSON object with a "schema": a result, or a mark of the run itself (started,
finished, interrupted, or a turn: the samples that a worker gave when it was its turn). A job's
result may be written more than once while its run goes on, and turns are written as they come, so
that a crash keeps what was measured. The last result of a job counts, with the turns behind it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from probes.errors import ProbeError
from probes.results.outcomes import Outcome
from probes.results.result import RESULT_SCHEMA, Key, Result
from probes.results.turns import Turn, step_time, whole_sets

RUN_SCHEMA = "framework-recommender/probe-run/1"
STARTED = "started"
TURN = "turn"
LONGEST_LINE = 1_000_000
_LINGERING_S = 2.0
_log = logging.getLogger(__name__)
#: How a problem ends after which the reading goes on.
SKIPPED = "; skipped"


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
                    on_problem(f"{where}: damaged line{SKIPPED}")
                    continue
                if not isinstance(data, dict):
                    on_problem(f"{where}: damaged line, not an object{SKIPPED}")
                    continue
                if data.get("schema") not in (RESULT_SCHEMA, RUN_SCHEMA):
                    message = (
                        f"{where}: schema {data.get('schema')!r} is not known;"
                        " read it with the version that wrote it"
                    )
                    raise ProbeError(message)
                yield where, data
    except OSError as error:
        message = (
            f"{path}: cannot be read ({str(error.strerror).lower()}); name a run's results file"
        )
        raise ProbeError(message) from None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file of a run holds.

    results: the last of each job, as it was written. turns: the samples of each job, as they came.
    behind: the jobs with turns that were written after their last result.
    """

    results: Mapping[Key, Result]
    turns: Mapping[Key, tuple[Turn, ...]] = field(default_factory=dict)
    behind: frozenset[Key] = frozenset()


def read(path: Path, on_problem: Callable[[str], None] = _log.warning) -> Stored:
    """Read a run's file; `read_lines` says what can go wrong.

    A result or a turn that does not hold together (a field missing or of the wrong type) is
    reported and skipped like a damaged line.
    """
    found: dict[Key, Result] = {}
    turns: dict[Key, list[Turn]] = {}
    behind: set[Key] = set()
    for where, data in read_lines(path, on_problem):
        try:
            if data["schema"] == RESULT_SCHEMA:
                result = Result.from_dict(data, where)
                found[result.key] = result
                behind.discard(result.key)
            elif data.get("event") == TURN:
                key = _key(data.get("job"), where)
                turns.setdefault(key, []).append(Turn.from_dict(data, where))
                behind.add(key)
            elif data.get("event") == STARTED and turns:  # anew: sets cut short are measured again
                rounds = _rounds(data, where)
                turns = {key: whole_sets(own, rounds) for key, own in turns.items()}
                behind = {key for key in behind if turns[key]}
        except ProbeError as error:
            on_problem(f"{error}{SKIPPED}")
    return Stored(found, {key: tuple(own) for key, own in turns.items()}, frozenset(behind))


def load(path: Path, on_problem: Callable[[str], None] = _log.warning) -> tuple[Result, ...]:
    """Read a run's results, the last of each job; see `read`.

    A job whose run was cut short has what its turns gave until then.
    """
    stored = read(path, on_problem)
    return tuple(
        _with_turns(result, stored.turns[key]) if key in stored.behind else result
        for key, result in stored.results.items()
    )


def _with_turns(result: Result, turns: tuple[Turn, ...]) -> Result:
    """Make the result that a run would have written, had it not been cut short."""
    if result.parity is None or result.outcome not in (Outcome.MEASURED, Outcome.SKIPPED):
        return result  # it never agreed with the reference, or it ended otherwise
    before = result.metrics.step_s
    step = step_time(
        turns,
        device=result.device,
        steady=before is None or before.steady,
        seed="-".join(result.key),
    )
    return replace(
        result,
        outcome=Outcome.MEASURED,
        reason=f"agrees with the reference; the run was cut short after {step.n} samples",
        metrics=replace(result.metrics, step_s=step),
    )


def _key(value: object, where: str) -> Key:
    if isinstance(value, list) and len(value) == 4 and all(isinstance(part, str) for part in value):
        return (value[0], value[1], value[2], value[3])
    message = f"{where}: job: expected stack, workload, mode and device, found {value!r:.80}"
    raise ProbeError(message)


def _rounds(started: Mapping[str, Any], where: str) -> int:
    profile = started.get("profile")
    rounds = profile.get("rounds") if isinstance(profile, dict) else None
    if type(rounds) is not int or rounds < 1:
        raise ProbeError(f"{where}: profile: expected its rounds, found {profile!r:.80}")
    return rounds


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
        events = [data.get("event") for _, data in read_lines(path)]
        return None if "finished" in events else path.stem
    return None
