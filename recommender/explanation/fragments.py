"""Explanations as fragments of HTML and Markdown, such as a notebook shows.

Every text is escaped; no fragment has a script, a style or an address that loads anything.
"""

from collections.abc import Iterable
from html import escape

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation.sentences import Section, sources_of
from recommender.explanation.source_lines import source_lines
from recommender.safe import markdown, one_line


def as_html(title: str, decision: Decision, sections: tuple[Section, ...]) -> str:
    """Return sections under their titles, and their sources."""
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


def as_markdown(title: str, decision: Decision, sections: tuple[Section, ...]) -> str:
    """Return the same as Markdown."""
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


def _sources(decision: Decision, sections: Iterable[Section]) -> list[str]:
    said = [sentence for section in sections for sentence in section.sentences]
    return source_lines(sources_of(decision, said), decision.view)


def _items(said: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in said)}</ul>"


def _text(text: str) -> str:
    return escape(one_line(text))
