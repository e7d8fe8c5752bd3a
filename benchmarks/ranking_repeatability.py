"""Run the profile quick several times and see whether the runs rank the stacks alike.

    python benchmarks/ranking_repeatability.py [--runs 3] [--stored] [STACK...]

Every two stacks are compared on every workload by the rule of `probe results --compare`: faster,
slower or a tie. The runs give the same order, ties aside, if no pair is faster in one run
and slower in another. --stored compares the newest finished runs instead of making new ones. The
environments must stand (`recommender probe setup`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from probes import paths
from probes.results.comparison import compare_runs, noise
from probes.results.reading import load, read_lines
from probes.results.statistics import Verdict
from probes.results.store import ResultStore

if TYPE_CHECKING:
    from pathlib import Path


def main() -> int:
    """Run, compare and print; 0 where the order is the same, 1 where it is not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3, help="how many runs are compared")
    parser.add_argument("--stored", action="store_true", help="compare runs that are stored")
    parser.add_argument("stacks", nargs="*", help="stacks to run; all that stand by default")
    options = parser.parse_args()
    for number in range(0 if options.stored else options.runs):
        sys.stdout.write(f"run {number + 1} of {options.runs}, load {os.getloadavg()[0]:.1f}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "recommender", "probe", "run", "--profile", "quick"]
        done = subprocess.run(  # noqa: S603 - our own command line
            [*command, *options.stacks], capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):  # 1: a stack failed, the others can be compared
            sys.stderr.write(done.stderr)
            return 2
    store = ResultStore(paths.home())
    finished = [path for path in store.runs() if _is_finished(path)][-options.runs :]
    if len(finished) < options.runs:
        sys.stderr.write(f"only {len(finished)} finished runs are stored\n")
        return 2
    runs = [load(path) for path in finished]
    for path, results in zip(finished, runs, strict=True):
        sys.stdout.write(f"{path.stem}: {len(results)} results, noise {noise(results):.1%}\n")
    pairs = compare_runs(runs)
    against = [pair for pair in pairs if pair.contradicts]
    for pair in against:
        said = ", ".join(pair.verdicts)
        sys.stdout.write(f"  {pair.workload}: {pair.first} against {pair.second}: {said}\n")
    alike = sum(pair.agrees for pair in pairs)
    counted = Counter(verdict for pair in pairs for verdict in pair.verdicts)
    verdict = "the same order, ties aside" if pairs and not against else "NOT the same order"
    sys.stdout.write(
        f"{len(pairs)} pairs in {len(runs)} runs: {alike} with one verdict, "
        f"{len(pairs) - alike - len(against)} a tie in some, {len(against)} contradict "
        f"({counted[Verdict.TIE]} of {counted.total()} verdicts are ties): {verdict}\n"
    )
    return 0 if pairs and not against else 1


def _is_finished(path: Path) -> bool:
    lines = read_lines(path, lambda _problem: None)
    return any(data.get("event") == "finished" for _, data in lines)


if __name__ == "__main__":
    sys.exit(main())
