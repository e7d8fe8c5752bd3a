"""What published measurements say of a framework on a criterion; pure.

A figure counts by how near it comes to the fastest of its own table and column, which is fixed in
print: neither who else is on the table today nor what was published later can change it. The
anchors are those of the vocabulary's levels of training speed: 1 for the fastest, 0 for four times
its time, logarithmic between. A framework stands by its fastest implementation, as it does where it
is measured here. What was measured elsewhere is widened, and so is what is old.
"""

from __future__ import annotations

from functools import lru_cache

from recommender.dates import years_between
from recommender.evidence.intervals import Interval, age_width, logarithmic
from recommender.frozen import Frozen
from recommender.knowledge.studies import SECONDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from recommender.knowledge.studies import PublishedMeasure, Study, StudyRow, StudyTable
    from recommender.knowledge.view import View

#: What a published figure is widened by: another machine, another program, another's care.
ELSEWHERE_WIDTH = 0.15
FASTEST = "fastest"

#: A figure between its ends: (low, figure, high).
Figures = tuple[float, float, float]


class Published(Frozen):
    """What one study says of a framework under a measure, on workloads of one kind.

    ``ratios`` are the figure's multiples of the fastest (or seconds), one a column that counts.
    """

    id: str
    study: str
    workload: str
    device: str
    interval: Interval
    ratios: tuple[float, ...]


@lru_cache(maxsize=256)
def published(view: View, measure: PublishedMeasure) -> dict[str, tuple[Published, ...]]:
    """Return framework id → what each study of the view says of it under a measure."""
    found: dict[str, list[Published]] = {}
    for study in view.studies:
        groups: dict[tuple[str, str], list[StudyTable]] = {}
        for table in study.tables:
            if table.metric == measure.metric and not table.not_scored:
                groups.setdefault((table.workload, table.device), []).append(table)
        for where, tables in groups.items():
            figures: dict[str, list[Figures]] = {}
            for table in tables:
                for framework, quantity in quantities(table, measure.per):
                    figures.setdefault(framework, []).append(quantity)
            for framework, own in sorted(figures.items()):
                one = _one(study, where, own, measure, view.as_of)
                found.setdefault(framework, []).append(one)
    return {framework: tuple(items) for framework, items in found.items()}


def _one(
    study: Study,
    where: tuple[str, str],
    figures: list[Figures],
    measure: PublishedMeasure,
    as_of: str,
) -> Published:
    workload, device = where
    lows = [logarithmic(high, measure.best, measure.worst) for _, _, high in figures]
    highs = [logarithmic(low, measure.best, measure.worst) for low, _, _ in figures]
    age = max(0.0, years_between(study.since, as_of))
    width = min(1.0, ELSEWHERE_WIDTH + age_width(age, measure.shelf_life))
    interval = Interval(sum(lows) / len(lows), sum(highs) / len(highs)).widened(width)
    return Published(
        f"published:{study.id}/{workload}/{device}.{measure.metric}",
        study.id,
        workload,
        device,
        interval,
        tuple(figure for _, figure, _ in figures),
    )


def quantities(table: StudyTable, per: str | None) -> Iterator[tuple[str, Figures]]:
    """Yield each framework of each column that has another row too, with (low, figure, high) in it.

    Figures are multiples of the fastest of the column, or seconds where ``per`` is None.
    """
    rows = [row for row in table.rows if not row.not_scored]
    for index in range(len(table.of)):
        costs = {
            row.name: _costs(row, index, table) for row in rows if row.values[index] is not None
        }
        if len(costs) < 2:
            continue
        fastest: dict[str, Figures] = {}
        for row in rows:
            for framework in row.frameworks if row.name in costs else ():
                cost = costs[row.name]
                if framework not in fastest or cost[1] < fastest[framework][1]:
                    fastest[framework] = cost
        unit = min(one for _, one, _ in costs.values()) if per else 1 / SECONDS[table.unit]
        for framework, (low, figure, high) in fastest.items():
            yield framework, (low / unit, figure / unit, high / unit)


def _costs(row: StudyRow, index: int, table: StudyTable) -> Figures:
    """Return (low, figure, high) of a figure as something of which less is better."""
    value = row.values[index] or 0.0
    spread = (row.spread[index] if row.spread else None) or 0.0
    low, high = max(value - spread, value / 2), value + spread
    return (1 / high, 1 / value, 1 / low) if table.higher_is_better else (low, value, high)


def found(view: View, framework: str, identity: str) -> Published | None:
    """Return what a piece of published evidence says of a framework, by its id."""
    for criterion in view.knowledge.criteria.values():
        for measure in criterion.published:
            for one in published(view, measure).get(framework, ()):
                if one.id == identity:
                    return one
    return None


def sources_by_id(view: View) -> dict[str, tuple[str, ...]]:
    """Return the citation of every piece of published evidence of the day."""
    return {
        one.id: (view.knowledge.studies[one.study].source,)
        for criterion in view.knowledge.criteria.values()
        for measure in criterion.published
        for pieces in published(view, measure).values()
        for one in pieces
    }
