"""How time and memory grow with frameworks, criteria, facts and draws: 1, 10 and 100 times as many.

    python benchmarks/scaling.py [--store FILE] [--rounds 3] [--times 100]
        [--factor NAME] [--operation NAME]

Each factor grows alone and the others stay at the base: 10 frameworks with 100 facts each, and 10
criteria with a rule each; draws are those of SMAA, from 10,000, and the sets of needs of a batch,
from 200. One more knowledge base has 1,000 frameworks with 1,000 facts each: a million.

Each figure comes from processes of their own (scaling_operations.py says how): the processor's time
of a call, the peak of memory above what was held before, and the number of steps. The
exponent is that of cost = constant · size^exponent, so 1 is linear; over all sizes by least
squares, and over the last step alone, where what every size costs alike tells least. By the last a
growth counts as worse than linear; time also tells of the processor's caches and of what else the
machine does, steps do not. What would take longer than the patience is left out, and said so.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from growth import LINEAR, Cost, exponents
from scaling_operations import ONCE, OPERATIONS
from synthetic_knowledge import Size, files

HERE = Path(__file__).parent
BASE, TIMES = Size(), (1, 10, 100)
A_MILLION, MILLION = "a million facts", Size(frameworks=1000, facts=1000)
DRAWS = {"SMAA": 10_000, "batch": 200}
FACTORS: dict[str, Callable[[int], Size]] = {
    "frameworks": lambda times: replace(BASE, frameworks=BASE.frameworks * times),
    "criteria": lambda times: replace(BASE, criteria=BASE.criteria * times),
    "facts": lambda times: replace(BASE, facts=BASE.facts * times),
    "draws": lambda _times: BASE,
}
#: The operation that fills a home for the others.
ANEW = next(iter(OPERATIONS))
#: What is measured of the million facts: what a recommendation of them takes.
OF_A_MILLION = tuple(name for name in OPERATIONS if name.startswith(("load", "rec", "cov", "poss")))
#: No run is begun that would take longer than so many seconds if it grew by the square.
PATIENCE = 600.0


def main() -> int:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, help="processes, where one can do it once alone"
    )
    parser.add_argument("--times", type=int, default=TIMES[-1], choices=TIMES, help="the largest")
    parser.add_argument("--factor", action="append", choices=(*FACTORS, A_MILLION))
    parser.add_argument("--operation", action="append", choices=OPERATIONS, help="these only")
    parser.add_argument("--store", type=Path, help="a JSON file to write the figures into")
    given = parser.parse_args()
    wanted = given.operation or list(OPERATIONS)
    times = [one for one in TIMES if one <= given.times]
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), given.rounds)
        for factor in given.factor or [*FACTORS, A_MILLION]:
            found = measured(bench, factor, wanted, times)
            _print(factor, found)
            if given.store:
                stored(given.store, factor, found)
    return 0


def measured(
    bench: "_Bench", factor: str, wanted: list[str], times: list[int]
) -> dict[str, list[Cost]]:
    """Return what operations cost as one factor grows."""
    if factor == A_MILLION:
        return {one: [bench.cost(one, MILLION, 1)] for one in OF_A_MILLION if one in wanted}
    sizes = {one: FACTORS[factor](one) for one in times}
    return {
        operation: bench.grown(operation, sizes, draws=factor == "draws")
        for operation in wanted
        if factor != "draws" or operation in DRAWS
    }


def stored(path: Path, factor: str, found: dict[str, list[Cost]]) -> None:
    """Write the figures of a factor into a file; those of others stay in it."""
    plain = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    plain[factor] = {name: [asdict(one) for one in costs] for name, costs in found.items()}
    path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


class _Bench:
    """Knowledge bases in a folder, each with a home of its own, and the processes that use them.

    The base belongs to every factor and is measured once.
    """

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.made: dict[Size, dict[str, Any]] = {}
        self.known: dict[tuple[str, Size, int], Cost] = {}

    def grown(self, operation: str, sizes: dict[int, Size], *, draws: bool) -> list[Cost]:
        """Return what an operation costs at each size, smallest first."""
        found: list[Cost] = []
        for times, size in sizes.items():
            before = found[-1] if found else None
            if before and (before.seconds is None or before.seconds * 100 > PATIENCE):
                found.append(Cost(times))
                continue
            found.append(replace(self.cost(operation, size, times if draws else 1), times=times))
        return found

    def cost(self, operation: str, size: Size, draws: int) -> Cost:
        """Return what an operation costs at a size."""
        key = (operation, size, draws)
        if key not in self.known:
            self.known[key] = self._measured(operation, size, draws)
        return self.known[key]

    def _measured(self, operation: str, size: Size, draws: int) -> Cost:
        name = f"{size.frameworks}-{size.criteria}-{size.facts}"
        folder, home = self.folder / name, self.folder / f"{name}.home"
        if size not in self.made:
            write(folder, size)
            self.made[size] = self._run(ANEW, folder, home, 0)
        runs = [self.made[size]] if operation == ANEW else []
        rounds = self.rounds if operation in ONCE else 1
        while len(runs) < rounds and sum(one["seconds"] for one in runs) < PATIENCE / 10:
            own = home.with_suffix(f".{len(runs)}") if operation == ANEW else home
            runs.append(self._run(operation, folder, own, draws * DRAWS.get(operation, 0)))
        return Cost(
            1,
            statistics.median(one["seconds"] for one in runs),
            round(statistics.median(one["bytes"] for one in runs)),
            runs[0]["steps"],
        )

    def _run(self, operation: str, folder: Path, home: Path, draws: int) -> dict[str, Any]:
        command = [sys.executable, str(HERE / "scaling_operations.py"), operation, str(folder)]
        threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
        done = subprocess.run(  # noqa: S603
            [*command, str(draws)],
            env={**os.environ, **threads, "FRAMEWORK_RECOMMENDER_HOME": str(home)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def write(folder: Path, size: Size) -> None:
    """Write a made-up knowledge base, old enough for the cache to go by its times of change."""
    for name, text in files(size):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_500_000_000, 1_500_000_000))


# -- what is printed -------------------------------------------------------------------------------
def _print(factor: str, rows: dict[str, list[Cost]]) -> None:
    sys.stdout.write(f"\n{factor}\n")
    for name, costs in rows.items():
        cells = [f"{_seconds(one)} {_bytes(one)}" for one in costs]
        found = {what: exponents(costs, what) for what in ("seconds", "steps", "bytes")}
        words = [f"{what}^{_number(last)}" for what, (_, last) in found.items()]
        worse = [what for what, (_, last) in found.items() if last is not None and last > LINEAR]
        verdict = f"   worse than linear: {', '.join(worse)}" if worse else ""
        growth = f"seconds^{_number(found['seconds'][0])}, last step {', '.join(words)}"
        sys.stdout.write(f"  {name:<30}{' | '.join(cells)}   {growth}{verdict}\n")
    sys.stdout.flush()


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _seconds(cost: Cost) -> str:
    return f"{'left out':>12}" if cost.seconds is None else f"{1000 * cost.seconds:>9,.2f} ms"


def _bytes(cost: Cost) -> str:
    return f"{'':>8}" if cost.bytes is None else f"{cost.bytes / 1e6:>5,.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
