"""YAML read strictly: bounded, without aliases or tags, duplicate keys refused, lines remembered.

PyYAML parses; this module builds plain data from its event stream, because the stock constructors
accept what a careful reader must not: aliases (which can explode), duplicate keys (the last one
wins silently), ``yes`` and ``2017-01-19`` turned into something other than what was written.
Scalars follow the YAML 1.2 core schema: null, true/false, integers, decimals, else text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from recommender.documents import Document, Path_
from recommender.errors import UserError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 200_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_text(path: Path, error: type[UserError], max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a UTF-8 file of bounded size.

    Raises:
        UserError: (of the given kind) it is missing, no file, too large or not UTF-8.

    """
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise error(f"{path}: cannot be read ({reason}); check the path") from None
    return decoded(raw, str(path), error, max_bytes)


def decoded(raw: bytes, name: str, error: type[UserError], max_bytes: int = MAX_BYTES) -> str:
    """Return bytes of bounded number as the UTF-8 text that they are.

    Raises:
        UserError: (of the given kind) there are too many, or they are not UTF-8.
    """
    if len(raw) > max_bytes:
        raise error(f"{name}: larger than {max_bytes:,} bytes; this is not such a file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise error(f"{name}: not UTF-8 text (byte {problem.start}); save it as UTF-8") from None


def parse(text: str, name: str, error: type[UserError]) -> Document:
    """Return the document of a YAML text.

    Raises:
        UserError: (of the given kind) it is not YAML, or YAML that is not accepted here.

    """
    try:
        return _Builder(name, error).build(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as problem:
        line = _line_of(problem, text)
        what = getattr(problem, "problem", None) or str(problem).splitlines()[0]
        raise error(f"{name}:{line}: not valid YAML ({what}); mend that line") from None
    except (ValueError, RecursionError) as problem:
        raise error(f"{name}: not valid YAML ({problem}); mend it") from None


def _line_of(problem: yaml.YAMLError, text: str) -> int:
    """Return the line of a problem; of a character that YAML does not allow only its byte is told.

    The C parser counts bytes, the one in Python characters; a line differs only where a text with
    other letters than ASCII is read by the latter.
    """
    mark = getattr(problem, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    return text.encode()[: getattr(problem, "position", 0)].count(b"\n") + 1


class _Builder:
    """Builds data from parser events with a stack of open collections, not by recursion."""

    def __init__(self, name: str, error: type[UserError]) -> None:
        self._name, self._error = name, error
        self._stack: list[_Open] = []
        self._root: list[Any] = []
        self._lines: dict[Path_, int] = {}
        self._written: dict[Path_, str] = {}

    def build(self, events: Iterable[Any]) -> Document:
        """Return the document of all events."""
        nodes = documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fail(line, "a second document; write only one, without '---'")
            elif isinstance(event, yaml.AliasEvent):
                self._fail(line, f"an alias (*{event.anchor}); write the value out")
            elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
                nodes += 1
                if nodes > MAX_NODES:
                    self._fail(line, f"more than {MAX_NODES:,} values; this is too much")
                self._begin(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._stack.pop()
        return Document(
            self._name, self._root[0] if self._root else None, self._lines, self._written
        )

    def _begin(self, event: Any, line: int) -> None:
        """Take a scalar, or open a collection."""
        if event.tag not in (None, "!") or event.anchor:
            self._fail(line, f"the tag or anchor {event.tag or f'&{event.anchor}'}; leave it out")
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value) if event.implicit[0] else event.value
            path = self._place(value, line)
            if isinstance(value, int | float) and str(value) != event.value:
                self._written[path] = event.value
            return
        if len(self._stack) >= MAX_DEPTH:
            self._fail(line, f"nested deeper than {MAX_DEPTH} levels; flatten it")
        collection: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(collection, self._place(collection, line)))

    def _place(self, value: Any, line: int) -> Path_:
        """Put a value where the innermost open collection expects it; return its path."""
        path: Path_ = ()
        if not self._stack:
            self._root.append(value)
        else:
            top = self._stack[-1]
            if isinstance(top.collection, list):
                path = (*top.path, len(top.collection))
                top.collection.append(value)
            elif top.key is None:
                top.key = self._key(value, top, line)
                self._lines[(*top.path, top.key)] = line
                return top.path
            else:
                path = (*top.path, top.key)
                top.collection[top.key] = value
                top.key = None
        self._lines[path] = line
        return path

    def _key(self, value: Any, of: "_Open", line: int) -> str:
        if isinstance(value, dict | list):
            self._fail(line, "a key that is a list or mapping; use a word")
        key = "null" if value is None else str(value)
        key = key.lower() if isinstance(value, bool) else key
        if key in of.collection:
            self._fail(line, f"the key {key!r} stands twice; keep one of them")
        return key

    def _fail(self, line: int, what: str) -> NoReturn:
        raise self._error(f"{self._name}:{line}: {what}")


@dataclass(slots=True)
class _Open:
    collection: Any
    path: Path_
    key: str | None = None


def _scalar(text: str) -> Any:
    """Return the value of a plain (unquoted) scalar by the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 18 else text
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
