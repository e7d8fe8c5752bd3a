"""Sentences with the ids of what they say, and the sources behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from recommender.decision import Decision
from recommender.evidence.published import sources_by_id
from recommender.explanation.facts import known_fact
from recommender.knowledge.view import View

#: For what a sentence speaks, where it speaks for or against the framework that it is about.
GOOD, BAD = "good", "bad"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the ids of what it says: facts, rules, criteria, measurements.

    ``stance`` is GOOD or BAD where it speaks for or against a framework, else empty.
    """

    text: str
    ids: tuple[str, ...] = ()
    stance: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Sentences about one framework."""

    framework: str
    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under a title."""

    title: str
    sentences: tuple[Sentence, ...]


def joined(parts: list[str]) -> str:
    """Return parts of a sentence as one."""
    return "; ".join(parts)


def sources_of(decision: Decision, sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Return the citations behind sentences, each once, in the order of their first mention."""
    citations = citations_by_id(decision.view)
    found: dict[str, None] = {}
    for sentence in sentences:
        for identity in sentence.ids:
            found.update(dict.fromkeys(citations.of(identity)))
    return tuple(found)


class Citations:
    """The citations of every fact, rule and published measurement by its id; () of anything else.

    A source that was published after the day is not among them. Each is looked up when it is first
    asked for.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._sources = {rule.id: rule.sources for rule in view.knowledge.rules}
        self._sources |= sources_by_id(view)
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, identity: str) -> tuple[str, ...]:
        """Return the citations of an id."""
        found = self._found.get(identity)
        if found is None:
            fact = known_fact(identity, self._view)
            sources = fact.sources if fact else self._sources.get(identity, ())
            found = self._found[identity] = self._view.published(sources)
        return found


@lru_cache(maxsize=16)
def citations_by_id(view: View) -> Citations:
    """Return the citations as of a view; they are kept, since each form of a report asks."""
    return Citations(view)


def source_plain(citation: str, view: View) -> dict[str, Any]:
    """Return what a reader needs to find a source."""
    source = view.knowledge.source(citation)
    return {
        "id": citation,
        "title": source.title,
        "author": source.author,
        "date": source.stated_date,
        "address": source.address,
    }


def sentences_plain(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Return sentences as plain data."""
    return [{"text": sentence.text, "ids": list(sentence.ids)} for sentence in sentences]
