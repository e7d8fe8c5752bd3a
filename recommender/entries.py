"""Checked reading of mappings out of a YAML document: every complaint names file, line and mend."""

from __future__ import annotations

from recommender.documents import Document, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

    from recommender.documents import Path_
    from recommender.errors import UserError


#: So long a word is looked for in longer ones, of which at most so many may hold it.
PIECE, MEANT = 3, 5


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Return words as "a, b, c", cut off with a count where there are many."""
    all_words = list(words)
    shown = ", ".join(all_words[:limit])
    return shown + (f" … ({len(all_words)} in all)" if len(all_words) > limit else "")


def shown(value: object, limit: int = 60) -> str:
    """Return a value as it may stand in a message: quoted, escaped and not too long."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def suggestion(word: str, words: Iterable[str]) -> str:
    """Return "did you mean 'x'?" or the list of what is possible."""
    possible = list(words)
    close = nearest(word, possible)
    holding = [one for one in possible if len(word) >= PIECE and word.casefold() in one.casefold()]
    if 0 < len(holding) <= MEANT:
        *others, last = map(repr, holding)
        return f"did you mean {', '.join(others)}{' or ' * bool(others)}{last}?"
    return f"did you mean {close!r}?" if close else f"possible: {listed(possible)}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word that another is most like, in any case; None where it is like none."""
    from difflib import get_close_matches

    possible = {one.casefold(): one for one in words}
    close = get_close_matches(word.casefold(), possible, n=1)
    return possible[close[0]] if close else None


class Entry:
    """One mapping in a document, read key by key with checks.

    Args:
        document: where it stands.
        path: the keys and indexes that lead to it.
        error: the kind of error that its complaints are.
        keys: every key that it may have; any other is a mistake.

    """

    def __init__(
        self, document: Document, path: Path_, error: type[UserError], keys: Iterable[str]
    ) -> None:
        self.document = document
        self.path = path
        self.error = error
        data = document.data
        for step in path:
            data = data[step]
        if not isinstance(data, dict):
            self.fail("not keys with values; write 'key: value'")
        self.data: dict[str, Any] = data
        allowed = list(keys)
        for key in data:
            if key not in allowed:
                self.fail(f"unknown key {shown(key)}; {suggestion(key, allowed)}", key)

    def holding(self, data: dict[str, Any], keys: Iterable[str]) -> Entry:
        """Return an entry of other data that complains of the place of this one."""
        found = Entry(self.document, self.path, self.error, self.data)
        found.data = {key: data[key] for key in keys if key in data}
        return found

    def fail(self, what: str, *path: str | int) -> NoReturn:
        """Raise the entry's error, with the line of a key under it."""
        problem = self.error(f"{self.document.where(*self.path, *path)}: {what}")
        problem.key = dotted((*self.path, *path))
        raise problem

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text; without a default it must be there. Numbers are taken as written."""
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.fail(f"{key!r} is missing; add it", key)
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.fail(f"{key!r} must be a text, not {shown(value)}; put it in quotes", key)
        return self._as_written(value, key)

    def _as_written(self, value: object, *path: str | int) -> str:
        return self.document.written.get((*self.path, *path)) or str(value)

    def optional(self, key: str) -> str | None:
        """Return a text or None."""
        return self.text(key) if self.data.get(key) is not None else None

    def choice(self, key: str, options: Iterable[str], *, default: str | None = None) -> str:
        """Return a text that is one of some words."""
        value = self.text(key, default=default)
        possible = list(options)
        if value not in possible:
            self.fail(f"{key!r} is {shown(value)}; {suggestion(value, possible)}", key)
        return value

    def number(self, key: str, *, default: float | None = None, low: float = 0.0) -> float:
        """Return a number that is at least ``low``."""
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(f"{key!r} must be a number, not {shown(value)}; write digits", key)
        if not low <= value < float("inf"):
            self.fail(f"{key!r} is {value}; it must be at least {low:g}", key)
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false; ``default`` where it is missing."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fail(f"{key!r} must be true or false, not {shown(value)}; write one", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone stands for a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            return (self.text(key),)
        for index, item in enumerate(value):
            if isinstance(item, bool) or not isinstance(item, str | int | float):
                self.fail(
                    f"{key!r} must be a list of texts, not {shown(item)}; put it in quotes",
                    key,
                    index,
                )
        return tuple(self._as_written(item, key, index) for index, item in enumerate(value))

    def entries(self, key: str, keys: Iterable[str]) -> list[Entry]:
        """Return the mappings of a list."""
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(f"{key!r} must be a list; start each item with '-'", key)
        allowed = list(keys)
        return [
            Entry(self.document, (*self.path, key, index), self.error, allowed)
            for index in range(len(value))
        ]

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a mapping; empty where it is missing."""
        value = self.data.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fail(
                f"{key!r} must hold keys with values, not {shown(value)}; write 'key: value'", key
            )
        return value
