"""A concept is concluded because some rule reads it."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding
from recommender.linting.circular_rules import needed


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each conclusion that no rule reads."""
    read = {concept for rule in base.knowledge.rules for concept in needed(rule)}
    for rule, at in base.rules():
        for index, effect in enumerate(rule.effects):
            if effect.kind == "conclude" and effect.target not in read:
                yield at.under("then", index).wrong(
                    "conclude", f"no rule reads {effect.target!r}", "strike it out, or use it"
                )
