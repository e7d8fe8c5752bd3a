"""Print how well models other than that of the project would predict sizes that were left out.

    python benchmarks/prediction_errors.py [RUN]

RUN is the id of a stored run of `recommender probe run … --sizes`, by default the newest. Each size
of each stack and kind is left out once. Wall clock is what users are told; processor time, from the
same samples, shows what the models can do where other work disturbed the run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy
from sklearn.linear_model import LinearRegression

from probes import paths
from probes.inside.workload_names import plain
from probes.results.reading import read
from probes.results.store import ResultStore
from probes.sizes import LEVELS, specification
from recommender.predicting.model_costs import costs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Table = numpy.ndarray
    Fit = Callable[[Table, Table], Callable[[Table], Table]]

OPERATIONS, BYTES, CALLS = 0, 1, 2


def linear(columns: Sequence[int]) -> Fit:
    """Return a fit of an overhead and terms that are not negative, on relative errors."""

    def fit(rows: Table, values: Table) -> Callable[[Table], Table]:
        scale = rows.max(axis=0)

        def table(given: Table) -> Table:
            return numpy.column_stack([numpy.ones(len(given)), (given / scale)[:, list(columns)]])

        model = LinearRegression(positive=True, fit_intercept=False)
        terms = model.fit(table(rows) / values[:, None], numpy.ones(len(values))).coef_
        return lambda asked: table(asked) @ terms

    return fit


def power(columns: Sequence[int]) -> Fit:
    """Return a fit of a product of powers."""

    def fit(rows: Table, values: Table) -> Callable[[Table], Table]:
        logarithms = numpy.log(rows[:, list(columns)])
        model = LinearRegression().fit(logarithms, numpy.log(values))
        return lambda asked: numpy.exp(model.predict(numpy.log(asked[:, list(columns)])))

    return fit


def middle(_rows: Table, values: Table) -> Callable[[Table], Table]:
    """Return the median of what was measured, whatever is asked."""
    return lambda asked: numpy.full(len(asked), numpy.median(values))


MODELS: dict[str, Fit] = {
    "overhead, operations": linear([OPERATIONS]),
    "overhead, operations, bytes": linear([OPERATIONS, BYTES]),
    "overhead, operations, bytes, calls": linear([OPERATIONS, BYTES, CALLS]),
    "power of operations": power([OPERATIONS]),
    "powers of operations and bytes": power([OPERATIONS, BYTES]),
    "the median of the others": middle,
}


def errors(fit: Fit, rows: Table, values: Table) -> list[float]:
    """Return the relative error of each value when it is left out."""
    found = []
    for left_out in range(len(values)):
        kept = numpy.arange(len(values)) != left_out
        foretold = fit(rows[kept], values[kept])(rows[left_out : left_out + 1])[0]
        found.append(abs(foretold / values[left_out] - 1))
    return found


def main() -> int:
    """Print; 2 where there is no such run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("run", nargs="?", help="the id of a stored run")
    options = parser.parse_args()
    store = ResultStore(paths.home())
    if not store.runs():
        sys.stderr.write("no run is stored\n")
        return 2
    stored = read(store.path(options.run) if options.run else store.runs()[-1])
    for clock in ("seconds", "cpu"):
        groups: dict[tuple[str, ...], list[tuple[tuple[int, ...], float]]] = defaultdict(list)
        for (stack, workload, mode, device), turns in stored.turns.items():
            if (kind := plain(workload)) in LEVELS:
                at = costs(kind, specification(workload))
                value = statistics.median(x for turn in turns for x in getattr(turn, clock))
                row = (at.operations, at.bytes, at.calls)
                groups[stack, kind, mode, device].append((row, value))
        sys.stdout.write(f"\n{'wall clock' if clock == 'seconds' else 'processor time'}: ")
        sys.stdout.write("median, nine tenths, worst of the relative errors\n")
        for name, fit in MODELS.items():
            found: list[float] = []
            for own in groups.values():
                rows = numpy.array([row for row, _ in own], float)
                found += errors(fit, rows, numpy.array([value for _, value in own]))
            shown = " ".join(f"{value:6.0%}" for value in numpy.quantile(found, [0.5, 0.9, 1]))
            sys.stdout.write(f"{name:<36}{shown}  ({len(found)} sizes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
