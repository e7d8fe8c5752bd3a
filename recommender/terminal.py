"""Saying things on the terminal: whatever a text holds, it moves no cursor there."""

import sys
from io import TextIOWrapper

import typer

from recommender.reports.safe import visible


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text that holds what others wrote: a path, a title, a reason."""
    typer.echo(visible(text), err=err, nl=nl)


def always_utf8() -> None:
    """Let standard output and error be UTF-8, so that no locale changes a byte or stops a report.

    What no encoding can write, half a character in a path, is shown as its code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
