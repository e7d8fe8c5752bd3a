"""How well the advice agrees with labelled cases, beside two baselines that ignore the needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recommender.cases import Case
from recommender.decision import Decision, decide
from recommender.knowledge import Knowledge
from recommender.measurements import Measurements

TOP = 3


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
    def first(self) -> bool:
        """Return whether an accepted framework is first."""
        return self.place == 1

    @property
    def among_top(self) -> bool:
        """Return whether an accepted framework is among the first three."""
        return self.place is not None and self.place <= TOP


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All judged cases."""

    judged: tuple[Judged, ...]

    def of(self, kind: str) -> tuple[Judged, ...]:
        """Return the cases of a kind that name an answer."""
        return tuple(item for item in self.judged if item.case.kind == kind and item.case.accepted)

    def violations(self) -> tuple[Judged, ...]:
        """Return the cases in which something ruled out is put first, or a "never" not warned."""
        return tuple(item for item in self.judged if item.violated)


def judge(case: Case, knowledge: Knowledge) -> Judged:
    """Return a case with the advice as of its date."""
    decision = decide(case.requirements, case.date, Measurements(), knowledge)
    order = [ranked.framework for ranked in decision.ranking]
    places = [order.index(name) + 1 for name in case.accepted if name in order]
    ruled_out = [name for name, _ in case.rejected]
    worst = len(order) // 2 if case.kind == "never" else 1
    violated = tuple(name for name in ruled_out if name in order[:worst])
    return Judged(case, decision, min(places, default=None), violated)


def evaluate(cases: Iterable[Case], knowledge: Knowledge) -> Evaluation:
    """Return the advice on every case, judged."""
    return Evaluation(tuple(judge(case, knowledge) for case in cases))


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


def popular_share(judged: Iterable[Judged]) -> float | None:
    """Return how often the most popular framework of the day was right, None if nobody says."""
    known = [item.case.popular for item in judged if item.case.popular is not None]
    return sum(known) / len(known) if known else None
