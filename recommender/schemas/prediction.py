"""The schema of what `predict` gives as JSON."""

from probes.sizes import sizes_of
from recommender.knowledge.view import Knowledge
from recommender.predicting.model_costs import KINDS
from recommender.predicting.plain import SCHEMA
from recommender.schemas.parts import ID, Schema, listed, number, one_of, record

COUNT: Schema = {"type": "integer", "minimum": 0}
WORDS: Schema = {"type": "string"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def prediction(_: Knowledge) -> Schema:
    """Return the schema of the forecasts for a described model."""
    figure = _or_null(number(0))
    estimate = {
        "value": figure,
        "low": figure,
        "high": figure,
        "median_error": figure,
        "worst_error": figure,
        "sizes": COUNT,
        "refused": _or_null(WORDS),
    }
    what = record(estimate, estimate, "Figures are null where they are refused, errors stay.")
    forecast = {
        "id": WORDS,
        "framework": ID,
        "stack": WORDS,
        "mode": WORDS,
        "device": WORDS,
        "threads": _or_null(COUNT),
        "processor_share": number(0),
        "step_s": what,
        "times_numpy": _or_null(what),
        "memory_bytes": what,
        "measured": listed(WORDS),
    }
    sizes = dict.fromkeys({name for kind in KINDS for name in sizes_of(kind)}, COUNT)
    whole = {
        "schema": {"const": SCHEMA},
        "model": record(
            {"kind": one_of(KINDS), **{name: sizes[name] for name in sorted(sizes)}}, ("kind",)
        ),
        "operations": COUNT,
        "bytes": COUNT,
        "level": number(0, 1),
        "forecasts": {**listed(record(forecast, forecast)), "description": "Fastest first."},
    }
    return record(whole, whole, "What a training step of the described model would cost here.")
