"""What is not known or not measured, as sentences."""

from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.evidence import ids_of
from recommender.explanation.sentences import Sentence
from recommender.explanation.weights import forbidden
from recommender.ranking import Contribution, Ranked
from recommender.wording import series, words

#: Of so many frameworks, from the first, the least certain part of the score is told.
LEADERS = 3


def unknown(decision: Decision) -> tuple[Sentence, ...]:
    """Return what is not known of the frameworks on the table, and what was not measured."""
    sentences = _unverified(decision)
    for ranked in decision.ranking[:LEADERS]:
        widest = max(
            ranked.contributions,
            key=lambda item: (item.weight * item.assessment.interval.width, item.criterion),
        )
        if widest.weight * widest.assessment.interval.width > TOO_CLOSE:
            sentences.append(_least_certain(ranked, widest, decision))
    missing_here = decision.not_measured_here
    if missing_here:
        names = series([decision.view.frameworks[identity].name for identity in missing_here])
        by = tuple(one.id for one in decision.knowledge.criteria.values() if one.measures)
        sentences.append(Sentence(f"Not measured on this machine: {names}.", by))
    return tuple(sentences)


def _unverified(decision: Decision) -> list[Sentence]:
    """Return a sentence for each constraint of which it is not known whether some satisfy it."""
    sentences = []
    for constraint in decision.preferences.constraints:
        found = [ranked for ranked in decision.ranking if constraint in ranked.unverified]
        if not found:
            continue
        names = series([ranked.name for ranked in found])
        text = (
            f"{names}: nothing is known of {words(constraint.attribute)}, and a framework that "
            f"{forbidden(constraint, decision)} would be excluded."
        )
        gaps = (f"{ranked.framework}.{constraint.attribute}" for ranked in found)
        sentences.append(Sentence(text, (constraint.rule, *gaps)))
    return sentences


def _least_certain(ranked: Ranked, widest: Contribution, decision: Decision) -> Sentence:
    name = decision.knowledge.criteria[widest.criterion].name
    missing = [
        words(item.id.partition(".")[2].partition("@")[0])
        for item in widest.assessment.evidence
        if item.kind == "unknown"
    ]
    why = (
        f"nothing is known of {series(missing)}"
        if missing
        else "what is known of it is old, uncertain or only claimed"
    )
    half = widest.weight * widest.assessment.interval.width / 2
    text = f"The least certain part of {ranked.name}'s score is {name} (± {half:.2f}): {why}."
    return Sentence(text, ids_of(widest))
