"""What a worker may answer, and what it means where it answers something else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from probes.results.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ended(Exception):  # noqa: N818 - an end is not always an error
    """A job has come to its end: the outcome and the reason, one line."""

    def __init__(self, outcome: Outcome, reason: str, details: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = " ".join(reason.split())
        self.details = details


def expect(event: dict[str, Any], expected: str, phase: str) -> dict[str, Any]:
    """Return an event if it is the expected one; else Ended, by what it says instead."""
    kind = event["event"]
    if kind == expected:
        return event
    if kind == "unsupported":
        raise Ended(Outcome.UNSUPPORTED, str(event.get("reason") or "no reason given")[:400])
    if kind == "error":
        reason = f"{event.get('reason') or 'unknown error'} (during {event.get('phase') or phase})"
        raise Ended(Outcome.FAILED, reason[:500], str(event.get("traceback") or ""))
    reason = f"broke the worker's protocol: {kind[:40]!r} instead of {expected!r} during {phase}"
    raise Ended(Outcome.FAILED, reason)


def number(event: Mapping[str, Any], name: str) -> float:
    """Take a finite number, zero or more, from an event; Ended if it is none."""
    value = event.get(name)
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    if good and math.isfinite(value) and value >= 0:  # type: ignore[arg-type, operator]
        return float(value)  # type: ignore[arg-type]
    reason = f"broke the worker's protocol: {name} is {value!r:.60}, not a number of seconds"
    raise Ended(Outcome.FAILED, reason)
