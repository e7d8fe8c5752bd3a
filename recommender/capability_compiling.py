"""What the probes ask a framework to do, out of the knowledge base's capabilities.yaml."""

from collections.abc import Callable, Mapping
from typing import Any

from recommender.entries import Entry, shown, suggestion

CAPABILITY_KEYS = ("id", "name", "meaning", "attribute", "if_true", "if_false")
_ANSWERS = ("if_true", "if_false")
_OPERATORS = ("is", "at_least", "at_most")


def as_capability(
    entry: Entry,
    attributes: Mapping[str, Any],
    operator: Callable[[Entry], tuple[str, Any]],
    check_value: Callable[[Entry, dict[str, Any], Any, str], None],
) -> dict[str, Any]:
    """Return a capability as plain data.

    Args:
        entry: its entry.
        attributes: the vocabulary of facts.
        operator: reads the one operator of an entry, with its value.
        check_value: complains about a value that an attribute cannot have.

    """
    name = entry.optional("attribute")
    if name is not None and name not in attributes:
        entry.fail(f"{shown(name)} is no attribute; {suggestion(name, attributes)}", "attribute")
    tells: dict[str, Any] = dict.fromkeys(_ANSWERS)
    for key in _ANSWERS:
        if key not in entry.data:
            continue
        if name is None:
            entry.fail("tells something of no attribute; add 'attribute', or leave it out", key)
        inner = Entry(entry.document, (*entry.path, key), entry.error, _OPERATORS)
        used, value = operator(inner)
        check_value(inner, attributes[name], value, used)
        tells[key] = {"operator": used, "value": value}
    if name is not None and not any(tells.values()):
        entry.fail("an answer tells nothing of the attribute; add 'if_true' or 'if_false'")
    return {
        "id": entry.text("id"),
        "name": entry.text("name"),
        "meaning": entry.text("meaning"),
        "attribute": name,
        **tells,
    }
