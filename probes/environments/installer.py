"""Drive the pip of an environment, with the user's own settings, and read what it says.

A large file that another build is fetching is waited for, and then taken from pip's cache.
"""

from __future__ import annotations

import json
import re
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probes.environments.logged_commands import run_logged
from probes.environments.names import normalised
from probes.environments.watching import UNWATCHED, Watcher
from probes.errors import NotInstallable
from probes.processes import MARK, new_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LOOK_S = 0.2
#: Megabytes from which waiting for another build's download is quicker than a second one.
_LARGE_MB = 20.0
_REASON_LIMIT = 300
_UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|ConnectTimeout"
    r"|ReadTimeout|ProxyError|CERTIFICATE_VERIFY_FAILED|SSLError|Network is unreachable"
)
_PROGRESS = re.compile(
    r"^\s*(Collecting|Downloading|Using cached|Building wheels? for|Running setup\.py install for"
    r"|Installing collected packages|Successfully installed|Would install)\b(.*)$"
)
_DOWNLOAD = re.compile(r"^\s*Downloading (?:\S+/)?([^\s/]+) \((\d+(?:\.\d+)?) MB\)")


class _FetchedElsewhere(Exception):  # noqa: N818 - not a fault
    """Another build is fetching the file that pip is about to fetch."""


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
    watcher: Watcher = UNWATCHED

    def install(self, arguments: Sequence[str]) -> None:
        """`pip install` with these arguments; NotInstallable with the reason where it fails."""
        self.run([self.python, "-m", "pip", "install", *arguments], what="pip install")

    def would_install(self, arguments: Sequence[str], report: Path) -> Resolution:
        """Resolve, and install nothing (pip 22.2 or later, for Python 3.7 and later).

        Raises NotInstallable with the reason where there is no resolution.
        """
        self.watcher.step("resolving what would be installed")
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
        while True:
            try:
                # The mark: should this program be killed outright, the next one finds the command.
                marked = {MARK: new_mark(), **(variables or {})}
                output, code = run_logged(command, self.log, marked, self._heed, self.watcher.check)
            except _FetchedElsewhere as file:
                self._wait_for(str(file))
                continue
            finally:
                self.watcher.unclaim()
            if code != 0:
                raise NotInstallable(reason(output, code, what), self.log)
            return output

    def _heed(self, line: str) -> None:
        found = _PROGRESS.match(line)
        if not found:
            return
        self.watcher.unclaim()  # pip fetches one file after the other: what it named before is here
        large = _DOWNLOAD.match(line)
        if large and float(large[2]) >= _LARGE_MB and not self.watcher.claim(large[1]):
            raise _FetchedElsewhere(large[1])
        self.watcher.detail(f"{found[1]}{found[2]}".strip()[:120])

    def _wait_for(self, file: str) -> None:
        self.watcher.step(f"waiting for another build, which is fetching {file}")
        while not self.watcher.claim(file):
            self.watcher.check()
            time.sleep(_LOOK_S)


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
