"""How time and memory grow with frameworks, criteria, facts and draws: 1, 10 and 100 times as many.

    python benchmarks/scaling.py [--store FILE] [--rounds 3] [--times 100] [--operation NAME]

Each factor grows alone and the others stay at the base: 10 frameworks with 100 facts each, and 10
criteria with a rule each; draws are those of SMAA, from 10,000, and the sets of needs of a batch,
from 200. One more knowledge base has 1,000 frameworks with 1,000 facts each: a million.

Each figure is the median over processes of their own (scaling_operations.py says of what). The
exponent is that of cost = constant · size^exponent; 1 is linear. It is fitted by least squares over
all sizes and taken over the last step alone, where what every size costs alike tells least; a
growth counts as worse than linear by the latter. What would take longer than the patience is left
out, and said so.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scaling_operations import OPERATIONS
from synthetic_knowledge import Size, files

HERE = Path(__file__).parent
BASE, TIMES = Size(), (1, 10, 100)
MILLION = Size(frameworks=1000, facts=1000)
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
#: Up to this a growth is as good as linear: n log n over these sizes, and the misses of the
#: processor's caches, of which a larger table has more.
LINEAR = 1.15
#: Memory below this is rounding by whole pages.
LITTLE = 1_000_000


@dataclass(frozen=True)
class Cost:
    """What a call takes at one size, ``times`` the base; None where it would take too long."""

    times: int
    seconds: float | None
    bytes: int | None


Costs = dict[str, dict[str, list[Cost]]]


def main() -> int:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="processes for each figure")
    parser.add_argument("--times", type=int, default=TIMES[-1], choices=TIMES, help="the largest")
    parser.add_argument("--operation", action="append", choices=OPERATIONS, help="these only")
    parser.add_argument("--store", type=Path, help="write the figures as JSON")
    given = parser.parse_args()
    wanted = given.operation or list(OPERATIONS)
    times = [one for one in TIMES if one <= given.times]
    found: Costs = {}
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), given.rounds)
        for factor, size in FACTORS.items():
            sizes = {one: size(one) for one in times}
            found[factor] = {
                operation: bench.grown(operation, sizes, draws=factor == "draws")
                for operation in wanted
                if factor != "draws" or operation in DRAWS
            }
            _print(factor, found[factor])
        if given.times == TIMES[-1]:
            million = [one for one in OF_A_MILLION if one in wanted]
            found["a million facts"] = {one: [bench.cost(one, MILLION, 1)] for one in million}
            _print("a million facts", found["a million facts"])
    if given.store:
        plain = {
            factor: {name: [asdict(one) for one in costs] for name, costs in rows.items()}
            for factor, rows in found.items()
        }
        given.store.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return 0


class _Bench:
    """Knowledge bases in a folder, each with a home of its own, and the processes that use them."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.made: dict[Size, dict[str, float]] = {}

    def grown(self, operation: str, sizes: dict[int, Size], *, draws: bool) -> list[Cost]:
        """Return what an operation costs at each size, smallest first."""
        found: list[Cost] = []
        for times, size in sizes.items():
            before = found[-1] if found else None
            if before and (before.seconds is None or before.seconds * 100 > PATIENCE):
                found.append(Cost(times, None, None))
                continue
            found.append(replace(self.cost(operation, size, times if draws else 1), times=times))
        return found

    def cost(self, operation: str, size: Size, draws: int) -> Cost:
        """Return what an operation costs, the median of some processes."""
        name = f"{size.frameworks}-{size.criteria}-{size.facts}"
        folder, home = self.folder / name, self.folder / f"{name}.home"
        if size not in self.made:
            write(folder, size)
            self.made[size] = self._run(ANEW, folder, home, 0)
        runs = [self.made[size]] if operation == ANEW else []
        while len(runs) < self.rounds and sum(one["seconds"] for one in runs) < PATIENCE / 10:
            own = home.with_suffix(f".{len(runs)}") if operation == ANEW else home
            runs.append(self._run(operation, folder, own, draws * DRAWS.get(operation, 0)))
        return Cost(
            1,
            statistics.median(one["seconds"] for one in runs),
            round(statistics.median(one["bytes"] for one in runs)),
        )

    def _run(self, operation: str, folder: Path, home: Path, draws: int) -> dict[str, float]:
        command = [sys.executable, str(HERE / "scaling_operations.py"), operation, str(folder)]
        threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
        done = subprocess.run(  # noqa: S603
            [*command, str(draws)],
            env={**os.environ, **threads, "FRAMEWORK_RECOMMENDER_HOME": str(home)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found: dict[str, float] = json.loads(done.stdout)
        return found


def write(folder: Path, size: Size) -> None:
    """Write a made-up knowledge base, old enough for the cache to go by its times of change."""
    for name, text in files(size):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_500_000_000, 1_500_000_000))


# -- growth ----------------------------------------------------------------------------------------
def exponent(points: Iterable[tuple[float, float]]) -> float | None:
    """Return the exponent of growth of (size, cost), by least squares; None of fewer than two."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    if len(logs) < 2:
        return None
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def exponents(costs: list[Cost], what: str) -> tuple[float | None, float | None]:
    """Return the exponents of "seconds" or "bytes" over all sizes, and over the last step."""
    points = [(float(one.times), float(value)) for one in costs if (value := getattr(one, what))]
    if what == "bytes":
        points = [point for point in points if point[1] >= LITTLE]
    return exponent(points), exponent(points[-2:])


def _print(factor: str, rows: dict[str, list[Cost]]) -> None:
    sys.stdout.write(f"\n{factor}\n")
    for name, costs in rows.items():
        cells = [f"{_seconds(one)} {_bytes(one)}" for one in costs]
        (all_seconds, seconds), (_, memory) = exponents(costs, "seconds"), exponents(costs, "bytes")
        worse = [
            what
            for what, value in (("time", seconds), ("memory", memory))
            if value is not None and value > LINEAR
        ]
        verdict = f"   worse than linear: {', '.join(worse)}" if worse else ""
        growth = f"time^{_number(all_seconds)}, last {_number(seconds)}; memory {_number(memory)}"
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
