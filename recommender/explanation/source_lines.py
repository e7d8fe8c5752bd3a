"""Sources as lines of text: who, what, when, and where in it."""

from collections.abc import Iterable

from recommender.dates import spoken
from recommender.explanation.sentences import source_plain
from recommender.knowledge.view import View


def source_lines(citations: Iterable[str], view: View) -> list[str]:
    """Return a line for each source, with the places in it that are cited."""
    places: dict[str, list[str]] = {}
    for citation in citations:
        identity, _, place = citation.partition("#")
        places.setdefault(identity, []).extend([place] if place else [])
    lines = []
    for identity, cited in places.items():
        source = source_plain(identity, view)
        author = f"{source['author']}, " if source["author"] else ""
        date = f", {spoken(source['date'])}" if source["date"] else ""
        where = f" ({', '.join(cited)})" if cited else ""
        address = f" {source['address']}" if source["address"] else ""
        lines.append(f"[{identity}] {author}{source['title']}{date}{where}.{address}")
    return lines
