"""A decision as plain text for a terminal: the answer first, then why, then what it rests on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import Explanation, Sentence, explain, sources_of
from recommender.explanation.layers import standing_name
from recommender.explanation.source_lines import source_lines
from recommender.figures import HEADS
from recommender.layout import WIDTH, wrapped
from recommender.reports.answers import asked
from recommender.safe import one_line, visible

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure

BAR = 12


def render(decision: Decision, sure: "HowSure | None" = None) -> str:
    """Return the text, with how sure the answer is if that is given; it ends with a newline."""
    explanation = explain(decision)
    title = one_line(decision.requirements.title) or "Which framework?"
    lines = [title, "=" * min(len(title), WIDTH)]
    lines += [f"As of {spoken(decision.as_of)}", ""]
    lines += [wrapped(sentence.text) for sentence in explanation.verdict]
    lines += _bullets("Mind", explanation.warnings)
    lines += _section("Asked", [f"{question} {answer}" for question, answer in asked(decision)])
    lines += _ranking(decision)
    if sure is not None:
        lines += _bullets("How sure", sure.sentences)
        lines += ["", *sure.table] if sure.rows else []
    lines += _bullets("Why", explanation.why)
    for part in explanation.why_not:
        lines += _bullets(f"Why not {part.name}", part.sentences)
    lines += _bullets("What goes with it", explanation.stack)
    lines += _bullets("The code that you have", explanation.existing_code)
    lines += _bullets("What would change it", explanation.would_change)
    lines += _section(
        "Excluded",
        [
            f"{part.name}: {sentence.text}"
            for part in explanation.excluded
            for sentence in part.sentences
        ],
    )
    lines += _measured(explanation)
    lines += _bullets("Not known", explanation.unknown)
    lines += _bullets("How the advice for these needs has changed", explanation.changes)
    lines += _bullets("How the weights came about", explanation.emphases)
    lines += _section(
        "Sources",
        source_lines(sources_of(decision, explanation.sentences()), decision.view),
    )
    return visible("\n".join(lines).rstrip()) + "\n"


def _ranking(decision: Decision) -> list[str]:
    if not decision.ranking:
        return []
    names = {one.framework: standing_name(decision, one) for one in decision.ranking}
    width = max(len(name) for name in names.values())
    rows = []
    ranking = zip(decision.ranking, decision.possible_ranks, strict=True)
    for place, (ranked, possible) in enumerate(ranking, start=1):
        bar = "█" * round(ranked.score * BAR)
        rows.append(
            f"{place:>3}  {names[ranked.framework]:<{width}}  {ranked.score:.2f}  {bar:<{BAR}}  "
            f"{ranked.low:.2f} to {ranked.high:.2f}  {possible}"
        )
    return ["", "Ranking (score, its range by what is known, and the ranks possible by it)", *rows]


def _measured(explanation: Explanation) -> list[str]:
    title = "Measured on this machine"
    if not explanation.figures and not explanation.measured:
        nothing = "Nothing yet; 'recommender probe setup' and 'recommender probe run' do it."
        return _section(title, [nothing])
    rows = [HEADS, *(figure.row for figure in explanation.figures)] if explanation.figures else []
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    table = [
        "  "
        + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return ["", title, *table, *_section("", [said.text for said in explanation.measured])[2:]]


def _section(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    return ["", title, *(wrapped(item, "  - ", "    ") for item in items)]


def _bullets(title: str, sentences: Iterable[Sentence]) -> list[str]:
    return _section(title, [sentence.text for sentence in sentences])
