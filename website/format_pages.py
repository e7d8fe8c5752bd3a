"""The formats of files, from their JSON Schemas: each key, what it takes, what it means."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from website.markup import code, folded, link, page, table, text

Schema = Mapping[str, Any]
#: What each schema is of; those of YAML first, as in CONTRIBUTING.md.
FORMATS = {
    "requirements": ("YAML", "What somebody needs: what `recommender recommend` reads."),
    "framework": ("YAML", "A file of `knowledge_base/frameworks`."),
    "sources": ("YAML", "A file of `knowledge_base/sources`."),
    "toolkit": ("YAML", "A file of `knowledge_base/toolkits`."),
    "published": ("YAML", "A file of `knowledge_base/published`."),
    "attributes": ("YAML", "`knowledge_base/attributes.yaml`."),
    "criteria": ("YAML", "`knowledge_base/criteria.yaml`."),
    "questions": ("YAML", "`knowledge_base/questions.yaml`."),
    "capabilities": ("YAML", "`knowledge_base/capabilities.yaml`."),
    "rules": ("YAML", "A file of `knowledge_base/rules`."),
    "cases": ("YAML", "A file of `knowledge_base/cases`."),
    "recommendation": ("JSON", "A decision record: `decision.json`, or `recommend --format json`."),
    "explanation": ("JSON", "What `why`, `how`, `compare` and the like give as JSON."),
    "evaluation": ("JSON", "What `recommender evaluate` gives as JSON."),
    "prediction": ("JSON", "What `recommender predict` gives as JSON."),
}
#: So many alternatives are listed in a table's cell; more are folded below it.
IN_A_CELL = 6


def path(name: str) -> str:
    """Return where the page of a format lies in the site."""
    return f"formats/{name}.md"


def overview(names: Iterable[str]) -> str:
    """Return the page of all formats that there are."""
    rows = []
    for name in ordered(names):
        kind, meaning = FORMATS.get(name, ("JSON", ""))
        schema = f"[{text(name)}.schema.json](../../schemas/{name}.schema.json)"
        rows.append((link(name, f"{name}.md"), kind, meaning, schema))
    return page(
        "Formats",
        "Every file that the program reads or writes has a JSON Schema (2020-12), made from the "
        "vocabulary. An editor with a YAML language server completes and checks by it: begin a "
        "file with `# yaml-language-server: $schema=PATH`. The strict reading checks all this and "
        "what no schema can say, such as that a cited source is in the bibliography.",
        table(("Format", "Written as", "What it is", "Schema"), rows),
    )


def ordered(names: Iterable[str]) -> list[str]:
    """Return names of formats in the order of their list, the rest behind."""
    order = list(FORMATS)
    return sorted(names, key=lambda name: (order.index(name) if name in order else 99, name))


def format_page(name: str, schemas: Mapping[str, Schema]) -> str:
    """Return the page of one format of all those that there are, by their names."""
    schema = schemas[name]
    others = {one: keys for one in schemas if one != name and (keys := _keys(schemas[one]))}
    kind, meaning = FORMATS.get(name, ("JSON", ""))
    listed = schema.get("type") == "array"
    return page(
        f"{name} ({kind})",
        meaning or text(schema.get("description", "")),
        "A list; each entry has these keys." if listed else "It has these keys.",
        *_parts(_entry(schema), "", others),
        f"The schema: [{text(name)}.schema.json](../../schemas/{name}.schema.json).",
    )


def _entry(schema: Schema) -> Schema:
    """Return what each entry of a list is, or the schema itself."""
    return schema["items"] if schema.get("type") == "array" else schema


def _keys(schema: Schema) -> Any:
    """Return the keys of a mapping, by which one schema is known again inside another."""
    return schema.get("properties")


def _parts(schema: Schema, where: str, elsewhere: Mapping[str, Any]) -> Iterator[str]:
    """Return the table of a mapping's keys, then a section for each mapping inside it.

    A mapping that has a page of its own, of those ``elsewhere``, is only named.
    """
    properties: Mapping[str, Schema] = schema.get("properties", {})
    required = set(schema.get("required", ()))
    rows = [
        (
            code(key),
            _takes(value),
            "needed" if key in required else "",
            text(_meaning(value)),
        )
        for key, value in properties.items()
    ]
    yield table(("Key", "Takes", "Needed", "Meaning"), rows)
    for key, value in properties.items():
        place = f"{where}{key}"
        yield folded(f"Values of {place}", _long_list(value))
        for inner, ending in _inside(value):
            own = next((name for name, keys in elsewhere.items() if keys == _keys(inner)), None)
            if own:
                yield f"{code(place + ending)}: as in {link(own, f'{own}.md')}."
            else:
                yield f"## {text(place + ending)}"
                yield from _parts(inner, f"{place}{ending}.", elsewhere)


def _meaning(schema: Schema) -> str:
    said = schema.get("description", "")
    inner = schema.get("items", {}).get("description", "")
    return f"{said} {inner}".strip()


def _inside(schema: Schema) -> Iterator[tuple[Schema, str]]:
    """Return the mappings with keys of their own that a value is made of."""
    if schema.get("properties"):
        yield schema, ""
    if isinstance(schema.get("items"), Mapping):
        yield from ((inner, f"[]{ending}") for inner, ending in _inside(schema["items"]))
    for number, one in enumerate(_alternatives(schema), start=1):
        for inner, ending in _inside(one):
            yield inner, f"{ending} ({_kind(inner) or number})"


def _kind(schema: Schema) -> str:
    """Return what tells an alternative from the others: the one value of its first key."""
    for key, value in schema.get("properties", {}).items():
        if "const" in value:
            return f"{key}: {value['const']}"
    return ""


def _alternatives(schema: Schema) -> tuple[Schema, ...]:
    return tuple(schema.get("anyOf", schema.get("oneOf", ())))


def _words(schema: Schema) -> list[tuple[str, str]]:
    """Return the words that a value can be, each with its meaning, where it is one of some."""
    if "enum" in schema:
        return [(str(one), "") for one in schema["enum"]]
    if "const" in schema:
        return [(str(schema["const"]), schema.get("description", ""))]
    found = [pair for one in _alternatives(schema) for pair in _words(one)]
    if isinstance(schema.get("items"), Mapping):
        found += _words(schema["items"])
    return list(dict(reversed(found)).items())[::-1]


def _long_list(schema: Schema) -> str:
    """Return the words that a value can be, where they are too many for a cell."""
    found = _words(schema)
    if any(meaning for _, meaning in found):
        return table(("Value", "Meaning"), [(code(word), text(said)) for word, said in found])
    return ", ".join(code(word) for word, _ in found) if len(found) > IN_A_CELL else ""


def _takes(schema: Schema) -> str:
    """Return what a value may be, in a few words."""
    found = _words(schema)
    kinds = [f"one of {len(found)} values, below"] if found and _long_list(schema) else []
    kinds += [code(word) for word, _ in found] if not kinds else []
    return " or ".join(dict.fromkeys([*kinds, *_kinds(schema)])) or "anything"


def _kinds(schema: Schema) -> Iterator[str]:
    names = schema.get("type", ())
    names = [names] if isinstance(names, str) else [*names]
    if {"string", "number"} <= {*names}:
        names.remove("number")  # what YAML reads as a number is taken as the text that it was
    for name in names:
        if name == "array":
            inner = " or ".join(dict.fromkeys(_kinds(schema.get("items", {})))) or "such"
            yield f"a list of {_SEVERAL.get(inner, inner)}"
        elif name == "object":
            values = schema.get("additionalProperties")
            yield f"a mapping to {_takes(values)}" if isinstance(values, Mapping) else "a mapping"
        else:
            yield f"{_TYPES[name]}{_bounds(schema)}"
    for one in _alternatives(schema):
        yield from _kinds(one)


def _bounds(schema: Schema) -> str:
    parts = []
    for key, said in (
        ("minimum", "at least"),
        ("exclusiveMinimum", "above"),
        ("maximum", "at most"),
    ):
        if key in schema:
            parts.append(f"{said} {schema[key]:g}")
    if "maxLength" in schema:
        parts.append(f"of at most {schema['maxLength']:,} characters")
    return f" {' and '.join(parts)}" if parts else ""


_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
_SEVERAL = {"a text": "texts", "a number": "numbers", "a mapping": "mappings"}
