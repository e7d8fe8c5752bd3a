"""One worker's process: started in a session of its own, spoken to, read, and what became of it.

Commands go to its standard input, events come over a pipe of their own, what it prints is read so
that it cannot block and kept only in part. Whatever a framework does (crash, hang, flood, fork),
the fault is named.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from probes import processes
from probes.adapters import INSIDE
from probes.results.outcomes import Outcome
from probes.running.protocol import Ended

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

WORKER = INSIDE / "worker.py"

#: What a worker may print before it is stopped, and how much of it is kept.
LARGEST_OUTPUT = 64 * 2**20
KEPT_HEAD = 8 * 2**10
KEPT_TAIL = 32 * 2**10
#: No event is longer than this.
LONGEST_EVENT = 2**20
#: An answer has three at most.
MOST_EVENTS = 16


class Output:
    """What a worker printed: the beginning, the end and the size."""

    def __init__(self) -> None:
        self.size = 0
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0

    def add(self, data: bytes) -> None:
        """Take what was printed; keep no more than the limits."""
        self.size += len(data)
        room = KEPT_HEAD - len(self._head)
        self._head += data[:room]
        data = data[max(room, 0) :][-KEPT_TAIL:]
        if data:
            self._tail.append(data)
            self._tail_size += len(data)
        while self._tail and self._tail_size - len(self._tail[0]) >= KEPT_TAIL:
            self._tail_size -= len(self._tail.popleft())

    def text(self) -> str:
        """Give what was kept, with a line on what was left out."""
        tail = b"".join(self._tail)
        left_out = self.size - len(self._head) - len(tail)
        middle = f"\n... {left_out} bytes left out ...\n".encode() if left_out else b""
        return (bytes(self._head) + middle + tail).decode("utf-8", "replace")


class Worker:
    """One process and what is known of it. `Workers` moves it."""

    def __init__(
        self,
        python: Path,
        variables: Mapping[str, str],
        folder: Path,
        processors: Collection[int],
    ) -> None:
        self.mark = processes.new_mark()
        self.output = Output()
        self.events: deque[dict[str, Any]] = deque()
        self.fault: Ended | None = None
        self.doing = "start"
        self._buffer = bytearray()
        self.event_pipe, events_end = os.pipe()
        self.output_pipe, output_end = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - the environment's own interpreter
                [python, WORKER, "--events", str(events_end)],
                stdin=subprocess.PIPE,
                stdout=output_end,
                stderr=output_end,
                pass_fds=(events_end,),
                cwd=folder,
                env={**variables, processes.MARK: self.mark},
                start_new_session=True,
            )
        except OSError as error:
            os.close(self.event_pipe)
            os.close(self.output_pipe)
            reason = f"{python} cannot be started ({error.strerror}); set the environment up again"
            raise Ended(Outcome.FAILED, reason) from None
        finally:
            os.close(events_end)
            os.close(output_end)
        for pipe in (self.event_pipe, self.output_pipe):
            os.set_blocking(pipe, False)
        with contextlib.suppress(OSError, AttributeError):  # it may have ended; or not Linux
            # Before the first command, so before any thread of the framework's.
            if processors:
                os.sched_setaffinity(self.process.pid, processors)
            resource.prlimit(self.process.pid, resource.RLIMIT_CORE, (0, 0))
            Path(f"/proc/{self.process.pid}/oom_score_adj").write_text("500", encoding="ascii")

    def send(self, command: Mapping[str, Any]) -> None:
        """Give a command; a worker that no longer reads shows when its answer is awaited."""
        self.doing = str(command["do"])
        if self.events and self.fault is None:
            self._break("sent an event that nobody had asked for")
        assert self.process.stdin is not None  # noqa: S101 - it was asked for
        with contextlib.suppress(OSError):
            self.process.stdin.write((json.dumps(command) + "\n").encode())
            self.process.stdin.flush()

    def read_output(self) -> bytes | None:
        """Take what waits in the output pipe, as `_read` gives it."""
        data = _read(self.output_pipe)
        if data:
            self.output.add(data)
            if self.output.size > LARGEST_OUTPUT and self.fault is None:
                self.fail(f"printed more than {LARGEST_OUTPUT // 2**20} MiB")
        return data

    def read_events(self) -> bytes | None:
        """Take and check the events that wait, as `_read` gives them."""
        data = _read(self.event_pipe)
        self._buffer += data or b""
        while self.fault is None and (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            try:
                event = json.loads(line)
                event["event"] + ""
            except (ValueError, TypeError, KeyError, RecursionError):
                self._break(f"sent a line that is not an event: {line[:60]!r}")
            else:
                self.events.append(event)
        if self.fault is None and len(self._buffer) > LONGEST_EVENT:
            self._break("sent a line without an end")
        if self.fault is None and len(self.events) > MOST_EVENTS:
            self._break("sent more events than anybody had asked for")
        if self.fault is not None:
            self._buffer.clear()
        return data

    def _break(self, what: str) -> None:
        self.fail(f"broke the worker's protocol: {what}")

    def fail(self, reason: str) -> None:
        """Note the fault and kill the group at once; `Workers.end` clears up."""
        self.fault = Ended(Outcome.FAILED, reason, self.output.text())
        self.signal_group(signal.SIGKILL)

    def exited(self) -> bool:
        """Whether the process has ended. It is not reaped: its group's number stays its own."""
        return self.process.returncode is not None or self._end() is not None

    def how_it_ended(self) -> str:
        """Say how the process ended; only before it is reaped."""
        end = self._end()
        if end is None:
            return "ended"
        if end.si_code == os.CLD_EXITED:
            return f"ended with exit status {end.si_status}"
        try:
            name = signal.Signals(end.si_status).name
        except ValueError:
            name = f"signal {end.si_status}"
        hint = " (the kernel's out-of-memory killer, perhaps)"
        return f"died of {name}{hint if end.si_status == signal.SIGKILL else ''}"

    def _end(self) -> os.waitid_result | None:
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the worker's process group, while its number is certainly the worker's."""
        if self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def close(self) -> None:
        """Close this side's ends of the pipes."""
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        for pipe in (self.event_pipe, self.output_pipe):
            with contextlib.suppress(OSError):
                os.close(pipe)


def _read(pipe: int) -> bytes | None:
    """Bytes that wait in a pipe; None if there are none now, b"" at its end."""
    try:
        return os.read(pipe, 2**16)
    except BlockingIOError:
        return None
    except OSError:
        return b""
