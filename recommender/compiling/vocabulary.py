"""What entries of a knowledge base can name, and the checks of what they say with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from recommender.entries import Entry, listed, shown, suggestion
from recommender.errors import KnowledgeError, UserError
from recommender.inference import OPERATORS

Plain = dict[str, Any]


@dataclass(slots=True)
class Vocabulary:
    """The tables that are read first, by id, as plain data; they fill while they are read.

    ``kinds`` and ``names`` are what the frameworks' files state, ``sentences`` the ids of each
    article's sentences, ``toolkits`` the toolkits as options of a question.
    """

    attributes: dict[str, Plain] = field(default_factory=dict)
    sources: dict[str, Plain] = field(default_factory=dict)
    sentences: dict[str, set[str]] = field(default_factory=dict)
    criteria: dict[str, Plain] = field(default_factory=dict)
    kinds: dict[str, object] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    toolkits: list[Plain] = field(default_factory=list)
    questions: dict[str, Plain] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)
    workloads: list[str] = field(default_factory=list)

    def attribute(self, entry: Entry, key: str) -> Plain:
        """Return the attribute that a key names."""
        return self.attributes[entry.choice(key, self.attributes)]

    def framework(self, entry: Entry, name: str, *path: str) -> str:
        """Return the id of a framework that there is."""
        if name not in self.kinds:
            entry.fail(f"no framework {shown(name)}; {suggestion(name, self.kinds)}", *path)
        return name

    def citations(self, entry: Entry, key: str, *, required: bool = True) -> list[str]:
        """Return citations of sources, and of an article's sentences, that there are."""
        citations = list(entry.texts(key))
        if required and not citations:
            entry.fail(f"{key!r} is missing; name a source of sources/", key)
        for citation in citations:
            source, _, locator = citation.partition("#")
            if source not in self.sources:
                entry.fail(f"no source {source!r}; {suggestion(source, self.sources)}", key)
            if source in self.sentences and locator not in self.sentences[source]:
                self._no_sentence(entry, key, source, locator)
        return citations

    def _no_sentence(self, entry: Entry, key: str, source: str, locator: str) -> NoReturn:
        hint = suggestion(locator, self.sentences[source]) if locator else "write #ID behind it"
        entry.fail(f"{source} has no sentence {locator!r}; {hint}", key)

    def since(self, holds_from: str, citations: list[str]) -> str:
        """Return the first day on which it held and one of its sources was published."""
        dates = [self.sources[citation.partition("#")[0]]["date"] for citation in citations]
        if not dates or None in dates:
            return holds_from
        return str(max(holds_from, min(dates)))


def day(entry: Entry, key: str, end: Callable[[str], str]) -> str:
    """Return a partial date as a day, by ``first_day`` or ``last_day``."""
    try:
        return end(entry.text(key))
    except KnowledgeError:
        raise
    except UserError as problem:
        entry.fail(f"{key!r}: {problem}", key)


def operator_of(entry: Entry) -> tuple[str, Any]:
    """Return the one operator of an entry, with its value."""
    used = [operator for operator in OPERATORS if operator in entry.data]
    if len(used) != 1:
        entry.fail(f"exactly one operator is needed; possible: {listed(OPERATORS)}")
    return used[0], entry.data[used[0]]


def check_value(entry: Entry, attribute: Plain, value: Any, operator: str, key: str = "") -> None:
    """Complain about a value that an attribute cannot have, or an order that it does not have."""
    kind, path = attribute["type"], (key,) if key else ()
    if kind == "boolean" and not isinstance(value, bool):
        entry.fail(f"{attribute['id']} is true or false, not {shown(value)}; write one", *path)
    if kind in ("level", "choice") and value not in attribute["steps"]:
        hint = suggestion(str(value), attribute["steps"])
        entry.fail(f"{shown(value)} is no {kind} of {attribute['id']}; {hint}", *path)
    if kind == "quantity" and (isinstance(value, bool) or not isinstance(value, int | float)):
        entry.fail(f"{attribute['id']} is a number, not {shown(value)}; write digits", *path)
    if kind in ("text", "versions", "reference") and not isinstance(value, str):
        entry.fail(f"{attribute['id']} is a text; put {shown(value)} in quotes", *path)
    if operator in ("at_least", "at_most") and kind != "level":
        entry.fail(f"{attribute['id']} has no order; use is, is_not or in", *path)
