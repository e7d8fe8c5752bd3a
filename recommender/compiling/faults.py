"""What becomes of faults: the first one stops, or all of them are gathered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from recommender.errors import KnowledgeError

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Faults:
    """Where ``gathered`` is a list, faults go there and what has one is left out."""

    gathered: list[KnowledgeError] | None = None

    def each(self, items: Iterable[_Item], make: Callable[[_Item], _Made]) -> list[_Made]:
        """Return what is made of each item; where faults are gathered, without what has one."""
        made = []
        for item in items:
            try:
                made.append(make(item))
            except KnowledgeError as fault:
                if self.gathered is None:
                    raise
                self.gathered.append(fault)
        return made

    def stop(self) -> None:
        """Raise a fault if some were gathered: what comes next would only echo them."""
        if self.gathered:
            raise self.gathered.pop()
