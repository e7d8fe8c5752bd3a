"""Checking the YAML of published measurements and turning it into plain data."""

from recommender.compiling.vocabulary import Plain, Vocabulary, day
from recommender.dates import last_day
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError
from recommender.knowledge.studies import SECONDS

#: The folder.
PUBLISHED = "published"
METRICS = ("step_s", "wait_s", "predict_s")
#: Those of which tables give nothing but seconds.
IN_SECONDS = ("wait_s",)
PER = ("fastest",)
DEVICES = ("cpu", "cuda")
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


def study(document: Document, known: Vocabulary) -> Plain:
    """Return a checked study as plain data.

    Raises:
        KnowledgeError: what is wrong, with file, line and mend.

    """
    entry = Entry(document, (), KnowledgeError, STUDY_KEYS)
    if not document.name.endswith(f"/{entry.text('id')}.yaml"):
        entry.fail("the id is not the file's name; make them the same", "id")
    tables = [_table(entry, table, known) for table in entry.entries("tables", TABLE_KEYS)]
    if not tables and not entry.optional("not_scored"):
        entry.fail("no tables; add them, or say under 'not_scored' why there are none")
    for name in entry.mapping("versions"):
        _check(entry, name, known, "versions", name)
    return {
        "id": entry.text("id"),
        "title": entry.text("title"),
        "source": entry.choice("source", known.sources),
        "since": _since(entry, known),
        "stated_from": entry.text("from"),
        "hardware": entry.text("hardware"),
        "finding": entry.text("finding"),
        "cautions": list(entry.texts("cautions")),
        "versions": [[name, str(value)] for name, value in entry.mapping("versions").items()],
        "not_scored": entry.optional("not_scored"),
        "tables": tables,
    }


def measure(entry: Entry) -> Plain:
    """Return how published figures feed a criterion, as plain data."""
    metric = entry.choice("metric", METRICS)
    per = entry.choice("per", PER) if entry.optional("per") else None
    if per is None and metric not in IN_SECONDS:
        entry.fail(f"{metric!r} is published in many units; write 'per: {PER[0]}'")
    best, worst = anchors(entry)
    return {
        "metric": metric,
        "per": per,
        "weight": entry.number("weight", default=1.0, low=0.01),
        "best": best,
        "worst": worst,
        "shelf_life": entry.number("shelf_life", low=0.1),
    }


def anchors(entry: Entry) -> tuple[float, float]:
    """Return the best and the worst anchor of a value function, of which less is better."""
    best, worst = entry.number("best", low=1e-12), entry.number("worst", low=1e-12)
    if best >= worst:
        entry.fail(f"'best' ({best:g}) must be less than 'worst' ({worst:g}); change one", "best")
    return best, worst


def _table(
    of: Entry,
    entry: Entry,
    known: Vocabulary,
) -> Plain:
    metric, unit = entry.choice("metric", METRICS), entry.text("unit")
    if metric in IN_SECONDS and unit not in SECONDS:
        entry.fail(f"a wait counts in seconds, not {unit!r}; write s, ms or µs", "unit")
    columns = entry.texts("of")
    device = entry if entry.optional("device") else of
    return {
        "id": entry.text("id"),
        "what": entry.text("what"),
        "metric": metric,
        "unit": unit,
        "workload": entry.choice("workload", known.workloads),
        "device": device.choice("device", DEVICES),
        "of": list(columns),
        "rows": [_row(row, len(columns), known) for row in entry.entries("rows", ROW_KEYS)],
        "hardware": entry.optional("hardware"),
        "higher_is_better": entry.flag("higher_is_better"),
        "not_scored": entry.optional("not_scored") or of.optional("not_scored"),
    }


def _row(entry: Entry, columns: int, known: Vocabulary) -> Plain:
    for index, name in enumerate(entry.texts("frameworks")):
        _check(entry, name, known, "frameworks", index)
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
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 < value < float("inf")
        ):
            entry.fail(f"{value!r} is no figure; write a number above 0, or null", key, index)
    return [None if value is None else float(value) for value in given]


def _check(entry: Entry, name: str, known: Vocabulary, *path: str | int) -> None:
    if name not in known.kinds:
        entry.fail(f"no framework {name!r}; leave it out if it is not in frameworks/", *path)


def _since(entry: Entry, known: Vocabulary) -> str:
    """Return the later of the date that is given and the publication of the source."""
    published = known.sources[entry.choice("source", known.sources)]["date"]
    return max(day(entry, "from", last_day), published or "")
