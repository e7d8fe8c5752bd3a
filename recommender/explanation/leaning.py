"""What a framework lacks of that which leaning answers ask for: warnings, as sentences."""

from recommender.decision import Decision
from recommender.explanation.sentences import Sentence
from recommender.ranking import Ranked
from recommender.wording import says_since


def warnings(decision: Decision) -> tuple[Sentence, ...]:
    """Return, for each framework on the table, what would exclude it if the answers were firm."""
    return tuple(
        sentence for ranked in decision.ranking for sentence in warnings_of(ranked, decision)
    )


def warnings_of(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return what would exclude a framework if the answers were firm."""
    framework = decision.view.frameworks[ranked.framework]
    sentences = []
    for constraint in ranked.lacking:
        fact = framework.fact(constraint.attribute)
        known = says_since(fact, decision.view) if fact else "is not known"
        sentences.append(
            Sentence(
                f"{constraint.because} But {ranked.name} {known}. A firm answer would exclude "
                "it; yours is leaning.",
                (constraint.rule, *((fact.id,) if fact else ())),
            )
        )
    return tuple(sentences)
