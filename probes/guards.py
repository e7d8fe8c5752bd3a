"""What a run holds while it lasts: its temporary folder, and the handling of signals."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from probes.errors import ProbeError
from probes.processes import identity, is_living

if TYPE_CHECKING:
    from collections.abc import Iterator


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def scratch_folder(caches: Path) -> Iterator[Path]:
    """Make a folder for this run's temporary files; remove those that killed runs left."""
    root = caches / "scratch"
    try:
        root.mkdir(parents=True, exist_ok=True)
        for old in root.iterdir():
            if not is_living(old.name.rpartition("-")[0]):
                shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{identity()}-", dir=root))
    except OSError as error:
        message = f"{root}: cannot be written ({error.strerror}); the run needs room for its caches"
        raise ProbeError(message) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def signals_interrupt() -> Iterator[None]:
    """Let SIGTERM and SIGHUP interrupt as Ctrl-C does; only the main thread may say so.

    What is ignored stays so: nohup ignores a hang-up, a script's shell Ctrl-C for its background.
    """
    heard = [n for n in _ENDING if signal.getsignal(n) is not signal.SIG_IGN]
    with _handler(signal.default_int_handler, *heard):
        yield


@contextlib.contextmanager
def signals_ignored() -> Iterator[None]:
    """Let nothing interrupt the ending of the workers, which is bounded."""
    with _handler(signal.SIG_IGN, *_ENDING):
        yield


@contextlib.contextmanager
def _handler(handler: object, *numbers: signal.Signals) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {n: signal.signal(n, handler) for n in numbers}  # type: ignore[arg-type]
    try:
        yield
    finally:
        for n, old in before.items():
            signal.signal(n, old)
