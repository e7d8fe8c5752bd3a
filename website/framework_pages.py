"""A page for each framework: what it is, every fact with date and sources, claims, stacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from recommender.dates import spoken
from recommender.file_format import TOOLKITS
from recommender.knowledge.frameworks import UNKNOWN, Claim, Fact, Release
from recommender.knowledge.view import FrameworkView, View
from recommender.knowledge.vocabulary import Attribute
from recommender.wording import kind_words, since, value_words, words
from website.citations import Citations
from website.markup import address, code, folded, items, link, named, page, section, table, text

HEADS = ("What", "Value and sources", "Held")
#: Attributes that the head of a page says.
HEAD = ("maintenance", "licence", "developer", "backing", "runs_on", "documentation_address")
_SUPPORT = {"none": "no longer", "experimental": "as a trial", "supported": "yes"}


def path(framework: str) -> str:
    """Return where the page of a framework lies in the site."""
    return f"frameworks/{framework}.md"


def overview(view: View) -> str:
    """Return the page that lists all frameworks, those that can be chosen first."""
    others = [one for one in view.frameworks.values() if kind_words(one.kind)]
    return page(
        "Frameworks",
        f"What was known on {spoken(view.as_of)}: every fact has a date and a source. "
        "`recommender frameworks` shows the same in a terminal.",
        _listed(view.alternatives.values()),
        section("Known, but no alternatives", _listed(others)),
    )


def _listed(frameworks: Iterable[FrameworkView]) -> str:
    rows = []
    for framework in sorted(frameworks, key=lambda one: one.name.casefold()):
        last = framework.releases[-1]
        rows.append(
            (
                link(framework.name, f"{framework.id}.md"),
                text(value_words(framework.value("maintenance") or UNKNOWN)),
                text(f"{last.version}, {spoken(last.stated_date)}"),
                text(framework.value("description") or kind_words(framework.kind)),
            )
        )
    return table(("Framework", "Maintenance", "Last release", "What it is"), rows)


def framework_page(view: View, identity: str, verdicts: Mapping[str, str]) -> str:
    """Return the page of a framework as of the view's day.

    Args:
        view: what is known on the day.
        identity: the framework's id.
        verdicts: what measurements say of its claims, by the claim's id.

    """
    known = view.frameworks[identity]
    cited = Citations(view.knowledge)
    kind = kind_words(known.kind)
    parts = [
        f"As of {spoken(view.as_of)}.",
        text(f"{kind.capitalize()}; it is not among the alternatives.") if kind else "",
        text(known.value("description") or ""),
        _head(known, view),
        section("What is known", *_current(known, view, cited)),
        section("Libraries that run on it", *_toolkits(known, view, cited)),
        section("What people say of it", _claims(known.claims, view, cited, verdicts)),
        section("Measured by others", *_studies(known, view, cited)),
        section("How it is run here", *_stacks(view.knowledge.frameworks[identity].recipes)),
        section("What used to be", *_history(known, view, cited), searched=False),
        section("Releases", _releases(known.releases, cited)),
    ]
    return page(known.name, *parts, cited.listed())


def _head(known: FrameworkView, view: View) -> str:
    first, last = known.releases[0], known.releases[-1]
    rows = [
        ("First release known", text(f"{first.version}, {spoken(first.stated_date)}")),
        ("Last release", text(f"{last.version}, {spoken(last.stated_date)}")),
    ]
    for name in HEAD:
        if name not in view.knowledge.attributes:
            continue
        facts = _shown(known, view.knowledge.attributes[name])
        if facts:
            values = ", ".join(_value(fact, view) for fact in facts)
            rows.append((text(words(name).capitalize()), values))
    return table(("In short", " "), rows)


def _current(known: FrameworkView, view: View, cited: Citations) -> Iterator[str]:
    topics: dict[str, list[tuple[str, ...]]] = {}
    for attribute in _own(view):
        name = link(_name(attribute), f"../attributes.md#{attribute.id}", attribute.meaning)
        for fact in _shown(known, attribute):
            attested = spoken(fact.confirmed(view.as_of))
            row = (name, _said(fact, view, cited), since(fact, view), attested)
            topics.setdefault(attribute.topic, []).append(row)
            name = ""  # said once for what may hold of several
    for topic, rows in topics.items():
        heads = (*HEADS, "Last attested")
        yield section(words(topic).capitalize(), table(heads, rows), level=3)


def _history(known: FrameworkView, view: View, cited: Citations) -> Iterator[str]:
    topics: dict[str, list[tuple[str, ...]]] = {}
    for attribute in _own(view):
        name = text(_name(attribute))
        shown = {fact.id for fact in _shown(known, attribute)}
        for fact in known.facts:
            if fact.attribute == attribute.id and fact.id not in shown:
                until = f", until {spoken(fact.until)}" if fact.until else ""
                row = (name, _said(fact, view, cited), text(f"{_since(fact)}{until}"))
                topics.setdefault(attribute.topic, []).append(row)
                name = ""
    for topic, rows in topics.items():
        count = "one state" if len(rows) == 1 else f"{len(rows)} states"
        yield folded(f"{words(topic).capitalize()}: {count}", table(HEADS, rows))


def _own(view: View) -> Iterator[Attribute]:
    """Return the attributes of the vocabulary, without those that stand for toolkits."""
    return (one for one in view.knowledge.attributes.values() if one.topic != TOOLKITS)


def _shown(known: FrameworkView, attribute: Attribute) -> Sequence[Fact]:
    """Return the facts that hold of an attribute: the best one, or all where several may."""
    facts = known.current.get(attribute.id, ())
    return facts if attribute.many else facts[:1]


def _toolkits(known: FrameworkView, view: View, cited: Citations) -> Iterator[str]:
    runs: list[tuple[str, ...]] = []
    ran: list[tuple[str, ...]] = []
    for attribute in view.knowledge.attributes.values():
        if attribute.topic != TOOLKITS:
            continue
        states = [fact for fact in known.facts if fact.attribute == attribute.id]
        if not any(fact.value != "none" for fact in states):
            continue
        fact = known.fact(attribute.id) or states[0]
        row = (
            link(_name(attribute), f"../toolkits.md#{attribute.id}", attribute.meaning),
            text(_SUPPORT.get(fact.value, "by default")) + _note(fact) + _marks(fact, view, cited),
            since(fact, view),
        )
        (ran if fact.value == "none" else runs).append(row)
    yield table(("Library", "Runs on it", "Held"), runs)
    yield folded("Ran on it once", table(("Library", "Runs on it", "Held"), ran))


def _claims(
    claims: Iterable[Claim], view: View, cited: Citations, verdicts: Mapping[str, str]
) -> str:
    rows = [
        (
            named(claim.stance, claim.id),
            text(claim.text) + " " + cited.marks(view.published(claim.sources)),
            link(verdicts[claim.id], f"../claims.md#{claim.id}")
            if claim.id in verdicts
            else "no probe tests it",
        )
        for claim in claims
    ]
    return table(("Stance", "Claim", "Measured"), rows)


def _studies(known: FrameworkView, view: View, cited: Citations) -> Iterator[str]:
    for study in view.studies:
        if known.id not in study.frameworks():
            continue
        scored = "" if study.not_scored is None else f" Not scored: {study.not_scored}"
        yield (
            f"- **{text(study.title)}**, {spoken(study.stated_from)}, on {text(study.hardware)}: "
            f"{text(study.finding)} {cited.marks([study.source])}{text(scored)} "
            f"*Beware:* {text(' '.join(study.cautions))}"
        )


def _stacks(recipes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not recipes:
        return
    yield "The environments that `recommender probe setup` makes, one variant for each machine."
    for recipe in recipes:
        rows = [
            (
                code(variant["python"]),
                text(str(variant["device"]).upper()),
                " ".join(code(one) for one in variant["requirements"]),
                text(words(variant.get("shim", ""))),
                text(variant.get("note", "")),
            )
            for variant in recipe["variants"]
        ]
        heads = ("CPython", "Device", "What is installed", "Shim", "Note")
        needs = [
            f"Needs {text(one['name'])}: {text(one['why'])} ({text(one['how'])})."
            for one in recipe.get("system", ())
        ]
        yield section(recipe["stack"], table(heads, rows), items(needs), level=3)


def _releases(releases: Sequence[Release], cited: Citations) -> str:
    rows = [
        (
            text(release.version) + " " + cited.marks([release.source]),
            text(spoken(release.stated_date)),
            text(release.note or ""),
        )
        for release in reversed(releases)
    ]
    return table(("Version", "Date", "Note"), rows)


def _said(fact: Fact, view: View, cited: Citations) -> str:
    """Return a fact's value with its note, what is doubtful of it, and its sources."""
    return f"{_value(fact, view)}{_doubts(fact)}{_note(fact)}{_marks(fact, view, cited)}"


