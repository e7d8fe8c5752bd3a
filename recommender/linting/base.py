"""What a linter looks at, and what it says: a checked knowledge base that remembers its lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from recommender.documents import Document, Path_, dotted
from recommender.knowledge.frameworks import Fact, Framework
from recommender.knowledge.rules import Rule
from recommender.knowledge.view import Knowledge


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint: the linter, where (file, line, key), what is wrong, and how to mend it."""

    linter: str
    file: str
    line: int
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}:{key} {self.what}; {self.mend} [{self.linter}]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A complaint as a linter makes it; the runner adds the linter's name."""

    document: Document
    path: Path_
    what: str
    mend: str

    def named(self, linter: str) -> Problem:
        """Return it as a complaint of a linter."""
        file, _, line = self.document.where(*self.path).rpartition(":")
        return Problem(linter, file, int(line), dotted(self.path), self.what, self.mend)


@dataclass(frozen=True, slots=True)
class At:
    """A place in the files: a document and the path of keys that leads to an entry."""

    document: Document
    path: Path_ = ()

    @property
    def data(self) -> Any:
        """Return what was written there."""
        data = self.document.data
        for step in self.path:
            data = data[step]
        return data

    def under(self, *path: str | int) -> "At":
        """Return a place inside this one."""
        return At(self.document, (*self.path, *path))

    def items(self, key: str = "") -> Iterator["At"]:
        """Return the places of a list's items: of this list, or of the one under a key."""
        inner = self.under(key) if key else self
        listed = self.data.get(key) if key else self.data
        return (inner.under(index) for index in range(len(listed or ())))

    def wrong(self, key: str | int, what: str, mend: str) -> Finding:
        """Return a complaint about a key of the entry ("": about all of it)."""
        return Finding(self.document, self.path if key == "" else (*self.path, key), what, mend)


@dataclass(frozen=True, slots=True)
class Base:
    """A knowledge base that could be read: its types, its documents by name, and a day.

    ``today`` is the day on which living frameworks must be known.
    """

    knowledge: Knowledge
    documents: dict[str, Document]
    today: str

    def entries(self, prefix: str) -> Iterator[At]:
        """Return the places of the items of every list file whose name begins so."""
        for name, document in self.documents.items():
            if name.startswith(prefix):
                yield from At(document).items()

    def frameworks(self) -> Iterator[tuple[Framework, At]]:
        """Return every framework with its file."""
        for framework in self.knowledge.frameworks.values():
            yield framework, At(self.documents[f"frameworks/{framework.id}.yaml"])

    def facts(self) -> Iterator[tuple[Fact, At]]:
        """Return every fact of the frameworks with its place.

        A framework's own facts come first, in the order of its file; then what toolkits state.
        """
        for framework, at in self.frameworks():
            own = list(at.items("facts"))
            yield from zip(framework.facts, own, strict=False)
            for fact in framework.facts[len(own) :]:
                yield fact, self._in_toolkit(fact)

    def _in_toolkit(self, fact: Fact) -> At:
        """Return the place of a fact that a toolkit's file states; of what it implies, the file."""
        file = At(self.documents[f"{fact.attribute.replace('.', '/', 1)}.yaml"])
        for at in file.items("runs_on"):
            if (at.data["framework"], at.data["from"]) == (fact.framework, fact.stated_from):
                return at
        return file

    def rules(self) -> Iterator[tuple[Rule, At]]:
        """Return every rule with its place."""
        return zip(self.knowledge.rules, self.entries("rules/"), strict=True)

    def texts(self) -> Iterator[tuple[str, At]]:
        """Return every text of every file with its place."""
        for document in self.documents.values():
            yield from _texts(At(document))


def cited(framework: Framework) -> Iterator[str]:
    """Return the citations of a framework's facts and claims."""
    for fact in framework.facts:
        yield from fact.sources
    for claim in framework.claims:
        yield from claim.sources


Linter: TypeAlias = Callable[[Base], Iterator[Finding]]


def _texts(at: At) -> Iterator[tuple[str, At]]:
    data = at.data
    if isinstance(data, str):
        yield data, at
    elif isinstance(data, dict):
        for key in data:
            yield from _texts(at.under(key))
    elif isinstance(data, list):
        for index in range(len(data)):
            yield from _texts(at.under(index))
