"""What is not known or not measured, as sentences."""

from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.evidence import ids_of
from recommender.explanation.sentences import Sentence
from recommender.wording import value_words, words


def unknown(decision: Decision) -> tuple[Sentence, ...]:
    """Return what is not known of the frameworks on the table, and what was not measured."""
    sentences = []
    for ranked in decision.ranking:
        for constraint in ranked.unverified:
            if constraint.rule == "new-work-needs-a-living-framework":
                continue
            operator = constraint.operator.replace("_", " ").removeprefix("is").strip()
            wanted = f"{operator} {value_words(constraint.value)}".strip()
            sentences.append(
                Sentence(
                    f"{ranked.name}: nothing is known of {words(constraint.attribute)}; "
                    f"needed is: {wanted}.",
                    (constraint.rule, f"{ranked.framework}.{constraint.attribute}"),
                )
            )
    for ranked in decision.ranking[:3]:
        widest = max(
            ranked.contributions,
            key=lambda item: (item.weight * item.assessment.interval.width, item.criterion),
        )
        width = widest.weight * widest.assessment.interval.width
        if width > TOO_CLOSE:
            name = decision.knowledge.criteria[widest.criterion].name
            missing = [
                item.id.partition(".")[2].partition("@")[0]
                for item in widest.assessment.evidence
                if item.kind == "unknown"
            ]
            what = (
                f"not known: {', '.join(words(item) for item in missing)}"
                if missing
                else ("what is known is a claim, old or uncertain")
            )
            sentences.append(
                Sentence(
                    f"{ranked.name}: {name} is the least certain part of its score "
                    f"(± {width / 2:.2f}); {what}.",
                    ids_of(widest),
                )
            )
    missing_here = decision.not_measured_here
    if missing_here:
        names = ", ".join(decision.view.frameworks[identity].name for identity in missing_here)
        sentences.append(Sentence(f"Not measured on this machine: {names}."))
    return tuple(sentences)
