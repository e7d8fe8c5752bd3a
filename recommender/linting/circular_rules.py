"""No concept is needed to conclude itself."""

from collections.abc import Iterator

from recommender.knowledge.rules import Rule
from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each rule that concludes something which its own condition rests on."""
    rests_on: dict[str, set[str]] = {}
    for rule in base.knowledge.rules:
        for concept in concluded(rule):
            rests_on.setdefault(concept, set()).update(needed(rule))
    for rule, at in base.rules():
        for concept in concluded(rule) & _reach(needed(rule), rests_on):
            yield at.wrong("when", f"needs {concept!r}, which it concludes", "break the circle")


def concluded(rule: Rule) -> set[str]:
    """Return the concepts that a rule concludes."""
    return {effect.target for effect in rule.effects if effect.kind == "conclude"}


def needed(rule: Rule) -> set[str]:
    """Return the concepts that a rule's conditions read."""
    conditions = [condition for group in rule.when for condition in group]
    return {condition.subject for condition in conditions if condition.kind == "concept"}


def _reach(concepts: set[str], rests_on: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    new = concepts
    while new:
        reached |= new
        new = {below for concept in new for below in rests_on.get(concept, ())} - reached
    return reached
