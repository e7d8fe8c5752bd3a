"""What it means that a fact is otherwise: a supposed fact, and the change that it makes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from recommender.knowledge.frameworks import Fact
from recommender.knowledge.vocabulary import Attribute


class Kind(StrEnum):
    """How a fact would come to be other than it is."""

    changed = "changed"
    learnt = "learnt"
    confirmed = "confirmed"


@dataclass(frozen=True, slots=True)
class FactChange:
    """Another value of one fact puts ``becomes_first`` first; applied and found so.

    Attributes:
        framework: of which framework the fact is.
        attribute: what it states.
        before: the value as known, None where it is not known.
        after: the value that would decide.
        kind: whether it would have to be another value, be learnt, or only be confirmed.
        steps: how many steps of the vocabulary lie between the values; 0 if learnt or confirmed.
        effect: by how much the score of the framework would change.
        becomes_first: who would be first.
        ids: the fact as known (or the attribute that nobody knows), and what reads it: criteria
            that count, and rules of needs.

    """

    framework: str
    attribute: str
    before: Any
    after: Any
    kind: Kind
    steps: int
    effect: float
    becomes_first: str
    ids: tuple[str, ...]


def supposed(framework: str, attribute: str, value: Any, day: str) -> Fact:
    """Return a fact that is documented, sure and attested on a day."""
    return Fact(
        id=f"{framework}.{attribute}@{day}=supposed",
        framework=framework,
        attribute=attribute,
        value=value,
        holds_from=day,
        since=day,
        until=None,
        sources=(),
        documented=True,
        stated_from=day,
    )


def attribute_of(identity: str) -> str:
    """Return the attribute of the id of a fact, or of an attribute that nobody knows."""
    return identity.partition(".")[2].partition("@")[0]


def values_of(attribute: Attribute) -> tuple[Any, ...]:
    """Return the values of the vocabulary, worst first; none where they cannot be listed."""
    if attribute.type == "boolean":
        return (False, True)
    return attribute.steps if attribute.type == "level" else ()


def kind_of(attribute: Attribute, before: Any, after: Any) -> tuple[Kind, int]:
    """Return what kind of change it is from one value to another, and of how many steps."""
    if before is None:
        return Kind.learnt, 0
    if before == after:
        return Kind.confirmed, 0
    scale = values_of(attribute)
    return Kind.changed, abs(scale.index(after) - scale.index(before))
