"""Why a framework is excluded: by a need and a fact, by its name, or with what it runs on."""

from recommender.decision import Decision
from recommender.explanation.grounds import because_of
from recommender.explanation.sentences import Sentence
from recommender.inference import Constraint
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import View
from recommender.ranking import Exclusion, facts_against, satisfies
from recommender.stacks import TOPICS
from recommender.wording import says, says_since


def with_base(constraint: Constraint, framework: str) -> bool:
    """Return whether a constraint excludes a framework since it rules out what that runs on."""
    return constraint.ruled_out not in (None, framework)


def reason(constraint: Constraint, framework: str, view: View) -> str:
    """Return the reason of an exclusion without the fact: the rule's, or that the base is out."""
    if not with_base(constraint, framework):
        return constraint.because
    return f"It {_runs_on(constraint, framework, view)}, which you ruled out."


def excluded(exclusion: Exclusion, decision: Decision) -> Sentence:
    """Return what excluded a framework: the need and the fact, or the user's own word or limit."""
    constraint = exclusion.constraint
    if constraint is None:
        limit = limit_of(decision, exclusion)
        return Sentence(f"You left it out by “{limit}”.", (f"requirements.{limit}",))
    rule, facts = constraint.rule, tuple(fact.id for fact in exclusion.facts)
    if with_base(constraint, exclusion.framework):
        text = with_base_words(constraint, exclusion.framework, decision.view)
        return Sentence(text, (rule, *because_of(rule, decision)[1], *facts))
    if exclusion.fact is None:
        return Sentence(constraint.because, (rule, *because_of(rule, decision)[1]))
    return Sentence(
        f"{constraint.because} {exclusion.name} {says_since(exclusion.fact, decision.view)}.",
        (rule, exclusion.fact.id),
    )


def with_base_words(constraint: Constraint, framework: str, view: View) -> str:
    """Return that a layer is out with what it runs on; since when is another question."""
    name = view.frameworks[framework].name
    return f"{name} {_runs_on(constraint, framework, view)}, which you ruled out."


def base_excluded(decision: Decision, base: str) -> Constraint | None:
    """Return a constraint that keeps everybody from running something on a framework, if any does.

    What a layer is like to use is its own; how long it lives, on what it runs and where it can go
    is its base's.
    """
    known, attributes = decision.view.frameworks[base], decision.knowledge.attributes
    for constraint in decision.preferences.constraints:
        passed_on = (
            constraint.ruled_out is not None or attributes[constraint.attribute].topic in TOPICS
        )
        if passed_on and satisfies(known, constraint, decision.view) is False:
            return constraint
    return None


def limit_of(decision: Decision, exclusion: Exclusion) -> str:
    """Return by which of their own limits the user left a framework out."""
    return "without" if exclusion.framework in decision.requirements.without else "only"


def _runs_on(constraint: Constraint, framework: str, view: View) -> str:
    def alone(fact: Fact) -> str:
        return f"{says(fact, view.knowledge)} alone"

    facts = facts_against(view.frameworks[framework], constraint, view)
    return ", which ".join(map(alone, facts))
