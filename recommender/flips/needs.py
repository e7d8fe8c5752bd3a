"""Which single need, given up, would put another framework first.

Needs are the constraints of rules, every framework that the user ruled out by itself, and what the
requirements themselves leave out.
"""

from dataclasses import dataclass, replace

from recommender.assessment import assess
from recommender.decision import Decision, decide
from recommender.inference import Constraint
from recommender.ranking import rank


@dataclass(frozen=True, slots=True)
class NeedChange:
    """Without one need ``framework`` is first; applied and found so.

    Attributes:
        rule: the rule whose constraints are lifted, None where the requirements themselves leave
            the framework out.
        because: the rule's reason, empty without a rule.
        framework: who would be first.
        ruled_out: the framework that is let in again, where the need is that it is out of the
            question; it may be what ``framework`` runs on.

    """

    rule: str | None
    because: str
    framework: str
    ruled_out: str | None = None


def need_changes(decision: Decision) -> tuple[NeedChange, ...]:
    """Return every need that, lifted alone, puts another framework first."""
    return (*_rules(decision), *_limits(decision))


def _rules(decision: Decision) -> list[NeedChange]:
    now = decision.best.framework if decision.best else None
    preferences, requirements = decision.preferences, decision.requirements
    assessments = assess(decision.view, decision.measurements, requirements.answers)
    found = []
    excluding = {_need(item.constraint) for item in decision.exclusions if item.constraint}
    for need in dict.fromkeys(map(_need, preferences.constraints)):
        if need not in excluding:
            # It may still exclude beside another that is named first; those do not decide alone.
            continue
        rule, ruled_out = need
        kept = tuple(item for item in preferences.constraints if _need(item) != need)
        ranking, _ = rank(
            decision.view,
            assessments,
            preferences.weights,
            kept,
            requirements.only,
            requirements.without,
        )
        if ranking and ranking[0].framework != now:
            because = next(item.because for item in preferences.constraints if item.rule == rule)
            first = ranking[0].framework
            found.append(NeedChange(rule, because, first, ruled_out))
    return found


def _need(constraint: Constraint) -> tuple[str, str | None]:
    """Return what is given up together: a rule, of what was ruled out one framework at a time."""
    return constraint.rule, constraint.ruled_out


def _limits(decision: Decision) -> list[NeedChange]:
    found = []
    for exclusion in decision.exclusions:
        if exclusion.constraint is not None:
            continue
        name, requirements = exclusion.framework, decision.requirements
        allowed = replace(
            requirements,
            only=(*requirements.only, name) if requirements.only else (),
            without=tuple(other for other in requirements.without if other != name),
        )
        then = decide(allowed, decision.as_of, decision.measurements, decision.knowledge)
        if then.best is not None and then.best.framework == name:
            found.append(NeedChange(None, "", name))
    return found
