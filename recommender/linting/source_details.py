"""A source says what it is: title, the day it was read, its date, and where it stands."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding

#: Records of a package index are cited by title alone; so is what was handed over on paper.
WITHOUT_ADDRESS = ("index",)


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a source without date, address or day of reading."""
    cited_by_sentence = base.knowledge.articles
    for at in base.entries("sources/"):
        source = base.knowledge.sources[at.data["id"]]
        if not source.read:
            yield at.wrong("read", "says not when it was read", "add 'read: YYYY-MM-DD'")
        if not source.date and not source.record:
            yield at.wrong(
                "date",
                "has no date of publication",
                "add 'date', or 'record: true' for a living record that dates its own entries",
            )
        if source.record and source.date:
            yield at.wrong(
                "record", "is a living record and yet has one date", "keep 'record' or 'date'"
            )
        if source.kind in WITHOUT_ADDRESS and source.address:
            yield at.wrong(
                "address", "is a package index's record with an address", "cite it by its title"
            )
        if (
            source.kind not in WITHOUT_ADDRESS
            and not source.address
            and source.id not in cited_by_sentence
        ):
            yield at.wrong("address", "has no address", "say where it stands")
