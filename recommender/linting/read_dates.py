"""Nothing is known from a source that was read before it happened or was published."""

from collections.abc import Iterator

from recommender.dates import first_day
from recommender.linting.base import At, Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a fact or release later than the reading of all its sources."""
    known = base.knowledge
    for fact, at in base.facts():
        reads = [known.source(citation).read for citation in fact.sources]
        last = max((read for read in reads if read), default="9999")
        if first_day(fact.stated_from) > last:
            yield at.wrong(
                "from",
                f"holds from {fact.stated_from}, but its sources were last read on {last}",
                "read them again, or mend the date",
            )
    for _, framework in base.frameworks():
        for at in framework.items("releases"):
            source = known.source(str(at.data["source"]))
            if source.read and first_day(str(at.data["date"])) > source.read:
                yield at.wrong(
                    "date",
                    f"is dated {at.data['date']}, but {source.id} was last read on {source.read}",
                    "read it again, or mend the date",
                )
    for study in known.studies.values():
        read = known.sources[study.source].read
        if read and first_day(study.stated_from) > read:
            yield At(base.documents[f"published/{study.id}.yaml"]).wrong(
                "from",
                f"is of {study.stated_from}, but {study.source} was last read on {read}",
                "read it again, or mend the date",
            )
    for at in base.entries("sources/"):
        source = known.sources[at.data["id"]]
        if source.stated_date and source.read and first_day(source.stated_date) > source.read:
            yield at.wrong(
                "read",
                f"was read on {source.read}, before its publication ({source.stated_date})",
                "mend one of the dates",
            )
