"""The compiled knowledge base as rows, and rows as types.

A row holds what an object of a type has in its fields, in their order, and rows in place of the
objects within it. Rows are what the cache keeps: an object is made from one by a single call, and
what is not asked for is never made. The facts of all frameworks are one table, kept by columns,
each a section of its own: a framework's row holds where its facts begin and end.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from recommender.knowledge.frameworks import (
    DOCUMENTING_KINDS,
    Beginning,
    Claim,
    Fact,
    Framework,
    Release,
    Source,
)
from recommender.knowledge.rules import Condition, Effect, Rule
from recommender.knowledge.studies import PublishedMeasure, Study, StudyRow, StudyTable
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import (
    Attribute,
    Capability,
    Criterion,
    Measure,
    Option,
    Question,
    Reading,
    Relevance,
    Telling,
)
from recommender.tables import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from recommender.frozen import Frozen

    Kind = type[Frozen]

#: The sections of compiled knowledge, in which every entry has an id.
_SECTIONS: dict[str, Kind] = {
    "attributes": Attribute,
    "criteria": Criterion,
    "questions": Question,
    "rules": Rule,
    "sources": Source,
    "frameworks": Framework,
    "yardsticks": Framework,
    "studies": Study,
    "capabilities": Capability,
}
#: The sections of frameworks, and where in their rows the facts stand.
_WITH_FACTS = ("frameworks", "yardsticks")
_FACTS_AT = Framework._fields.index("facts")
#: The objects within objects: type → field → type of the field, and in how many tuples it is
#: wrapped (0: one object or None).
_PARTS: dict[Kind, dict[str, tuple[Kind, int]]] = {
    Question: {"options": (Option, 1)},
    Criterion: {
        "readings": (Reading, 1),
        "measures": (Measure, 1),
        "published": (PublishedMeasure, 1),
    },
    Rule: {"when": (Condition, 2), "effects": (Effect, 1), "unless": (Condition, 1)},
    Capability: {"if_true": (Telling, 0), "if_false": (Telling, 0)},
    Framework: {
        "releases": (Release, 1),
        "facts": (Fact, 1),
        "claims": (Claim, 1),
        "began": (Beginning, 0),
    },
    Study: {"tables": (StudyTable, 1)},
    StudyTable: {"rows": (StudyRow, 1)},
}


def shape() -> int:
    """Return a number that changes with the fields of the types, and so with the rows."""
    parts = [kind for fields in _PARTS.values() for kind, _ in fields.values()]
    kinds = dict.fromkeys([*_SECTIONS.values(), *_PARTS, *parts])
    words = [word for kind in kinds for word in (kind.__name__, *kind._fields)]
    return crc32(" ".join(words).encode())


# -- from compiled data to rows -----------------------------------------------------------------
def rows(compiled: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of compiled data by section; what is said of a fact's sources is added."""
    sources = {entry["id"]: entry for entry in compiled["sources"]}
    entries = {
        **compiled,
        **{
            section: [
                {
                    **entry,
                    "facts": [{**fact, **_attested(fact, sources)} for fact in entry["facts"]],
                }
                for entry in compiled[section]
            ]
            for section in _WITH_FACTS
        },
    }
    packed = {
        section: tuple(_row(kind, entry) for entry in entries[section])
        for section, kind in _SECTIONS.items()
    }
    packed["relevance"] = _row(Relevance, compiled["relevance"])
    packed["articles"] = tuple(compiled["articles"])
    packed |= _by_columns(packed)
    seen: dict[Any, Any] = {}
    return {section: _shared(value, seen) for section, value in packed.items()}


