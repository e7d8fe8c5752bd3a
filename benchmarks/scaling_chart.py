"""Draw what scaling.py stored, light and dark, and print its tables as Markdown.

    .bench/bin/python benchmarks/scaling_chart.py FIGURES.json FOLDER

Needs Matplotlib, which nothing else of the project does; so it lives in the peers' environment.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from growth import LINEAR, LITTLE, Cost, exponents
from matplotlib.axes import Axes
from matplotlib.figure import Figure

mpl.use("svg")
#: Text stays text, and the same figures give the same bytes.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "scaling", "font.size": 8})
#: Behind the names of files: the colour of text and lines, and that of the lines of a grid.
LOOKS = {"light": ("#1f2328", "#d0d7de"), "dark": ("#e6edf3", "#3d444d")}
#: Tell on white as on black, and by people who see fewer colours; the marks differ too.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56a0d3")
MARKS = "os^Dv*"
ROWS: dict[str, tuple[str, ...]] = {
    "read and recommend": (
        "load, YAML anew",
        "load, from the cache",
        "recommend, cold",
        "recommend, another day",
        "recommend, same day",
    ),
    "look further": ("coverage", "possible ranks", "SMAA", "batch"),
    "what would change it": (
        "flips: one weight",
        "flips: all weights, nearest",
        "flips: all weights, for each",
        "flips: answers",
        "flips: facts",
        "flips: needs",
    ),
    "memory": (
        "load, YAML anew",
        "load, from the cache",
        "recommend, another day",
        "coverage",
        "SMAA",
        "batch",
    ),
}
COLUMNS = ("frameworks", "criteria", "facts", "draws")
Costs = dict[str, dict[str, list[Cost]]]


def main() -> None:
    """Write scaling-light.svg and scaling-dark.svg into a folder; print the tables."""
    plain = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    costs: Costs = {
        factor: {name: [Cost(**one) for one in many] for name, many in rows.items()}
        for factor, rows in plain.items()
    }
    for look, (ink, faint) in LOOKS.items():
        path = Path(sys.argv[2]) / f"scaling-{look}.svg"
        drawn(costs, ink, faint).savefig(path, transparent=True, metadata={"Date": None})
        lines = (line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(tables(costs))


# -- the picture -----------------------------------------------------------------------------------
def drawn(costs: Costs, ink: str, faint: str) -> Figure:
    """Return the picture: a row for each kind of operation, a column for each factor."""
    figure = Figure(figsize=(11, 9.5), layout="constrained")
    grid = figure.subplots(len(ROWS), len(COLUMNS), sharex=True, sharey="row", squeeze=False)
    for row, (title, operations) in zip(grid, ROWS.items(), strict=True):
        what = "bytes" if title == "memory" else "seconds"
        for axes, factor in zip(row, COLUMNS, strict=True):
            for place, operation in enumerate(operations):
                many = costs[factor].get(operation, [])
                _line(axes, many, what, COLOURS[place], MARKS[place], operation)
            _frame(axes, what, ink, faint)
        unit = "MB above what was held" if what == "bytes" else "time, times that of the base"
        row[0].set_ylabel(f"{title}\n{unit}", color=ink)
        handles, names = row[0].get_legend_handles_labels()
        row[-1].legend(
            handles,
            names,
            loc="center left",
            bbox_to_anchor=(1.02, 0.5),
            frameon=False,
            labelcolor=ink,
        )
    for axes, factor in zip(grid[0], COLUMNS, strict=True):
        axes.set_title(factor, color=ink)
    for axes in grid[-1]:
        axes.set_xlabel("times the base", color=ink)
    return figure


def _line(axes: Axes, many: list[Cost], what: str, colour: str, mark: str, name: str) -> None:
    points = [(one.times, value) for one in many if (value := getattr(one, what)) is not None]
    if what == "bytes":
        points = [(times, value / 1e6) for times, value in points if value >= LITTLE]
    elif points:
        points = [(times, value / points[0][1]) for times, value in points]
    style: dict[str, Any] = {"color": colour, "marker": mark, "markersize": 4, "linewidth": 1.3}
    axes.plot([one[0] for one in points], [one[1] for one in points], label=name, **style)


def _frame(axes: Axes, what: str, ink: str, faint: str) -> None:
    """Make both scales logarithmic and show what linear growth looks like."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    starts = (1,) if what == "seconds" else (1, 10, 100)
    for start in starts:
        axes.plot([1, 100], [start, 100 * start], color=ink, linestyle=":", linewidth=1, zorder=0)
    axes.set_xticks([1, 10, 100], ["1", "10", "100"])
    axes.minorticks_off()
    axes.grid(color=faint, linewidth=0.5)
    axes.tick_params(colors=ink, length=2)
    for side in axes.spines.values():
        side.set_color(faint)


# -- the tables ------------------------------------------------------------------------------------
def tables(costs: Costs) -> str:
    """Return a Markdown table for each factor."""
    parts = []
    for factor, rows in costs.items():
        times = max(([one.times for one in many] for many in rows.values()), key=len)
        grows = len(times) > 1
        title = f"Times {factor}" if grows else factor.capitalize()
        head = ["", *(f"{one} times" for one in times)] if grows else ["", "time, memory"]
        head += ["exponent of time", "of steps", "of memory"] if grows else []
        body = [
            [name, *map(_cell, many), *(_exponents(many) if grows else [])]
            for name, many in rows.items()
        ]
        lines = [head, ["---"] * len(head), *body]
        parts.append(f"### {title}\n\n" + "".join(f"| {' | '.join(one)} |\n" for one in lines))
    return "\n".join(parts)


def _cell(cost: Cost) -> str:
    if cost.seconds is None or cost.bytes is None:
        return "left out"
    size = f", {cost.bytes / 1e6:,.0f} MB" if cost.bytes >= LITTLE else ""
    return duration(cost.seconds) + size


def duration(seconds: float) -> str:
    """Return seconds with two figures that tell."""
    for unit, share in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= share:
            return f"{seconds / share:,.{0 if seconds / share >= 10 else 1}f} {unit}"
    return f"{1e6 * seconds:,.0f} µs"


def _exponents(many: list[Cost]) -> list[str]:
    """Return those over the last step, marked where they are worse than linear."""
    found = [exponents(many, what)[1] for what in ("seconds", "steps", "bytes")]
    return [
        "" if one is None else f"**{one:.2f}**" if one > LINEAR else f"{round(one, 2) + 0.0:.2f}"
        for one in found
    ]


if __name__ == "__main__":
    main()
