"""What a framework lacks of that which leaning answers ask for: warnings, as sentences."""

from recommender.decision import Decision
from recommender.explanation.sentences import Sentence
from recommender.wording import dated_fact_words


def warnings(decision: Decision) -> tuple[Sentence, ...]:
    """Return, for each framework on the table, what would exclude it if the answers were firm."""
    sentences = []
    for ranked in decision.ranking:
        framework = decision.view.frameworks[ranked.framework]
        for constraint in ranked.lacking:
            fact = framework.fact(constraint.attribute)
            known = dated_fact_words(fact, decision.view) if fact else "not known"
            sentences.append(
                Sentence(
                    f"{ranked.name}: {known}. A firm answer would exclude it; yours is leaning. "
                    f"{constraint.because}",
                    (constraint.rule, *((fact.id,) if fact else ())),
                )
            )
    return tuple(sentences)
