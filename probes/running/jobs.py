"""What a run is asked for (jobs, a profile) and what it tells while it goes on (events)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from probes.results.outcomes import Kind, Outcome

if TYPE_CHECKING:
    from probes.adapters import EnvironmentLike
    from probes.results.result import Result


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for an environment that there is none of, so that its jobs still end as results."""

    stack: str
    framework: str
    reason: str
    outcome: Outcome = Outcome.NOT_INSTALLABLE


@dataclass(frozen=True, slots=True)
class Job:
    """One stack computing one workload in one mode on one device, or trying one capability.

    workload: of kind "capability" the capability's name. mode: None is the adapter's first.
    """

    environment: EnvironmentLike | Absent
    workload: str
    mode: str | None = None
    device: str = "cpu"
    kind: Kind = "workload"

    @property
    def label(self) -> str:
        """The job as a user reads it, such as "torch mlp (compiled, cpu)"."""
        mode = f"{self.mode}, " if self.mode else ""
        return f"{self.environment.stack} {self.workload} ({mode}{self.device})"


@dataclass(frozen=True, slots=True)
class Profile:
    """How much care a run takes. Times are in seconds.

    sets: sets of fresh processes. fresh: a process of its own for every job of a set, instead of
    one for all workloads of a stack and mode. rounds: turns that every worker gets in a set.
    turn_s: how long the timed steps of one turn should take; blocks: samples a turn gives.
    skip: untimed steps at the start of a turn, because others had the caches meanwhile.
    warm_up_s: after so long without two windows that agree, a job counts as unsteady.
    window: samples in such a window. parity_steps: steps compared with the reference.
    import_limit_s, prepare_limit_s, turn_limit_s: deadlines; prepare is build, first step, parity.
    threads: processor cores that every worker is held to.
    steady_allocator: whether glibc's allocator is told to keep freed memory, which takes the noise
    of page faults out of the steps.
    """

    name: str
    sets: int = 2
    fresh: bool = False
    rounds: int = 6
    turn_s: float = 0.06
    blocks: int = 3
    skip: int = 1
    warm_up_s: float = 1.0
    window: int = 4
    parity_steps: int = 10
    import_limit_s: float = 120.0
    prepare_limit_s: float = 300.0
    turn_limit_s: float = 60.0
    threads: int = 1
    steady_allocator: bool = True


QUICK = Profile("quick")
FULL = Profile(
    "full",
    sets=3,
    fresh=True,
    rounds=10,
    turn_s=0.2,
    blocks=5,
    warm_up_s=4.0,
    prepare_limit_s=600.0,
)

EventKind = Literal[
    "started",
    "set",
    "phase",
    "preliminary",
    "result",
    "answers",
    "warning",
    "interrupted",
    "finished",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a run tells while it goes on; `text` is one line for the user.

    preliminary: a result that later sets may still change. result: a job's final result.
    answers: every stack has been measured once, while more workloads are to come.
    done, total: finished and all jobs. share: how much of the run is done, from 0 to 1.
    """

    kind: EventKind
    text: str
    job: Job | None = None
    result: Result | None = None
    done: int = 0
    total: int = 0
    share: float = 0.0


def seed_text(*parts: object) -> str:
    """Derive a seed from parts; the same parts give the same seed on any day and machine."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).hexdigest()
