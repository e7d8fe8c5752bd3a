"""What stays on the table although an answer speaks against it: warnings, as sentences.

A leaning answer excludes nothing, and a framework that is ruled out takes no layer over it along:
of both, whoever decides must know.
"""

from recommender.decision import Decision
from recommender.explanation.grounds import because_of
from recommender.explanation.sentences import Sentence
from recommender.inference import Constraint
from recommender.knowledge.layers import base_of
from recommender.ranking import Ranked
from recommender.wording import says, says_since


def warnings(decision: Decision) -> tuple[Sentence, ...]:
    """Return, for each framework on the table, what would exclude it if answers were otherwise."""
    return tuple(
        sentence for ranked in decision.ranking for sentence in warnings_of(ranked, decision)
    )


def warnings_of(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return what would exclude a framework if the answers were firm, or spoke of its base too."""
    lacking = [_lacking(constraint, ranked, decision) for constraint in ranked.lacking]
    return (*lacking, *_over_what_is_ruled_out(ranked, decision))


def _lacking(constraint: Constraint, ranked: Ranked, decision: Decision) -> Sentence:
    firm = "A firm answer would exclude it; yours is leaning."
    if constraint.ruled_out is not None:
        ids = because_of(constraint.rule, decision)[1]
        return Sentence(f"{ranked.name}: {constraint.because} {firm}", (constraint.rule, *ids))
    fact = decision.view.frameworks[ranked.framework].fact(constraint.attribute)
    known = says_since(fact, decision.view) if fact else "is not known"
    return Sentence(
        f"{constraint.because} But {ranked.name} {known}. {firm}",
        (constraint.rule, *((fact.id,) if fact else ())),
    )


def _over_what_is_ruled_out(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return that a layer is on the table whose base is ruled out, if it is so."""
    fact = base_of(decision.view, ranked.framework)
    if fact is None:
        return ()
    found = [one for one in decision.preferences.constraints if one.ruled_out == fact.value]
    return tuple(
        Sentence(
            f"{ranked.name} {says(fact, decision.knowledge)}, which you ruled out: with the one "
            "you get the other. Rule it out too if it may not come that way.",
            (fact.id, one.rule, *because_of(one.rule, decision)[1]),
        )
        for one in found
    )
