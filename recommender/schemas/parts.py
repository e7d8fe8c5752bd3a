"""What the schemas are put together from."""

from collections.abc import Collection, Iterable
from typing import Any

from recommender.file_format import TOOLKITS
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Attribute

Schema = dict[str, Any]

ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]*$"}
TEXT: Schema = {"type": ["string", "number"]}
FLAG: Schema = {"type": "boolean"}
DATE: Schema = {
    "description": "YYYY, YYYY-MM or YYYY-MM-DD: as precisely as it is known.",
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$"},
        {"type": "integer", "minimum": 1900, "maximum": 2999},
    ],
}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
CITATION: Schema = {
    "description": "The id of a source, with '#' and the place in it where that helps.",
    "type": "string",
}


def record(
    properties: dict[str, Schema], needed: Iterable[str] = (), description: str = ""
) -> Schema:
    """Return the schema of a mapping that has no other keys."""
    return {
        **({"description": description} if description else {}),
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }


def listed(items: Schema, least: int = 0) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def one_or_many(items: Schema) -> Schema:
    """Return the schema of one thing, or a list of such."""
    return {"anyOf": [items, listed(items)]}


def one_of(words: Collection[Any], description: str = "") -> Schema:
    """Return the schema of one of some words."""
    return {**({"description": description} if description else {}), "enum": list(words)}


def number(low: float, high: float | None = None, *, above: bool = False) -> Schema:
    """Return the schema of a number between bounds."""
    return {
        "type": "number",
        ("exclusiveMinimum" if above else "minimum"): low,
        **({"maximum": high} if high is not None else {}),
    }


def own_attributes(known: Knowledge) -> list[Attribute]:
    """Return the attributes of the vocabulary, without those that stand for toolkits."""
    return [one for one in known.attributes.values() if one.topic != TOOLKITS]
