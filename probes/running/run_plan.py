"""In what order a run goes, and how long it may take. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probes.adapters import adapter_of
from probes.inside.workload_names import plain
from probes.results.outcomes import Outcome
from probes.running.jobs import Absent, Job, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from probes.results.result import Result

#: In the order in which a run takes them: the smallest network first, then by what building costs.
WORKLOADS = ("mlp", "matmul", "convnet", "tree", "lstm", "attention", "deep")

#: Taken for a job that was never seen, in every set: to build, to agree and to be timed, or to try.
_UNKNOWN_S = 6.0
#: To start an interpreter and to make the data, and what else no clock of a result tells.
_OVERHEAD_S = 0.3


def in_turn(workloads: Iterable[str]) -> list[str]:
    """Order workloads so that every stack has an answer soon, and what compiles long comes last.

    Other sizes of a workload follow the plain one.
    """
    places = {name: place for place, name in enumerate(WORKLOADS)}
    return sorted(set(workloads), key=lambda name: (places.get(plain(name), len(places)), name))


def generations(workloads: Sequence[str], sets: int) -> list[list[tuple[str, int]]]:
    """Say which set of which workload each generation of fresh processes serves.

    The first workload goes through all its sets before the others begin, so that every stack has
    an answer soon; they begin in the generation that ends it.
    """
    if not workloads:
        return []
    first, others = workloads[0], workloads[1:]
    found = [[(first, number)] for number in range(sets)]
    if others:
        found += [[] for _ in range(sets - 1)]
        for number in range(sets):
            found[sets - 1 + number] += [(name, number) for name in others]
    return found


def before(job: Job, earlier: Iterable[Result]) -> Result | None:
    """Find the result of the same job among earlier ones."""
    key = (job.environment.stack, job.workload, job.mode or "", job.device)
    for result in earlier:
        if (result.stack, result.workload, result.settings.get("asked_mode"), result.device) == key:
            return result
    return None


def expected_seconds(job: Job, profile: Profile, earlier: Sequence[Result]) -> float:
    """Estimate how long a job takes once its process has imported the framework.

    From this machine's earlier results where there are any; zero where it would be refused.
    """
    if isinstance(job.environment, Absent):
        return 0.0
    known = before(job, earlier)
    sets = 1 if job.kind == "capability" else profile.sets
    if known is None or known.outcome is Outcome.SKIPPED:
        return sets * _UNKNOWN_S
    if job.kind == "capability":
        return known.metrics.attempt_s or 0.0
    if known.metrics.step_s is None:
        return 0.0
    metrics, step = known.metrics, known.metrics.step_s.median
    block = max(step, profile.turn_s / profile.blocks)
    prepare = (metrics.build_s or 0.0) + (metrics.first_step_s or 0.0) + profile.parity_steps * step
    blocks = 3 * profile.window + profile.rounds * profile.blocks
    return profile.sets * (_OVERHEAD_S + prepare + blocks * block + profile.rounds * step)


def expected_run_seconds(jobs: Sequence[Job], profile: Profile, earlier: Sequence[Result]) -> float:
    """Estimate how long a run takes: its jobs, and the imports of its processes."""
    total = sum(expected_seconds(job, profile, earlier) for job in jobs)
    workloads = list(dict.fromkeys(job.workload for job in jobs if job.kind == "workload"))
    starts: dict[tuple[str, ...], float] = {}
    for job in jobs:
        if isinstance(job.environment, Absent) or adapter_of(job.environment) is None:
            continue
        key = (job.environment.stack, job.mode or "", job.device)
        known = before(job, earlier)
        seconds = known.metrics.import_s if known else None
        own = _OVERHEAD_S + (1.0 if seconds is None else seconds)
        if job.kind == "capability":
            total += own  # each is tried in a process of its own
        elif profile.fresh:
            total += profile.sets * own
        else:
            starts[key] = max(own, starts.get(key, 0.0))
    return total + sum(starts.values()) * len(generations(workloads, profile.sets))
