"""What is predicted of the described model, with its error, and what could not be."""

from recommender.decision import Decision
from recommender.explanation.sentences import Sentence
from recommender.measurements import YARDSTICK, Predicted
from recommender.wording import seconds


def predictions(decision: Decision) -> tuple[Sentence, ...]:
    """Return a sentence for every stack, or why nothing is predicted; none without a model."""
    model, found = decision.requirements.model, decision.measurements
    if model is None:
        return ()
    if found.unpredicted:
        text = f"How long your model would take is not predicted: {found.unpredicted}."
        return (Sentence(text, ("requirements.model",)),)
    said = [_said(one) for one in found.predicted]
    if all(one.stack != YARDSTICK for one in found.predicted):
        text = (
            "These predictions do not count: they would as multiples of NumPy's, of which there is "
            f"none; recommender probe run numpy --sizes --workload {model.kind}."
        )
        said.append(Sentence(text, ("requirements.model",)))
    return tuple(said)


def _said(one: Predicted) -> Sentence:
    parts = []
    if one.refused:
        parts.append(f"no step time of your model is predicted: {one.refused}")
    else:
        low, value, high = map(seconds, one.step_s)
        parts.append(
            f"a step of your model would take {value} ({low} to {high}), predicted from "
            "measurements here; measured sizes that were left out were off by "
            f"{one.error:.0%} in the median and {one.worst:.0%} at worst"
        )
    if one.times is not None:
        low_, value_, high_ = one.times
        parts.append(f"that is {value_:.2g} times NumPy's ({low_:.2g} to {high_:.2g})")
    elif one.times_refused and not one.refused:
        parts.append(f"it does not count, for as a multiple of NumPy's it is {one.times_refused}")
    text = f"{one.stack} ({one.mode}, {one.device}): {'; '.join(parts)}."
    return Sentence(text, (one.id, "requirements.model"))