def _by_columns(packed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of all facts, and the frameworks with where theirs begin and end."""
    facts: list[tuple[Any, ...]] = []
    found = {}
    for section in _WITH_FACTS:
        frameworks = []
        for row in packed[section]:
            began = len(facts)
            facts += row[_FACTS_AT]
            frameworks.append((*row[:_FACTS_AT], (began, len(facts)), *row[_FACTS_AT + 1 :]))
        found[section] = tuple(frameworks)
    for index, field in enumerate(Fact._fields):
        found[_column(field)] = tuple(row[index] for row in facts)
    return found


def _column(field: str) -> str:
    """Return the section of a column of facts."""
    return f"facts.{field}"


def _attested(fact: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return what its sources add to a fact: how documented, and when attested."""
    cited = [sources[citation.partition("#")[0]] for citation in fact["sources"]]
    reads = [source["read"] for source in cited if source["read"] and not source["date"]]
    return {
        "documented": any(source["kind"] in DOCUMENTING_KINDS for source in cited),
        "source_dates": [source["date"] for source in cited if source["date"]],
        "record_read": max(reads, default=None),
    }


def _row(kind: Kind, entry: Mapping[str, Any]) -> tuple[Any, ...]:
    if unknown := entry.keys() - {*kind._fields}:
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    parts, values = _PARTS.get(kind, {}), {**kind._field_defaults, **entry}
    return tuple(
        _packed(parts[name][0], values[name]) if name in parts else _tuples(values[name])
        for name in kind._fields
    )


def _packed(kind: Kind, value: Any) -> Any:
    """Return the row of an entry, or rows of lists of entries."""
    if isinstance(value, list | tuple):
        return tuple(_packed(kind, item) for item in value)
    return None if value is None else _row(kind, value)


def _tuples(value: Any) -> Any:
    """Return lists as tuples; mappings stay what they are."""
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def _shared(value: Any, seen: dict[Any, Any]) -> Any:
    """Return a value in which equal texts, and tuples of texts, are stored and read once."""
    if isinstance(value, str):
        return seen.setdefault(value, value)
    if isinstance(value, dict):
        return {_shared(key, seen): _shared(item, seen) for key, item in value.items()}
    if isinstance(value, list | tuple):
        shared = type(value)(_shared(item, seen) for item in value)
        texts = isinstance(shared, tuple) and all(isinstance(item, str) for item in shared)
        return seen.setdefault(shared, shared) if texts else shared
    return value


# -- from rows to types -------------------------------------------------------------------------
def typed(sections: Mapping[str, Any], digest: str) -> Knowledge:
    """Return the knowledge base of rows by section; what few ask for is made when they do."""
    facts = _Columns(sections)

    def by_id(section: str) -> dict[str, Any]:
        kind = _SECTIONS[section]
        return {row[0]: _object(kind, row, facts) for row in sections[section]}

    return Knowledge(
        digest=digest,
        attributes=by_id("attributes"),
        criteria=by_id("criteria"),
        questions=by_id("questions"),
        rules=tuple(by_id("rules").values()),
        sources=_Deferred(lambda: by_id("sources")),
        frameworks=by_id("frameworks"),
        articles=_Deferred(lambda: {entry["id"]: entry for entry in sections["articles"]}),
        relevance=_object(Relevance, sections["relevance"], facts),
        yardsticks=_Deferred(lambda: by_id("yardsticks")),
        studies=by_id("studies"),
        capabilities=by_id("capabilities"),
    )


def _object(kind: Kind, row: Iterable[Any], facts: _Columns) -> Any:
    parts = _PARTS.get(kind)
    if parts is None:
        return kind._make(row)
    values = dict(zip(kind._fields, row, strict=True))
    for name, (part, depth) in parts.items():
        values[name] = _objects(part, values[name], depth, facts)
    return kind._make(values.values())


def _objects(kind: Kind, value: Any, depth: int, facts: _Columns) -> Any:
    if kind is Fact:
        return Table(Fact, facts, range(*value))
    if depth:
        return tuple([_objects(kind, item, depth - 1, facts) for item in value])
    return None if value is None else _object(kind, value, facts)


class _Columns(dict[str, "Any"]):
    """The columns of facts, each read from its section when it is asked for, and kept."""

    def __init__(self, sections: Mapping[str, Any]) -> None:
        super().__init__()
        self._sections = sections

    def __missing__(self, field: str) -> Any:
        self[field] = self._sections[_column(field)]
        return self[field]


class _Deferred(Mapping[str, "Any"]):
    """A mapping that is made when it is first looked into."""

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make: Callable[[], dict[str, Any]] | None = make
        self._made: dict[str, Any] = {}

    def _found(self) -> dict[str, Any]:
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made

    def __getitem__(self, key: str) -> Any:
        return self._found()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())
