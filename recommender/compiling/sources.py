"""The bibliography, sources/, and the articles that are cited by the sentence, articles/."""

from collections.abc import Mapping

from recommender.compiling.vocabulary import Plain, day
from recommender.dates import last_day
from recommender.documents import Document
from recommender.entries import Entry
from recommender.errors import KnowledgeError
from recommender.file_format import ARTICLE_KEYS, SENTENCE_KEYS, SOURCE_KINDS


def source(entry: Entry) -> Plain:
    """Return a source as plain data."""
    stated = entry.optional("date")
    return {
        "id": entry.text("id"),
        "title": entry.text("title"),
        "kind": entry.choice("kind", SOURCE_KINDS),
        "author": entry.optional("author"),
        "stated_date": stated,
        "date": day(entry, "date", last_day) if stated else None,
        "address": entry.optional("address"),
        "read": day(entry, "read", last_day) if entry.optional("read") else None,
        "record": entry.flag("record"),
    }


def article(document: Document, sources: Mapping[str, Plain]) -> Plain:
    """Return an article with its sentences as plain data."""
    entry = Entry(document, (), KnowledgeError, ARTICLE_KEYS)
    identity = entry.text("id")
    if identity not in sources:
        entry.fail(f"{identity!r} is not in sources/; add it there", "id")
    return {
        "id": identity,
        "title": entry.text("title"),
        "author": entry.optional("author"),
        "date": entry.text("date"),
        "surveys": list(entry.texts("surveys")),
        "sentences": [
            {
                "id": sentence.text("id"),
                "about": list(sentence.texts("about")),
                "paraphrase": sentence.text("paraphrase"),
                "digest": sentence.text("digest"),
            }
            for sentence in entry.entries("sentences", SENTENCE_KEYS)
        ],
    }
