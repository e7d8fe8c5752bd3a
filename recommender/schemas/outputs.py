"""The schemas of what the program gives out: recommendations (which are records), explanations.

They name no framework, criterion or question, so that what is learnt changes no published form.
"""

from recommender.explanation.explained import SCHEMA as EXPLANATION
from recommender.figures import HEADS
from recommender.inference import OPERATORS
from recommender.knowledge.view import Knowledge
from recommender.reports.plain import NOT_COMPUTED
from recommender.reports.plain import SCHEMA as RECOMMENDATION
from recommender.reviewing.review import Outcome
from recommender.schemas.parts import DAY, FLAG, ID, Schema, listed, number, one_of, record

WORDS: Schema = {"type": "string"}
IDENTITY: Schema = {
    "description": "Of a fact, rule, criterion, measurement, prediction, source or requirement.",
    "type": "string",
}
SHARE = number(0, 1)
#: A score may be rounded up at its ninth digit.
SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: Schema = {"type": "integer", "minimum": 1}
RANKS: Schema = {
    "description": "The best and the worst rank that the intervals allow.",
    "type": "array",
    "items": COUNT,
    "minItems": 2,
    "maxItems": 2,
}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-z]+$"}
SENTENCES = listed(record({"text": WORDS, "ids": listed(IDENTITY)}, ("text", "ids")))
ABOUT = listed(record({"framework": ID, "sentences": SENTENCES}, ("framework", "sentences")))


def _all(properties: dict[str, Schema], description: str = "") -> Schema:
    """Return the schema of a mapping that has all of some keys and no others."""
    return record(properties, properties, description)


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


SOURCES = listed(
    _all(
        {
            "id": WORDS,
            "title": WORDS,
            "author": _or_null(WORDS),
            "date": _or_null(WORDS),
            "address": _or_null(WORDS),
        }
    )
)


def recommendation(_: Knowledge) -> Schema:
    """Return the schema of a recommendation, the decision record."""
    interval = {"low": SCORE, "high": SCORE}
    evidence = record(
        {
            "kind": one_of(("measured", "published", "documented", "claimed", "unknown")),
            "id": IDENTITY,
            **interval,
            "weight": number(0),
            "confirmed_by": IDENTITY,
        },
        ("kind", "id", "low", "high", "weight"),
    )
    value: Schema = {"description": "Of the fact that is required."}
    constraint = _all(
        {
            "rule": ID,
            "attribute": ID,
            "operator": one_of(tuple(OPERATORS)),
            "value": value,
            "because": WORDS,
        }
    )
    contribution = _all(
        {
            "criterion": ID,
            "weight": SHARE,
            "amount": SCORE,
            **interval,
            "evidence": listed(evidence),
        }
    )
    ranked = _all(
        {
            "framework": ID,
            "name": WORDS,
            "score": SCORE,
            **interval,
            "possible_ranks": RANKS,
            "contributions": listed(contribution),
            "unverified": listed(constraint),
            "lacking": listed(constraint),
        }
    )
    exclusion = _all(
        {
            "framework": ID,
            "name": WORDS,
            "constraint": _or_null(constraint),
            "fact": _or_null(IDENTITY),
        }
    )
    condition = _all(
        {
            "subject": WORDS,
            "operator": WORDS,
            "value": {},
            "read": {},
            "outcome": {"type": ["boolean", "null"]},
            "blocks": FLAG,
        }
    )
    rule = _all(
        {
            "rule": ID,
            "fired": {"type": ["boolean", "null"]},
            "strength": {"type": ["number", "string", "null"]},
            "conditions": listed(condition),
        }
    )
    emphasis = _all({"rule": WORDS, "criterion": ID, "amount": {"type": "number"}, "leaning": FLAG})
    sentences = (
        *("verdict", "warnings", "why", "stack", "existing_code", "would_change", "measured"),
        *("unknown", "changes", "emphases"),
    )
    explanation = _all(
        {
            **dict.fromkeys(sentences, SENTENCES),
            "why_not": ABOUT,
            "excluded": ABOUT,
            "figures": listed(_all({"id": IDENTITY, **dict.fromkeys(HEADS, WORDS)})),
        }
    )
    weights: Schema = {"type": "object", "additionalProperties": SHARE}
    return _all(
        {
            "schema": {"const": RECOMMENDATION},
            "program": {**WORDS, "description": "That made it, with its version."},
            "as_of": {**DAY, "description": "The day for which the advice is given."},
            "knowledge": {**DIGEST, "description": "The digest of the knowledge base."},
            "requirements": {
                "type": "object",
                "description": "What was asked, by requirements.schema.json of that knowledge.",
            },
            "best": _or_null(ID),
            "verdict": one_of(
                ("nothing left", "only one left", "too close to call", "leaning", "clear")
            ),
            "margin": _or_null(SCORE),
            "ranking": {**listed(ranked), "description": "Best first."},
            "sureness": _sureness(),
            "stack": {"type": ["object", "null"], "description": "On which backend to run it."},
            "exclusions": listed(exclusion),
            "weights": weights,
            "emphases": listed(emphasis),
            "constraints": listed(constraint),
            "warnings": listed(constraint),
            "rules": listed(rule),
            "measured_here": listed(ID),
            "not_measured_here": listed(ID),
            "explanation": explanation,
            "sources": SOURCES,
            "probe_results": listed(
                {"type": "object", "description": "As in probe-run.schema.json."}
            ),
        },
        "A recommendation, and the decision record from which it can be made again.",
    )


