"""`sure`: how often each framework would be first, and whom each is for, as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision
from recommender.explanation.explained import Explained
from recommender.explanation.sentences import Section, Sentence
from recommender.sureness.of_decision import INSTALL, Sure, Sureness, sureness
from recommender.wording import series

#: Probabilities below this are not named in sentences.
NAMED = 0.01
#: A framework is for those who care about criteria whose central weight is so many times the mean.
CARED_FOR = 1.1
#: So many criteria are named.
CRITERIA = 3
HEADS = ("Framework", "First", "Second", "Third", "Later", "Possible ranks")


@dataclass(frozen=True, slots=True)
class HowSure(Explained):
    """How sure a decision is; ``found`` is None where NumPy is not installed."""

    decision: Decision
    found: Sureness | None
    question = "sure"

    @property
    def title(self) -> str:
        """Return what it explains."""
        best = self.decision.best
        return f"How sure: {best.name}, {self.decision.verdict}" if best else "How sure"

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the probabilities, then whom each framework is for."""
        found = self.found
        if found is None:
            return (Section("", (Sentence(MISSING, self._counting),)),)
        if not found.frameworks:
            return ()
        parts = (
            Section("", (*self._probabilities(found), self._possible(found))),
            Section("Whom each is for", tuple(self._cares(found))),
        )
        return tuple(part for part in parts if part.sentences)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the cells of the table under HEADS, a row for each framework."""
        return tuple(_row(one) for one in self.found.frameworks) if self.found else ()

    @property
    def text(self) -> str:
        """Return it as plain text for a terminal, with the table."""
        from recommender.explanation.as_text import render

        text = render(self.title, self.decision, self.sections)
        if self.found and not self.rows:
            return f"{text}\nNo framework is left, so there is nothing to be sure of.\n"
        if not self.found or not self.rows:
            return text
        drawn = f"{self.found.samples:,} draws, seed {self.found.seed}, leeway "
        lines = ["", "How often each framework has each rank", *self.table, ""]
        lines += [f"{drawn}{self.found.leeway:g}; docs/method.md says how."]
        return text + "\n".join(lines) + "\n"

    @property
    def table(self) -> tuple[str, ...]:
        """Return the lines of the table, its heads first."""
        rows = [HEADS, *self.rows]
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        return tuple(
            "  ".join(
                [
                    f"  {row[0]:<{widths[0]}}",
                    *(f"{c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True)),
                ]
            )
            for row in rows
        )

    def numbers(self) -> dict[str, Any]:
        """Return the possible ranks, acceptabilities, central weights and confidence factors."""
        best = self.decision.best
        return {
            "best": best.framework if best else None,
            "verdict": self.decision.verdict,
            "sureness": self.found.to_dict() if self.found else None,
        }

    @property
    def _counting(self) -> tuple[str, ...]:
        weights = self.decision.preferences.weights
        return tuple(criterion for criterion, weight in weights.items() if weight)

    def _probabilities(self, found: Sureness) -> Iterable[Sentence]:
        named = sorted(found.frameworks, key=lambda one: -one.ranks[0])
        shares = [
            f"{one.name} {'comes first ' if one is named[0] else ''}in {one.ranks[0]:.1%}"
            + (f" (± {2 * one.errors[0]:.1%})" if one.errors[0] >= 0.00025 else "")
            for one in named
            if one.ranks[0] >= NAMED
        ]
        yield Sentence(
            f"Of {found.samples:,} draws, with weights around the stated ones and values within "
            f"their intervals, {series(shares)}.",
            self._counting,
        )
        first = found.frameworks[0]
        if named[0].ranks[0] > first.ranks[0]:
            yield Sentence(
                f"{named[0].name} is first more often than {first.name}, which scores highest at "
                "the stated weights and the middle of the intervals.",
                self._counting,
            )

    def _possible(self, found: Sureness) -> Sentence:
        first = found.frameworks[0]
        if first.possible.worst == 1:
            text = f"{first.name} is first whatever the values within their intervals."
        else:
            others = [one.name for one in found.frameworks[1:] if one.possible.best == 1]
            text = f"the intervals allow {series([first.name, *others])} to be first."
        return Sentence(f"At the stated weights, {text}", self._counting)

    def _cares(self, found: Sureness) -> Iterable[Sentence]:
        """Return whom each framework is for: what weighs most where it comes first."""
        criteria = self.decision.knowledge.criteria
        for one in sorted(found.frameworks, key=lambda one: -one.anywhere):
            central, confidence = one.central, one.confidence
            if central is None or confidence is None or one.anywhere < NAMED:
                continue
            most = sorted((-round(weight, 9), name) for name, weight in central.items())
            least = CARED_FOR / len(central)
            cared = [name for weight, name in most if -weight >= least][:CRITERIA]
            share = f"first under {one.anywhere:.0%} of all ways to weigh what counts"
            if not cared:
                yield Sentence(
                    f"{one.name} is {share}, whatever is cared for most.", self._counting
                )
                continue
            yield Sentence(
                f"{one.name} is for those who care most about "
                f"{series([criteria[name].name for name in cared])}: {share}; at the mean of "
                f"these ways, first for {confidence:.0%} of the values that the intervals allow.",
                tuple(cared),
            )


MISSING = (
    "How often each framework would be first under other weights and other values was not "
    f"computed, since NumPy is not installed ({INSTALL})."
)


def how_sure(
    decision: Decision,
    samples: int | None = None,
    seed: int | None = None,
    leeway: float = 1.0,
) -> HowSure:
    """Return how sure a decision is; see :func:`recommender.sureness.of_decision.sureness`.

    Raises:
        ImportError: NumPy is not installed.

    """
    return HowSure(decision, sureness(decision, samples, seed, leeway))


def how_sure_if_possible(decision: Decision) -> HowSure:
    """Return how sure a decision is; where NumPy is not installed, that it was not computed."""
    try:
        return how_sure(decision)
    except ImportError:
        return HowSure(decision, None)


def _row(one: Sure) -> tuple[str, ...]:
    shares = [*one.ranks[:3], *[0.0] * (3 - len(one.ranks)), sum(one.ranks[3:])]
    return (one.name, *(f"{share:.1%}" for share in shares), str(one.possible))
