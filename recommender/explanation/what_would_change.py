"""`what-would-change`: the smallest changes that put another framework first, as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.grounds import answer_words, because_of, option_words
from recommender.explanation.sentences import Section, Sentence
from recommender.flips import Flips, flips
from recommender.flips.answers import AnswerChange
from recommender.flips.fact_change import FactChange, Kind
from recommender.flips.needs import NeedChange
from recommender.flips.weights import WeightChange
from recommender.requirements import Answer
from recommender.wording import series, value_words, words

#: Changes of a kind that the text shows; plain data has all.
SHOWN = 6
#: Criteria that a sentence names on each side, the smaller moves left out.
NAMED = 4


@dataclass(frozen=True, slots=True)
class WhatWouldChange(Explained):
    """All that would change a decision; ``shown`` limits the sentences of a section."""

    decision: Decision
    found: Flips
    shown: int | None = None
    question = "what-would-change"

    @property
    def title(self) -> str:
        """Return what it explains."""
        best = self.decision.best
        return f"What would change the answer, {best.name if best else 'nothing left'}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the changes of each kind, smallest first; a kind without any says so."""
        found = self.found
        changed = [one for one in found.facts if one.kind is Kind.changed]
        other = [one for one in found.facts if one.kind is not Kind.changed]
        parts = [
            Section("The smallest change of weights", tuple(self._nearest())),
            Section("The smallest change of weights for each of the others", tuple(self._rivals())),
            self._section("One answer", map(self._answer, found.answers), self._questions()),
            self._section(
                "One fact that would have to be otherwise", map(self._fact, changed), self._counting
            ),
            self._section(
                "One fact to learn or to confirm", map(self._fact, other), self._counting
            ),
            self._section("One need given up", map(self._need, found.needs), self._needs()),
        ]
        return tuple(self._cut(part) for part in parts if part.sentences)

    @property
    def text(self) -> str:
        """Return it as plain text for a terminal, the first changes of each kind."""
        from recommender.explanation.as_text import render

        return render(self.title, self.decision, replace(self, shown=SHOWN).sections)

    def numbers(self) -> dict[str, Any]:
        """Return every change as plain data."""
        found, best = self.found, self.decision.best
        return {
            "best": best.framework if best else None,
            "weights": {
                "nearest": _plain_weights(found.nearest),
                "beyond": _plain_weights(found.beyond),
                "rivals": [_plain_weights(change) for change in found.rivals],
                "never": list(found.never),
                **({"untried": found.untried} if found.untried else {}),
            },
            "answers": [_plain_answer(change) for change in found.answers],
            "facts": [_plain_fact(change) for change in found.facts],
            "needs": [
                {"rule": one.rule, "because": one.because, "first": one.framework}
                for one in found.needs
            ],
        }

    # -- sections -----------------------------------------------------------------------------
    def _section(
        self, title: str, sentences: Iterable[Sentence], looked_at: tuple[str, ...]
    ) -> Section:
        none = Sentence("None puts another framework first.", looked_at)
        return Section(title, tuple(sentences) or ((none,) if looked_at else ()))

    def _cut(self, section: Section) -> Section:
        if self.shown is None or len(section.sentences) <= self.shown:
            return section
        rest = section.sentences[self.shown :]
        ids = dict.fromkeys(identity for sentence in rest for identity in sentence.ids)
        more = Sentence(f"And {len(rest)} more (--format json).", tuple(ids))
        return Section(section.title, (*section.sentences[: self.shown], more))

    @property
    def _counting(self) -> tuple[str, ...]:
        weights = self.decision.preferences.weights
        return tuple(criterion for criterion, weight in weights.items() if weight)

    def _questions(self) -> tuple[str, ...]:
        return tuple(f"requirements.{name}" for name in self.decision.knowledge.questions)

    def _needs(self) -> tuple[str, ...]:
        constraints = self.decision.preferences.constraints
        return tuple(dict.fromkeys(constraint.rule for constraint in constraints))

    def _name(self, framework: str) -> str:
        return self.decision.view.frameworks[framework].name

    # -- weights ------------------------------------------------------------------------------
    def _nearest(self) -> Iterable[Sentence]:
        if len(self.decision.ranking) < 2:
            yield Sentence(
                "No other framework is on the table.", self._needs() or self._questions()
            )
            return
        if self.found.nearest is None:
            yield Sentence(
                "No weights of what counts now put another framework first.", self._counting
            )
        else:
            yield self._weights(self.found.nearest)
        if self.found.beyond is not None:
            yield self._weights(self.found.beyond, "With weight for what nobody asked for, ")

    def _rivals(self) -> Iterable[Sentence]:
        yield from (self._weights(change) for change in self.found.rivals)
        for framework in self.found.never:
            text = f"No weights whatever put {self._name(framework)} first."
            yield Sentence(text, tuple(self.decision.preferences.weights))
        if more := self.found.untried:
            tried = len(self.decision.ranking) - 1 - more
            text = (
                f"Only the first {tried} of the others {'was' if tried == 1 else 'were'} asked "
                f"for: {more} more {'is' if more == 1 else 'are'} further down."
            )
            yield Sentence(text, tuple(self.decision.preferences.weights))

    def _weights(self, change: WeightChange, opening: str = "") -> Sentence:
        changes = change.changes()
        losing = [item for item in changes if item[2] < item[1]]
        gaining = [item for item in changes if item[2] > item[1]]
        moved = sum(after - before for _, before, after in gaining)
        return Sentence(
            f"{opening}{self._name(change.framework)} would be first if {moved:.1%} of the weight "
            f"moved from {self._moves(losing)} to {self._moves(gaining)}.",
            tuple(criterion for criterion, _, _ in changes),
        )

    def _moves(self, changes: list[tuple[str, float, float]]) -> str:
        named = [
            f"{self.decision.knowledge.criteria[criterion].name} ({before:.1%} → {after:.1%})"
            for criterion, before, after in changes[:NAMED]
        ]
        if len(changes) > NAMED:
            named.append(f"{len(changes) - NAMED} others")
        return series(named)

    # -- answers, facts and needs -------------------------------------------------------------
    def _answer(self, change: AnswerChange) -> Sentence:
        notes = []
        if change.margin is not None and change.margin < TOO_CLOSE:
            notes.append("too close to call")
        if change.excluded:
            notes.append(f"excludes {series([self._name(one) for one in change.excluded])}")
        if change.admitted:
            notes.append(f"lets {series([self._name(one) for one in change.admitted])} in")
        note = f" ({'; '.join(notes)})" if notes else ""
        return Sentence(
            f"{self._otherwise(change.question, change.before, change.after)}, "
            f"{self._name(change.framework)} would be first{note}.",
            (f"requirements.{change.question}", *change.rules),
        )

    def _otherwise(self, question: str, before: Answer | None, after: Answer | None) -> str:
        asked = f"“{self.decision.knowledge.questions[question].text}”"
        if after is None:
            return f"If {asked} had no answer instead of {answer_words(question, self.decision)}"
        if isinstance(after, tuple):
            was, would = set(before or ()), set(after)
            (option,) = was ^ would
            said = option_words(question, option, self.decision)
            return f"If {said} were {'' if would - was else 'not '}among the answers to {asked}"
        said = option_words(question, after, self.decision)
        instead = f" instead of {answer_words(question, self.decision)}" if before else ""
        return f"If the answer to {asked} were {said}{instead}"

    def _fact(self, change: FactChange) -> Sentence:
        what = f"{self._name(change.framework)}, {words(change.attribute)}"
        first = f"{self._name(change.becomes_first)} would be first"
        before, after = value_words(change.before), value_words(change.after)
        text = {
            Kind.changed: f"{what}: were it {after} instead of {before}, {first}.",
            Kind.learnt: f"{what}: not known; were it {after}, {first}.",
            Kind.confirmed: (
                f"{what}: {before}, which is claimed, old or uncertain; were it confirmed, {first}."
            ),
        }
        return Sentence(text[change.kind], change.ids)

    def _need(self, change: NeedChange) -> Sentence:
        name = self._name(change.framework)
        if change.rule is None:
            limit = "only" if self.decision.requirements.only else "without"
            text = f"{name} would be first if the requirements did not leave it out ('{limit}')."
            return Sentence(text, (f"requirements.{limit}",))
        if change.ruled_out:
            _, ids = because_of(change.rule, self.decision)
            own = change.ruled_out == change.framework
            again = "it" if own else self._name(change.ruled_out)
            text = f"{name} would be first if you let {again} in again."
            return Sentence(text, (change.rule, *ids))
        text = f"{name} would be first if this were given up: {change.because}"
        return Sentence(text, (change.rule,))


