"""The vocabulary of facts: attributes.yaml."""

from recommender.compiling.vocabulary import Plain
from recommender.entries import Entry, listed
from recommender.file_format import TYPES


def attribute(entry: Entry) -> Plain:
    """Return an attribute as plain data."""
    kind = entry.choice("type", TYPES)
    key = {"level": "levels", "choice": "choices"}.get(kind)
    steps = entry.entries(key, ("id", "meaning")) if key else []
    if key and len(steps) < 2:
        entry.fail(f"a {kind} needs at least two {key!r}; add them")
    names = [step.text("id") for step in steps]
    return {
        "id": entry.text("id"),
        "topic": entry.text("topic"),
        "meaning": entry.text("meaning"),
        "type": kind,
        "shelf_life": entry.number("shelf_life", low=0.1),
        "steps": names,
        "step_meanings": [step.text("meaning") for step in steps],
        "many": entry.flag("many"),
        "unit": entry.optional("unit"),
        "name": None,
        "shown_only": entry.flag("shown_only"),
        "says": _says(entry, kind, names),
    }


def _says(entry: Entry, kind: str, steps: list[str]) -> dict[str, str]:
    """Return the phrases of an attribute by value, "" for any value."""
    values = ["false", "true"] if kind == "boolean" else steps
    if not isinstance(entry.data.get("says"), dict):
        phrase = entry.optional("says")
        if phrase is None:
            return {}
        if "{}" not in phrase:
            entry.fail("'says' needs {} where the value goes; or a phrase each", "says")
        return {"": phrase}
    phrases = entry.mapping("says")
    missing = [value for value in values if value not in phrases]
    strange = [value for value in phrases if value not in values]
    if missing or strange:
        entry.fail(f"'says' must name exactly {listed(values) or 'no value'}", "says")
    return {value: str(phrases[value]) for value in values}
