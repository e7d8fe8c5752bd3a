"""What the samples of one probe, and of two, allow to be said. Pure and seeded.

Samples come in sets, one for every fresh set of processes. Two processes of one configuration
differ by more than the samples within one process do, so that an interval from pooled samples would
be far too narrow: the bootstrap here draws sets first and samples within each drawn set (the
hierarchical bootstrap; Davison and Hinkley 1997, *Bootstrap Methods and their Application*, section
3.8). With few sets even that is too narrow, which is why `compare` also asks for the noise that the
whole protocol showed.
"""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Two windows of steps agree, and warm-up ends, when their medians differ by no more than this
#: (pyperf's calibration compares quartiles within 5 %).
WINDOW_TOLERANCE = 0.05

#: A sample that had less than this part of its usual share of the processor was disturbed.
DISTURBED = 0.9

#: Below this relative difference two stacks are a tie whatever the noise of one run says: under
#: this protocol, gaps below 10 % changed sign between repetitions when it was tried out.
SMALLEST_DIFFERENCE = 0.10


@dataclass(frozen=True, slots=True)
class Interval:
    """A median with the bounds of its bootstrap interval, in the unit of the samples."""

    median: float
    low: float
    high: float


class Verdict(StrEnum):
    """How the first of two stacks compares with the second."""

    FASTER = "faster"
    SLOWER = "slower"
    TIE = "tie"


def median_interval(
    sets: Sequence[Sequence[float]], *, seed: str, level: float = 0.95, resamples: int = 500
) -> Interval:
    """Median of all samples with a hierarchical bootstrap interval.

    sets: the samples of each set; at least one sample in all. Empty sets are left out.
    seed: any text; the same samples and seed give the same interval.
    level: how much of the bootstrap distribution lies within the interval.
    Raises ValueError without samples or with one that is not finite.
    """
    full = [list(samples) for samples in sets if samples]
    pooled = [sample for samples in full for sample in samples]
    if not pooled:
        message = "no samples to take a median of"
        raise ValueError(message)
    if not all(math.isfinite(sample) for sample in pooled):
        message = "a sample is not finite"
        raise ValueError(message)
    median = statistics.median(pooled)
    if len(pooled) == 1:
        return Interval(median, median, median)
    generator = random.Random(seed)  # noqa: S311 - statistics, not secrets
    medians = []
    for _ in range(resamples):
        drawn = generator.choices(full, k=len(full))
        medians.append(
            statistics.median(
                [x for chosen in drawn for x in generator.choices(chosen, k=len(chosen))]
            )
        )
    medians.sort()
    tail = (1.0 - level) / 2.0
    low = medians[math.floor(tail * (resamples - 1))]
    high = medians[math.ceil((1.0 - tail) * (resamples - 1))]
    # The bootstrap may miss the median itself when samples are few: the interval never does.
    return Interval(median, min(low, median), max(high, median))


def windows_agree(
    samples: Sequence[float], window: int, tolerance: float = WINDOW_TOLERANCE
) -> bool:
    """Whether the last two windows of samples have the same median, to within the tolerance."""
    if len(samples) < 2 * window:
        return False
    before = statistics.median(samples[-2 * window : -window])
    after = statistics.median(samples[-window:])
    return abs(after - before) <= tolerance * min(before, after)


def undisturbed(seconds: Sequence[float], cpu: Sequence[float]) -> list[float]:
    """Leave out the samples during which other work had the processor.

    seconds, cpu: wall and processor time of each sample. A sample goes if its processor time per
    wall time is below `DISTURBED` of what the better quarter of the samples reached. All stay if
    fewer than half would: then there is no undisturbed run to tell the others from.
    """
    shares = [used / wall if wall else 0.0 for used, wall in zip(cpu, seconds, strict=True)]
    good = sorted(shares)[(3 * len(shares)) // 4] if shares else 0.0
    kept = [x for x, share in zip(seconds, shares, strict=True) if share >= DISTURBED * good]
    return kept if 2 * len(kept) >= len(seconds) else list(seconds)


def spread(set_medians: Sequence[float]) -> float:
    """Relative distance between the largest and the smallest median of sets; 0 for one set."""
    if len(set_medians) < 2:
        return 0.0
    return max(set_medians) / min(set_medians) - 1.0


def without_drift(jobs: Sequence[Sequence[float]]) -> list[list[float]]:
    """Take out of the medians of sets what all jobs of a run have in common.

    jobs: for every job the medians of its sets, equally many, set by set in the same order. A
    machine that was slower throughout one set slowed all stacks alike, which makes no noise in how
    they compare. With fewer than three jobs there is nothing common to be seen.
    """
    if len(jobs) < 3:
        return [list(job) for job in jobs]
    relative = [[median / statistics.fmean(job) for median in job] for job in jobs]
    common = [statistics.median(column) for column in zip(*relative, strict=True)]
    return [[m / c for m, c in zip(job, common, strict=True)] for job in jobs]


def protocol_noise(spreads: Sequence[float]) -> float:
    """Take the upper quartile of the jobs' spreads between sets as the noise that a run showed.

    The largest would let one disturbed job turn everything into ties.
    """
    if not spreads:
        return 0.0
    ordered = sorted(spreads)
    return ordered[math.ceil(0.75 * (len(ordered) - 1))]


def compare(first: Interval, second: Interval, noise: float) -> Verdict:
    """Which of two stacks takes less time, if that can be told from their intervals.

    noise: what the protocol showed, as a fraction. A tie: the intervals overlap, or the medians
    differ by less than the noise or than `SMALLEST_DIFFERENCE`.
    """
    overlap = first.low <= second.high and second.low <= first.high
    smaller, larger = sorted((first.median, second.median))
    if overlap or larger < smaller * (1.0 + max(noise, SMALLEST_DIFFERENCE)):
        return Verdict.TIE
    return Verdict.FASTER if first.median < second.median else Verdict.SLOWER


def compare_paired(first: Sequence[float], second: Sequence[float], noise: float) -> Verdict:
    """Which of two stacks takes less time, from the medians of sets that they shared.

    Within a set both had the machine at the same time, so that what slowed it cancels out of their
    ratio. A tie: the ratios of the sets are not all on one side, or their median is nearer to 1
    than the noise or `SMALLEST_DIFFERENCE`.
    """
    ratios = [one / other for one, other in zip(first, second, strict=True)]
    least = 1.0 + max(noise, SMALLEST_DIFFERENCE)
    # The median on a logarithmic scale, so that it turns over with the two stacks.
    middle = math.exp(statistics.median(map(math.log, ratios)))
    if max(ratios) < 1.0 and middle <= 1.0 / least:
        return Verdict.FASTER
    if min(ratios) > 1.0 and middle >= least:
        return Verdict.SLOWER
    return Verdict.TIE
