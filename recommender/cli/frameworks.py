"""The command that shows what is known: an overview of the frameworks, or everything about one."""

from typing import Annotated

import typer

from recommender.cli import decision
from recommender.cli.options import AsOf
from recommender.dates import spoken
from recommender.evidence.published import published
from recommender.explanation.naming import framework_id
from recommender.explanation.published import figure_words, study_words
from recommender.file_format import TOOLKITS
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.studies import Study
from recommender.knowledge.view import FrameworkView, View
from recommender.layout import wrapped
from recommender.safe import visible
from recommender.wording import kind_words, value_words, words

HEADS = ("ID", "name", "maintained", "last release", "facts", "claims")
ROW = "{:<13}{:<18}{:<11}{:<25}{:>5}{:>8}"


def frameworks(
    framework: Annotated[
        str | None, typer.Argument(metavar="ID", help="One framework; all if not given.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Show what is known of the frameworks, with sources."""
    view = decision.view(as_of)
    typer.echo(overview(view) if framework is None else one(view, framework), nl=False)


def overview(view: View) -> str:
    """Return a line for each framework that existed on the day, those that can be chosen first."""
    lines = [f"As of {spoken(view.as_of)}", "", ROW.format(*HEADS).rstrip()]
    lines += [_line(framework) for framework in view.alternatives.values()]
    others = {kind_words(known.kind): known for known in view.frameworks.values()}
    for kind in filter(None, others):
        lines += ["", f"Known, but no alternative: {kind}"]
        lines += [_line(one) for one in view.frameworks.values() if kind_words(one.kind) == kind]
    lines += ["", "recommender frameworks ID shows one."]
    return visible("\n".join(lines)) + "\n"


def _line(framework: FrameworkView) -> str:
    last = framework.releases[-1]
    return ROW.format(
        framework.id,
        framework.name,
        value_words(framework.value("maintenance") or "unknown"),
        f"{last.version}, {spoken(last.stated_date[:7])}",
        len(framework.facts),
        len(framework.claims),
    )


def one(view: View, identity: str) -> str:
    """Return everything known of one framework on the day, with sources.

    Raises:
        UserError: there is no such framework, or not yet on that day.
    """
    framework = view.frameworks[framework_id(view, identity)]
    lines = [framework.name, "=" * len(framework.name), f"As of {spoken(view.as_of)}"]
    if kind := kind_words(framework.kind):
        lines.append(f"{kind.capitalize()}; it is not among the alternatives.")
    lines += _facts(framework, view)
    if framework.claims:
        lines += ["", "Claims"]
        for claim in framework.claims:
            sources = ", ".join(view.published(claim.sources))
            lines.append(_item(f"{claim.text} ({claim.stance}) [{sources}]"))
    studies = [study for study in view.studies if identity in study.frameworks()]
    if studies:
        lines += ["", "Published measurements"]
        lines += [line for study in studies for line in _study(study, identity, view)]
    lines += ["", "Releases"]
    lines += [
        _item(f"{release.version}, {spoken(release.stated_date)}") for release in framework.releases
    ]
    lines += ["", "Sources", *_sources(framework, view)]
    return visible("\n".join(lines)) + "\n"


def _facts(framework: FrameworkView, view: View) -> list[str]:
    lines: list[str] = []
    topic = ""
    unused = _never_run(framework)
    for attribute in view.knowledge.attributes.values():
        facts = () if attribute.id in unused else framework.current.get(attribute.id, ())
        for fact in facts if attribute.many else facts[:1]:
            if attribute.topic != topic:
                topic = attribute.topic
                lines += ["", words(topic).capitalize()]
            lines.append(_item(_fact(fact, view)))
    if unused:
        names = sorted((_name(attribute, view) for attribute in unused), key=str.casefold)
        lines += [] if topic == TOOLKITS else ["", words(TOOLKITS).capitalize()]
        lines.append(_item(f"Not these: {', '.join(names)}."))
    return lines


def _never_run(framework: FrameworkView) -> set[str]:
    """Return the attributes of the toolkits of which nothing is known but that it runs none."""
    values: dict[str, set[object]] = {}
    for fact in framework.facts:
        if fact.attribute.startswith(f"{TOOLKITS}."):
            values.setdefault(fact.attribute, set()).add(fact.value)
    return {attribute for attribute, found in values.items() if found == {"none"}}


def _name(attribute: str, view: View) -> str:
    return view.knowledge.attributes[attribute].name or words(attribute)


def _fact(fact: Fact, view: View) -> str:
    by = "by" if fact.by else "since"
    note = f" {fact.note}" if fact.note else ""
    sure = "" if fact.confidence == "high" else f", {fact.confidence} confidence"
    kind = "" if fact.documented else ", a claim"
    cited = ", ".join(view.published(fact.sources))
    return (
        f"{_name(fact.attribute, view)}: {value_words(fact.value)} "
        f"({by} {spoken(fact.stated_from)}{sure}{kind}).{note} [{cited}]"
    )


def _study(study: Study, identity: str, view: View) -> list[str]:
    """Return a study: its finding, what it says of the framework, and what to beware of."""
    head = f"{study_words(study)}, on {study.hardware}: {study.finding} [{study.source}]"
    said = [
        figure_words(one)
        for criterion in view.knowledge.criteria.values()
        for measure in criterion.published
        for one in published(view, measure).get(identity, ())
        if one.study == study.id
    ]
    name = view.frameworks[identity].name
    counts = f"{name}: {'; '.join(said)}." if said else "It is shown and not scored."
    why = f" {study.not_scored}" if study.not_scored else ""
    cautions = " ".join(study.cautions)
    return [_item(head), _item(f"{counts}{why} Caution: {cautions}", "    - ")]


def _sources(framework: FrameworkView, view: View) -> list[str]:
    unused = _never_run(framework)
    cited = {
        citation.partition("#")[0]
        for citations in (
            *(fact.sources for fact in framework.facts if fact.attribute not in unused),
            *(claim.sources for claim in framework.claims),
        )
        for citation in view.published(citations)
    }
    cited |= {study.source for study in view.studies if framework.id in study.frameworks()}
    lines = []
    for identity in sorted(cited):
        source = view.knowledge.sources[identity]
        author = f"{source.author}, " if source.author else ""
        date = f" ({spoken(source.stated_date)})" if source.stated_date else ""
        address = f" {source.address}" if source.address else ""
        lines.append(_item(f"[{identity}] {author}{source.title}{date}.{address}"))
    return lines


def _item(text: str, bullet: str = "  - ") -> str:
    return wrapped(text, bullet, " " * len(bullet))
