"""Reads the files of runs, in which ``store`` writes: results, the turns behind them, what counts.

A job's result may be written more than once while its run goes on, and turns are written as they
come. The last result of a job counts, with the turns behind it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from probes.errors import ProbeError
from probes.results.outcomes import Outcome
from probes.results.result import RESULT_SCHEMA, Key, Result
from probes.results.store import RUN_SCHEMA, STARTED, TURN, ResultStore
from probes.results.turns import Turn, step_time, whole_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

LONGEST_LINE = 1_000_000
_log = logging.getLogger(__name__)
#: How a problem ends after which the reading goes on.
SKIPPED = "; skipped"


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
    """Id of the newest run, if it did not finish; else None."""
    for path in reversed(store.runs()):
        events = [data.get("event") for _, data in read_lines(path)]
        return None if "finished" in events else path.stem
    return None
