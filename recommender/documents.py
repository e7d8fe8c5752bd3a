"""Plain data that remembers where each value was written."""

from __future__ import annotations

from types import MappingProxyType

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    V = TypeVar("V")


Path_ = tuple[str | int, ...]


class Document(Frozen):
    """Plain data from a YAML text, with the line of every value.

    ``name`` is what messages call it (a file name); ``lines`` maps the path of keys and indexes
    that leads to a value to its line, counted from 1. ``written`` holds the numbers whose text
    cannot be told from their value, such as version 1.10.
    """

    name: str
    data: Any
    lines: Mapping[Path_, int]
    written: Mapping[Path_, str] = MappingProxyType({})

    def part(self, *path: str | int) -> Document:
        """Return the value at a path as a document of its own, with the same lines."""
        data = self.data
        for step in path:
            data = data[step]
        lines, written = _under(path, self.lines), _under(path, self.written)
        return Document(self.name, data, lines, written)

    def where(self, *path: str | int) -> str:
        """Return "name:line" of the value at a path, or of the nearest parent that has a line.

        What was written in no text has no lines: then it is the name and the key.
        """
        if not self.lines:
            return f"{self.name}: {dotted(path)}" if path else self.name
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name}:{self.lines.get(path, 1)}"


def _under(path: Path_, table: Mapping[Path_, V]) -> dict[Path_, V]:
    depth = len(path)
    return {at[depth:]: found for at, found in table.items() if at[:depth] == path}


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``facts[3].from``."""
    words = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(words).removeprefix(".")
