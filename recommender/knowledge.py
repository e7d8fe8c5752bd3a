"""The knowledge base as types, and the view of it at a date.

Everything here is immutable and free of I/O; ``knowledge_loading`` makes it from the YAML. A view
holds what a well-informed person could know on a day: no fact, claim, release or source of later.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import MappingProxyType

from recommender.dates import years_between
from recommender.frozen import Frozen
from recommender.tables import Each, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from recommender.studies import PublishedMeasure, Study

#: Source kinds whose statements count as documented; the rest only claim.
DOCUMENTING_KINDS = frozenset({"official", "repository", "index", "paper"})
UNKNOWN = "unknown"
#: The kinds of entry in ``frameworks/``. Only a framework for Python can be chosen; of the others
#: it is known what they were, because people weigh them, come from them or read of them.
FRAMEWORK, OTHER_LANGUAGE, DATA_PIPELINE = "framework", "other_language", "data_pipeline"
KINDS = (FRAMEWORK, OTHER_LANGUAGE, DATA_PIPELINE)
NOTHING: Mapping[str, Any] = MappingProxyType({})


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


class Attribute(Frozen):
    """One word of the vocabulary of facts; ``steps`` are a level's steps, worst first.

    ``name`` is how it is called where its id does not say it: the name of a toolkit.
    ``shown_only`` marks one that readers want to know and no criterion or rule reads.
    ``says`` maps a value to what a fact says behind its framework's name, such as "has a gentle
    learning curve"; for a value that it does not have, "" holds the phrase with {} for the value.
    """

    id: str
    topic: str
    meaning: str
    type: str
    shelf_life: float
    steps: tuple[str, ...] = ()
    step_meanings: tuple[str, ...] = ()
    many: bool = False
    unit: str | None = None
    name: str | None = None
    shown_only: bool = False
    says: Mapping[str, str] = NOTHING


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


class Reading(Frozen):
    """How one fact feeds a criterion: the weight among its readings and a value for each step."""

    attribute: str
    weight: float
    values: dict[str, float]


class Measure(Frozen):
    """How one metric of a probe feeds a criterion.

    The metric is divided by the same metric of the yardstick stack on the same machine where
    ``per`` names one; ``worst`` and ``best`` are the fixed anchors of a logarithmic value function.
    ``predicted`` says whether what is predicted of the user's own model counts beside.
    """

    metric: str
    weight: float
    best: float
    worst: float
    per: str | None = None
    predicted: bool = False


class Criterion(Frozen):
    """What is weighed; ``importance`` is its weight when no rule speaks of it."""

    id: str
    name: str
    group: str
    meaning: str
    importance: float
    readings: tuple[Reading, ...] = ()
    measures: tuple[Measure, ...] = ()
    published: tuple[PublishedMeasure, ...] = ()
    relation: str | None = None


class Option(Frozen):
    """One answer that a question offers; one that asks for nothing needs no rule."""

    id: str
    label: str
    asks_for_nothing: bool = False


class Question(Frozen):
    """One question of the questionnaire and one key of a requirements file.

    An interview asks it ``after`` these others, since their answers are easier to give.
    """

    id: str
    text: str
    help: str
    many: bool
    options: tuple[Option, ...]
    options_from: str | None = None
    after: tuple[str, ...] = ()

    def option_ids(self) -> tuple[str, ...]:
        """Return the answers that it accepts."""
        return tuple(option.id for option in self.options)


class Condition(Frozen):
    """(subject, operator, value): ``subject`` is a requirement, a concept or an attribute."""

    kind: str
    subject: str
    operator: str
    value: Any

    def values(self) -> tuple[Any, ...]:
        """Return the value, or each of several."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


class Effect(Frozen):
    """What a rule does: emphasise a criterion, require something of a framework, or conclude.

    ``kind`` is emphasise, require, require_each (of the attribute "QUESTION.OPTION", for each
    option chosen for the question ``target``), exclude_each (each framework chosen for the question
    ``target``) or conclude. A negative ``amount`` of emphasis makes
    a criterion count for less.
    """

    kind: str
    target: str
    amount: float = 0.0
    operator: str = ""
    value: Any = None


class Rule(Frozen):
    """From requirements to preferences; ``when`` is a list of conditions that must all hold.

    Each entry of ``when`` is a tuple of alternatives of which one must hold. A condition of
    ``unless`` that is known to hold keeps the rule from firing; an unknown one does not.
    """

    id: str
    because: str
    when: tuple[tuple[Condition, ...], ...]
    effects: tuple[Effect, ...]
    unless: tuple[Condition, ...] = ()
    sources: tuple[str, ...] = ()
    tests: tuple[dict[str, Any], ...] = ()


class Relevance(Frozen):
    """For which answers a measurement tells most: by its workload and by its device.

    ``workloads`` maps a workload to answers of the question "models", ``devices`` a device to
    answers of "hardware".
    """

    workloads: Mapping[str, list[str]] = NOTHING
    devices: Mapping[str, list[str]] = NOTHING


class Telling(Frozen):
    """What an answer tells of an attribute: (operator, value) as in rules."""

    operator: str
    value: Any


class Capability(Frozen):
    """What a probe asks a framework to do, and what the answers tell of which attribute."""

    id: str
    name: str
    meaning: str
    attribute: str | None = None
    if_true: Telling | None = None
    if_false: Telling | None = None


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
                if earlier.value != fact.value:
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


def _known(facts: Table[Fact], as_of: str) -> list[int]:
    """Return the places of all facts that could be known on a day."""
    (since,) = facts.columns("since")
    return _latest_first(facts, [place for place in facts.places if since[place] <= as_of])


def _latest_first(facts: Table[Fact], places: list[int]) -> list[int]:
    """Return places in order: among the facts of one day the documented before the claimed."""
    holds_from, documented = facts.columns("holds_from", "documented")
    return sorted(places, key=lambda at: (holds_from[at], documented[at]), reverse=True)
