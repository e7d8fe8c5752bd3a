"""How a long command tells what it does: live lines on a terminal, plain lines elsewhere."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from recommender.safe import visible
from recommender.terminal import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Drawing takes a processor for a moment, and what is measured meanwhile may have been on it.
DRAWN_A_SECOND = 4


class Telling(Protocol):
    """Where a command tells what goes on."""

    def line(self, text: str, *, error: bool = False) -> None:
        """Say what stays to be read."""

    def now(self, text: str, share: float | None = None) -> None:
        """Say what goes on at the moment; share: how much of the whole is done, from 0 to 1."""

    def share(self, done: float) -> None:
        """Show how much of the whole is done, from 0 to 1, where there is a bar to show it."""

    def part(self, name: str) -> "Part":
        """Begin a part of the whole, of which several can be in work at once."""


class Part(Protocol):
    """Where a command tells what goes on in one part of its work."""

    def now(self, text: str, *, detail: bool = False) -> None:
        """Say what goes on in it at the moment; a detail is worth no line that stays."""

    def end(self) -> None:
        """Take it from what is in work."""


@contextmanager
def telling(what: str) -> Iterator[Telling]:
    """Tell on a terminal with a bar that is gone at the end; elsewhere line by line."""
    if not _is_live():
        yield _Plain()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.table import Column

    shown = TextColumn(
        "{task.description}",
        markup=False,
        table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
    )
    columns = (SpinnerColumn(), shown, BarColumn(20), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        console=Console(highlight=False),
        transient=True,
        expand=True,
        refresh_per_second=DRAWN_A_SECOND,
    ) as bar:
        bar.add_task(what, total=1.0)
        yield _Live(bar)


def _is_live() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb", "unknown")


class _Plain:
    def line(self, text: str, *, error: bool = False) -> None:
        say(text, err=error)

    def now(self, text: str, share: float | None = None) -> None:
        del share
        say(text)

    def share(self, done: float) -> None:
        pass

    def part(self, name: str) -> "_PlainPart":
        return _PlainPart(name)


class _PlainPart:
    def __init__(self, name: str) -> None:
        self._name = name

    def now(self, text: str, *, detail: bool = False) -> None:
        if not detail:
            say(f"{self._name}: {text}")

    def end(self) -> None:
        pass


class _Live:
    """Lines go above the bar; what goes on stands beside it."""

    def __init__(self, bar: "Progress") -> None:
        self._bar = bar
        (self._task,) = bar.task_ids

    def line(self, text: str, *, error: bool = False) -> None:
        del error  # it is all one terminal
        self._bar.console.print(visible(text), markup=False, soft_wrap=True)

    def now(self, text: str, share: float | None = None) -> None:
        self._bar.update(self._task, description=visible(text))
        if share is not None:
            self.share(share)

    def share(self, done: float) -> None:
        self._bar.update(self._task, completed=done)

    def part(self, name: str) -> "_LivePart":
        return _LivePart(self._bar, name)


class _LivePart:
    """A line of its own under the bar of the whole; how much of it is done nobody knows."""

    def __init__(self, bar: "Progress", name: str) -> None:
        self._bar, self._name = bar, visible(name)
        self._task: TaskID = bar.add_task(self._name, total=None)

    def now(self, text: str, *, detail: bool = False) -> None:
        del detail  # it is gone with the next
        self._bar.update(self._task, description=f"{self._name}: {visible(text)}")

    def end(self) -> None:
        self._bar.remove_task(self._task)
