"""An explanation of one point (why, why-not, how, …) as plain text for a terminal."""

from collections.abc import Iterable, Sequence

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation.sentences import Section, Sentence, sources_of
from recommender.explanation.source_lines import source_lines
from recommender.layout import WIDTH, wrapped
from recommender.safe import one_line, visible


def render(title: str, decision: Decision, sections: Sequence[Section]) -> str:
    """Return title, sections and their sources; the text ends with a newline."""
    title = one_line(title)
    lines = [title, "=" * min(len(title), WIDTH), f"As of {spoken(decision.as_of)}"]
    for section in sections:
        if section.title:
            lines += bullets(section.title, section.sentences)
        else:
            lines += ["", *(wrapped(sentence.text) for sentence in section.sentences)]
    said = [sentence for section in sections for sentence in section.sentences]
    sources = source_lines(sources_of(decision, said), decision.view)
    if sources:
        lines += ["", "Sources", *(wrapped(line, "  - ", "    ") for line in sources)]
    return visible("\n".join(lines)) + "\n"


def bullets(title: str, sentences: Iterable[Sentence]) -> list[str]:
    """Return the lines of a section, none where it has no sentences."""
    lines = [wrapped(sentence.text, "  - ", "    ") for sentence in sentences]
    return ["", wrapped(title), *lines] if lines else []
