"""`why`: where a framework's score comes from: its criteria, the facts and the answers."""

from dataclasses import dataclass
from typing import Any

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.errors import UserError
from recommender.evidence.facts import Evidence
from recommender.explanation.evidence import (
    carried_over,
    clause,
    contribution_words,
    measured_words,
)
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.facts import known_fact
from recommender.explanation.naming import ranked as ranked_of
from recommender.explanation.published import published_words
from recommender.explanation.sentences import Section, Sentence, citations_by_id
from recommender.explanation.weights import share, weight_sentences
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.ranking import Contribution, Ranked
from recommender.wording import ordinal, says, since, words


@dataclass(frozen=True, slots=True)
class Why(Explained):
    """Where the score of a framework on the table comes from."""

    decision: Decision
    ranked: Ranked
    question = "why"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return f"Why {self.ranked.name}"

    @property
    def place(self) -> int:
        """Return its place in the ranking, 1 for the first."""
        return self.decision.ranking.index(self.ranked) + 1

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Return what each weighed criterion gives to the score, most first."""
        weighed = [item for item in self.ranked.contributions if item.weight]
        return tuple(sorted(weighed, key=lambda item: (-item.amount, item.criterion)))

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the score, then a section for each criterion: its evidence and its weight."""
        parts = [Section("", (self._score(),))]
        parts += [self._section(item) for item in self.contributions]
        return tuple(parts)

    def numbers(self) -> dict[str, Any]:
        """Return place, score and contributions."""
        return {
            "framework": self.ranked.framework,
            "place": self.place,
            "score": rounded(self.ranked.score),
            "low": rounded(self.ranked.low),
            "high": rounded(self.ranked.high),
            "contributions": [
                {
                    "criterion": item.criterion,
                    "weight": rounded(item.weight),
                    "value": rounded(item.assessment.interval.middle),
                    "amount": rounded(item.amount),
                }
                for item in self.contributions
            ],
        }

    def _score(self) -> Sentence:
        one, decision = self.ranked, self.decision
        others = len(decision.ranking)
        place = (
            f"{one.name} comes {ordinal(self.place)} of {others}"
            if others > 1
            else (f"{one.name} is the only framework left")
        )
        text = (
            f"{place}. It scores {one.score:.3f} of 1, and by what is known at least {one.low:.3f} "
            f"and at most {one.high:.3f}. The score is the sum of the parts below: each is the "
            "weight of a criterion times how well the framework does on it."
        )
        return Sentence(text, tuple(item.criterion for item in self.contributions))

    def _section(self, item: Contribution) -> Section:
        criterion = self.decision.knowledge.criteria[item.criterion]
        value = item.assessment.interval
        title = (
            f"{criterion.name}: {item.amount:.3f}, from {share(item.criterion, self.decision)} "
            f"times {value.middle:.2f}"
        )
        evidence = [self._evidence(piece, item) for piece in item.assessment.evidence]
        return Section(title, (*evidence, *weight_sentences(item.criterion, self.decision)))

    def _evidence(self, piece: Evidence, item: Contribution) -> Sentence:
        confirming = (piece.confirmed_by,) if piece.confirmed_by else ()
        name, ids = self.ranked.name, (item.criterion, piece.id, *confirming)
        counts = f"This counts as {piece.interval.middle:.2f} of 1"
        if piece.kind == "measured":
            said = measured_words(piece.id, self.decision, interval=True)
            return Sentence(f"{name} {said} on this machine. {counts}.", ids)
        if piece.kind == "published":
            words_ = published_words([piece.id], self.decision.view, self.ranked.framework)
            cited = ", ".join(citations_by_id(self.decision.view).of(piece.id))
            return Sentence(f"{name} {words_} [{cited}]. {counts}{_give(piece)}.", ids)
        fact = known_fact(piece.id, self.decision.view)
        if fact is None or fact.value == UNKNOWN:
            if piece.kind != "unknown":
                return Sentence(f"{self._plain(item)}. {counts}.", ids)
            attribute = piece.id.partition(".")[2].partition("@")[0]
            text = f"What is not known of {name}: {words(attribute)}. Unknown counts as 0 to 1."
            return Sentence(text, ids)
        carried = carried_over(item, self.decision)
        if carried is not None and piece is item.assessment.evidence[-1]:
            text = f"{self._fact(fact)} You know the one, so {carried:.0%} of the other is known."
            return Sentence(text, (*ids, "requirements.known"))
        return Sentence(f"{self._fact(fact)} {counts}{_give(piece)}.", ids)

    def _plain(self, item: Contribution) -> str:
        return clause(
            self.ranked.name, contribution_words(item, self.decision, self.ranked.framework)
        )

    def _fact(self, fact: Fact) -> str:
        view = self.decision.view
        name = view.frameworks[fact.framework].name
        kind = "documented" if fact.documented else "claimed, not documented"
        sure = "" if fact.confidence == "high" else f", {fact.confidence} confidence"
        cited = ", ".join(view.published(fact.sources))
        confirmed = spoken(fact.confirmed(view.as_of))
        return (
            f"{name} {says(fact, view.knowledge)} ({since(fact, view)}; {kind}{sure}, last "
            f"confirmed {confirmed}) [{cited}]."
        )


def _give(piece: Evidence) -> str:
    half = piece.interval.width / 2
    return f", give or take {half:.2f}" if half > 0.0025 else ""


def why(decision: Decision, framework: str | None = None) -> Why:
    """Return where a framework's score comes from; of the best if none is named.

    Raises:
        UserError: there is no such framework, the needs exclude it, or nothing is left.
    """
    if framework is None:
        if decision.best is None:
            raise UserError("no framework is left; ask why-not of one")
        return Why(decision, decision.best)
    return Why(decision, ranked_of(decision, framework))
