"""`how`: the chain from answers by rules to emphasis and weights, and to constraints."""

from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.grounds import rule_of
from recommender.explanation.naming import criterion_of
from recommender.explanation.sentences import Section, Sentence
from recommender.explanation.weights import (
    constraint_sentence,
    heaviest_first,
    points_of,
    share,
    silent_rules,
    weight_sentences,
)
from recommender.inference import RuleTrace
from recommender.wording import percent


@dataclass(frozen=True, slots=True)
class How(Explained):
    """How weights and constraints came about: of one criterion, or of all."""

    decision: Decision
    criterion: str | None
    question = "how"

    @property
    def title(self) -> str:
        """Return what it explains."""
        if self.criterion is None:
            return "How your answers became weights and constraints"
        name = self.decision.knowledge.criteria[self.criterion].name
        return f"How the weight of {name} came about"

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the criteria that it speaks of, heaviest first."""
        return (self.criterion,) if self.criterion else tuple(heaviest_first(self.decision))

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return a section for each criterion, then the constraints or the silent rules."""
        decision = self.decision
        if self.criterion:
            parts = [self._weight(self.criterion)]
            silent = silent_rules(self.criterion, decision)
            parts.append(Section("What would give it more weight", silent))
        else:
            asked = [one for one in self.criteria if points_of(one, decision).given]
            parts = [self._weight(criterion) for criterion in asked]
            parts.append(Section("What counts for everybody alone", self._rest(asked)))
            constraints = decision.preferences.constraints
            demands = tuple(constraint_sentence(one, decision) for one in constraints)
            parts.append(Section("What excludes", demands))
        return tuple(part for part in parts if part.sentences)

    def numbers(self) -> dict[str, Any]:
        """Return points and weights, constraints, and the trace of the rules that matter."""
        decision = self.decision
        rules = {
            rule.id
            for rule in decision.knowledge.rules
            if any(
                self.criterion is None or (e.kind, e.target) == ("emphasise", self.criterion)
                for e in rule.effects
            )
        }
        return {
            "criteria": [self._points(criterion) for criterion in self.criteria],
            "constraints": [
                {
                    "rule": one.rule,
                    "attribute": one.attribute,
                    "operator": one.operator,
                    "value": one.value,
                }
                for one in decision.preferences.constraints
                if self.criterion is None
            ],
            "rules": [
                {**trace_plain(trace), "because": _because(trace.rule, decision)}
                for trace in decision.preferences.trace
                if trace.rule in rules
            ],
        }

    def _weight(self, identity: str) -> Section:
        criterion = self.decision.knowledge.criteria[identity]
        sentences = weight_sentences(identity, self.decision)
        if not sentences:
            text = f"Nothing that you answered asks for it. {criterion.meaning}"
            sentences = (Sentence(text, (identity,)),)
        return Section(f"{criterion.name}: {share(identity, self.decision)}", sentences)

    def _rest(self, asked: list[str]) -> tuple[Sentence, ...]:
        """Return the criteria that have their weight of themselves only, in one sentence."""
        rest = [one for one in self.criteria if one not in asked]
        if not rest:
            return ()
        criteria, weights = self.decision.knowledge.criteria, self.decision.preferences.weights
        parts = [f"{criteria[one].name} {percent(weights[one])}" for one in rest]
        return (Sentence(f"{', '.join(parts)}.", tuple(rest)),)

    def _points(self, criterion: str) -> dict[str, Any]:
        found = points_of(criterion, self.decision)
        return {
            "criterion": criterion,
            "own": found.own,
            "given": [
                {"rule": one.rule, "points": one.amount, "leaning": one.leaning}
                for one in found.given
            ],
            "points": found.sum,
            "of": found.total,
            "weight": rounded(found.weight),
        }


def how(decision: Decision, criterion: str | None = None) -> How:
    """Return how the weight of a criterion came about, or all weights and constraints.

    Raises:
        UserError: there is no such criterion.
    """
    return How(decision, None if criterion is None else criterion_of(decision, criterion).id)


def trace_plain(trace: RuleTrace) -> dict[str, Any]:
    """Return what came of a rule as plain data: every condition with the value that it read."""
    return {
        "rule": trace.rule,
        "fired": trace.outcome,
        "strength": trace.strength,
        "conditions": [
            {
                "subject": item.condition.subject,
                "operator": item.condition.operator,
                "value": item.condition.value,
                "read": list(item.read) if isinstance(item.read, tuple) else item.read,
                "outcome": item.outcome,
                "blocks": item.blocks,
            }
            for item in trace.conditions
        ],
    }


def _because(rule: str, decision: Decision) -> str:
    found = rule_of(rule, decision)
    return found.because if found else ""
