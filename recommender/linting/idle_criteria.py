"""A criterion counts by itself or because some rule emphasises it."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a criterion of no importance that no rule emphasises."""
    emphasised = {effect.target for rule in base.knowledge.rules for effect in rule.effects}
    for at in base.entries("criteria.yaml"):
        criterion = base.knowledge.criteria[at.data["id"]]
        if not criterion.importance and criterion.id not in emphasised:
            yield at.wrong(
                "importance",
                f"{criterion.id!r} never counts: importance 0, and no rule emphasises it",
                "give it an importance, emphasise it in a rule, or strike it out",
            )
