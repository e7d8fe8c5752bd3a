"""The samples of steady steps: what a worker gives when it is its turn, and what they amount to."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from probes.errors import ProbeError
from probes.results.result import StepTime
from probes.results.statistics import median_interval, undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one job: wall and processor seconds per step, a pair a block of steps.

    set: number of the set of fresh processes, from 0.
    """

    set: int
    seconds: tuple[float, ...]
    cpu: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return {"set": self.set, "seconds": list(self.seconds), "cpu": list(self.cpu)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str) -> Turn:
        """Check plain data and make a turn of it; ProbeError names the field at fault."""
        number, seconds, cpu = (data.get(name) for name in ("set", "seconds", "cpu"))
        if type(number) is not int or number < 0:
            raise ProbeError(f"{where}: set: expected a number from 0, found {number!r:.80}")
        for name, values in (("seconds", seconds), ("cpu", cpu)):
            if not isinstance(values, list) or not all(map(_is_duration, values)):
                raise ProbeError(f"{where}: {name}: expected durations, found {values!r:.80}")
            if name == "seconds" and 0 in values:
                raise ProbeError(f"{where}: {name}: a step takes time, found {values!r:.80}")
        assert isinstance(seconds, list) and isinstance(cpu, list)  # noqa: S101, PT018 - checked
        if not seconds or len(seconds) != len(cpu):
            raise ProbeError(f"{where}: cpu: expected as many durations as seconds has")
        return cls(number, tuple(map(float, seconds)), tuple(map(float, cpu)))


def by_set(turns: Iterable[Turn]) -> dict[int, list[Turn]]:
    """Sort turns by their sets, the first set first."""
    found: dict[int, list[Turn]] = {}
    for turn in sorted(turns, key=lambda turn: turn.set):
        found.setdefault(turn.set, []).append(turn)
    return found


def whole_sets(turns: Iterable[Turn], rounds: int) -> list[Turn]:
    """Leave the turns of the sets that have all their rounds, up to the first that has not."""
    found: list[Turn] = []
    for number, (place, own) in enumerate(by_set(turns).items()):
        if place != number or len(own) != rounds:
            break
        found += own
    return found


def processor_share(turns: Iterable[Turn]) -> float:
    """Processor seconds per second of wall clock, over all samples."""
    wall = cpu = 0.0
    for turn in turns:
        wall += sum(turn.seconds)
        cpu += sum(turn.cpu)
    return cpu / wall if wall else 1.0


def step_time(turns: Sequence[Turn], *, device: str, steady: bool, seed: str) -> StepTime:
    """Sum up the turns of a job, of which there must be one; seed: of the bootstrap."""
    sets, disturbed = [], 0
    for own in by_set(turns).values():
        seconds = [value for turn in own for value in turn.seconds]
        kept = seconds
        if device == "cpu":  # with a GPU the processor may idle while the device works
            kept = undisturbed(seconds, [value for turn in own for value in turn.cpu])
        disturbed += len(seconds) - len(kept)
        sets.append(kept)
    interval = median_interval(sets, seed=seed)
    return StepTime(
        median=interval.median,
        low=interval.low,
        high=interval.high,
        n=sum(map(len, sets)),
        steady=steady,
        sets=tuple(statistics.median(samples) for samples in sets),
        disturbed=disturbed,
        cpu_share=processor_share(turns),
    )


def _is_duration(value: object) -> bool:
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    return good and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]
