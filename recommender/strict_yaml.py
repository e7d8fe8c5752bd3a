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
from typing import Any

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
        return _build(yaml.parse(text, Loader=_Loader), name, error)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(problem, "problem", None) or str(problem).splitlines()[0]
        raise error(f"{name}:{line}: not valid YAML ({what}); mend that line") from None
    except (ValueError, RecursionError) as problem:
        raise error(f"{name}: not valid YAML ({problem}); mend it") from None


def _build(events: Iterable[Any], name: str, error: type[UserError]) -> Document:
    """Build data from parser events with a stack of open collections, not by recursion."""
    lines: dict[Path_, int] = {}
    stack: list[_Open] = []
    root: list[Any] = []
    nodes = 0
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise error(f"{name}:{line}: a second document; write only one, without '---'")
            continue
        if isinstance(event, yaml.AliasEvent):
            raise error(f"{name}:{line}: an alias (*{event.anchor}); write the value out")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            nodes += 1
            if nodes > MAX_NODES:
                raise error(f"{name}:{line}: more than {MAX_NODES:,} values; this is too much")
            if event.tag not in (None, "!") or event.anchor:
                mark = event.tag or f"&{event.anchor}"
                raise error(f"{name}:{line}: the tag or anchor {mark}; leave it out")
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value) if event.implicit[0] else event.value
            _place(value, line, stack, root, lines, name, error)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise error(f"{name}:{line}: nested deeper than {MAX_DEPTH} levels; flatten it")
            collection: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = _place(collection, line, stack, root, lines, name, error)
            stack.append(_Open(collection, path))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return Document(name, root[0] if root else None, lines)


@dataclass(slots=True)
class _Open:
    collection: Any
    path: Path_
    key: str | None = None


def _place(
    value: Any,
    line: int,
    stack: list[_Open],
    root: list[Any],
    lines: dict[Path_, int],
    name: str,
    error: type[UserError],
) -> Path_:
    """Put a value where the innermost open collection expects it; return its path."""
    if not stack:
        root.append(value)
        lines[()] = line
        return ()
    top = stack[-1]
    if isinstance(top.collection, list):
        path = (*top.path, len(top.collection))
        top.collection.append(value)
    elif top.key is None:
        if isinstance(value, dict | list):
            raise error(f"{name}:{line}: a key that is a list or mapping; use a word")
        key = "null" if value is None else str(value)
        key = key.lower() if isinstance(value, bool) else key
        if key in top.collection:
            raise error(f"{name}:{line}: the key {key!r} stands twice; keep one of them")
        top.key = key
        lines[(*top.path, key)] = line
        return top.path
    else:
        path = (*top.path, top.key)
        top.collection[top.key] = value
        top.key = None
    lines[path] = line
    return path


def _scalar(text: str) -> Any:
    """Return the value of a plain (unquoted) scalar by the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 18 else text
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
