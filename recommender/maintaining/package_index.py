"""What the package index has, asked through pip, so that mirrors, proxies and pip's settings count.

Only documented commands: ``pip index versions`` with ``--json``, ``--python-version`` and
``--uploaded-prior-to`` (pip 26.0 and later, and only where the index tells upload times).
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass

from recommender.errors import UserError

DEADLINE = 120
#: What pip is told so that an index that is away is noticed soon.
_PATIENCE = ("--retries", "1", "--timeout", "15")
_UNREACHABLE = re.compile(
    r"Retrying \(Retry|ConnectionError|Could not fetch URL|name resolution|"
    r"Network is unreachable|ProxyError|timed out"
)
_FINAL = re.compile(r"(\d+(?:\.\d+)*)(?:\.post(\d+))?(?:\+.*)?")


class IndexUnreachableError(UserError):
    """The index that pip would ask does not answer."""


@dataclass(frozen=True, slots=True)
class Pip:
    """pip of an interpreter, as the user has set it up."""

    python: str = sys.executable

    def versions(
        self, package: str, python: str | None = None, before: str | None = None
    ) -> tuple[str, ...]:
        """Return the final releases of a package, newest first; () if there is none.

        Args:
            package: its name on the index.
            python: a CPython version ("3.13"): only what can be installed there from wheels.
            before: an ISO day: only what had been uploaded when it began (UTC).

        Raises:
            IndexUnreachableError: the index does not answer.
            UserError: pip is missing, too old, or the index does not tell upload times.

        """
        asked = ["index", "versions", package, "--json", *_PATIENCE]
        if python:
            asked += ["--python-version", python, "--only-binary", ":all:"]
        if before:
            asked += ["--uploaded-prior-to", f"{before}T00:00:00Z"]
        done = self._run(asked)
        if done.returncode == 0:
            listed = json.loads(done.stdout)["versions"]
            return tuple(sorted(filter(final, listed), key=ordered, reverse=True))
        said = done.stderr.strip()
        if "No module named pip" in said:
            raise UserError(f"{self.python} has no pip; 'python -m ensurepip' installs it")
        if _UNREACHABLE.search(said):
            raise IndexUnreachableError(
                "the package index cannot be reached; nothing was compared: connect, or check "
                "'pip config list'"
            )
        if "No matching distribution" in said:
            return ()
        last = said.splitlines()[-1] if said else f"exit code {done.returncode}"
        raise UserError(f"pip does not list {package} ({last}); try a newer pip")

    def _run(self, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(  # noqa: S603 - our own interpreter's pip, no shell
                [self.python, "-m", "pip", "--disable-pip-version-check", *arguments],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                stdin=subprocess.DEVNULL,
                timeout=DEADLINE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise IndexUnreachableError(
                f"the package index did not answer in {DEADLINE} s; nothing was compared: try again"
            ) from None


def final(version: str) -> bool:
    """Return whether a version is a final release (or a post-release)."""
    return _FINAL.fullmatch(version) is not None


def ordered(version: str) -> tuple[tuple[int, ...], int]:
    """Return what sorts final releases by age: 2.10 after 2.9, 1.0 with 1, posts behind."""
    found = _FINAL.fullmatch(version)
    if found is None:
        return (), 0
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), int(found[2] or -1)
