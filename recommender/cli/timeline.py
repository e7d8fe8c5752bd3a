"""The command that tells the advice over the years: as a story for the terminal, and as JSON."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import typer

from recommender.cli.decision import decided
from recommender.cli.options import AsOf, Layout, Needs, TextOrJson
from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation.sentences import source_plain
from recommender.history import timeline as over_the_years
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.layout import wrapped
from recommender.reports.plain import DIGITS
from recommender.safe import json_text, one_line, visible
from recommender.turning_points import TurningPoint, turning_points
from recommender.wording import says

SCHEMA = "framework-recommender/timeline/1"
ROW = "{:<12}{:<19}{:>5}  {:>8}  {:<19}{}"
#: Under the leaders stands what is new.
NEW = " " * 12


def timeline(requirements: Needs, as_of: AsOf = None, form: TextOrJson = Layout.text) -> None:
    """Tell how the advice for the same needs has changed, January by January, and why."""
    found = decided(requirements, as_of, "none")
    typer.echo(as_json(found) if form is Layout.json else as_text(found), nl=False)


def as_text(decision: Decision) -> str:
    """Return the leader of each January up to the decision's date, and what changed it."""
    known = decision.knowledge
    story = over_the_years(decision)
    title = decision.requirements.title
    lines = [
        f"What would have been advised{f' to: {one_line(title)}' if title else ''}",
        "",
        ROW.format("as of", "leader", "score", "ahead by", "of the runner-up", "on the table"),
    ]
    before: Decision | None = None
    for one in story:
        lines += [_row(one), *_new(one, before)]
        before = one
    cited: dict[str, None] = {}
    turns = [turn for earlier, later in pairwise(story) for turn in turning_points(earlier, later)]
    lines += ["", "Changes of leader" if turns else "The leader has never changed."]
    for turn in turns:
        lines += ["", *_told(turn, decision, cited)]
    lines += ["", "Sources"]
    lines += [_item(_source(citation, decision)) for citation in cited]
    lines += ["", f"Knowledge alone, no measurements. Knowledge base {known.digest[:12]}."]
    return visible("\n".join(lines)) + "\n"


def as_json(decision: Decision) -> str:
    """Return the same as data; leaders by date, turning points with their facts, sources."""
    story = over_the_years(decision)
    turns = [turn for earlier, later in pairwise(story) for turn in turning_points(earlier, later)]
    cited = {
        citation: None
        for turn in turns
        for fact in (*turn.facts, *turn.run_up)
        for citation in _published(fact, turn, decision)
    }
    plain = {
        "schema": SCHEMA,
        "as_of": decision.as_of,
        "knowledge": decision.knowledge.digest,
        "requirements": decision.requirements.to_dict(),
        "dates": [_plain(one) for one in story],
        "changes": [
            {
                "day": turn.day,
                "before": turn.before,
                "old": turn.old,
                "new": turn.new,
                "ahead_by": None if turn.margin is None else round(turn.margin, DIGITS),
                "excluded_by": turn.excluded_by,
                "arrived": turn.arrived,
                "facts": [_plain_fact(fact, turn, decision) for fact in turn.facts],
                "run_up": [_plain_fact(fact, turn, decision) for fact in turn.run_up],
            }
            for turn in turns
        ],
        "sources": [source_plain(citation, decision.view) for citation in cited],
    }
    return json_text(plain)


def _plain(one: Decision) -> dict[str, Any]:
    runner_up = one.ranking[1].framework if len(one.ranking) > 1 else None
    return {
        "as_of": one.as_of,
        "leader": one.best.framework if one.best else None,
        "score": round(one.best.score, DIGITS) if one.best else None,
        "margin": None if one.margin is None else round(one.margin, DIGITS),
        "runner_up": runner_up,
        "verdict": one.verdict,
        "ranking": [ranked.framework for ranked in one.ranking],
        "excluded": [item.framework for item in one.exclusions],
    }


