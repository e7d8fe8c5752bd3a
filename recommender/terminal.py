"""Saying things on the terminal: whatever a text holds, it moves no cursor there."""

import typer

from recommender.safe import visible


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text that holds what others wrote: a path, a title, a reason."""
    typer.echo(visible(text), err=err, nl=nl)
