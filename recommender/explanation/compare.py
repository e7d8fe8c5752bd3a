"""`compare`: two frameworks side by side under the needs, the most telling criterion first."""

from dataclasses import dataclass
from typing import Any

from recommender.decision import TOO_CLOSE, Decision
from recommender.errors import UserError
from recommender.explanation.differences import Difference, differences
from recommender.explanation.evidence import versus
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.naming import ranked
from recommender.explanation.sentences import Section, Sentence
from recommender.ranking import Ranked, lead
from recommender.wording import percent, series

#: Below this difference a criterion is said not to tell them apart.
ALIKE = 0.0005


@dataclass(frozen=True, slots=True)
class SideBySide(Explained):
    """Two frameworks on the table; an amount above 0 of a difference speaks for the first."""

    decision: Decision
    first: Ranked
    second: Ranked
    differences: tuple[Difference, ...]
    question = "compare"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return f"{self.first.name} and {self.second.name}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return who is ahead, then each one's advantages, then what does not tell them apart."""
        ours = [one for one in self.differences if one.amount >= ALIKE]
        theirs = [one for one in self.differences if one.amount <= -ALIKE]
        alike = [one for one in self.differences if abs(one.amount) < ALIKE]
        parts = [
            Section("", (self._ahead(),)),
            Section(f"For {self.first.name}", tuple(self._difference(one) for one in ours)),
            Section(f"For {self.second.name}", tuple(self._difference(one) for one in theirs)),
        ]
        if alike:
            text = f"Nothing between them: {series([one.name for one in alike])}."
            parts.append(Section("", (Sentence(text, tuple(one.criterion for one in alike)),)))
        return tuple(part for part in parts if part.sentences)

    def numbers(self) -> dict[str, Any]:
        """Return both scores and every difference."""
        return {
            "first": {"framework": self.first.framework, "score": rounded(self.first.score)},
            "second": {"framework": self.second.framework, "score": rounded(self.second.score)},
            "differences": [
                {**one.to_dict(), "first": one.first, "second": one.second}
                for one in self.differences
            ],
        }

    def _ahead(self) -> Sentence:
        one, other = self.first, self.second
        ids = tuple(item.criterion for item in self.differences)
        gap = lead(one.score, other.score)
        if abs(gap) < TOO_CLOSE:
            text = (
                f"{one.name} and {other.name} are too close to call: {one.score:.3f} and "
                f"{other.score:.3f}."
            )
            return Sentence(text, ids)
        ahead, behind = (one, other) if gap > 0 else (other, one)
        text = (
            f"{ahead.name} is ahead of {behind.name} by {abs(gap):.3f}: {ahead.score:.3f} against "
            f"{behind.score:.3f}."
        )
        return Sentence(text, ids)

    def _difference(self, one: Difference) -> Sentence:
        text = (
            f"{one.name} ({percent(one.weight)} of the weight): "
            f"{versus(self.first.name, one.first, self.second.name, one.second)}. "
            f"This is worth {abs(one.amount):.3f}."
        )
        return Sentence(text, one.ids)


def compare(decision: Decision, first: str, second: str) -> SideBySide:
    """Return two frameworks side by side.

    Raises:
        UserError: one of them is not in the ranking, and why; or both are the same.
    """
    one, other = ranked(decision, first), ranked(decision, second)
    if one is other:
        raise UserError(f"{one.name} is compared with itself; name two frameworks")
    return SideBySide(decision, one, other, differences(decision, one, other))
