"""How workers are led: on which processors, in which order, how many at once, how cold."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from probes.machine import Gpu
from probes.results.store import ResultStore
from probes.running import runner
from probes.running.conductor import _most_alive
from probes.running.job_state import JobState
from tests.probes.fakes import MACHINE, SHORT, FakeEnvironment, run

GIB = 2**30


class Turns(ResultStore):
    """A store that notes whose turn it was."""

    def __init__(self, home):
        super().__init__(home)
        self.order = []

    def add_turn(self, run, key, turn):
        """Keep the turn, and note the stack."""
        super().add_turn(run, key, turn)
        self.order.append(key[0])


def test_a_worker_is_held_to_as_many_processors_as_it_has_threads(tmp_path):
    """With one thread a framework sees one processor, the last that the run may use."""
    (result,) = run(runner.Job(FakeEnvironment(), "tiny"), home=tmp_path)
    assert result.versions["processors"] == str(max(os.sched_getaffinity(0)))


def test_turns_are_shuffled_anew_in_every_round(tmp_path):
    """Every stack has one turn a round, in an order that changes and that the seed decides."""
    orders = []
    for place in ("one", "two"):
        store = Turns(tmp_path / place)
        jobs = [runner.Job(FakeEnvironment(f"fake-{n}"), "tiny") for n in range(3)]
        run(*jobs, home=tmp_path / place, store=store, profile=replace(SHORT, rounds=6))
        orders.append([tuple(store.order[n : n + 3]) for n in range(0, 18, 3)])
    first, second = orders
    assert all(sorted(round_) == ["fake-0", "fake-1", "fake-2"] for round_ in first)
    assert len(set(first)) > 1
    assert first == second


@pytest.mark.parametrize(
    ("memory", "gpu", "alive"),
    [(16 * GIB, None, 10), (2 * GIB, None, 2), (None, None, 4), (16 * GIB, 4 * GIB, 4)],
)
def test_as_many_workers_live_as_memory_lasts_for(memory, gpu, alive):
    """Two at least, to compare; on a GPU its memory counts too, if it is known."""
    gpus = () if gpu is None else (Gpu("a GPU", gpu, None, None, "nvml"),)
    machine = replace(MACHINE, memory_bytes=memory, gpus=gpus)
    job = runner.Job(FakeEnvironment(), "tiny", device="cpu" if gpu is None else "cuda")
    assert _most_alive(machine, [JobState.of(job)]) == alive


def test_cold_clocks_need_empty_caches(tmp_path):
    """A first run has them, a second not; the profile that begins with empty caches always has."""
    job = runner.Job(FakeEnvironment(), "tiny")
    cold = [run(job, home=tmp_path)[0].metrics.cold_build_s for _ in range(2)]
    assert cold[0] is not None
    assert cold[1] is None
    fresh = replace(SHORT, fresh=True, sets=2)
    for _ in range(2):
        (result,) = run(job, home=tmp_path, profile=fresh)
        assert result.metrics.cold_first_step_s is not None
