"""`why-not`: the fewest criteria that put the first ahead of a framework, or what excluded it."""

from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision
from recommender.errors import UserError
from recommender.explanation.differences import (
    Difference,
    differences,
    fewest_that_outweigh,
    weights_that_decide,
)
from recommender.explanation.evidence import versus
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.layers import beside
from recommender.explanation.naming import standing
from recommender.explanation.sentences import Section, Sentence
from recommender.explanation.why_excluded import WhyExcluded, why_excluded
from recommender.ranking import Exclusion, Ranked, lead
from recommender.wording import ordinal, percent, series

#: So many of its own advantages are told one by one.
OWN = 5


@dataclass(frozen=True, slots=True)
class WhyNot(Explained):
    """Why a framework on the table is behind the first.

    ``differences`` are all, the most telling first; an amount above 0 speaks for the first.
    """

    decision: Decision
    best: Ranked
    other: Ranked
    differences: tuple[Difference, ...]
    question = "why-not"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return f"Why not {self.other.name}"

    @property
    def place(self) -> int:
        """Return its place in the ranking."""
        return self.decision.ranking.index(self.other) + 1

    @property
    def gap(self) -> float:
        """Return how far the first is ahead."""
        return lead(self.best.score, self.other.score)

    @property
    def decisive(self) -> tuple[Difference, ...]:
        """Return the fewest advantages of the first that outweigh all of the other's."""
        found = self.differences
        chosen = fewest_that_outweigh([one.amount for one in found])
        return tuple(found[index] for index in chosen or ())

    @property
    def own_advantages(self) -> tuple[Difference, ...]:
        """Return what speaks for the other, most first."""
        return tuple(one for one in self.differences if one.amount < 0)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the gap, what decides, what speaks for it, and how sure that is."""
        best, other = self.best.name, self.other.name
        decisive = tuple(self._advantage(one) for one in self.decisive)
        own = tuple(self._own(one) for one in self.own_advantages[:OWN])
        more = len(self.own_advantages) - OWN
        if more > 0:
            rest = self.own_advantages[OWN:]
            total = -sum(one.amount for one in rest)
            names = series([one.name for one in rest])
            text = f"{names}: together {total:.3f} more."
            own = (*own, Sentence(text, tuple(one.criterion for one in rest)))
        parts = [
            Section("", (*self._beside(), self._gap(), *self._outweighs())),
            Section(f"What decides for {best}", (*decisive, *self._beyond())),
            Section(f"What speaks for {other}", own),
            Section("How far this holds", (*self._weights(), self._sure())),
        ]
        return tuple(part for part in parts if part.sentences)

    def numbers(self) -> dict[str, Any]:
        """Return the gap and the differences behind it."""
        decide_by_weight = weights_that_decide(self.differences)
        return {
            "framework": self.other.framework,
            "excluded": False,
            "place": self.place,
            "best": self.best.framework,
            "gap": rounded(self.gap),
            "decisive": [one.criterion for one in self.decisive],
            "own_advantages": [one.criterion for one in self.own_advantages],
            "differences": [one.to_dict() for one in self.differences],
            "equal_weights_gap": rounded(-decide_by_weight.gap) if decide_by_weight else None,
            "decisive_weights": list(decide_by_weight.criteria) if decide_by_weight else [],
        }

    def _beside(self) -> tuple[Sentence, ...]:
        return beside(self.decision, self.best, self.other)

    def _gap(self) -> Sentence:
        text = (
            f"{self.other.name} comes {ordinal(self.place)} of {len(self.decision.ranking)}: "
            f"{self.other.score:.3f} against {self.best.score:.3f} for {self.best.name}, "
            f"{self.gap:.3f} less."
        )
        return Sentence(text, tuple(item.criterion for item in self.differences))

    def _outweighs(self) -> tuple[Sentence, ...]:
        decisive, own = self.decisive, self.own_advantages
        if not decisive:
            return ()
        names = series([one.name for one in decisive])
        ids = tuple(one.criterion for one in (*decisive, *own))
        if not own:
            text = f"It is ahead on nothing that counts here; {names} tells most against it."
            return (Sentence(text, ids),)
        plus = sum(one.amount for one in decisive)
        minus = -sum(one.amount for one in own)
        outweigh = "alone outweighs" if len(decisive) == 1 else "together outweigh"
        text = (
            f"{names} {outweigh} everything that speaks for {self.other.name}: {plus:.3f} against "
            f"{minus:.3f}."
        )
        return (Sentence(text, ids),)

    def _beyond(self) -> tuple[Sentence, ...]:
        """Return what else speaks for the first, beyond what is needed to explain it."""
        told = {one.criterion for one in self.decisive}
        rest = [one for one in self.differences if one.amount > 0 and one.criterion not in told]
        if not rest:
            return ()
        parts = series([f"{one.name} ({one.amount:.3f})" for one in rest])
        return (Sentence(f"Beyond that: {parts}.", tuple(one.criterion for one in rest)),)

    def _advantage(self, one: Difference) -> Sentence:
        text = (
            f"{one.name} ({percent(one.weight)} of the weight): "
            f"{versus(self.best.name, one.first, self.other.name, one.second)}. "
            f"This is worth {one.amount:.3f}."
        )
        return Sentence(text, one.ids)

    def _own(self, one: Difference) -> Sentence:
        text = (
            f"{one.name} ({percent(one.weight)} of the weight): "
            f"{versus(self.other.name, one.second, self.best.name, one.first)}. "
            f"This is worth {-one.amount:.3f}."
        )
        return Sentence(text, one.ids)

    def _weights(self) -> tuple[Sentence, ...]:
        decided = weights_that_decide(self.differences)
        if decided is None:
            return ()
        criteria = self.decision.knowledge.criteria
        names = series([criteria[identity].name for identity in decided.criteria])
        text = (
            f"Were everything that counts here weighed alike, {self.other.name} would be ahead by "
            f"{decided.gap:.3f}. It is your weighing that decides, above all of {names}."
        )
        return (Sentence(text, decided.criteria),)

    def _sure(self) -> Sentence:
        worst = sum(one.least for one in self.differences)
        if worst > 0:
            text = f"{self.best.name} stays ahead however everything unknown turns out."
            return Sentence(text, tuple(one.criterion for one in self.differences))
        open_ = max(self.differences, key=lambda one: (one.most - one.least, one.criterion))
        text = (
            f"If everything unknown turned out for {self.other.name}, it would be ahead by "
            f"{-worst:.3f}; the least certain is {open_.name}."
        )
        return Sentence(text, open_.ids)


def why_not(decision: Decision, framework: str) -> WhyNot | WhyExcluded:
    """Return why a framework is not the answer.

    Raises:
        UserError: there is no such framework, or it is the answer.
    """
    found = standing(decision, framework)
    if isinstance(found, Exclusion):
        return why_excluded(decision, found)
    best = decision.ranking[0]
    if found is best:
        raise UserError(f"{found.name} is the answer; ask why")
    return WhyNot(decision, best, found, differences(decision, best, found))
