"""A fake environment around fake_framework.py, and a short profile, for tests of the runner."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from probes.machine import Machine
from probes.running import runner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from probes.results.result import Result
    from probes.results.store import ResultStore

ADAPTER = Path(__file__).with_name("fake_framework.py")
MACHINE = Machine("test processor", "x86_64", 2, 2, 16 * 2**30, "Linux")
SHORT = replace(
    runner.QUICK,
    name="short",
    sets=1,
    rounds=2,
    turn_s=0.005,
    warm_up_s=0.1,
    parity_steps=5,
    prepare_limit_s=15.0,
)


@dataclass(frozen=True)
class FakeEnvironment:
    """The running interpreter with the fake framework, which fails as `fault` says.

    where: a folder in which it leaves the process numbers of all that it started.
    """

    stack: str = "fake"
    fault: str = ""
    where: Path | None = None
    framework: str = "fake"
    python: Path = Path(sys.executable)
    shim: str | None = None
    adapter: Path = ADAPTER
    lock: Mapping[str, str] = field(default_factory=lambda: {"fake": "1.0"})

    @property
    def digest(self) -> str:
        """One per stack and fault."""
        return f"{self.stack}-{self.fault.replace(' ', '-')}"

    @property
    def environment_variables(self) -> dict[str, str]:
        """Tell the fake what to do."""
        return {"FAKE_FAULT": self.fault, "FAKE_WHERE": str(self.where or "")}


def run(
    *jobs: runner.Job,
    home: Path,
    profile: runner.Profile = SHORT,
    store: ResultStore | None = None,
    events: list[runner.Event] | None = None,
    resume: str | None = None,
    machine: Machine = MACHINE,
) -> list[Result]:
    """Run jobs on the fake machine, caches under `home`."""
    told = events if events is not None else []
    return runner.run(
        jobs,
        profile=profile,
        on_event=told.append,
        store=store,
        seed=7,
        resume=resume,
        machine=machine,
        caches=home / "caches",
    )


def living(where: Path) -> list[int]:
    """Of the processes that left their number in the folder, those that live."""
    alive = []
    for path in where.iterdir():
        try:
            if psutil.Process(int(path.name)).status() != psutil.STATUS_ZOMBIE:
                alive.append(int(path.name))
        except psutil.NoSuchProcess:
            pass
    return alive
