"""An attribute is there because facts state it and something reads it."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding
from recommender.maintaining.coverage import scored_attributes

#: Types that no criterion can read; they are there to be shown.
_SHOWN = ("text", "versions", "reference", "quantity")


def lint(base: Base) -> Iterator[Finding]:
    """Complain about an attribute that no fact states, or that nothing reads or shows."""
    known = base.knowledge
    stated = {fact.attribute for f in known.frameworks.values() for fact in f.facts}
    required = {
        effect.target for rule in known.rules for effect in rule.effects if effect.kind == "require"
    }
    read = {*scored_attributes(known), *required}
    for at in base.entries("attributes.yaml"):
        attribute = known.attributes[at.data["id"]]
        if attribute.id not in stated:
            yield at.wrong("id", f"no fact states {attribute.id!r}", "add facts, or strike it out")
        if attribute.type in _SHOWN or attribute.shown_only == (attribute.id not in read):
            continue
        if attribute.shown_only:
            yield at.wrong(
                "shown_only", f"{attribute.id!r} is read by a criterion or rule", "leave it out"
            )
        else:
            yield at.wrong(
                "id",
                f"no criterion and no rule reads {attribute.id!r}",
                "let one read it, or say 'shown_only: true'",
            )
