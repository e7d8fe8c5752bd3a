"""Print the tables of docs/probes.md from a stored run.

    python benchmarks/probe_tables.py [RUN]

RUN is the id of a stored run, by default the newest that finished. Waits are those of the last runs
that found the caches of the same environments empty.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from typing import TYPE_CHECKING

from probes import paths
from probes.results.outcomes import Outcome
from probes.results.reading import latest, load, read_lines
from probes.results.store import ResultStore
from probes.running.run_plan import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probes.results.result import Result


def main() -> int:
    """Print; 2 where there is no such run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("run", nargs="?", help="the id of a stored run")
    options = parser.parse_args()
    store = ResultStore(paths.home())
    finished = [path for path in store.runs() if "finished" in _events(store, path.stem)]
    if not finished:
        sys.stderr.write("no finished run is stored\n")
        return 2
    path = store.path(options.run) if options.run else finished[-1]
    results = load(path)
    measured = [r for r in results if r.outcome is Outcome.MEASURED and r.parity]
    cold = {r.key: r for r in latest(store, results[0].machine_digest)}
    _say(f"Run {path.stem}: {len(results)} jobs, {len(measured)} measured.")
    for outcome in Outcome:
        for r in results:
            if r.outcome is outcome is not Outcome.MEASURED:
                _say(f"  {r.stack} {r.workload}: {outcome.label}: {r.reason}")
    worst = max(measured, key=lambda r: (r.parity and r.parity.max_relative_deviation) or 0.0)
    deviation = worst.parity.max_relative_deviation if worst.parity else None
    _say(f"Worst deviation of a loss: {deviation:.1e} ({worst.stack}, {worst.workload}).")
    shares = [r.metrics.step_s.cpu_share for r in measured if r.metrics.step_s]
    _say(f"Processor time per wall clock in the steps, median: {statistics.median(shares):.0%}.")
    _say("\nMilliseconds a step\n")
    _table(measured, _step_ms)
    _say("\nSeconds of build and first step with empty caches, and of the import\n")
    _table(measured, lambda r: _wait(cold.get(r.key, r)), extra="import")
    _say("\nMiB of memory at the peak\n")
    _table(measured, lambda r: (r.metrics.peak_memory_bytes or 0) / 2**20 or None)
    return 0


def _step_ms(result: Result) -> float | None:
    step = result.metrics.step_s
    return None if step is None else step.median * 1e3


def _wait(result: Result) -> float | None:
    build, first = result.metrics.cold_build_s, result.metrics.cold_first_step_s
    return None if build is None or first is None else build + first


def _table(
    results: Sequence[Result], value: Callable[[Result], float | None], extra: str = ""
) -> None:
    """Print a Markdown table of stacks by workloads."""
    known = {r.workload for r in results}
    columns = [name for name in WORKLOADS if name in known]
    head = [*columns, *([extra] if extra else [])]
    _say(f"| stack (mode) | {' | '.join(head)} |")
    _say(f"| --- |{' --- |' * len(head)}")
    for stack in dict.fromkeys(r.stack for r in results):
        own = {r.workload: r for r in results if r.stack == stack}
        cells = [_cell(value(own[name])) if name in own else "" for name in columns]
        if extra:
            imports = [r.metrics.import_s for r in own.values() if r.metrics.import_s is not None]
            cells.append(_cell(min(imports, default=None)))
        modes = ", ".join(dict.fromkeys(r.mode for r in own.values()))
        _say(f"| {stack} ({modes}) | {' | '.join(cells)} |")


def _cell(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:.2f}" if number < 1 else f"{number:.1f}" if number < 10 else f"{number:.0f}"


def _events(store: ResultStore, run: str) -> set[str]:
    lines = read_lines(store.path(run), lambda _problem: None)
    return {str(data.get("event")) for _, data in lines}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
