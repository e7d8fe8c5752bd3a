"""Plain data that remembers where each value was written."""

from __future__ import annotations

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


Path_ = tuple[str | int, ...]


class Document(Frozen):
    """Plain data from a YAML text, with the line of every value.

    ``name`` is what messages call it (a file name); ``lines`` maps the path of keys and indexes
    that leads to a value to its line, counted from 1.
    """

    name: str
    data: Any
    lines: dict[Path_, int]

    def part(self, *path: str | int) -> Document:
        """Return the value at a path as a document of its own, with the same lines."""
        data = self.data
        for step in path:
            data = data[step]
        depth = len(path)
        lines = {at[depth:]: line for at, line in self.lines.items() if at[:depth] == path}
        return Document(self.name, data, lines)

    def where(self, *path: str | int) -> str:
        """Return "name:line" of the value at a path, or of the nearest parent that has a line."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name}:{self.lines.get(path, 1)}"


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``facts[3].from``."""
    words = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(words).removeprefix(".")
