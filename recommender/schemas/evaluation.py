"""The schema of what `recommender evaluate --format json` prints."""

from dataclasses import fields

from recommender.evaluating.cases import KINDS
from recommender.evaluating.evaluation import Tally
from recommender.knowledge.view import Knowledge
from recommender.schemas.parts import DAY, TEXT, Schema, listed, number, record

_COUNT: Schema = {"type": "integer", "minimum": 0}
_NAME: Schema = {"type": "string"}
_PERHAPS: Schema = {"type": ["string", "null"]}
_SETTING = {"scale": number(0, above=True), "power": number(0)}


def evaluation(_: Knowledge) -> Schema:
    """Return the schema of an evaluation; counts are of cases."""
    tally = _whole({field.name: _COUNT for field in fields(Tally)})
    framework = {"framework": _NAME} | dict.fromkeys(
        ("accepted", "first", "top", "said", "said_right"), _COUNT
    )
    case = {
        "id": _NAME,
        "kind": {"enum": list(KINDS)},
        "date": DAY,
        "situation": _NAME,
        "accepted": listed(_NAME),
        "rejected": listed(_whole({"framework": _NAME, "why": TEXT})),
        "said": _PERHAPS,
        "verdict": _NAME,
        "place": {"type": ["integer", "null"], "minimum": 1},
        "violated": listed(_NAME),
        "reasons": listed(_NAME),
    }
    return _whole(
        {
            "schema": {"const": "framework-recommender/evaluation/1"},
            "knowledge": _NAME,
            "always": _PERHAPS,
            "all": tally,
            "by_kind": {"type": "object", "additionalProperties": tally},
            "by_file": {"type": "object", "additionalProperties": tally},
            "by_year": {"type": "object", "additionalProperties": tally},
            "by_framework": listed(_whole(framework)),
            "cases": listed(_whole(case)),
            "leave_one_out": {"anyOf": [{"type": "null"}, _left_out()]},
        }
    )


def _left_out() -> Schema:
    tried = _whole({**_SETTING, "first": _COUNT, "top": _COUNT, "loss": number(0)})
    times = listed(_whole({**_SETTING, "times": _COUNT}))
    chosen = _whole({"all": tried, "first": _COUNT, "top": _COUNT, "chosen": times})
    dropped = _whole({"rule": _NAME, "fired": _COUNT, "first": _COUNT})
    return _whole(
        {
            "cases": _COUNT,
            "as_set": tried,
            "flat": tried,
            "by_loss": chosen,
            "by_count": chosen,
            "dropped_rules": listed(dropped),
        }
    )


def _whole(properties: dict[str, Schema]) -> Schema:
    """Return the schema of a mapping that has all of its keys."""
    return record(properties, properties)
