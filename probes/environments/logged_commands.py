"""Run the commands that make an environment: stopping is clean, and nothing that they say is lost.

Each runs in its own session and writes to one log; pip's settings (pip.conf, PIP_*) apply, except
those that would install elsewhere.
"""

from __future__ import annotations

import codecs
import collections
import contextlib
import io
import os
import re
import select
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

_DROPPED = re.compile(
    r"PYTHON.*|VIRTUAL_ENV|CONDA_PREFIX|__PYVENV_LAUNCHER__"
    r"|PIP_(TARGET|PREFIX|ROOT|USER|PYTHON|DRY_RUN|REPORT|QUIET|VERBOSE|IGNORE_INSTALLED|EDITABLE)"
)
_GRACE_S = 5
_LOOK_S = 0.2
_LINES_KEPT, _LINE_LIMIT = 5000, 2000


def run_logged(
    command: Sequence[str | Path],
    log: Path,
    variables: Mapping[str, str],
    on_line: Callable[[str], None],
    check: Callable[[], None],
) -> tuple[str, int]:
    """Run one command, append its output to the log, and return the end of it and the exit code.

    `on_line` is given each line, `check` is called a few times a second. Whatever interrupts, be
    it what one of them raises, the command and all that it started are gone when this returns.
    """
    # The log has everything; the end of it, in lines of bounded length, is kept to be read.
    lines: collections.deque[str] = collections.deque(maxlen=_LINES_KEPT)
    check()
    with log.open("a", encoding="utf-8", errors="replace") as file:
        file.write(f"$ {' '.join(map(str, command))}\n")
        file.flush()
        with subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**clean_variables(os.environ), **variables},
            start_new_session=True,
        ) as process:
            try:
                for line in _lines(process, check):
                    file.write(f"{line}\n")
                    lines.append(line[:_LINE_LIMIT])
                    on_line(line)
                code = _ended(process, check)
            except BaseException:
                _stop(process)
                raise
        file.write(f"[exit {code}]\n")
    return "\n".join(lines), code


def clean_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would lead pip or Python out of the environment."""
    kept = {name: value for name, value in variables.items() if not _DROPPED.fullmatch(name)}
    return {
        **kept,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "PIP_USER": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
    }


def _lines(process: subprocess.Popen[bytes], check: Callable[[], None]) -> Iterator[str]:
    """Yield the lines of a command's output as they come; ends by what `check` raises."""
    assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
    descriptor = process.stdout.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    bytes_to_text = codecs.getincrementaldecoder("utf-8")(errors="replace")
    decoder = io.IncrementalNewlineDecoder(bytes_to_text, translate=True)
    begun = ""
    while True:
        check()
        if not poll.poll(_LOOK_S * 1000):
            continue
        read = os.read(descriptor, 65536)
        begun += decoder.decode(read, final=not read)
        *whole, begun = begun.split("\n")
        yield from whole
        if not read:
            yield from [begun] if begun else []
            return


def _ended(process: subprocess.Popen[bytes], check: Callable[[], None]) -> int:
    while True:
        check()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(_LOOK_S)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a command and everything in its session: ask, wait, then insist.

    At an interrupt pip deletes its temporary folders, which may be large; at TERM it does not.
    """
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            continue
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
