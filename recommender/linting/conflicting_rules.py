"""Rules that can fire together leave something to recommend, and no rule stands twice."""

from collections.abc import Iterator
from itertools import combinations

from recommender.inference import evaluate
from recommender.knowledge.rules import Effect, Rule
from recommender.knowledge.vocabulary import Attribute
from recommender.linting.base import Base, Finding
from recommender.linting.satisfiability import satisfiable


def lint(base: Base) -> Iterator[Finding]:
    """Complain about two rules that require what excludes each other, or that are the same."""
    known = base.knowledge
    for (first, _), (second, at) in combinations(base.rules(), 2):
        if (first.when, first.unless, first.effects) == (
            second.when,
            second.unless,
            second.effects,
        ):
            yield at.wrong("id", f"is {first.id!r} once more", "keep one of the two")
        for one, other in _required_together(first, second):
            attribute = known.attributes[one.target]
            if not _compatible(one, other, attribute) and satisfiable((first, second), known):
                yield at.wrong(
                    "then",
                    f"requires of {attribute.id} what {first.id!r} forbids, and both can fire",
                    "let the conditions exclude each other, or emphasise instead of requiring",
                )


def _required_together(first: Rule, second: Rule) -> Iterator[tuple[Effect, Effect]]:
    for one in first.effects:
        for other in second.effects:
            if one.kind == other.kind == "require" and one.target == other.target:
                yield one, other


def _compatible(one: Effect, other: Effect, attribute: Attribute) -> bool:
    """Return whether some value of the attribute satisfies both; what has no end of values may."""
    values: tuple[object, ...] = (True, False) if attribute.type == "boolean" else attribute.steps
    return not values or any(
        all(
            evaluate(effect.operator, value, effect.value, attribute.steps)
            for effect in (one, other)
        )
        for value in values
    )
