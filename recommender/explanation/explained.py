"""What every explanation is: sentences in sections, with numbers, sources and plain data."""

from abc import ABC, abstractmethod
from typing import Any

from recommender.decision import Decision
from recommender.explanation.sentences import (
    Section,
    Sentence,
    sentences_plain,
    source_plain,
    sources_of,
)

SCHEMA = "framework-recommender/explanation/1"
#: Digits after the point: more than anybody reads, fewer than two machines could differ in.
DIGITS = 9


class Explained(ABC):
    """An explanation of one point of a decision.

    ``question`` names it ("why", "why-not", …); the rest is read off ``sections`` and ``numbers``.
    """

    __slots__ = ()
    question: str
    decision: Decision

    @property
    @abstractmethod
    def title(self) -> str:
        """Return what it explains."""

    @property
    @abstractmethod
    def sections(self) -> tuple[Section, ...]:
        """Return its sentences under their titles; the first title may be empty."""

    @abstractmethod
    def numbers(self) -> dict[str, Any]:
        """Return the numbers and ids that its sentences say, as plain data."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the citations behind its sentences."""
        return sources_of(self.decision, self.sentences)

    @property
    def text(self) -> str:
        """Return it as plain text for a terminal."""
        from recommender.explanation.as_text import render

        return render(self.title, self.decision, self.sections)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "schema": SCHEMA,
            "question": self.question,
            "as_of": self.decision.as_of,
            "knowledge": self.decision.knowledge.digest,
            **self.numbers(),
            "sections": [
                {"title": section.title, "sentences": sentences_plain(section.sentences)}
                for section in self.sections
            ],
            "sources": [source_plain(citation, self.decision.view) for citation in self.sources],
        }

    def _repr_html_(self) -> str:
        from recommender.explanation.fragments import as_html

        return as_html(self.title, self.decision, self.sections)

    def _repr_markdown_(self) -> str:
        from recommender.explanation.fragments import as_markdown

        return as_markdown(self.title, self.decision, self.sections)

    def __str__(self) -> str:
        return self.text


def rounded(number: float) -> float:
    """Return a number with as many digits as plain data carries."""
    return round(number, DIGITS)
