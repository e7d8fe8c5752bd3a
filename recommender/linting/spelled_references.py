"""A reference to a framework of the knowledge base is its id."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a framework's id that is spelt otherwise, and a reference to itself."""
    known = base.knowledge
    ids = {
        spelling.casefold(): framework.id
        for framework in known.frameworks.values()
        for spelling in (framework.id, framework.name)
    }
    for fact, at in base.facts():
        if known.attributes[fact.attribute].type != "reference":
            continue
        meant = ids.get(str(fact.value).casefold())
        if meant and meant != fact.value:
            yield at.wrong("value", f"{fact.value!r} is {meant!r} here", f"write {meant}")
        if fact.value == fact.framework:
            yield at.wrong("value", "a framework refers to itself", "name the other")
