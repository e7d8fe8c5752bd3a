"""What can go wrong before a probe runs, as one line that says what, where and the mend."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


class ProbeError(Exception):
    """A probe cannot go on; the message is one line for the user."""


class NotInstallable(ProbeError):  # noqa: N818 - the name of an outcome, not of a fault
    """An environment could not be built.

    The message is the reason in one line; `log` is the installer's full output, where there is any.
    """

    def __init__(self, reason: str, log: Path | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.log = log
