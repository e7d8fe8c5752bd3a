"""Compare SMAA, sampling and all, with a bare NumPy matrix product and argmax of the same size.

    python benchmarks/smaa.py [--rounds 25] [--samples 100000]

Ours draws weights and values and gives every rank acceptability with its standard error, central
weights and confidence factors. The bare floor multiplies weights that are already there with one
table of exact values and takes the argmax; the second floor draws its weights too, by NumPy's
Dirichlet. Ours is to take at most 3 times the bare floor and 1.5 times the one with drawing. All
take turns in one process on one thread; processor time counts, so that other programs on the
machine do not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402 - the number of threads comes first

from recommender.sureness.smaa import acceptability  # noqa: E402
from recommender.sureness.weight_regions import around  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((16, 30), (12, 25))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="turns of each")
    parser.add_argument("--samples", type=int, default=100_000)
    options = parser.parse_args()
    for alternatives, criteria in SIZES:
        measured = measure(alternatives, criteria, options.samples, options.rounds)
        floor, sampled, ours, exact = (statistics.median(times) for times in measured)
        sys.stdout.write(
            f"{alternatives} frameworks, {criteria} criteria, {options.samples:,} samples:\n"
            f"  bare product and argmax                {floor * 1e3:6.1f} ms\n"
            f"  the same, drawing its weights          {sampled * 1e3:6.1f} ms\n"
            f"  SMAA, values in intervals              {ours * 1e3:6.1f} ms: "
            f"{ratio(measured[2], measured[0])} times bare, "
            f"{ratio(measured[2], measured[1])} times with drawing\n"
            f"  SMAA, exact values                     {exact * 1e3:6.1f} ms: "
            f"{ratio(measured[3], measured[0])} times bare, "
            f"{ratio(measured[3], measured[1])} times with drawing\n"
        )
    return 0


def measure(
    alternatives: int, criteria: int, samples: int, rounds: int
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return seconds of the floor, the floor with drawing, and ours with and without intervals."""
    rng = np.random.default_rng(1)
    low = rng.random((alternatives, criteria)) * 0.8
    stated = rng.dirichlet(np.ones(criteria))
    values = np.ascontiguousarray(low.T)
    ready = rng.dirichlet(np.ones(criteria), samples)
    corners = around(stated)
    programs: tuple[Callable[[], object], ...] = (
        lambda: (ready @ values).argmax(axis=1),
        lambda: (rng.dirichlet(np.ones(criteria), samples) @ values).argmax(axis=1),
        lambda: acceptability(low, low + 0.2, corners, samples=samples),
        lambda: acceptability(low, low, corners, samples=samples),
    )
    times: tuple[list[float], list[float], list[float], list[float]] = ([], [], [], [])
    for program in programs:
        program()  # the first time loads code and touches memory
    for _ in range(rounds):
        for program, found in zip(programs, times, strict=True):
            start = time.process_time()
            program()
            found.append(time.process_time() - start)
    return times


def ratio(ours: list[float], theirs: list[float]) -> str:
    """Return the median of the paired ratios, with their quartiles."""
    quartiles = statistics.quantiles([a / b for a, b in zip(ours, theirs, strict=True)])
    return f"{quartiles[1]:.2f} ({quartiles[0]:.2f} to {quartiles[2]:.2f})"


if __name__ == "__main__":
    sys.exit(main())
