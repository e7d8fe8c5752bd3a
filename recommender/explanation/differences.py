"""What tells two frameworks apart, and the fewest criteria that explain why one is ahead.

In an additive model x is ahead of y because the criteria that speak for x outweigh those that
speak for y. The fewest of x's advantages whose sum exceeds the sum of all of y's are a complete
explanation: whoever accepts them needs no other argument (Labreuche, Maudet and Ouerdane 2011,
Minimal and complete explanations for critical multi-attribute decisions). Where y would be ahead
under equal weights, it is the weights that decide; the fewest weights that do are named too
(the anchors of Labreuche 2011, A general framework for explaining the results of a multi-attribute
preference model).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision
from recommender.explanation.evidence import contrast, ids_of
from recommender.explanation.explained import rounded
from recommender.ranking import Contribution, Ranked, place


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion on which two frameworks are compared; ``amount`` > 0 speaks for the first.

    ``least`` and ``most`` are what the amount could be if everything unknown turned out for the
    second, or for the first.
    """

    criterion: str
    name: str
    weight: float
    amount: float
    least: float
    most: float
    first: str
    second: str
    ids: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "criterion": self.criterion,
            "weight": rounded(self.weight),
            "amount": rounded(self.amount),
            "least": rounded(self.least),
            "most": rounded(self.most),
        }


def differences(decision: Decision, first: Ranked, second: Ranked) -> tuple[Difference, ...]:
    """Return the differences on every criterion that has a weight, the most telling first."""
    found = [
        _difference(decision, first, second, item, second.contribution(item.criterion))
        for item in first.contributions
        if item.weight
    ]
    return tuple(sorted(found, key=lambda one: place(one.criterion, abs(one.amount))))


def _difference(
    decision: Decision, first: Ranked, second: Ranked, ours: Contribution, theirs: Contribution
) -> Difference:
    one, other = ours.assessment.interval, theirs.assessment.interval
    said, other_said = contrast(decision, (first.framework, ours), (second.framework, theirs))
    return Difference(
        criterion=ours.criterion,
        name=decision.knowledge.criteria[ours.criterion].name,
        weight=ours.weight,
        amount=ours.amount - theirs.amount,
        least=ours.weight * (one.low - other.high),
        most=ours.weight * (one.high - other.low),
        first=said,
        second=other_said,
        ids=tuple(dict.fromkeys((*ids_of(ours), *ids_of(theirs)))),
    )


def fewest_that_outweigh(amounts: Sequence[float]) -> tuple[int, ...] | None:
    """Return the fewest positive amounts that together exceed all negative ones, as indexes.

    None where all positive amounts together do not: nothing is outweighed. Taking the largest first
    gives the smallest number, since any other choice of that many sums to less.
    """
    against = -sum(amount for amount in amounts if amount < 0)
    chosen: list[int] = []
    total = 0.0
    for index in sorted(range(len(amounts)), key=lambda index: (-amounts[index], index)):
        if total > against or amounts[index] <= 0:
            break
        chosen.append(index)
        total += amounts[index]
    return tuple(chosen) if total > against else None


@dataclass(frozen=True, slots=True)
class WeightsDecide:
    """With equal weights the second would be ahead, by ``gap``; the weights of these decide."""

    gap: float
    criteria: tuple[str, ...]


def weights_that_decide(found: Sequence[Difference]) -> WeightsDecide | None:
    """Return the fewest weights that put the first ahead, None where equal weights do so already.

    Args:
        found: the differences of two frameworks, the first of which is ahead.
    """
    equal = 1 / len(found) if found else 0.0
    plain = [one.amount / one.weight * equal for one in found]
    gap = -sum(plain)
    if gap <= 0:
        return None
    # What each weight's being unequal adds; all that counts against the first stays in the gap.
    shifts = [one.amount - even for one, even in zip(found, plain, strict=True)]
    chosen = fewest_that_outweigh([*shifts, -gap])
    if chosen is None:
        return None
    return WeightsDecide(gap, tuple(found[index].criterion for index in chosen))
