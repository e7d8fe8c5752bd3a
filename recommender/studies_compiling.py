"""Checking the YAML of published measurements and turning it into plain data."""

from collections.abc import Collection, Mapping
from typing import Any

from recommender.dates import last_day
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError, UserError

#: The folder.
PUBLISHED = "published"
METRICS = ("step_s", "wait_s", "predict_s")
PER = ("fastest",)
DEVICES = ("cpu", "cuda")
#: Seconds in a unit, for what counts in seconds.
SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}
STUDY_KEYS = (
    *("id", "title", "source", "from", "device", "hardware", "versions", "finding", "cautions"),
    *("not_scored", "tables"),
)
TABLE_KEYS = (
    *("id", "what", "workload", "metric", "unit", "device", "hardware", "higher_is_better"),
    *("not_scored", "of", "rows"),
)
ROW_KEYS = ("name", "frameworks", "values", "spread", "not_scored")
PUBLISHED_MEASURE_KEYS = ("metric", "per", "weight", "best", "worst", "shelf_life")


def study(
    document: Document,
    sources: Mapping[str, Mapping[str, Any]],
    frameworks: Collection[str],
    workloads: Collection[str],
) -> dict[str, Any]:
    """Return a checked study as plain data.

    Raises:
        KnowledgeError: what is wrong, with file, line and mend.

    """
    entry = Entry(document, (), KnowledgeError, STUDY_KEYS)
    if not document.name.endswith(f"/{entry.text('id')}.yaml"):
        entry.fail("the id is not the file's name; make them the same", "id")
    tables = [
        _table(entry, table, frameworks, workloads) for table in entry.entries("tables", TABLE_KEYS)
    ]
    if not tables and not entry.optional("not_scored"):
        entry.fail("no tables; add them, or say under 'not_scored' why there are none")
    for name in entry.mapping("versions"):
        _known(entry, name, frameworks, "versions", name)
    return {
        "id": entry.text("id"),
        "title": entry.text("title"),
        "source": entry.choice("source", sources),
        "since": _since(entry, sources),
        "stated_from": entry.text("from"),
        "hardware": entry.text("hardware"),
        "finding": entry.text("finding"),
        "cautions": list(entry.texts("cautions")),
        "versions": [[name, str(value)] for name, value in entry.mapping("versions").items()],
        "not_scored": entry.optional("not_scored"),
        "tables": tables,
    }


def measure(entry: Entry) -> dict[str, Any]:
    """Return how published figures feed a criterion, as plain data."""
    return {
        "metric": entry.choice("metric", METRICS),
        "per": entry.choice("per", PER) if entry.optional("per") else None,
        "weight": entry.number("weight", default=1.0, low=0.01),
        "best": entry.number("best", low=1e-12),
        "worst": entry.number("worst", low=1e-12),
        "shelf_life": entry.number("shelf_life", low=0.1),
    }


def _table(
    of: Entry,
    entry: Entry,
    frameworks: Collection[str],
    workloads: Collection[str],
) -> dict[str, Any]:
    metric, unit = entry.choice("metric", METRICS), entry.text("unit")
    if metric == "wait_s" and unit not in SECONDS:
        entry.fail(f"a wait counts in seconds, not {unit!r}; write s, ms or µs", "unit")
    columns = entry.texts("of")
    device = entry if entry.optional("device") else of
    return {
        "id": entry.text("id"),
        "what": entry.text("what"),
        "metric": metric,
        "unit": unit,
        "workload": entry.choice("workload", workloads),
        "device": device.choice("device", DEVICES),
        "of": list(columns),
        "rows": [_row(row, len(columns), frameworks) for row in entry.entries("rows", ROW_KEYS)],
        "hardware": entry.optional("hardware"),
        "higher_is_better": entry.flag("higher_is_better"),
        "not_scored": entry.optional("not_scored") or of.optional("not_scored"),
    }


def _row(entry: Entry, columns: int, frameworks: Collection[str]) -> dict[str, Any]:
    for index, name in enumerate(entry.texts("frameworks")):
        _known(entry, name, frameworks, "frameworks", index)
    return {
        "name": entry.text("name"),
        "frameworks": list(entry.texts("frameworks")),
        "values": _figures(entry, "values", columns),
        "spread": _figures(entry, "spread", columns) if "spread" in entry.data else [],
        "not_scored": entry.optional("not_scored"),
    }


def _figures(entry: Entry, key: str, columns: int) -> list[float | None]:
    given = entry.data.get(key)
    if not isinstance(given, list) or len(given) != columns:
        entry.fail(f"{key!r} must have {columns} figures, one for each of the columns 'of'", key)
    for index, value in enumerate(given):
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or value <= 0
        ):
            entry.fail(f"{value!r} is no figure; write a number above 0, or null", key, index)
    return [None if value is None else float(value) for value in given]


def _known(entry: Entry, name: str, frameworks: Collection[str], *path: str | int) -> None:
    if name not in frameworks:
        entry.fail(f"no framework {name!r}; leave it out if it is not in frameworks/", *path)


def _since(entry: Entry, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the later of the date that is given and the publication of the source."""
    published = sources[entry.choice("source", sources)]["date"]
    try:
        return max(last_day(entry.text("from")), published or "")
    except KnowledgeError:
        raise
    except UserError as problem:
        entry.fail(f"'from': {problem}", "from")
