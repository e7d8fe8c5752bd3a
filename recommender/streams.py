"""The standard streams: always there, always UTF-8, and a quiet end where nobody can be told more.

The reader of a pipe may have gone before the end, or a disk may be full.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

import typer

from recommender.errors import UserError

#: As a shell says it of a program that SIGPIPE ended (128 + 13): the reader left before the end.
READER_GONE = 141
FULL = (errno.ENOSPC, errno.EDQUOT)


def ready_streams() -> None:
    """Let the standard streams be there, and be UTF-8, so that no locale changes a byte.

    What no encoding can write, half a character in a path, is shown as its code. A stream that was
    closed beforehand reads nothing and says nothing; without this the next file that is opened
    would take its place.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def heard() -> Iterator[None]:
    """Run what prints; end quietly, with exit code 141, where its reader has gone.

    Raises:
        UserError: there is no room for what is written.
    """
    try:
        yield
    except BrokenPipeError:
        forget()
        raise typer.Exit(READER_GONE) from None
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        forget()
        where = problem.filename or "output"
        raise UserError(f"{where}: no room to write it on that disk; make some") from None


def forget() -> None:
    """Lead what could not be written where it can be, so that it fails no more as Python ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
