"""The schemas of what is known: frameworks with their facts, sources, studies, toolkits."""

from collections.abc import Iterable

from recommender.compiling.studies import DEVICES
from recommender.compiling.studies import METRICS as PUBLISHED_METRICS
from recommender.compiling.toolkits import STEPS
from recommender.file_format import CONFIDENCES, METRICS, SOURCE_KINDS, STANCES
from recommender.knowledge.frameworks import KINDS, UNKNOWN
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Attribute
from recommender.schemas.parts import (
    CITATION,
    DATE,
    DAY,
    FLAG,
    ID,
    TEXT,
    Schema,
    listed,
    number,
    one_of,
    one_or_many,
    own_attributes,
    record,
)


def framework(known: Knowledge) -> Schema:
    """Return the schema of a framework's file."""
    release = {"version": TEXT, "date": DATE, "source": CITATION, "note": TEXT}
    test = {
        "workload": ID,
        "metric": one_of(METRICS),
        "expect": one_of(("lower", "higher")),
        "than": one_or_many(ID),
    }
    claim = {
        "id": ID,
        "text": TEXT,
        "stance": one_of(STANCES),
        "attribute": one_of(known.attributes),
        "from": DATE,
        "source": one_or_many(CITATION),
        "tested_by": record(test, test),
    }
    return record(
        {
            "id": ID,
            "name": TEXT,
            "kind": one_of((*KINDS, "yardstick")),
            "package": {
                **TEXT,
                "description": "Its name on the package index, if no recipe says it.",
            },
            "began": record({"date": DATE, "source": CITATION}, ("date", "source")),
            "releases": listed(record(release, ("version", "date", "source"))),
            "facts": listed(_fact(known)),
            "claims": listed(record(claim, ("id", "text", "stance", "from", "source"))),
            "recipes": listed({"type": "object"}),
        },
        ("id", "name", "kind"),
        "What is known of one framework: releases, dated facts and claims, recipes.",
    )


def _fact(known: Knowledge) -> Schema:
    own = own_attributes(known)
    properties: dict[str, Schema] = {
        "attribute": {
            "oneOf": [{"const": one.id, "description": one.meaning} for one in own],
        },
        "value": {"description": "By the attribute's type, or 'unknown' with a note."},
        "from": DATE,
        "by": {**FLAG, "description": "It held by then at the latest; it may be older."},
        "until": DATE,
        "source": one_or_many(CITATION),
        "through": {
            **one_or_many(ID),
            "description": "The backends with which alone it holds, of a framework that runs on "
            "several.",
        },
        "confidence": one_of(CONFIDENCES),
        "note": {**TEXT, "description": "What the source says, in our own words."},
    }
    unknown = {"properties": {"value": {"const": UNKNOWN}}}
    return {
        **record(properties, ("attribute", "value", "from")),
        "allOf": [
            {"if": unknown, "then": {"required": ["note"]}, "else": {"required": ["source"]}},
            *(
                {
                    "if": {"properties": {"attribute": {"enum": [one.id for one in alike]}}},
                    "then": {"properties": {"value": _value(alike[0])}},
                }
                for alike in _alike(own)
            ),
        ],
    }


def _alike(attributes: Iterable[Attribute]) -> Iterable[list[Attribute]]:
    """Return the attributes in groups that take the same values."""
    groups: dict[object, list[Attribute]] = {}
    for one in attributes:
        kind = one.type if one.type in ("boolean", "quantity") else "text"
        groups.setdefault(one.id if one.steps else kind, []).append(one)
    return groups.values()


def _value(attribute: Attribute) -> Schema:
    unknown = {"const": UNKNOWN, "description": "Looked for and not found; say where in a note."}
    if attribute.steps:
        steps = zip(attribute.steps, attribute.step_meanings, strict=True)
        kind: list[Schema] = [{"const": step, "description": meaning} for step, meaning in steps]
    elif attribute.type == "boolean":
        kind = [FLAG]
    elif attribute.type == "quantity":
        kind = [{"type": "number"}]
    else:
        kind = [{"type": "string", "not": {"const": UNKNOWN}}]
    return {"oneOf": [*kind, unknown]}


def sources(_: Knowledge) -> Schema:
    """Return the schema of a file of the bibliography."""
    source = {
        "id": ID,
        "title": TEXT,
        "author": TEXT,
        "date": {**DATE, "description": "When it was published, as precisely as it is known."},
        "record": {**FLAG, "description": "A living record, which dates its own entries."},
        "kind": one_of(SOURCE_KINDS),
        "address": TEXT,
        "read": {**DAY, "description": "The day on which it was opened."},
    }
    return listed(record(source, ("id", "title", "kind", "read")))


def published(known: Knowledge) -> Schema:
    """Return the schema of a published study's file."""
    figures = listed({"anyOf": [number(0, above=True), {"type": "null"}]})
    row = {
        "name": TEXT,
        "frameworks": one_or_many(ID),
        "values": figures,
        "spread": figures,
        "not_scored": TEXT,
    }
    workload, device = one_of(known.relevance.workloads), one_of(DEVICES)
    table = {
        "id": ID,
        "what": TEXT,
        "workload": workload,
        "metric": one_of(PUBLISHED_METRICS),
        "unit": TEXT,
        "device": device,
        "hardware": TEXT,
        "higher_is_better": FLAG,
        "not_scored": TEXT,
        "of": listed(TEXT, 1),
        "rows": listed(record(row, ("name", "values")), 1),
    }
    study = {
        "id": ID,
        "title": TEXT,
        "source": CITATION,
        "from": DATE,
        "device": device,
        "hardware": TEXT,
        "versions": {"type": "object", "additionalProperties": TEXT},
        "finding": TEXT,
        "cautions": listed(TEXT, 1),
        "not_scored": TEXT,
        "tables": listed(record(table, ("id", "what", "workload", "metric", "unit", "of", "rows"))),
    }
    return record(study, ("id", "title", "source", "from", "hardware", "finding", "cautions"))


def toolkit(_: Knowledge) -> Schema:
    """Return the schema of a toolkit's file."""
    support = {
        "framework": ID,
        "support": one_of(STEPS),
        "from": DATE,
        "by": FLAG,
        "source": one_or_many(CITATION),
        "confidence": one_of(CONFIDENCES),
        "note": TEXT,
    }
    toolkit = {
        "id": ID,
        "name": TEXT,
        "what": TEXT,
        "since": DATE,
        "source": one_or_many(CITATION),
        "layers": {
            **FLAG,
            "description": (
                "Whether frameworks over the named ones run it too, where it does not name them; "
                "true unless it says otherwise."
            ),
        },
        "runs_on": listed(record(support, ("framework", "support", "from", "source"))),
    }
    return record(toolkit, ("id", "name", "what", "since", "source", "runs_on"))
