"""What one gives up with the first: where others are ahead of it, most telling first."""

from recommender.decision import Decision
from recommender.explanation.differences import Difference, differences
from recommender.explanation.evidence import versus
from recommender.explanation.sentences import BAD, Sentence

#: So many criteria are told.
TOLD = 3
#: A difference that is worth less is none.
TELLING = 0.005


def given_up(decision: Decision) -> tuple[Sentence, ...]:
    """Return where the first is behind, on each criterion beside the best of the others."""
    best = decision.best
    if best is None:
        return ()
    most: dict[str, tuple[Difference, str]] = {}
    for other in decision.ranking[1:]:
        for one in differences(decision, best, other):
            if one.amount > -TELLING:
                continue
            if one.criterion not in most or one.amount < most[one.criterion][0].amount:
                most[one.criterion] = (one, other.name)
    worst = sorted(most.values(), key=lambda item: (item[0].amount, item[0].criterion))
    return tuple(
        Sentence(
            f"{one.name}: {versus(name, one.second, best.name, one.first)}. This is worth "
            f"{-one.amount:.2f}.",
            one.ids,
            BAD,
        )
        for one, name in worst[:TOLD]
    )
