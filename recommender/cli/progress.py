"""How a long command tells what it does: a live line on a terminal, plain lines elsewhere."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from recommender.reports.safe import visible
from recommender.terminal import say

if TYPE_CHECKING:
    from rich.progress import Progress

#: Drawing takes a processor for a moment, and what is measured meanwhile may have been on it.
DRAWN_A_SECOND = 4


class Telling(Protocol):
    """Where a command tells what goes on."""

    def line(self, text: str, *, error: bool = False) -> None:
        """Say what stays to be read."""

    def now(self, text: str, share: float | None = None) -> None:
        """Say what goes on at the moment; share: how much of the whole is done, from 0 to 1."""


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
            self._bar.update(self._task, completed=share)