def _plain_fact(fact: Fact, turn: TurningPoint, decision: Decision) -> dict[str, Any]:
    return {
        "id": fact.id,
        "framework": fact.framework,
        "attribute": fact.attribute,
        "value": fact.value,
        "known_since": fact.since,
        "sources": list(_published(fact, turn, decision)),
    }


def _row(one: Decision) -> str:
    best = one.best
    second = one.ranking[1].name if len(one.ranking) > 1 else "nobody"
    return ROW.format(
        one.as_of,
        best.name if best else "nobody is left",
        f"{best.score:.3f}" if best else "",
        "" if one.margin is None else f"{one.margin:.3f}",
        second if best else "",
        f"{len(one.ranking)} of {len(one.view.alternatives)}",
    ).rstrip()


def _new(one: Decision, before: Decision | None) -> list[str]:
    """Return what has come on the table since the row before, as lines of its own."""
    new = [
        known.name
        for name, known in one.view.alternatives.items()
        if before is not None and name not in before.view.frameworks
    ]
    return [wrapped(f"new: {', '.join(new)}", NEW, NEW)] if new else []


def _told(turn: TurningPoint, decision: Decision, cited: dict[str, None]) -> Iterator[str]:
    known = decision.knowledge
    old, new = _name(turn.old, known), _name(turn.new, known)
    ahead = f", ahead by {turn.margin:.3f}" if turn.margin is not None else ""
    yield f"{spoken(turn.day)}: {new} takes over from {old}{ahead}."
    if turn.arrived and turn.new:
        first = known.frameworks[turn.new].releases[0]
        cited[first.source] = None
        yield _item(
            f"It is on the table since its first release, {first.version}, of "
            f"{spoken(first.stated_date)} [{first.source}]"
        )
    if turn.excluded_by:
        yield _item(f"{old} is excluded from then on: {_why(turn, known)} [{turn.excluded_by}]")
    for fact in turn.facts:
        yield _item(_fact(fact, turn, decision, cited))
    if not (turn.facts or turn.arrived or turn.excluded_by):
        yield _item(
            f"Nothing became known between {spoken(turn.before)} and then that speaks for {new} or "
            f"against {old}; what was known of them grew older."
        )
    for number, fact in enumerate(turn.run_up):
        lead = "What led up to it: " if number == 0 else ""
        yield _item(lead + _fact(fact, turn, decision, cited))


def _why(turn: TurningPoint, known: Knowledge) -> str:
    """Return why the old leader is excluded: the rule's words, or that its base is ruled out."""
    for fact in turn.facts:
        if fact.framework == turn.old and fact.attribute == "runs_on":
            return f"It {says(fact, known)} alone from then on, which you ruled out."
    return next(rule.because for rule in known.rules if rule.id == turn.excluded_by)


def _fact(fact: Fact, turn: TurningPoint, decision: Decision, cited: dict[str, None]) -> str:
    sources = _published(fact, turn, decision)
    cited.update(dict.fromkeys(sources))
    note = f" {fact.note}" if fact.note else ""
    by = "by" if fact.by else "since"
    said = f"{says(fact, decision.knowledge)} ({by} {spoken(fact.stated_from)})"
    name = _name(fact.framework, decision.knowledge)
    return f"{name} {said}.{note} [{', '.join(sources)}]"


def _published(fact: Fact, turn: TurningPoint, decision: Decision) -> tuple[str, ...]:
    """Return the sources of a fact that were out on the day; the bracket of what was known then."""
    return decision.knowledge.at(turn.day).published(fact.sources)


def _name(identity: str | None, known: Knowledge) -> str:
    return known.frameworks[identity].name if identity else "nobody"


def _source(citation: str, decision: Decision) -> str:
    source = decision.knowledge.source(citation)
    author = f"{source.author}, " if source.author else ""
    date = f" ({spoken(source.stated_date)})" if source.stated_date else ""
    address = f" {source.address}" if source.address else ""
    return f"[{citation}] {author}{source.title}{date}.{address}"


def _item(text: str) -> str:
    return wrapped(text, "  - ", "    ")
