"""What the probes ask a framework to do, out of the knowledge base's capabilities.yaml."""

from typing import Any

from recommender.compiling.vocabulary import Plain, Vocabulary, check_value, operator_of
from recommender.entries import Entry

CAPABILITY_KEYS = ("id", "name", "meaning", "attribute", "if_true", "if_false")
_ANSWERS = ("if_true", "if_false")
_OPERATORS = ("is", "at_least", "at_most")


def capability(entry: Entry, known: Vocabulary) -> Plain:
    """Return a capability as plain data."""
    attribute = known.attribute(entry, "attribute") if entry.optional("attribute") else None
    tells: dict[str, Any] = dict.fromkeys(_ANSWERS)
    for key in _ANSWERS:
        if key not in entry.data:
            continue
        if attribute is None:
            entry.fail("tells something of no attribute; add 'attribute', or leave it out", key)
        inner = Entry(entry.document, (*entry.path, key), entry.error, _OPERATORS)
        used, value = operator_of(inner)
        check_value(inner, attribute, value, used)
        tells[key] = {"operator": used, "value": value}
    if attribute is not None and not any(tells.values()):
        entry.fail("an answer tells nothing of the attribute; add 'if_true' or 'if_false'")
    return {
        "id": entry.text("id"),
        "name": entry.text("name"),
        "meaning": entry.text("meaning"),
        "attribute": None if attribute is None else attribute["id"],
        **tells,
    }
