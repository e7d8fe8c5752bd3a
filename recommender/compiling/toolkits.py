"""Toolkits: libraries that people build on and that themselves run on one or more frameworks.

A toolkit's file says on which frameworks it runs, since when and how well. Compiling turns that
into an attribute of its own and into facts of the frameworks, so that toolkits take part in
constraints, criteria and explanations as every other fact does. The list of a toolkit is complete:
on a framework that it does not name it does not run.
"""

from collections.abc import Collection

from recommender.compiling.vocabulary import Plain
from recommender.entries import Entry
from recommender.file_format import FACT_KEYS, TOOLKITS

#: How well a toolkit runs on a framework, worst first.
STEPS = ("none", "experimental", "supported", "default")
_MEANINGS = (
    "It does not run on it, or no longer.",
    "It runs on it as a trial, incompletely, or is about to stop.",
    "It runs on it, as its developers document.",
    "Its developers recommend it or take it by default, or it is the only one.",
)
TOOLKIT_KEYS = ("id", "name", "what", "since", "source", "runs_on")
_SUPPORT_KEYS = ("framework", "support", "from", "by", "source", "confidence", "note")
_FACT_KEYS = ("from", "by", "source", "confidence", "note")


def attribute_id(toolkit: str) -> str:
    """Return the id of the attribute that says how well a toolkit runs."""
    return f"{TOOLKITS}.{toolkit}"


def as_attribute(entry: Entry) -> Plain:
    """Return the attribute of a toolkit, as plain data."""
    name, what = entry.text("name"), entry.text("what")
    return {
        "id": attribute_id(entry.text("id")),
        "topic": TOOLKITS,
        "meaning": f"How well {name} ({what}) runs on it.",
        "type": "level",
        "shelf_life": 3.0,
        "steps": list(STEPS),
        "step_meanings": list(_MEANINGS),
        "many": False,
        "unit": None,
        "name": name,
        "shown_only": False,
        "says": {
            "none": f"does not run {name}",
            "experimental": f"runs {name} only as a trial",
            "supported": f"runs {name}",
            "default": f"is what {name} runs on by default",
        },
    }


def as_option(entry: Entry) -> Plain:
    """Return a toolkit as an option of a question."""
    return {
        "id": entry.text("id"),
        "label": f"{entry.text('name')}: {entry.text('what')}",
        "asks_for_nothing": False,
    }


def stated_facts(entry: Entry, frameworks: Collection[str]) -> list[tuple[str, Entry]]:
    """Return (framework, fact as its own file would say it) for every framework.

    Where the toolkit names a framework later than its own beginning, or not at all, the fact
    "none" since that beginning says so.
    """
    name = attribute_id(entry.text("id"))
    since, source = entry.text("since"), list(entry.texts("source"))
    facts: list[tuple[str, Plain]] = []
    begun: set[str] = set()
    for item in entry.entries("runs_on", _SUPPORT_KEYS):
        framework = item.choice("framework", frameworks)
        item.choice("support", STEPS)
        if item.text("from") == since:
            begun.add(framework)
        fact = {key: value for key, value in item.data.items() if key in _FACT_KEYS}
        facts.append((framework, {"attribute": name, "value": item.data["support"], **fact}))
    nothing = {"attribute": name, "value": STEPS[0], "from": since, "source": source}
    facts = [(framework, nothing) for framework in sorted({*frameworks} - begun)] + facts
    return [(framework, entry.holding(fact, FACT_KEYS)) for framework, fact in facts]
