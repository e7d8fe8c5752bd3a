"""What would change the answer: the smallest change of weights, an answer, a fact or a need.

Every change that is stated was applied and did put the other framework first.
"""

from dataclasses import dataclass

from recommender.decision import Decision
from recommender.flips.answers import AnswerChange, answer_changes
from recommender.flips.fact_change import FactChange, Kind
from recommender.flips.facts import fact_changes
from recommender.flips.needs import NeedChange, need_changes
from recommender.flips.weights import WeightChange, changes_for_each, nearest_change

__all__ = [
    "AnswerChange",
    "FactChange",
    "Flips",
    "Kind",
    "NeedChange",
    "WeightChange",
    "flips",
]


@dataclass(frozen=True, slots=True)
class Flips:
    """All that would change the answer, each kind smallest first.

    Attributes:
        nearest: the smallest change of weights that puts any other framework first, among the
            criteria that count now.
        beyond: the same with weight for criteria that nobody asked for, where that is smaller.
        rivals: for each of the first others in the ranking, the smallest change of weights for it;
            among the criteria that count now if that can be, else with others.
        never: those of them that no weights put first.
        untried: how many more frameworks are on the table, too far down to be asked for.
        answers: the changes of one answer.
        facts: the changes of one fact.
        needs: the needs that, given up, let another framework be first.

    """

    nearest: WeightChange | None
    beyond: WeightChange | None
    rivals: tuple[WeightChange, ...]
    never: tuple[str, ...]
    untried: int
    answers: tuple[AnswerChange, ...]
    facts: tuple[FactChange, ...]
    needs: tuple[NeedChange, ...]


def flips(decision: Decision) -> Flips:
    """Return what would change a decision."""
    ranking, weights = decision.ranking, decision.preferences.weights
    counting = [name for name, weight in weights.items() if weight]
    rivals = changes_for_each(ranking, weights) if ranking else {}
    found = [change for change in rivals.values() if change is not None]
    found.sort(key=lambda change: (round(change.moved, 9), change.framework))
    nearest = beyond = None
    if len(ranking) > 1:
        nearest = nearest_change(ranking, weights, counting)
        beyond = nearest_change(ranking, weights, weights.keys())
    if nearest and beyond and beyond.moved >= nearest.moved - 1e-9:
        beyond = None
    return Flips(
        nearest=nearest,
        beyond=beyond,
        rivals=tuple(found),
        never=tuple(name for name, change in rivals.items() if change is None),
        untried=max(0, len(ranking) - 1 - len(rivals)),
        answers=answer_changes(decision),
        facts=fact_changes(decision),
        needs=need_changes(decision),
    )
