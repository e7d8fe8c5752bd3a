"""Read checked values out of plain mappings, with errors that name the place and the key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from probes.errors import ProbeError

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[A-Za-z0-9,._-]+\])?\s*(==|<|<=|>=|~=)\s*[0-9][^;]*"
)


class Reader:
    """Takes the keys of a mapping one by one, with their types; what is left over is unknown."""

    def __init__(self, mapping: object, where: str) -> None:
        if not isinstance(mapping, Mapping):
            raise ProbeError(f"{where}: must be a mapping, not {type(mapping).__name__}")
        self._left: dict[Any, Any] = dict(mapping)
        self._where = where

    def _wrong(self, key: str, what: str) -> ProbeError:
        return ProbeError(f"{self._where}: {key}: {what}")

    def optional(self, key: str) -> object:
        """Take the value as it is, or None where the key is not there."""
        return self._left.pop(key, None)

    def text(self, key: str) -> str:
        """Take a text that must be there."""
        value = self.optional_text(key)
        if value is None:
            raise self._wrong(key, "is missing")
        return value

    def optional_text(self, key: str) -> str | None:
        """Take a text, or None where the key is not there."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, f"must be a non-empty text, not {value!r}")
        return value

    def matching(self, key: str, pattern: re.Pattern[str], what: str) -> str:
        """Take a text that matches a pattern; `what` says which, for the error."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self._wrong(key, f"{value!r} is not {what}")
        return value

    def boolean(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._left.pop(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, f"must be true or false, not {value!r}")
        return value

    def sequence(self, key: str, *, required: bool = False) -> Sequence[object]:
        """Take a list of anything."""
        value = self._left.pop(key, None)
        if value is None:
            if required:
                raise self._wrong(key, "is missing")
            return ()
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._wrong(key, "must be a list")
        return value

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Take a list of non-empty texts."""
        values = self.sequence(key, required=required)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self._wrong(key, f"must hold non-empty texts, not {value!r}")
        return tuple(cast("Sequence[str]", values))

    def requirements(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Take a list of requirements, each with a version."""
        values = self.strings(key, required=required)
        for value in values:
            if not _REQUIREMENT.fullmatch(value):
                raise self._wrong(key, f"{value!r} is not a requirement with a version")
        return values

    def variables(self, key: str) -> dict[str, str]:
        """Take environment variables and their texts."""
        value = self._left.pop(key, None) or {}
        if not isinstance(value, Mapping):
            raise self._wrong(key, "must be a mapping of environment variables")
        for name, text in value.items():
            if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
                raise self._wrong(key, f"{name!r} is not an environment variable's name")
            if not isinstance(text, str):
                raise self._wrong(key, f"{name}: must be a text, not {text!r} (quote it)")
        return dict(value)

    def finish(self) -> None:
        """Refuse what was not taken."""
        if self._left:
            key = next(iter(self._left))
            raise ProbeError(f"{self._where}: {key}: unknown key")
