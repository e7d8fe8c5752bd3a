"""The published form of a result: a JSON Schema made from the record itself."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from probes.outcomes import Outcome
from probes.results import RESULT_SCHEMA, Result

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
