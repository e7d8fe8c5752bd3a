"""Which single need, given up, would put another framework first.

Needs are the constraints of rules, and what the requirements themselves leave out.
"""

from dataclasses import dataclass, replace

from recommender.assessment import assess
from recommender.decision import Decision, decide
from recommender.ranking import rank


@dataclass(frozen=True, slots=True)
class NeedChange:
    """Without one need ``framework`` is first; applied and found so.

    Attributes:
        rule: the rule whose constraints are lifted, None where the requirements themselves leave
            the framework out.
        because: the rule's reason, empty without a rule.
        framework: who would be first.

    """

    rule: str | None
    because: str
    framework: str


def need_changes(decision: Decision) -> tuple[NeedChange, ...]:
    """Return every need that, lifted alone, puts another framework first."""
    return (*_rules(decision), *_limits(decision))


def _rules(decision: Decision) -> list[NeedChange]:
    now = decision.best.framework if decision.best else None
    preferences, requirements = decision.preferences, decision.requirements
    assessments = assess(decision.view, decision.measurements, requirements.answers)
    found = []
    excluding = {item.constraint.rule for item in decision.exclusions if item.constraint}
    for rule in dict.fromkeys(constraint.rule for constraint in preferences.constraints):
        if rule not in excluding:
            # It may still exclude beside another that is named first; those do not decide alone.
            continue
        kept = tuple(item for item in preferences.constraints if item.rule != rule)
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
            found.append(NeedChange(rule, because, ranking[0].framework))
    return found


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
