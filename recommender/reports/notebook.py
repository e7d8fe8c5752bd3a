"""What a notebook shows of a recommendation or an explanation: fragments of HTML and Markdown.

Every text is escaped; no fragment has a script, a style or an address that loads anything.
"""

from collections.abc import Iterable
from html import escape

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation.explained import Explained
from recommender.explanation.overview import verdict, why_first, why_not_first
from recommender.explanation.sentences import Section, sources_of
from recommender.explanation.warnings import warnings
from recommender.explanation.would_change import would_change
from recommender.reports.safe import markdown, one_line
from recommender.reports.sources import source_lines

#: So many changes that flip the answer are shown.
CHANGES = 2


def recommendation_html(decision: Decision) -> str:
    """Return a recommendation in short: the answer, why, the runner-up, what would change it."""
    return _html(_title(decision), decision, _sections(decision))


def recommendation_markdown(decision: Decision) -> str:
    """Return the same as Markdown."""
    return _markdown(_title(decision), decision, _sections(decision))


def explained_html(explained: Explained) -> str:
    """Return an explanation with its sources."""
    return _html(explained.title, explained.decision, explained.sections)


def explained_markdown(explained: Explained) -> str:
    """Return the same as Markdown."""
    return _markdown(explained.title, explained.decision, explained.sections)


def _title(decision: Decision) -> str:
    title = decision.requirements.title or "Which framework?"
    return f"{title}: {decision.best.name if decision.best else 'none'}"


def _sections(decision: Decision) -> tuple[Section, ...]:
    ranking = decision.ranking
    parts = [
        Section("", (*verdict(decision), *warnings(decision))),
        Section("Why", why_first(decision)),
        Section("What would change it", would_change(decision)[:CHANGES]),
    ]
    if len(ranking) > 1:
        against = why_not_first(decision, ranking[0], ranking[1])
        parts.insert(2, Section(f"Why not {ranking[1].name}", against))
    return tuple(part for part in parts if part.sentences)


def _sources(decision: Decision, sections: Iterable[Section]) -> list[str]:
    said = [sentence for section in sections for sentence in section.sentences]
    return source_lines(sources_of(decision, said), decision.view)


def _html(title: str, decision: Decision, sections: tuple[Section, ...]) -> str:
    parts = [f"<h3>{_text(title)}</h3>", f"<p>As of {_text(spoken(decision.as_of))}</p>"]
    for section in sections:
        said = [_text(sentence.text) for sentence in section.sentences]
        if section.title:
            parts += [f"<h4>{_text(section.title)}</h4>", _items(said)]
        else:
            parts += [f"<p>{text}</p>" for text in said]
    if sources := _sources(decision, sections):
        listed = _items([_text(line) for line in sources])
        parts.append(f"<details><summary>Sources</summary>{listed}</details>")
    return "\n".join(parts)


def _items(said: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in said)}</ul>"


def _text(text: str) -> str:
    return escape(one_line(text))


def _markdown(title: str, decision: Decision, sections: tuple[Section, ...]) -> str:
    parts = [f"### {markdown(title)}", f"As of {spoken(decision.as_of)}"]
    for section in sections:
        said = [markdown(sentence.text) for sentence in section.sentences]
        if section.title:
            parts += [f"#### {markdown(section.title)}", "\n".join(f"- {text}" for text in said)]
        else:
            parts += said
    if sources := _sources(decision, sections):
        parts += ["#### Sources", "\n".join(f"- {markdown(line)}" for line in sources)]
    return "\n\n".join(parts) + "\n"
