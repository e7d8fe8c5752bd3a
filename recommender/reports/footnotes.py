"""Footnotes of the Markdown record: behind every sentence what it rests on, by first mention.

A sentence rests on sources where its ids have any: facts, published measurements, rules with a
source. A rule without a source, a requirement, a measurement made here and what was computed have
notes of their own, so that no sentence stands without one.
"""

import re
from collections.abc import Iterable, Iterator

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import Sentence, citations_by_id, source_plain
from recommender.explanation.grounds import answer_words, rule_of
from recommender.safe import markdown

#: The note behind what follows from weights and values alone.
COMPUTED = "computed"
_ADDRESS = re.compile(r"https?://[^\s<>\\]+")


class Footnotes:
    """Numbers for what sentences rest on, and the notes themselves."""

    def __init__(self, decision: Decision) -> None:
        self._decision = decision
        self._citations = citations_by_id(decision.view)
        self._results = {result.id: result for result in decision.measurements.all()}
        self._numbers: dict[tuple[str, str], int] = {}

    def sentence(self, sentence: Sentence) -> str:
        """Return a sentence with the marks of its notes."""
        return markdown(sentence.text) + self.marks(sentence.ids)

    def marks(self, ids: Iterable[str]) -> str:
        """Return the marks of what ids rest on, or of what was computed from them."""
        keys: dict[tuple[str, str], None] = {}
        for identity in ids:
            keys.update(dict.fromkeys(self._keys(identity)))
        return " ".join(map(self._mark, keys or [(COMPUTED, "")]))

    def __iter__(self) -> Iterator[str]:
        """Return the notes in the order of their numbers."""
        for (kind, identity), number in self._numbers.items():
            yield f"[^{number}]: {self._note(kind, identity)}"

    def _mark(self, key: tuple[str, str]) -> str:
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return f"[^{number}]"

    def _keys(self, identity: str) -> list[tuple[str, str]]:
        if cited := self._citations.of(identity):
            return [("source", citation) for citation in cited]
        if rule_of(identity, self._decision):
            return [("rule", identity)]
        if identity.startswith("measured:"):
            result = identity if identity in self._results else identity.rpartition(".")[0]
            return [("measured", result)] if result in self._results else []
        kind, _, name = identity.partition(".")
        return [("requirement", name)] if kind == "requirements" else []

    def _note(self, kind: str, identity: str) -> str:
        if kind == "source":
            return self._source(identity)
        if kind == "rule":
            return f"Rule `{identity}` of the knowledge base: a judgement that cites no source."
        if kind == "measured":
            return self._measured(identity)
        if kind == "requirement":
            return self._requirement(identity)
        return (
            "Computed by the program: weights times values, as in the terms of each score in "
            "decision.json (`ranking`)."
        )

    def _source(self, citation: str) -> str:
        source = source_plain(citation, self._decision.view)
        words = [markdown(source["author"]) + ","] if source["author"] else []
        words.append(f"*{markdown(source['title'])}*")
        if source["date"]:
            words.append(f"({spoken(source['date'])})")
        if place := citation.partition("#")[2]:
            words.append(f"at {markdown(place)}")
        address = source["address"] or ""
        if _ADDRESS.fullmatch(address):
            words.append(f"<{address}>")
        elif address:
            words.append(markdown(address))
        return " ".join(words)

    def _measured(self, identity: str) -> str:
        result = self._results[identity]
        version = result.versions.get(result.stack)
        stack = f"{result.stack} {version}" if version else result.stack
        what = f"{stack}, {result.workload} ({result.mode}, {result.device})"
        return f"Measured on this machine on {spoken(result.day)}: {markdown(what)}."

    def _requirement(self, name: str) -> str:
        question = self._decision.knowledge.questions.get(name)
        if question is None:
            return f"The requirements, `{name}`."
        said = answer_words(name, self._decision)
        return markdown(f"The requirements: {question.text} {said}.")
