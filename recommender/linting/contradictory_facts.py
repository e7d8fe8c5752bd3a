"""On one day an attribute that holds one value has one value."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about two facts of one day, of equally good evidence, that contradict each other."""
    seen: dict[tuple[str, str, str], list[tuple[object, bool, int]]] = {}
    for fact, at in base.facts():
        if base.knowledge.attributes[fact.attribute].many:
            continue
        others = seen.setdefault((fact.framework, fact.attribute, fact.holds_from), [])
        for value, documented, line in others:
            if value != fact.value and documented == fact.documented:
                yield at.wrong(
                    "value",
                    f"{fact.attribute} is {_written(fact.value)} from {fact.stated_from}, "
                    f"and {_written(value)} on line {line}",
                    "keep the one that its sources bear out, or date them apart",
                )
        others.append((fact.value, fact.documented, at.document.lines[at.path]))


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
