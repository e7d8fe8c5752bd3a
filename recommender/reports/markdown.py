"""A decision record in Markdown, in the order of MADR (Markdown Any Decision Records).

Every sentence that rests on a source has a footnote; footnotes are numbered by first mention.
"""

from collections.abc import Iterable

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import (
    Sentence,
    citations_by_id,
    explain,
    source_plain,
    sources_of,
)
from recommender.explanation.how_sure import HEADS as SURE_HEADS
from recommender.explanation.how_sure import HowSure
from recommender.explanation.layers import standing_name
from recommender.figures import HEADS
from recommender.reports.answers import asked
from recommender.reports.safe import markdown


def render(decision: Decision, sure: HowSure | None = None) -> str:
    """Return the record, with how sure the answer is if that is given; it ends with a newline."""
    return _Record(decision, sure).render()


class _Record:
    def __init__(self, decision: Decision, sure: HowSure | None) -> None:
        self.decision, self.sure = decision, sure
        self.explanation = explain(decision)
        self.by_id = citations_by_id(decision.view)
        self.citations = sources_of(decision, self.explanation.sentences())
        self.numbers = {citation: n for n, citation in enumerate(self.citations, start=1)}

    def render(self) -> str:
        decision, explanation = self.decision, self.explanation
        title = decision.requirements.title or "Which deep-learning framework"
        best = decision.best.name if decision.best else "none"
        parts = [
            f"# {markdown(title)}: {markdown(best)}",
            f"Date of the advice: {spoken(decision.as_of)}. Verdict: {decision.verdict}.",
            "## Context",
            markdown(decision.requirements.notes),
            _table(("Question", "Answer"), asked(decision))
            or "Nothing was asked for in particular.",
            "## Decision drivers",
            self._list(explanation.emphases) or "Only what counts for everybody.",
            "## Considered options",
            self._options(),
            "## Decision outcome",
            *(self._sentence(sentence) for sentence in explanation.verdict),
            self._list(explanation.warnings),
            self._list(explanation.why),
            *self._how_sure(),
            "### Why not the others",
            *(
                f"**{markdown(part.name)}**\n\n"
                f"{self._list(part.sentences) or 'Nothing stands out.'}"
                for part in explanation.why_not
            ),
            "### Excluded" if explanation.excluded else "",
            "\n".join(
                f"- **{markdown(part.name)}**: {self._sentence(sentence)}"
                for part in explanation.excluded
                for sentence in part.sentences
            ),
            "## Consequences",
            "On what it runs:" if explanation.stack else "",
            self._list(explanation.stack),
            "The code that you have:" if explanation.existing_code else "",
            self._list(explanation.existing_code),
            "What would change this decision:",
            self._list(explanation.would_change),
            "What is not known:" if explanation.unknown else "",
            self._list(explanation.unknown),
            "## Confirmation",
            "Measured on this machine, checked against a float64 NumPy reference:"
            if explanation.figures
            else "Nothing was measured on this machine.",
            _table(HEADS, (figure.row for figure in explanation.figures)),
            self._list(explanation.measured),
            "## More information",
            "How the advice for these needs has changed over the years:"
            if explanation.changes
            else "",
            self._list(explanation.changes),
            f"Knowledge base {decision.knowledge.digest}.",
            "\n".join(self._footnote(citation) for citation in self.citations),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _options(self) -> str:
        ranking = zip(self.decision.ranking, self.decision.possible_ranks, strict=True)
        rows = [
            (
                str(place),
                standing_name(self.decision, ranked),
                f"{ranked.score:.2f}",
                f"{ranked.low:.2f} to {ranked.high:.2f}",
                str(possible),
            )
            for place, (ranked, possible) in enumerate(ranking, start=1)
        ]
        heads = ("Rank", "Framework", "Score", "Range by what is known", "Possible ranks")
        return _table(heads, rows)

    def _how_sure(self) -> tuple[str, ...]:
        if self.sure is None:
            return ()
        table = _table(SURE_HEADS, self.sure.rows)
        return ("### How sure", self._list(self.sure.sentences), table)

    def _sentence(self, sentence: Sentence) -> str:
        cited = dict.fromkeys(
            citation for identity in sentence.ids for citation in self.by_id.get(identity, ())
        )
        return markdown(sentence.text) + "".join(f"[^{self.numbers[item]}]" for item in cited)

    def _list(self, sentences: Iterable[Sentence]) -> str:
        return "\n".join(f"- {self._sentence(sentence)}" for sentence in sentences)

    def _footnote(self, citation: str) -> str:
        source = source_plain(citation, self.decision.view)
        words = [markdown(source["author"] + ",")] if source["author"] else []
        words.append(f"*{markdown(source['title'])}*")
        if source["date"]:
            words.append(f"({spoken(source['date'])})")
        words.append(markdown(f"{citation.partition('#')[2]}"))
        if source["address"]:
            words.append(f"<{source['address']}>")
        return f"[^{self.numbers[citation]}]: {' '.join(word for word in words if word)}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table, empty where there are no rows."""
    lines = ["| " + " | ".join(markdown(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *lines])
