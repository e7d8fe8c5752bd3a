"""Numbers for the sources of a page, and the list of them at its end."""

from collections.abc import Iterable

from recommender.dates import spoken
from recommender.knowledge.view import Knowledge
from website.markup import address, section, text


class Citations:
    """The sources that one page cites, numbered by their first mention.

    A citation such as ``overview-2017#TH-C3`` is a source with a place in it.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._places: dict[str, dict[str, None]] = {}

    def marks(self, citations: Iterable[str]) -> str:
        """Return the numbers of what is cited, each a link to its entry in the list."""
        numbers: dict[str, None] = {}
        for citation in citations:
            source, _, place = citation.partition("#")
            places = self._places.setdefault(source, {})
            if place:
                places[place] = None
            numbers[source] = None
        order = list(self._places)
        return " ".join(
            f'<sup>[{order.index(source) + 1}](#source-{source} "{self._title(source)}")</sup>'
            for source in numbers
        )

    def listed(self) -> str:
        """Return the list of sources as a section; empty where nothing was cited."""
        return section(
            "Sources",
            "\n".join(
                f"{number}. {self._entry(source, list(places))}"
                for number, (source, places) in enumerate(self._places.items(), start=1)
            ),
            searched=False,
        )

    def _title(self, source: str) -> str:
        return text(self._knowledge.sources[source].title)

    def _entry(self, identity: str, places: list[str]) -> str:
        source = self._knowledge.sources[identity]
        parts = [f"*{text(source.title)}*{{ #source-{identity} }}"]
        if source.author:
            parts.insert(0, f"{text(source.author)},")
        if source.stated_date:
            parts.append(f"({spoken(source.stated_date)})")
        parts.append(text(f"— {_KINDS.get(source.kind, source.kind)}"))
        if source.address:
            parts.append(address(source.address))
        if places:
            parts.append(text(f"at {', '.join(places)}"))
        return " ".join(parts) + (text(f"; read {spoken(source.read)}") if source.read else "")


_KINDS = {
    "official": "its developers",
    "repository": "a repository",
    "index": "a package index",
    "paper": "a paper",
    "article": "an article",
    "benchmark": "a benchmark",
    "post": "a post",
}
