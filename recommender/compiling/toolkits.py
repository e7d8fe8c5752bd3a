"""Toolkits: libraries that people build on and that themselves run on one or more frameworks.

A toolkit's file says on which frameworks it runs, since when and how well. Compiling turns that
into an attribute of its own and into facts of the frameworks, so that toolkits take part in
constraints, criteria and explanations as every other fact does. The list of a toolkit is complete:
on a framework that it does not name it does not run. But a layer, a framework that has only ever
run on one other, runs what that one runs: a library for PyTorch works in a program for Lightning.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from recommender.compiling.vocabulary import Plain
from recommender.documents import Document
from recommender.entries import Entry
from recommender.file_format import FACT_KEYS, TOOLKITS
from recommender.knowledge.frameworks import FRAMEWORK

#: How well a toolkit runs on a framework, worst first.
STEPS = ("none", "experimental", "supported", "default")
_MEANINGS = (
    "It does not run on it, or no longer.",
    "It runs on it as a trial, incompletely, or is about to stop.",
    "It runs on it, as its developers document, or on the one framework that this is a layer over.",
    "Its developers recommend it or take it by default, or it is the only one.",
)
#: The most that a layer has of the framework under it, which is what the developers speak of.
_MOST_OF_A_LAYER = "supported"
TOOLKIT_KEYS = ("id", "name", "what", "since", "source", "layers", "runs_on")
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
            "none": f"does not work with {name}",
            "experimental": f"works with {name} only as a trial",
            "supported": f"works with {name}",
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


class Base(NamedTuple):
    """The one framework that a layer runs on."""

    id: str
    name: str


def bases(frameworks: Iterable[Document]) -> dict[str, Base]:
    """Return what each layer runs on: the frameworks that only ever ran on one other.

    Args:
        frameworks: their files, before these are checked.

    """
    files = [document.data for document in frameworks if isinstance(document.data, dict)]
    names = {data.get("id"): data.get("name") for data in files if data.get("kind") == FRAMEWORK}
    found = {}
    for data in files:
        under = set(_runs_on(data))
        if len(under) == 1 and (base := under.pop()) in names:
            found[str(data.get("id"))] = Base(base, str(names[base]))
    return found


def _runs_on(framework: dict[str, Any]) -> Iterator[str]:
    """Return all that a framework was ever said to run on."""
    for fact in framework.get("facts") or ():
        if isinstance(fact, dict) and fact.get("attribute") == "runs_on":
            yield str(fact.get("value"))


def stated_facts(
    entry: Entry, kinds: Mapping[str, object], layers: Mapping[str, Base]
) -> list[tuple[str, Entry]]:
    """Return (framework, fact as its own file would say it) for every framework.

    Where the toolkit names a framework later than its own beginning, or not at all, the fact
    "none" since that beginning says so. A layer that it does not name has the facts of its base,
    unless the toolkit says ``layers: false``.

    Args:
        entry: the toolkit.
        kinds: the kind of each framework that it can name.
        layers: the bases of those that are layers.

    """
    name = attribute_id(entry.text("id"))
    since, source = entry.text("since"), list(entry.texts("source"))
    named = list(_named(entry, kinds))
    if entry.flag("layers", default=True):
        named += _through_bases(named, layers)
    begun = {framework for framework, fact in named if fact["from"] == since}
    nothing = {"value": STEPS[0], "from": since, "source": source}
    choosable = {framework for framework, kind in kinds.items() if kind == FRAMEWORK}
    facts = [(framework, nothing) for framework in sorted(choosable - begun)] + named
    return [
        (framework, entry.holding({"attribute": name, **fact}, FACT_KEYS))
        for framework, fact in facts
    ]


def _named(entry: Entry, frameworks: Collection[str]) -> Iterator[tuple[str, Plain]]:
    """Return what the toolkit's file says, as facts without their attribute."""
    for item in entry.entries("runs_on", _SUPPORT_KEYS):
        support = item.choice("support", STEPS)
        fact = {key: value for key, value in item.data.items() if key in _FACT_KEYS}
        item.text("from")
        yield item.choice("framework", frameworks), {"value": support, **fact}


def _through_bases(
    named: list[tuple[str, Plain]], layers: Mapping[str, Base]
) -> list[tuple[str, Plain]]:
    """Return what holds of the layers that the toolkit does not name."""
    known = {framework for framework, _ in named}
    return [
        (layer, _through(base, fact))
        for layer, base in layers.items()
        if layer not in known
        for framework, fact in named
        if framework == base.id
    ]


def _through(base: Base, fact: Plain) -> Plain:
    """Return a fact of a base as one of its layer."""
    value = min(fact["value"], _MOST_OF_A_LAYER, key=STEPS.index)
    note = f"Through {base.name}, on which it runs. {fact.get('note') or ''}".rstrip()
    return {**fact, "value": value, "note": note}
