"""Published measurements as types: who timed which implementations of what, where and when."""

from __future__ import annotations

from recommender.frozen import Frozen

#: Seconds in a unit, for what counts in seconds.
SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}


class StudyRow(Frozen):
    """One implementation in a table: a figure for each column, None where none was published.

    ``frameworks`` are the ids that it speaks of, none for what the knowledge base does not hold;
    ``spread`` is what the source gives as deviation; ``not_scored`` says why it is only shown.
    """

    name: str
    frameworks: tuple[str, ...]
    values: tuple[float | None, ...]
    spread: tuple[float | None, ...] = ()
    not_scored: str | None = None


class StudyTable(Frozen):
    """Figures of one metric in one unit: a row an implementation, a column a configuration.

    ``workload`` is the probe's workload that comes nearest, which says for which models it counts.
    """

    id: str
    what: str
    metric: str
    unit: str
    workload: str
    device: str
    of: tuple[str, ...]
    rows: tuple[StudyRow, ...]
    hardware: str | None = None
    higher_is_better: bool = False
    not_scored: str | None = None


class Study(Frozen):
    """One published benchmark, with its cautions; a study without tables has its finding only.

    ``since`` is the day from which it could be known.
    """

    id: str
    title: str
    source: str
    since: str
    stated_from: str
    hardware: str
    finding: str
    cautions: tuple[str, ...]
    tables: tuple[StudyTable, ...]
    versions: tuple[tuple[str, str], ...] = ()
    not_scored: str | None = None

    def frameworks(self) -> set[str]:
        """Return the frameworks that it speaks of."""
        named = {name for name, _ in self.versions}
        return named | {
            name for table in self.tables for row in table.rows for name in row.frameworks
        }


class PublishedMeasure(Frozen):
    """How published figures of a metric feed a criterion.

    With ``per`` "fastest" a figure is divided by the fastest of its own column, which is fixed in
    print; without, it counts in seconds. ``best`` and ``worst`` are the anchors of a logarithmic
    value function; after ``shelf_life`` years figures start to count as uncertain.
    """

    metric: str
    weight: float
    best: float
    worst: float
    shelf_life: float
    per: str | None = None
