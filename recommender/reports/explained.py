"""An explanation of one point (why, why-not, how, …) as plain text for a terminal."""

from collections.abc import Iterable
from textwrap import fill

from recommender.dates import spoken
from recommender.explanation.explained import Explained
from recommender.explanation.sentences import Sentence
from recommender.reports.safe import one_line, visible
from recommender.reports.sources import source_lines

WIDTH = 88


def render(explained: Explained) -> str:
    """Return the text; it ends with a newline."""
    title = one_line(explained.title)
    lines = [title, "=" * min(len(title), WIDTH), f"As of {spoken(explained.decision.as_of)}"]
    for section in explained.sections:
        if section.title:
            lines += bullets(section.title, section.sentences)
        else:
            lines += ["", *(_wrapped(sentence.text, "", "") for sentence in section.sentences)]
    sources = source_lines(explained.sources, explained.decision.view)
    if sources:
        lines += ["", "Sources", *(_wrapped(line, "  - ", "    ") for line in sources)]
    return visible("\n".join(lines)) + "\n"


def bullets(title: str, sentences: Iterable[Sentence]) -> list[str]:
    """Return the lines of a section, none where it has no sentences."""
    lines = [_wrapped(sentence.text, "  - ", "    ") for sentence in sentences]
    return ["", _wrapped(title, "", ""), *lines] if lines else []


def _wrapped(text: str, first: str, rest: str) -> str:
    return fill(
        one_line(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
