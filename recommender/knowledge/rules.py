"""Rules as types: from requirements to weights and constraints."""

from __future__ import annotations

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Condition(Frozen):
    """(subject, operator, value): ``subject`` is a requirement, a concept or an attribute."""

    kind: str
    subject: str
    operator: str
    value: Any

    def values(self) -> tuple[Any, ...]:
        """Return the value, or each of several."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


class Effect(Frozen):
    """What a rule does: emphasise a criterion, require something of a framework, or conclude.

    ``kind`` is emphasise, require, require_each (of the attribute "QUESTION.OPTION", for each
    option chosen for the question ``target``), exclude_each (each framework chosen for the question
    ``target``) or conclude. A negative ``amount`` of emphasis makes
    a criterion count for less.
    """

    kind: str
    target: str
    amount: float = 0.0
    operator: str = ""
    value: Any = None


class Rule(Frozen):
    """From requirements to preferences; ``when`` is a list of conditions that must all hold.

    Each entry of ``when`` is a tuple of alternatives of which one must hold. A condition of
    ``unless`` that is known to hold keeps the rule from firing; an unknown one does not.
    """

    id: str
    because: str
    when: tuple[tuple[Condition, ...], ...]
    effects: tuple[Effect, ...]
    unless: tuple[Condition, ...] = ()
    sources: tuple[str, ...] = ()
    tests: tuple[dict[str, Any], ...] = ()
