"""Labelled cases: real decisions with their date, what was chosen, and what was ruled out and why.

They are the regression tests of the knowledge: see ``evaluation``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from recommender.dates import last_day
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError, UserError
from recommender.knowledge.view import Knowledge
from recommender.requirements import Requirements, from_document
from recommender.strict_yaml import parse, read_text

#: choice: somebody chose or was advised so. statement: what the founding article says of a need.
#: never: a framework that would plainly be wrong.
KINDS = ("choice", "statement", "never")
KEYS = (
    *("id", "kind", "date", "situation", "source", "address", "requirements"),
    *("accepted", "also_acceptable", "rejected", "popular"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One decision.

    Attributes:
        accepted: what counts as right; ``also_acceptable``: what can be defended. Ids of
            frameworks, or names of what the knowledge base does not hold.
        rejected: what was ruled out, with the reason.
        popular: whether the answer was the most popular framework of its day; None if not known.
        file: the name of the file that it stands in, without its ending.

    """

    id: str
    kind: str
    date: str
    situation: str
    requirements: Requirements
    accepted: tuple[str, ...]
    also_acceptable: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]
    popular: bool | None
    file: str = ""


def shipped_cases() -> tuple[Path, ...]:
    """Return the files of cases that are shipped."""
    from knowledge_base import FOLDER

    return tuple(sorted((FOLDER / "cases").glob("*.yaml")))


def read(paths: Iterable[Path], knowledge: Knowledge) -> tuple[Case, ...]:
    """Return the cases of some files, in their order.

    Raises:
        UserError: a file cannot be read, or a case is not as it must be; file, line and mend.

    """
    return tuple(read() for path in paths for _, read in each(path, knowledge))


def each(path: Path, knowledge: Knowledge) -> Iterator[tuple[str, Callable[[], Case]]]:
    """Return for each case of a file its id and how to read it: one may fail, and others not.

    Raises:
        UserError: the file cannot be read.

    """
    document = parse(read_text(path, KnowledgeError), str(path), KnowledgeError)
    if not isinstance(document.data, list):
        raise KnowledgeError(f"{document.where()}: must be a list of cases; start each with '-'")
    for index in range(len(document.data)):
        identity = Entry(document, (index,), KnowledgeError, KEYS).text("id")
        yield identity, partial(_case, document, index, knowledge)


def _case(document: Document, index: int, knowledge: Knowledge) -> Case:
    entry = Entry(document, (index,), KnowledgeError, KEYS)
    entry.mapping("requirements")
    return Case(
        id=entry.text("id"),
        kind=entry.choice("kind", KINDS),
        date=_day(entry),
        situation=entry.text("situation"),
        requirements=from_document(document.part(index, "requirements"), knowledge),
        accepted=entry.texts("accepted"),
        also_acceptable=entry.texts("also_acceptable"),
        rejected=tuple(
            (item.text("framework"), item.text("why"))
            for item in entry.entries("rejected", ("framework", "why"))
        ),
        popular=entry.flag("popular") if "popular" in entry.data else None,
        file=Path(document.name).stem,
    )


def _day(entry: Entry) -> str:
    try:
        return last_day(entry.text("date"))
    except KnowledgeError:
        raise
    except UserError as problem:
        entry.fail(f"'date': {problem}", "date")
