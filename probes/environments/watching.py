"""Who watches a build: is told what goes on, may stop it, and knows what others are fetching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _nobody(_text: str) -> None:
    pass


def _never() -> bool:
    return False


def _free(_file: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Watcher:
    """What a build is given of the world around it; by default nobody watches.

    step is told each step of the build, detail what the installer says meanwhile. stopped: whether
    the build is to end, asked a few times a second. claim is asked before a large file comes over
    the line: whether nobody else is fetching it; unclaim is told when it is here.
    """

    step: Callable[[str], None] = _nobody
    detail: Callable[[str], None] = _nobody
    stopped: Callable[[], bool] = _never
    claim: Callable[[str], bool] = _free
    unclaim: Callable[[], None] = lambda: None

    def check(self) -> None:
        """Raise KeyboardInterrupt where the build is to end, as Ctrl-C does in the main thread."""
        if self.stopped():
            raise KeyboardInterrupt


UNWATCHED = Watcher()
