"""A decision record in Markdown, in the form of MADR (Markdown Architectural Decision Records).

The sections are those of its template 4 (adr.github.io/madr): context, drivers, options, outcome
with consequences and confirmation, pros and cons, more information. Its words "Good", "Bad" and
"Chosen option" stand where its readers look for them. A program proposes; who decides sets the
status.
"""

from collections.abc import Iterable

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import About, Sentence, explain
from recommender.explanation.given_up import given_up
from recommender.explanation.how_sure import HEADS as SURE_HEADS
from recommender.explanation.how_sure import HowSure
from recommender.explanation.layers import standing_name
from recommender.explanation.sentences import BAD, GOOD
from recommender.explanation.weights import constraint_sentence
from recommender.figures import HEADS
from recommender.reports.answers import asked
from recommender.reports.footnotes import COMPUTED, Footnotes
from recommender.reports.plain import PROGRAM
from recommender.safe import markdown

_STANCES = {GOOD: "Good: ", BAD: "Bad: "}


def render(decision: Decision, sure: HowSure | None = None) -> str:
    """Return the record, with how sure the answer is if that is given; it ends with a newline."""
    return _Record(decision, sure).render()


class _Record:
    def __init__(self, decision: Decision, sure: HowSure | None) -> None:
        self.decision, self.sure = decision, sure
        self.explanation = explain(decision)
        self.notes = Footnotes(decision)

    def render(self) -> str:
        title = self.decision.requirements.title or "Which deep-learning framework"
        parts = [
            f"---\nstatus: proposed\ndate: {self.decision.as_of}\n---",
            f"# {markdown(title)}: {markdown(self._best)}",
            *self._context(),
            *self._drivers(),
            *self._options(),
            *self._outcome(),
            *self._pros_and_cons(),
            *self._more(),
        ]
        parts.append("\n".join(self.notes))
        return "\n\n".join(part for part in parts if part) + "\n"

    @property
    def _best(self) -> str:
        return self.decision.best.name if self.decision.best else "none"

    def _context(self) -> Iterable[str]:
        yield "## Context and Problem Statement"
        yield markdown(self.decision.requirements.notes)
        yield (
            "Which Python deep-learning framework fits these needs best, by what was known on "
            f"{spoken(self.decision.as_of)}?"
        )
        yield _table(("Question", "Answer"), asked(self.decision)) or (
            "Nothing was asked for in particular."
        )

    def _drivers(self) -> Iterable[str]:
        constraints = self.decision.preferences.constraints
        yield "## Decision Drivers"
        yield self._list(self.explanation.emphases) or "Only what counts for everybody."
        if constraints:
            yield "What a framework must not lack:"
            yield self._list(constraint_sentence(one, self.decision) for one in constraints)

    def _options(self) -> Iterable[str]:
        yield "## Considered Options"
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
        score = f"Score{self.notes.marks([COMPUTED])}" if rows else ""
        heads = ("Rank", "Framework", score, "Range by what is known", "Possible ranks")
        yield _table(heads, rows)
        names = [markdown(one.name) for one in self.decision.exclusions]
        yield f"Excluded: {', '.join(names)}; see below." if names else ""

    def _outcome(self) -> Iterable[str]:
        explanation = self.explanation
        yield "## Decision Outcome"
        chosen = f'Chosen option: "{markdown(self._best)}" ({self.decision.verdict}).'
        yield " ".join([chosen, *map(self.notes.sentence, explanation.verdict)])
        yield self._list(explanation.warnings)
        yield self._titled("What goes with it:", explanation.stack)
        yield "### Consequences"
        yield self._list((*explanation.why, *given_up(self.decision))) or "None stands out."
        yield self._titled("The code that you have:", explanation.existing_code)
        yield "### Confirmation"
        yield from self._confirmation()

    def _confirmation(self) -> Iterable[str]:
        explanation = self.explanation
        if explanation.figures:
            yield "Measured on this machine, checked against a float64 NumPy reference:"
            yield self._figures()
        else:
            yield "Nothing was measured on this machine."
        yield self._list(explanation.measured)
        if self.sure is not None:
            yield self._titled("How sure the answer is:", self.sure.sentences)
            yield _table(SURE_HEADS, self.sure.rows)
        yield self._titled("What is not known:", explanation.unknown)
        yield (
            "Whether the decision still holds: `recommender review decision.json`. "
            "Whether this is what the program wrote: `recommender replay decision.json`."
        )

    def _figures(self) -> str:
        figures = self.explanation.figures
        marks = [self.notes.marks([figure.id]) for figure in figures]
        return _table(HEADS, (figure.row for figure in figures), marks)

    def _pros_and_cons(self) -> Iterable[str]:
        yield "## Pros and Cons of the Options"
        for part in self.explanation.why_not:
            yield from self._about(part)
        if self.explanation.excluded:
            yield "### Excluded"
            yield "\n".join(
                f"- **{markdown(part.name)}**: {self.notes.sentence(sentence)}"
                for part in self.explanation.excluded
                for sentence in part.sentences
            )
        if not (self.explanation.why_not or self.explanation.excluded):
            yield "There is no other option."

    def _about(self, part: About) -> Iterable[str]:
        yield f"### {markdown(part.name)}"
        yield self._list(part.sentences) or "Nothing stands out beside the first."

    def _more(self) -> Iterable[str]:
        explanation = self.explanation
        yield "## More Information"
        yield self._titled("What would change this decision:", explanation.would_change)
        yield self._titled(
            "How the advice for these needs has changed over the years:", explanation.changes
        )
        yield f"Made by {PROGRAM} with the knowledge base {self.decision.knowledge.digest}."

    def _titled(self, title: str, sentences: Iterable[Sentence]) -> str:
        found = self._list(sentences)
        return f"{title}\n\n{found}" if found else ""

    def _list(self, sentences: Iterable[Sentence]) -> str:
        return "\n".join(
            f"- {_STANCES.get(sentence.stance, '')}{self.notes.sentence(sentence)}"
            for sentence in sentences
        )


def _table(
    heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], marks: list[str] | None = None
) -> str:
    """Return a table, empty where there are no rows; ``marks`` stand behind the first cells."""
    cells = [[markdown(cell) for cell in row] for row in rows]
    for row, mark in zip(cells, marks or [], strict=False):
        row[0] += mark
    if not cells:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *lines])
