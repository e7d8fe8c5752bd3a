"""What the charts of the HTML report show that does not follow the weights, as plain data.

The same numbers stand in tables on the page, for those who cannot see a chart.
"""

from collections import Counter
from typing import Any

from recommender.decision import Decision
from recommender.explanation.how_sure import HEADS, HowSure
from recommender.figures import Figure
from recommender.maintaining.coverage import STATES, coverage
from recommender.safe import one_line

DIGITS = 9
#: The ranks of the chart of acceptabilities.
RANKS = HEADS[1:5]


def page_charts(
    decision: Decision, figures: tuple[Figure, ...], sure: HowSure | None
) -> dict[str, Any]:
    """Return how sure, what was measured and what is known, as plain data."""
    return {"sure": _sure(sure), "measured": _measured(figures), "coverage": _coverage(decision)}


def _sure(sure: HowSure | None) -> dict[str, Any]:
    """Return the share of draws in which each framework has each rank; the last: later ones."""
    found = sure.found.frameworks if sure and sure.found else ()
    rows = []
    for one in found:
        shares = [*one.ranks[:3], *[0.0] * (3 - len(one.ranks)), sum(one.ranks[3:])]
        rows.append({"name": one_line(one.name), "shares": [round(n, DIGITS) for n in shares]})
    return {"ranks": list(RANKS), "rows": rows}


def _measured(figures: tuple[Figure, ...]) -> list[dict[str, Any]]:
    """Return the jobs of each workload: the steady step and the wait before it, in seconds."""
    workloads: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        workloads.setdefault(one_line(figure.workload), []).append(
            {
                "job": one_line(figure.job),
                "step": list(figure.step_s),
                "wait": list(figure.wait_s) if figure.wait_s else None,
                "words": [one_line(figure.step), one_line(figure.interval), one_line(figure.wait)],
            }
        )
    return [{"workload": workload, "jobs": jobs} for workload, jobs in workloads.items()]


def _coverage(decision: Decision) -> dict[str, Any]:
    """Return of how many scored attributes each framework's value was known, year by year."""
    view = decision.view
    counts: dict[tuple[str, int], Counter[str]] = {}
    for cell in coverage(decision.knowledge, decision.as_of, view.alternatives):
        counts.setdefault((cell.framework, cell.year), Counter())[cell.state] += 1
    names = {identity: one_line(known.name) for identity, known in view.alternatives.items()}
    return {
        "states": list(STATES),
        "rows": [
            {"name": names[framework], "year": year, "counts": [found[state] for state in STATES]}
            for (framework, year), found in counts.items()
        ],
    }