def _value(fact: Fact, view: View) -> str:
    if fact.attribute == "documentation_address":
        return address(str(fact.value))
    known = view.frameworks.get(str(fact.value))
    if view.knowledge.attributes[fact.attribute].type == "reference" and known:
        return link(known.name, f"{known.id}.md")
    if view.knowledge.attributes[fact.attribute].type in ("text", "versions"):
        return text("not known" if fact.value == UNKNOWN else fact.value)
    return text(value_words(fact.value))


def _doubts(fact: Fact) -> str:
    doubts = [] if fact.confidence == "high" else [f"{fact.confidence} confidence"]
    doubts += [] if fact.documented or fact.value == UNKNOWN else ["a claim"]
    doubts += [f"with {', '.join(fact.through)} only"] if fact.through else []
    return f" *({text(', '.join(doubts))})*" if doubts else ""


def _note(fact: Fact) -> str:
    return f". {text(fact.note)}" if fact.note else ""


def _marks(fact: Fact, view: View, cited: Citations) -> str:
    marks = cited.marks(view.published(fact.sources))
    return f" {marks}" if marks else ""


def _since(fact: Fact) -> str:
    return f"{'by' if fact.by else 'since'} {spoken(fact.stated_from)}"


def _name(attribute: Attribute) -> str:
    return attribute.name or words(attribute.id)