def _sureness() -> Schema:
    one = _all(
        {
            "framework": ID,
            "possible_ranks": RANKS,
            "rank_acceptabilities": {
                "description": "First rank to last; the 64th is that of all from there on.",
                **listed(SHARE),
            },
            "standard_errors": listed(number(0)),
            "first_anywhere": SHARE,
            "central_weights": _or_null({"type": "object", "additionalProperties": SHARE}),
            "confidence_factor": _or_null(SHARE),
        }
    )
    drawn = _all(
        {
            "samples": COUNT,
            "seed": {"type": "integer", "minimum": 0},
            "leeway": SHARE,
            "frameworks": listed(one),
        }
    )
    missing = _all(dict.fromkeys(NOT_COMPUTED, WORDS))
    return {
        "description": "How often each has each rank (SMAA-2); null where nobody asked.",
        "anyOf": [drawn, missing, {"type": "null"}],
    }


def explanation(_: Knowledge) -> Schema:
    """Return the schema of what every explanation has; its numbers are beside it by question."""
    common: dict[str, Schema] = {
        "schema": {"const": EXPLANATION},
        "question": WORDS,
        "as_of": DAY,
        "knowledge": DIGEST,
        "sections": listed(_all({"title": WORDS, "sentences": SENTENCES})),
        "sources": SOURCES,
    }
    return {
        "description": "What why, why-not, how, compare, what-if, sure, what-would-change and "
        "review give as JSON; further keys hold the numbers of the question.",
        "type": "object",
        "properties": common,
        "required": list(common),
        "if": {"properties": {"question": {"const": "review"}}},
        "then": _review(),
    }


def _review() -> Schema:
    step = _all({"what": WORDS, "first": _or_null(ID), "lead": {"type": ["number", "null"]}})
    moved = _all(
        {
            "framework": ID,
            "criterion": ID,
            "before": _or_null(IDENTITY),
            "after": _or_null(IDENTITY),
            "amount": {"type": "number", "description": "Of the lead of the record's first."},
        }
    )
    own: dict[str, Schema] = {
        "record": WORDS,
        "outcome": one_of([one.value for one in Outcome]),
        "before": _all({"as_of": DAY, "knowledge": DIGEST, "best": _or_null(ID), "verdict": WORDS}),
        "after": _all(
            {
                "best": _or_null(ID),
                "verdict": WORDS,
                "excluded_by": _or_null(IDENTITY),
                "excluded_fact": _or_null(IDENTITY),
            }
        ),
        "rival": _or_null(ID),
        "lead": {**listed(step), "description": "The record, then with one more thing as today."},
        "moved": listed(moved),
        "arrived": listed(ID),
        "admitted": listed(ID),
        "measured_here": FLAG,
    }
    return {"properties": own, "required": list(own)}
