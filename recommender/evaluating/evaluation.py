"""How well the advice agrees with labelled cases, beside two baselines that ignore the needs.

The baselines are what was most popular at the date of each case, by the case's own word, and the
one framework that, always answered, would be right most often: chosen in hindsight, so it is the
best that any constant answer can do.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from recommender.decision import Decision, decide
from recommender.evaluating.cases import Case
from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements

TOP = 3
#: The kind of case that names what would plainly be wrong.
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Judged:
    """One case with the advice of its date.

    Attributes:
        place: at which rank, from 1, the first accepted framework stands; None if it is not there.
        violated: rejected frameworks that the advice puts first, or, in a case of kind "never",
            that it neither excludes nor ranks in the lower half.

    """

    case: Case
    decision: Decision
    place: int | None
    violated: tuple[str, ...]

    @property
    def said(self) -> str | None:
        """Return what the advice puts first; None where nothing is left."""
        return self.decision.best.framework if self.decision.best else None

    @property
    def first(self) -> bool:
        """Return whether an accepted framework is first."""
        return self.place == 1

    @property
    def among_top(self) -> bool:
        """Return whether an accepted framework is among the first three."""
        return self.place is not None and self.place <= TOP

    @property
    def never(self) -> bool:
        """Return whether the case names what must never be advised."""
        return self.case.kind == NEVER


@dataclass(frozen=True, slots=True)
class Tally:
    """What some judged cases come to, as counts.

    Attributes:
        cases: those that name an answer; ``first`` and ``top``: of these, those with an accepted
            framework at rank 1, and within rank 3; ``constant``: those in which the constant
            baseline is accepted.
        popular: those in which the most popular framework was accepted, of the ``asked_popular``
            that say whether it was.
        ruled_out: cases, but for "never", in which something was ruled out; ``put_first``: of
            these, those that put such a thing first.
        never: cases of what must never be advised; ``unwarned``: of these, those in which it is
            neither excluded nor in the lower half.

    """

    cases: int
    first: int
    top: int
    constant: int
    asked_popular: int
    popular: int
    ruled_out: int
    put_first: int
    never: int
    unwarned: int


@dataclass(frozen=True, slots=True)
class OfFramework:
    """One framework in judged cases: where it is accepted, and where the advice says it."""

    framework: str
    accepted: int
    first: int
    top: int
    said: int
    said_right: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All judged cases; ``constant`` is the best constant answer over all that name one."""

    judged: tuple[Judged, ...]
    constant: str

    def of(self, kind: str) -> tuple[Judged, ...]:
        """Return the cases of a kind that name an answer."""
        return tuple(item for item in self.answered if item.case.kind == kind)

    @property
    def answered(self) -> tuple[Judged, ...]:
        """Return the cases that name an answer."""
        return tuple(item for item in self.judged if item.case.accepted)

    @property
    def years(self) -> dict[str, tuple[Judged, ...]]:
        """Return the cases by year."""
        return self._by(lambda case: case.date[:4])

    @property
    def files(self) -> dict[str, tuple[Judged, ...]]:
        """Return the cases by the file that they stand in."""
        return self._by(lambda case: case.file)

    def _by(self, key: Callable[[Case], str]) -> dict[str, tuple[Judged, ...]]:
        return {
            name: tuple(item for item in self.judged if key(item.case) == name)
            for name in sorted({key(item.case) for item in self.judged})
        }

    def violations(self) -> tuple[Judged, ...]:
        """Return the cases in which something ruled out is put first, or a "never" not warned."""
        return tuple(item for item in self.judged if item.violated)

    def misses(self) -> tuple[Judged, ...]:
        """Return the cases with an answer in which no accepted framework is first."""
        return tuple(item for item in self.answered if not item.first)

    def tally(self, judged: Iterable[Judged]) -> Tally:
        """Return what some of the cases come to."""
        items = list(judged)
        answered = [item for item in items if item.case.accepted]
        asked = [item.case.popular for item in answered if item.case.popular is not None]
        ruled_out = [item for item in items if item.case.rejected and not item.never]
        never = [item for item in items if item.never]
        return Tally(
            cases=len(answered),
            first=sum(item.first for item in answered),
            top=sum(item.among_top for item in answered),
            constant=sum(self.constant in item.case.accepted for item in answered),
            asked_popular=len(asked),
            popular=sum(asked),
            ruled_out=len(ruled_out),
            put_first=sum(bool(item.violated) for item in ruled_out),
            never=len(never),
            unwarned=sum(bool(item.violated) for item in never),
        )

    def by_framework(self) -> tuple[OfFramework, ...]:
        """Return how each framework that is accepted or said fares, the most accepted first."""
        found = []
        names = {name for item in self.answered for name in (*item.case.accepted, item.said)}
        for name in sorted(name for name in names if name):
            accepting = [item for item in self.answered if name in item.case.accepted]
            saying = [item for item in self.answered if item.said == name]
            found.append(
                OfFramework(
                    name,
                    len(accepting),
                    sum(item.first for item in accepting),
                    sum(item.among_top for item in accepting),
                    len(saying),
                    sum(item.first for item in saying),
                )
            )
        return tuple(sorted(found, key=lambda one: (-one.accepted, -one.said, one.framework)))


def judge(case: Case, knowledge: Knowledge) -> Judged:
    """Return a case with the advice as of its date."""
    decision = decide(case.requirements, case.date, Measurements(), knowledge)
    return judged_by(case, decision, [ranked.framework for ranked in decision.ranking])


def judged_by(case: Case, decision: Decision, order: list[str]) -> Judged:
    """Return a case judged by an order of frameworks, best first."""
    places = [order.index(name) + 1 for name in case.accepted if name in order]
    ruled_out = [name for name, _ in case.rejected]
    worst = len(order) // 2 if case.kind == NEVER else 1
    violated = tuple(name for name in ruled_out if name in order[:worst])
    return Judged(case, decision, min(places, default=None), violated)


def evaluate(cases: Iterable[Case], knowledge: Knowledge) -> Evaluation:
    """Return the advice on every case, judged."""
    judged = tuple(judge(case, knowledge) for case in cases)
    return Evaluation(judged, constant_share(item for item in judged if item.case.accepted)[0])


def share(judged: Iterable[Judged], *, top: bool = False) -> float:
    """Return the share of cases with an accepted framework first, or among the first three."""
    found = [item.among_top if top else item.first for item in judged]
    return sum(found) / len(found) if found else 0.0


def constant_share(judged: Iterable[Judged]) -> tuple[str, float]:
    """Return the one framework that, always answered, would be right most often, and how often."""
    items = list(judged)
    counts = Counter(name for item in items for name in set(item.case.accepted))
    if not counts:
        return "", 0.0
    name, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return name, count / len(items)
