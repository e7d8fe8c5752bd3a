"""How long `recommender probe setup --all` takes from nothing, and what it leaves on disk.

    python benchmarks/setup_time.py [--jobs 1 2] [--rounds 2] [STACK...]

Each number of jobs has its turn in every round, in a home of its own that is deleted afterwards;
pip's settings and cache are the user's own, so what the first round fetches the later ones have.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from probes.paths import HOME_VARIABLE


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("stacks", nargs="*", help="all stacks if none is named")
    asked = parser.parse_args()
    taken: dict[int, list[float]] = {jobs: [] for jobs in asked.jobs}
    for _ in range(asked.rounds):
        for jobs in asked.jobs:
            before = os.getloadavg()[0]
            seconds, processor, megabytes = _set_up(jobs, asked.stacks)
            taken[jobs].append(seconds)
            print(  # noqa: T201
                f"{jobs} jobs: {seconds:.0f} s, {processor:.0f} s of processor time, "
                f"{megabytes:,} MB on disk (load before: {before:.1f})",
                flush=True,
            )
    first = statistics.median(taken[asked.jobs[0]])
    for jobs, seconds in taken.items():
        middle = statistics.median(seconds)
        faster = first / middle
        print(f"{jobs} jobs: {middle:.0f} s in the middle, {faster:.2f} times as fast")  # noqa: T201


def _set_up(jobs: int, stacks: list[str]) -> tuple[float, float, int]:
    """Seconds, seconds of processor time and megabytes of one set-up from nothing."""
    command = ["-m", "recommender", "probe", "setup", *(stacks or ["--all"]), "--jobs", str(jobs)]
    with tempfile.TemporaryDirectory(prefix="setup-time-") as home:
        used, began = _processor_seconds(), time.monotonic()
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, *command],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, HOME_VARIABLE: home},
        )
        seconds = time.monotonic() - began
        # As the file system has it: blocks, a file with several names once.
        disk = {(s.st_dev, s.st_ino): s.st_blocks * 512 for s in _files(Path(home))}
        return seconds, _processor_seconds() - used, sum(disk.values()) // 2**20


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _files(folder: Path) -> list[os.stat_result]:
    return [path.lstat() for path in folder.rglob("*") if path.is_symlink() or path.is_file()]


if __name__ == "__main__":
    main()
