"""The knowledge base, and the view of it at a date.

Everything in this room is immutable and free of I/O; ``loading`` makes it from the YAML. A view
holds what a well-informed person could know on a day: no fact, claim, release or source of later.
"""

from __future__ import annotations

from functools import lru_cache, partial

from recommender.dates import first_day
from recommender.frozen import Frozen
from recommender.knowledge.frameworks import FRAMEWORK, UNKNOWN, Fact
from recommender.knowledge.vocabulary import NOTHING, Relevance
from recommender.tables import Each, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from recommender.knowledge.frameworks import Claim, Framework, Release, Source
    from recommender.knowledge.rules import Rule
    from recommender.knowledge.studies import Study
    from recommender.knowledge.vocabulary import Attribute, Capability, Criterion, Question


class FrameworkView(Frozen):
    """What could be known of one framework on a day."""

    id: str
    name: str
    releases: tuple[Release, ...]
    facts: Sequence[Fact]
    claims: tuple[Claim, ...]
    current: Mapping[str, Sequence[Fact]]
    kind: str = FRAMEWORK

    def fact(self, attribute: str) -> Fact | None:
        """Return the fact that holds of an attribute, or None; the newest, of the best evidence."""
        facts = self.current.get(attribute)
        return facts[0] if facts else None

    def known(self, attribute: str, fields: Sequence[str]) -> list[Any] | None:
        """Return some fields of the fact that holds of an attribute, or None; makes no fact."""
        facts = self.current.get(attribute)
        return None if facts is None else Table.of(Fact, facts).first(fields)

    def beginning(self, fact: Fact) -> Fact:
        """Return the oldest of the facts that said the same without a break up to this one."""
        oldest = fact
        for earlier in self.facts:
            if earlier.attribute == fact.attribute and earlier.holds_from <= oldest.holds_from:
                if earlier.value != fact.value or _ended_before(earlier, oldest):
                    break
                oldest = earlier
        return oldest

    def value(self, attribute: str) -> Any:
        """Return the value that holds of an attribute, or None if it is not known."""
        fact = self.fact(attribute)
        return None if fact is None or fact.value == UNKNOWN else fact.value


class View(Frozen, eq=False):
    """The knowledge base as of a day; ``frameworks`` are those released by then, of every kind.

    Views are the same only if they are one object, so that what follows from one can be kept.
    """

    as_of: str
    knowledge: Knowledge
    frameworks: dict[str, FrameworkView]

    @property
    def alternatives(self) -> dict[str, FrameworkView]:
        """Return the frameworks that can be chosen: what is ranked, excluded and assessed."""
        return {name: known for name, known in self.frameworks.items() if known.kind == FRAMEWORK}

    @property
    def studies(self) -> tuple[Study, ...]:
        """Return the measurements that others had published by the day."""
        known = self.knowledge.studies.values()
        return tuple(study for study in known if study.since <= self.as_of)

    def published(self, citations: tuple[str, ...]) -> tuple[str, ...]:
        """Return the citations whose source was published by the day."""
        return tuple(
            citation
            for citation in citations
            if (self.knowledge.source(citation).date or "") <= self.as_of
        )


class Knowledge(Frozen, eq=False):
    """A loaded knowledge base; ``digest`` changes whenever anything in it does."""

    digest: str
    attributes: dict[str, Attribute]
    criteria: dict[str, Criterion]
    questions: dict[str, Question]
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    frameworks: dict[str, Framework]
    articles: Mapping[str, dict[str, Any]] = NOTHING
    relevance: Relevance = Relevance()
    yardsticks: Mapping[str, Framework] = NOTHING
    studies: Mapping[str, Study] = NOTHING
    capabilities: Mapping[str, Capability] = NOTHING

    def at(self, as_of: str) -> View:
        """Return the view of a day (ISO); views are kept, since the same days are asked again."""
        return _view(self, as_of)

    def source(self, citation: str) -> Source:
        """Return the source of a citation such as ``overview-2017#TH-C3``."""
        return self.sources[citation.partition("#")[0]]


@lru_cache(maxsize=64)
def _view(knowledge: Knowledge, as_of: str) -> View:
    views = {}
    for framework in knowledge.frameworks.values():
        view = framework_view(framework, as_of)
        if view.releases:
            views[framework.id] = view
    return View(as_of, knowledge, views)


def framework_view(framework: Framework, as_of: str) -> FrameworkView:
    """Return what could be known of a framework on a day (ISO)."""
    facts = Table.of(Fact, framework.facts)
    attributes, since, until = facts.columns("attribute", "since", "until")
    holding: dict[str, list[int]] = {}
    for place in facts.places:
        if since[place] <= as_of:
            end = until[place]
            if end is None or end > as_of:
                holding.setdefault(attributes[place], []).append(place)
    return FrameworkView(
        framework.id,
        framework.name,
        tuple([release for release in framework.releases if release.date <= as_of]),
        facts.chosen(partial(_known, facts, as_of)),
        tuple([claim for claim in framework.claims if claim.since <= as_of]),
        Each(holding, lambda name: facts.chosen(_latest_first(facts, holding[name]))),
        framework.kind,
    )


def _ended_before(earlier: Fact, later: Fact) -> bool:
    """Return whether days lie between two facts; dated to a month, they may share it."""
    began = first_day(later.stated_from or later.holds_from)
    return earlier.until is not None and earlier.until < began


def _known(facts: Table[Fact], as_of: str) -> list[int]:
    """Return the places of all facts that could be known on a day."""
    (since,) = facts.columns("since")
    return _latest_first(facts, [place for place in facts.places if since[place] <= as_of])


def _latest_first(facts: Table[Fact], places: list[int]) -> list[int]:
    """Return places in order: among the facts of one day the documented before the claimed."""
    if len(places) < 2:
        return places
    holds_from, documented = facts.columns("holds_from", "documented")
    return sorted(places, key=lambda at: (holds_from[at], documented[at]), reverse=True)
