"""Checking the YAML of a knowledge base and turning it into plain data, ready to be assembled.

Every complaint is one line: file, line, what is wrong and what to write instead.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recommender.compiling.attributes import attribute
from recommender.compiling.capabilities import CAPABILITY_KEYS, capability
from recommender.compiling.criteria import criterion
from recommender.compiling.faults import Faults
from recommender.compiling.frameworks import framework
from recommender.compiling.questions import question, relevance
from recommender.compiling.rules import concluded, rule
from recommender.compiling.sources import article, source
from recommender.compiling.studies import PUBLISHED, study
from recommender.compiling.toolkits import (
    TOOLKIT_KEYS,
    Base,
    as_attribute,
    as_option,
    bases,
    stated_facts,
)
from recommender.compiling.vocabulary import Plain, Vocabulary
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError
from recommender.file_format import (
    ATTRIBUTE_KEYS,
    CRITERION_KEYS,
    QUESTION_KEYS,
    RULE_KEYS,
    SOURCE_KEYS,
    TOOLKITS,
)
from recommender.knowledge.frameworks import KINDS
from recommender.strict_yaml import parse


def compile_texts(texts: dict[str, str], folder: str = "") -> dict[str, Any]:
    """Return the checked, plain data of a knowledge base.

    Args:
        texts: each YAML file's text by its name relative to the knowledge base.
        folder: what messages put before the name.

    Raises:
        KnowledgeError: the first thing that is wrong.

    """
    documents = {name: _parsed(name, text, folder) for name, text in texts.items()}
    return _Compiler(documents, Faults()).run()


@dataclass(frozen=True, slots=True)
class Checked:
    """A knowledge base as it was read, with all that is wrong; ``compiled`` only if nothing is."""

    documents: dict[str, Document]
    compiled: dict[str, Any] | None
    faults: tuple[KnowledgeError, ...]


def check_texts(texts: dict[str, str], folder: str = "") -> Checked:
    """Return all that :func:`compile_texts` has to complain about, not the first thing alone.

    Faults of the vocabularies hide those of what uses them, since most of these would be echoes.
    """
    faults: list[KnowledgeError] = []
    documents: dict[str, Document] = {}
    compiled = None
    for name, text in texts.items():
        try:
            documents[name] = _parsed(name, text, folder)
        except KnowledgeError as fault:
            faults.append(fault)
    if not faults:
        try:
            compiled = _Compiler(documents, Faults(faults)).run()
        except KnowledgeError as fault:
            faults.append(fault)
    return Checked(documents, None if faults else compiled, tuple(faults))


def _parsed(name: str, text: str, folder: str) -> Document:
    return parse(text, f"{folder}/{name}" if folder else name, KnowledgeError)


class _Compiler:
    """Compiles one knowledge base; the vocabularies are read first, then what uses them."""

    def __init__(self, documents: dict[str, Document], faults: Faults) -> None:
        self.documents = documents
        self.faults = faults
        self.known = Vocabulary()

    def run(self) -> dict[str, Any]:
        known, each = self.known, self.faults.each
        self._fill(known.attributes, self._list("attributes.yaml", ATTRIBUTE_KEYS), attribute)
        for name in self._names("sources/"):
            self._fill(known.sources, self._list(name, SOURCE_KEYS), source)
        articles = each(
            self._documents("articles/"), lambda document: article(document, known.sources)
        )
        for one in articles:
            known.sentences[one["id"]] = {sentence["id"] for sentence in one["sentences"]}
        self.faults.stop()
        self._fill(
            known.criteria,
            self._list("criteria.yaml", CRITERION_KEYS),
            lambda entry: criterion(entry, known),
        )
        known.kinds.update(self._stated("kind"))
        known.names.update(self._stated("name"))
        layers = bases(self._documents("frameworks/"))
        of_toolkits = each(
            self._documents(f"{TOOLKITS}/"), lambda document: self._toolkit(document, layers)
        )
        stated = [one for found in of_toolkits for one in found]
        self._fill(
            known.questions,
            self._list("questions.yaml", QUESTION_KEYS),
            lambda entry: question(entry, known),
        )
        self.faults.stop()
        rules: dict[str, Plain] = {}
        entries = [entry for name in self._names("rules/") for entry in self._list(name, RULE_KEYS)]
        known.concepts |= concluded(entries)
        self._fill(rules, entries, lambda entry: rule(entry, known))
        speaks_for = relevance(self.documents.get("workloads.yaml"), known)
        known.workloads += speaks_for["workloads"]
        capabilities: dict[str, Plain] = {}
        if "capabilities.yaml" in self.documents:
            entries = self._list("capabilities.yaml", CAPABILITY_KEYS)
            self._fill(capabilities, entries, lambda entry: capability(entry, known))
        return {
            "relevance": speaks_for,
            "studies": each(
                self._documents(f"{PUBLISHED}/"), lambda document: study(document, known)
            ),
            "capabilities": list(capabilities.values()),
            "attributes": list(known.attributes.values()),
            "criteria": list(known.criteria.values()),
            "questions": list(known.questions.values()),
            "rules": list(rules.values()),
            "sources": list(known.sources.values()),
            "articles": articles,
            "frameworks": self._frameworks("frameworks/", KINDS, stated),
            "yardsticks": self._frameworks("yardsticks/", ("yardstick",)),
        }

    def _toolkit(self, document: Document, layers: Mapping[str, Base]) -> list[tuple[str, Entry]]:
        """Enter a toolkit's attribute and option, and return the facts that its file states."""
        entry = Entry(document, (), KnowledgeError, TOOLKIT_KEYS)
        if not document.name.endswith(f"{TOOLKITS}/{entry.text('id')}.yaml"):
            entry.fail("the id is not the file's name; make them the same", "id")
        _add(self.known.attributes, as_attribute(entry), entry)
        self.known.toolkits.append(as_option(entry))
        return stated_facts(entry, self.known.kinds, layers)

    def _stated(self, key: str) -> dict[str, object]:
        """Return what the frameworks' files state under a key, before these are checked."""
        found = {}
        for name in self._names("frameworks/"):
            data = self.documents[name].data
            stated = data.get(key) if isinstance(data, dict) else None
            found[name.split("/")[-1].removesuffix(".yaml")] = stated
        return found

    def _frameworks(
        self, prefix: str, kinds: Iterable[str], stated: Iterable[tuple[str, Entry]] = ()
    ) -> list[Plain]:
        facts: dict[str, list[Entry]] = {}
        for name, fact in stated:
            facts.setdefault(name, []).append(fact)

        def made(name: str) -> Plain:
            own = facts.get(name.split("/")[-1].removesuffix(".yaml"), ())
            return framework(self.documents[name], kinds, self.known, self.faults, own)

        return self.faults.each(self._names(prefix), made)

    def _fill(
        self, table: dict[str, Plain], entries: Iterable[Entry], make: Callable[[Entry], Plain]
    ) -> None:
        self.faults.each(entries, lambda entry: _add(table, make(entry), entry))

    def _names(self, prefix: str) -> list[str]:
        return [name for name in self.documents if name.startswith(prefix)]

    def _documents(self, prefix: str) -> list[Document]:
        return [self.documents[name] for name in self._names(prefix)]

    def _list(self, name: str, keys: Iterable[str]) -> list[Entry]:
        document = self.documents.get(name)
        if document is None:
            raise KnowledgeError(f"{name}: missing from the knowledge base; put it back")
        if not isinstance(document.data, list):
            raise KnowledgeError(f"{document.where()}: must be a list; start each item with '-'")
        allowed = list(keys)
        return [
            Entry(document, (index,), KnowledgeError, allowed)
            for index in range(len(document.data))
        ]


def _add(table: dict[str, Plain], plain: Plain, entry: Entry) -> None:
    if plain["id"] in table:
        entry.fail(f"the id {plain['id']!r} is taken; choose another", "id")
    table[plain["id"]] = plain