def what_would_change(decision: Decision) -> WhatWouldChange:
    """Return the smallest changes of weights, an answer, a fact or a need that flip a decision."""
    return WhatWouldChange(decision, flips(decision))


# -- plain data --------------------------------------------------------------------------------
def _plain_weights(change: WeightChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "first": change.framework,
        "moved": rounded(change.moved),
        "changes": [
            {
                "criterion": criterion,
                "before": rounded(before),
                "exact": rounded(change.weights[criterion]),
                "stated": rounded(stated),
            }
            for criterion, before, stated in change.changes()
        ],
    }


def _plain_answer(change: AnswerChange) -> dict[str, Any]:
    return {
        "question": change.question,
        "before": _listed(change.before),
        "after": _listed(change.after),
        "first": change.framework,
        "margin": None if change.margin is None else rounded(change.margin),
        "moved": rounded(change.moved),
        "excluded": list(change.excluded),
        "admitted": list(change.admitted),
        "rules": list(change.rules),
    }


def _plain_fact(change: FactChange) -> dict[str, Any]:
    return {
        "framework": change.framework,
        "attribute": change.attribute,
        "before": change.before,
        "after": change.after,
        "kind": change.kind.value,
        "steps": change.steps,
        "effect": rounded(change.effect),
        "first": change.becomes_first,
        "ids": list(change.ids),
    }


def _listed(answer: Answer | None) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer
