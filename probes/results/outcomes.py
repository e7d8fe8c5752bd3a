"""How one probe of one stack can end. None of these scores by itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

#: What a job can be: a workload that is computed and timed, or a capability that is tried.
Kind: TypeAlias = Literal["workload", "capability"]


class Outcome(StrEnum):
    """The one outcome of a job; its value is the word in stored results.

    Only `MEASURED` carries times, or the answer to a capability. "Not available" is never "bad":
    the other outcomes say why there is no measurement, each with a reason of one line.
    """

    MEASURED = "measured"
    UNSUPPORTED = "unsupported"
    NOT_INSTALLABLE = "not_installable"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    WRONG_RESULT = "wrong_result"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The outcome as a user reads it."""
        return self.value.replace("_", " ")
