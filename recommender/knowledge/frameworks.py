"""What is known of one framework at every date: releases, facts, claims, and their sources."""

from __future__ import annotations

from recommender.dates import years_between
from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: Source kinds whose statements count as documented; the rest only claim.
DOCUMENTING_KINDS = frozenset({"official", "repository", "index", "paper"})
UNKNOWN = "unknown"
#: The kinds of entry in ``frameworks/``. Only a framework for Python can be chosen; of the others
#: it is known what they were, because people weigh them, come from them or read of them.
FRAMEWORK, OTHER_LANGUAGE, DATA_PIPELINE = "framework", "other_language", "data_pipeline"
KINDS = (FRAMEWORK, OTHER_LANGUAGE, DATA_PIPELINE)


class Source(Frozen):
    """One entry of the bibliography.

    ``date`` is the day by which it was published, None for a living record such as a release
    history, which dates its own entries; ``stated_date`` is that date as precisely as it is known;
    ``read`` is the day on which it was opened.
    """

    id: str
    title: str
    kind: str
    author: str | None = None
    date: str | None = None
    stated_date: str | None = None
    address: str | None = None
    read: str | None = None
    record: bool = False


class Fact(Frozen):
    """A framework's attribute had a value, from a day on, as sources say.

    ``holds_from`` is the first day on which it surely held; ``since`` the day from which it could
    be known (the later of ``holds_from`` and its earliest source); ``until`` (exclusive) the day
    on which it ended, None while it holds. ``documented`` tells a source of record from a claim.
    ``through`` are the backends with which alone it holds of a framework that runs on several.
    """

    id: str
    framework: str
    attribute: str
    value: Any
    holds_from: str
    since: str
    until: str | None
    sources: tuple[str, ...]
    documented: bool
    confidence: str = "high"
    note: str | None = None
    stated_from: str = ""
    by: bool = False
    source_dates: tuple[str, ...] = ()
    record_read: str | None = None
    through: tuple[str, ...] = ()

    def confirmed(self, as_of: str) -> str:
        """Return the last day, not after ``as_of``, on which a source attested it."""
        return last_attested(as_of, self.since, self.source_dates, self.record_read)

    def age(self, as_of: str) -> float:
        """Return the years since a source last attested it."""
        return max(0.0, years_between(self.confirmed(as_of), as_of))


def last_attested(
    as_of: str, since: str, source_dates: tuple[str, ...], record_read: str | None
) -> str:
    """Return the last day, not after ``as_of``, on which a source attested a fact."""
    latest = since
    for day in source_dates:
        if latest < day <= as_of:
            latest = day
    if record_read:
        latest = max(latest, min(record_read, as_of))
    return latest


class Claim(Frozen):
    """An assertion of a source, shown beside the facts and, where a probe can, tested."""

    id: str
    framework: str
    text: str
    stance: str
    since: str
    sources: tuple[str, ...]
    attribute: str | None = None
    tested_by: dict[str, Any] | None = None


class Release(Frozen):
    """A published version; ``date`` is the day by which it was out."""

    version: str
    date: str
    stated_date: str
    source: str
    note: str | None = None


class Beginning(Frozen):
    """The day by which the public could first see a framework, before any release."""

    date: str
    stated_date: str
    source: str


class Framework(Frozen):
    """All that is known of one framework, at every date; ``kind`` is one of ``KINDS``.

    ``package`` is its name on the package index, where no recipe says it.
    """

    id: str
    name: str
    releases: tuple[Release, ...]
    facts: Sequence[Fact]
    claims: tuple[Claim, ...]
    recipes: tuple[dict[str, Any], ...] = ()
    began: Beginning | None = None
    package: str | None = None
    kind: str = FRAMEWORK
