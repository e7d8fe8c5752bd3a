"""What would change the answer, as sentences."""

from recommender.decision import Decision
from recommender.explanation.sentences import Sentence
from recommender.sensitivity import Flip, weight_flips

FLIPS = 3
#: A weight that has to move by less is as it is; the two frameworks are level.
LEVEL_NOW = 1e-6


def would_change(decision: Decision) -> tuple[Sentence, ...]:
    """Return the nearest changes of one weight that put another framework first."""
    flips = weight_flips(decision)
    if not flips and len(decision.ranking) > 1:
        text = "No change of a single weight puts another framework first."
        return (Sentence(text, tuple(decision.preferences.weights)),)
    asked = [flip for flip in flips if flip.weight][:FLIPS]
    unasked = [flip for flip in flips if not flip.weight][:FLIPS]
    return tuple(_flip_sentence(flip, decision) for flip in (*asked, *unasked))


def _flip_sentence(flip: Flip, decision: Decision) -> Sentence:
    criterion = decision.knowledge.criteria[flip.criterion].name
    name = decision.view.frameworks[flip.framework].name
    needed = _percent(flip, flip.needed)
    if flip.weight and flip.distance < LEVEL_NOW:
        change = f"weighed any {'more' if flip.needed > flip.weight else 'less'} than {needed}"
    elif flip.weight and not flip.needed:
        change = f"counted for nothing instead of {_percent(flip, flip.weight)}"
    elif flip.weight:
        change = f"weighed {needed} instead of {_percent(flip, flip.weight)}"
    else:
        change = f"were needed too, with {needed} of the weight or more"
    return Sentence(f"If {criterion} {change}, {name} would be first.", (flip.criterion,))


def _percent(flip: Flip, weight: float) -> str:
    """Return a weight as a percentage, with the digits that tell a small move."""
    return f"{weight:.0%}" if flip.distance >= 0.02 else f"{weight:.1%}"
