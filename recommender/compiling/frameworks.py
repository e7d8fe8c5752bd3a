"""All that is known of one framework: frameworks/ and yardsticks/."""

from collections.abc import Iterable

from recommender.compiling.faults import Faults
from recommender.compiling.vocabulary import Plain, Vocabulary, check_value, day
from recommender.dates import first_day, last_day
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError
from recommender.file_format import (
    CLAIM_KEYS,
    CONFIDENCES,
    FACT_KEYS,
    FRAMEWORK_KEYS,
    METRICS,
    RELEASE_KEYS,
    STANCES,
    TEST_KEYS,
)
from recommender.knowledge.frameworks import UNKNOWN


def framework(
    document: Document,
    kinds: Iterable[str],
    known: Vocabulary,
    faults: Faults,
    stated: Iterable[Entry] = (),
) -> Plain:
    """Return a framework as plain data.

    Args:
        document: its file.
        kinds: those that its entry can be of.
        known: what it can name.
        faults: where those of single facts, claims and releases go.
        stated: facts of it that other files state.

    """
    entry = Entry(document, (), KnowledgeError, FRAMEWORK_KEYS)
    identity = entry.text("id")
    if not document.name.endswith(f"/{identity}.yaml"):
        entry.fail(f"the id {identity!r} is not the file's name; make them the same", "id")
    seen: set[str] = set()
    facts = faults.each(
        [*entry.entries("facts", FACT_KEYS), *stated],
        lambda fact: _fact(fact, identity, known, seen),
    )
    claims = faults.each(
        entry.entries("claims", CLAIM_KEYS), lambda claim: _claim(claim, identity, known, seen)
    )
    releases = faults.each(
        entry.entries("releases", RELEASE_KEYS), lambda release: _release(release, known)
    )
    return {
        "id": identity,
        "name": entry.text("name"),
        "kind": entry.choice("kind", kinds),
        "package": entry.optional("package"),
        "began": _beginning(entry, known),
        "releases": sorted(releases, key=lambda release: release["date"]),
        "facts": facts,
        "claims": claims,
        "recipes": entry.data.get("recipes") or [],
    }


def _beginning(framework: Entry, known: Vocabulary) -> Plain | None:
    if not framework.mapping("began"):
        return None
    entry = Entry(
        framework.document, (*framework.path, "began"), KnowledgeError, ("date", "source")
    )
    return {
        "date": day(entry, "date", last_day),
        "stated_date": entry.text("date"),
        "source": known.citations(entry, "source")[0],
    }


def _release(entry: Entry, known: Vocabulary) -> Plain:
    return {
        "version": entry.text("version"),
        "date": day(entry, "date", last_day),
        "stated_date": entry.text("date"),
        "source": known.citations(entry, "source")[0],
        "note": entry.optional("note"),
    }


def _fact(entry: Entry, framework: str, known: Vocabulary, seen: set[str]) -> Plain:
    attribute = known.attribute(entry, "attribute")
    value = entry.data.get("value")
    if value is None:
        entry.fail("'value' is missing; write it, or 'unknown' with a note", "value")
    if value != UNKNOWN:
        check_value(entry, attribute, value, "is", key="value")
    citations = known.citations(entry, "source", required=value != UNKNOWN)
    holds_from = day(entry, "from", last_day)
    identity = f"{framework}.{attribute['id']}@{entry.text('from')}"
    if identity in seen:
        number = 2
        while f"{identity}#{number}" in seen:
            number += 1
        identity = f"{identity}#{number}"
    seen.add(identity)
    if value == UNKNOWN and not entry.optional("note"):
        entry.fail("an unknown needs a 'note' that says where you looked; add it")
    return {
        "id": identity,
        "framework": framework,
        "attribute": attribute["id"],
        "value": value,
        "holds_from": holds_from,
        "since": known.since(holds_from, citations),
        "until": day(entry, "until", first_day) if entry.optional("until") else None,
        "sources": citations,
        "through": [known.framework(entry, name, "through") for name in entry.texts("through")],
        "confidence": entry.choice("confidence", CONFIDENCES, default="high"),
        "note": entry.optional("note"),
        "stated_from": entry.text("from"),
        "by": entry.flag("by"),
    }


def _claim(entry: Entry, framework: str, known: Vocabulary, seen: set[str]) -> Plain:
    identity = entry.text("id")
    if not identity.startswith(f"{framework}-"):
        entry.fail(f"the id must start with '{framework}-'; put it in front", "id")
    if identity in seen:
        entry.fail(f"the id {identity!r} is taken; choose another", "id")
    seen.add(identity)
    if "attribute" in entry.data:
        known.attribute(entry, "attribute")
    citations = known.citations(entry, "source")
    return {
        "id": identity,
        "framework": framework,
        "text": entry.text("text"),
        "stance": entry.choice("stance", STANCES),
        "attribute": entry.optional("attribute"),
        "since": known.since(day(entry, "from", last_day), citations),
        "sources": citations,
        "tested_by": _test(entry, known),
    }


def _test(claim: Entry, known: Vocabulary) -> Plain | None:
    """Return how a claim is tested by a measurement."""
    if not claim.mapping("tested_by"):
        return None
    entry = Entry(claim.document, (*claim.path, "tested_by"), KnowledgeError, TEST_KEYS)
    return {
        "workload": entry.choice("workload", known.workloads),
        "metric": entry.choice("metric", METRICS),
        "expect": entry.choice("expect", ("lower", "higher")),
        "than": list(entry.texts("than")) or entry.fail("'than' names nobody; add one", "than"),
    }
