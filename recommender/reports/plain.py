"""A decision as plain data, for JSON and for programs.

The data is a decision record too: it holds all that the decision was made of, so that ``records``
can make it again. Its form is published in docs/schemas/recommendation.schema.json.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from recommender import __version__
from recommender.assessment import Assessment
from recommender.decision import Decision
from recommender.explanation import About, Explanation, explain, sources_of
from recommender.explanation.how import trace_plain
from recommender.explanation.sentences import sentences_plain, source_plain
from recommender.explanation.stack import stack
from recommender.figures import HEADS
from recommender.inference import Constraint, Preferences
from recommender.possible_ranks import RankRange
from recommender.ranking import Ranked

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure

SCHEMA = "framework-recommender/recommendation/1"
#: Digits after the point: more than anybody reads, fewer than two machines could differ in.
DIGITS = 9
PROGRAM = f"framework-recommender {__version__}"
#: Stands for the acceptabilities where they were wanted and NumPy is not installed.
NOT_COMPUTED = {"not_computed": "NumPy is not installed"}


def to_plain(decision: Decision, sure: "HowSure | None" = None) -> dict[str, Any]:
    """Return everything about a decision as mappings, lists, texts and numbers.

    ``sure`` is how sure it is, if that was asked; null in the plain data if not.
    """
    explanation = explain(decision)
    return {
        "schema": SCHEMA,
        "program": PROGRAM,
        "as_of": decision.as_of,
        "knowledge": decision.knowledge.digest,
        "requirements": decision.requirements.to_dict(),
        "best": decision.best.framework if decision.best else None,
        "verdict": decision.verdict,
        "margin": None if decision.margin is None else round(decision.margin, DIGITS),
        "ranking": [
            _ranked(ranked, possible)
            for ranked, possible in zip(decision.ranking, decision.possible_ranks, strict=True)
        ],
        "sureness": _sureness(sure),
        "stack": on.numbers() if (on := stack(decision)) else None,
        "exclusions": [
            {
                "framework": item.framework,
                "name": item.name,
                "constraint": _constraint(item.constraint) if item.constraint else None,
                "fact": item.fact.id if item.fact else None,
            }
            for item in decision.exclusions
        ],
        **_preferences(decision.preferences),
        "measured_here": list(decision.measured_here),
        "not_measured_here": list(decision.not_measured_here),
        "explanation": _explanation(explanation),
        "sources": [
            source_plain(citation, decision.view)
            for citation in sources_of(decision, explanation.sentences())
        ],
        "probe_results": [dict(result) for result in given(decision)],
    }


def _ranked(ranked: Ranked, possible: RankRange) -> dict[str, Any]:
    return {
        "framework": ranked.framework,
        "name": ranked.name,
        "score": round(ranked.score, DIGITS),
        "low": round(ranked.low, DIGITS),
        "high": round(ranked.high, DIGITS),
        "possible_ranks": [possible.best, possible.worst],
        "contributions": [
            {
                "criterion": item.criterion,
                "weight": round(item.weight, DIGITS),
                "amount": round(item.amount, DIGITS),
                **_assessment(item.assessment),
            }
            for item in ranked.contributions
            if item.weight
        ],
        "unverified": [_constraint(constraint) for constraint in ranked.unverified],
        "lacking": [_constraint(constraint) for constraint in ranked.lacking],
    }


def _preferences(found: Preferences) -> dict[str, Any]:
    return {
        "weights": {
            name: round(weight, DIGITS) for name, weight in found.weights.items() if weight
        },
        "emphases": [
            {
                "rule": item.rule,
                "criterion": item.criterion,
                "amount": item.amount,
                "leaning": item.leaning,
            }
            for item in found.emphases
        ],
        "constraints": [_constraint(item) for item in found.constraints],
        "warnings": [_constraint(item) for item in found.warnings],
        "rules": [trace_plain(trace) for trace in found.trace],
    }


def _explanation(found: Explanation) -> dict[str, Any]:
    return {
        "verdict": sentences_plain(found.verdict),
        "warnings": sentences_plain(found.warnings),
        "why": sentences_plain(found.why),
        "why_not": _about(found.why_not),
        "stack": sentences_plain(found.stack),
        "existing_code": sentences_plain(found.existing_code),
        "would_change": sentences_plain(found.would_change),
        "excluded": _about(found.excluded),
        "figures": [
            {"id": figure.id, **dict(zip(HEADS, figure.row, strict=True))}
            for figure in found.figures
        ],
        "measured": sentences_plain(found.measured),
        "unknown": sentences_plain(found.unknown),
        "changes": sentences_plain(found.changes),
        "emphases": sentences_plain(found.emphases),
    }


def _sureness(sure: "HowSure | None") -> dict[str, Any] | None:
    if sure is None:
        return None
    return dict(NOT_COMPUTED) if sure.found is None else sure.found.to_dict()


def given(decision: Decision) -> list[Mapping[str, Any]]:
    """Return the probe results from which a decision can be made again.

    Those in other sizes are among them where a model is described that is predicted from them.
    """
    found = decision.measurements
    sized = found.sized if decision.requirements.model else ()
    return [result.plain for result in (*found.all(), *sized)]


def _assessment(assessment: Assessment) -> dict[str, Any]:
    return {
        "low": round(assessment.interval.low, DIGITS),
        "high": round(assessment.interval.high, DIGITS),
        "evidence": [
            {
                "kind": item.kind,
                "id": item.id,
                "low": round(item.interval.low, DIGITS),
                "high": round(item.interval.high, DIGITS),
                "weight": item.weight,
                **({"confirmed_by": item.confirmed_by} if item.confirmed_by else {}),
            }
            for item in assessment.evidence
        ],
    }


def _constraint(constraint: Constraint) -> dict[str, Any]:
    return {
        "rule": constraint.rule,
        "attribute": constraint.attribute,
        "operator": constraint.operator,
        "value": constraint.value,
        "because": constraint.because,
    }


def _about(parts: tuple[About, ...]) -> list[dict[str, Any]]:
    return [
        {"framework": part.framework, "sentences": sentences_plain(part.sentences)}
        for part in parts
    ]
