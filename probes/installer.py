"""Drive the pip of an environment, with the user's own settings, and read what it says.

Every command runs in its own session and writes to one log, so that stopping is clean and nothing
is lost; pip's settings (pip.conf, PIP_*) apply, except those that would install elsewhere.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import re
import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probes.errors import NotInstallable
from probes.names import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_DROPPED = re.compile(
    r"PYTHON.*|VIRTUAL_ENV|CONDA_PREFIX|__PYVENV_LAUNCHER__"
    r"|PIP_(TARGET|PREFIX|ROOT|USER|PYTHON|DRY_RUN|REPORT|QUIET|VERBOSE|IGNORE_INSTALLED|EDITABLE)"
)
_GRACE_S = 5
_REASON_LIMIT = 300
_LINES_KEPT, _LINE_LIMIT = 5000, 2000
_UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|ConnectTimeout"
    r"|ReadTimeout|ProxyError|CERTIFICATE_VERIFY_FAILED|SSLError|Network is unreachable"
)
_PROGRESS = re.compile(
    r"^\s*(Collecting|Downloading|Using cached|Building wheels? for|Running setup\.py install for"
    r"|Installing collected packages|Successfully installed|Would install)\b(.*)$"
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What pip would install, by name, and whether an index that it asked could not be reached."""

    names: tuple[str, ...]
    unreachable: bool

    @property
    def cuda(self) -> tuple[str, ...]:
        """Those that hold NVIDIA's CUDA libraries, of no use without a GPU."""
        return tuple(sorted(n for n in self.names if n.startswith(("nvidia-", "cuda-"))))


@dataclass(frozen=True, slots=True)
class Installer:
    """pip inside the environment whose interpreter is `python`."""

    python: Path
    log: Path
    on_progress: Callable[[str], None]

    def install(self, arguments: Sequence[str]) -> None:
        """`pip install` with these arguments; NotInstallable with the reason where it fails."""
        self.run([self.python, "-m", "pip", "install", *arguments], what="pip install")

    def would_install(self, arguments: Sequence[str], report: Path) -> Resolution:
        """Resolve, and install nothing (pip 22.2 or later, for Python 3.7 and later).

        Raises NotInstallable with the reason where there is no resolution.
        """
        self.on_progress("resolving what would be installed")
        dry = ["--dry-run", "--report", str(report), *arguments]
        output = self.run([self.python, "-m", "pip", "install", *dry], what="pip's resolution")
        plan = json.loads(report.read_text(encoding="utf-8"))
        names = tuple(normalised(item["metadata"]["name"]) for item in plan["install"])
        return Resolution(names, unreachable=_UNREACHABLE.search(output) is not None)

    def pip_version(self) -> tuple[int, int]:
        """MAJOR.MINOR of the environment's pip."""
        output = self.run([self.python, "-m", "pip", "--version"], what="pip")
        found = re.search(r"^pip (\d+)\.(\d+)", output, re.MULTILINE)
        if found is None:
            raise NotInstallable("the environment's pip does not say its version", self.log)
        return int(found[1]), int(found[2])

    def run(
        self,
        command: Sequence[str | Path],
        what: str,
        variables: Mapping[str, str] | None = None,
    ) -> str:
        """Run one command, append its output to the log and return it.

        Raises NotInstallable with the reason that the output gives. Whatever interrupts, the
        command and all that it started are gone when this returns.
        """
        # The log has everything; the end of it, in lines of bounded length, is kept to be read.
        lines: collections.deque[str] = collections.deque(maxlen=_LINES_KEPT)
        with self.log.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"$ {' '.join(map(str, command))}\n")
            log.flush()
            with subprocess.Popen(  # noqa: S603 - our own command, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**clean_variables(os.environ), **(variables or {})},
                start_new_session=True,
                text=True,
                encoding="utf-8",
                errors="replace",
            ) as process:
                try:
                    for line in process.stdout or ():
                        log.write(line)
                        lines.append(line[:_LINE_LIMIT])
                        self._tell(line)
                    code = process.wait()
                except BaseException:
                    _stop(process)
                    raise
            log.write(f"[exit {code}]\n")
        output = "\n".join(line.rstrip("\n") for line in lines)
        if code != 0:
            raise NotInstallable(reason(output, code, what), self.log)
        return output

    def _tell(self, line: str) -> None:
        found = _PROGRESS.match(line)
        if found:
            self.on_progress(f"{found[1]}{found[2]}".strip()[:120])


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


def reason(output: str, code: int, what: str) -> str:
    """Return the line of an installer's output that says best why it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("hint:")]  # they name no cause
    full = next((line for line in reversed(lines) if "No space left on device" in line), None)
    if full:
        return _short(f"the disk is full: {full}")
    if "No matching distribution" in output and _UNREACHABLE.search(output):
        return _short(
            f"the package index could not be reached ({_UNREACHABLE.findall(output)[-1]})"
        )
    if code < 0:
        return _short(f"{what} was killed by {signal.Signals(-code).name}")
    errors = [line for line in lines if line.startswith("ERROR:")]
    # pip prints a failed set-up's own traceback before its summary: the cause is the better line.
    causes = [line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Exit)\b:? ", line)]
    conflict = [line for line in lines if line.startswith("The conflict is caused by")]
    if conflict:
        start = lines.index(conflict[-1])
        return _short("conflicting requirements: " + "; ".join(lines[start + 1 : start + 3]))
    if any("subprocess-exited-with-error" in line for line in lines):
        causes = causes or [line for line in lines if re.search(r"\berror: ", line)]
        if causes:
            return _short(causes[-1])
    if errors:
        first = next((e for e in errors if "Could not find a version" in e), errors[-1])
        return _short(first.removeprefix("ERROR:").strip())
    if causes:
        return _short(causes[-1])
    return _short(lines[-1] if lines else f"{what} ended with exit code {code} and no message")


def _short(text: str) -> str:
    return text if len(text) <= _REASON_LIMIT else text[: _REASON_LIMIT - 1] + "…"


def _stop(process: subprocess.Popen[str]) -> None:
    """End a command and everything in its session: ask, wait, then insist."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            continue
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
