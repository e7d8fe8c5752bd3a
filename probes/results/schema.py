"""The published form of what is stored: JSON Schemas made from the records themselves.

`python -m probes.results.schema` prints that of a run's file, which docs/probe-run.schema.json is.
"""

from __future__ import annotations

import json
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from probes.results.outcomes import Outcome
from probes.results.result import RESULT_SCHEMA, Result
from probes.results.store import RUN_SCHEMA

_PLAIN = {int: "integer", float: "number", str: "string", bool: "boolean"}


def result_schema() -> dict[str, Any]:
    """Describe a line of a run's file that holds a result (JSON Schema 2020-12)."""
    schema = _of(Result)
    schema["properties"] = {"schema": {"const": RESULT_SCHEMA}, **schema["properties"]}
    schema["required"] = ["schema", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": RESULT_SCHEMA,
        "description": (Result.__doc__ or "").strip(),
        **schema,
    }


def run_schema() -> dict[str, Any]:
    """Describe any line of a run's file: a result, or a mark of the run (JSON Schema 2020-12)."""
    text, durations = {"type": "string"}, {"type": "array", "items": {"type": "number"}}
    common = {"schema": {"const": RUN_SCHEMA}, "run": text}

    def mark(events: list[str], **own: Any) -> dict[str, Any]:
        properties = {**common, "event": {"enum": events}, **own}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    result = {name: part for name, part in result_schema().items() if name != "$schema"}
    job = {"type": "array", "items": text}
    plain = {"type": "object"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": RUN_SCHEMA,
        "description": "A line of a run's file. Durations are in seconds a step.",
        "anyOf": [
            result,
            mark(
                ["started"],
                profile=plain,
                seed={"type": "integer"},
                machine=plain,
                load={"type": "number"},
            ),
            mark(["turn"], job=job, set={"type": "integer"}, seconds=durations, cpu=durations),
            mark(["interrupted", "finished"]),
        ],
    }


def _of(hint: Any) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return {"anyOf": [_of(argument) for argument in arguments]}
    if hint is type(None):
        return {"type": "null"}
    if hint is Outcome:
        return {"enum": [outcome.value for outcome in Outcome]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0])}
    if origin is Mapping:
        values = {} if arguments[1] is Any else {"additionalProperties": _of(arguments[1])}
        return {"type": "object", **values}
    if is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        required = [
            item.name
            for item in fields(hint)
            if item.default is MISSING and item.default_factory is MISSING
        ]
        return {
            "type": "object",
            "properties": {item.name: _of(hints[item.name]) for item in fields(hint)},
            "required": required,
            "additionalProperties": False,
        }
    return {"type": _PLAIN[hint]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run_schema(), indent=1) + "\n")
