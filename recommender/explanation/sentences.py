"""Sentences with the ids of what they say, and the sources behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from recommender.decision import Decision
from recommender.knowledge import View
from recommender.published_evidence import sources_by_id

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
            found.update(dict.fromkeys(citations.get(identity, ())))
    return tuple(found)


@lru_cache(maxsize=16)
def citations_by_id(view: View) -> dict[str, tuple[str, ...]]:
    """Return the citations of every fact, rule and published measurement.

    A source that was published after the day is not among them.
    """
    cited = {
        fact.id: fact.sources for framework in view.frameworks.values() for fact in framework.facts
    }
    cited |= {rule.id: rule.sources for rule in view.knowledge.rules}
    cited |= sources_by_id(view)
    return {identity: view.published(citations) for identity, citations in cited.items()}


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
