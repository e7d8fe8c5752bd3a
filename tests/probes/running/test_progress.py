"""The books of a run: whose data are right, which clocks count, what its user is warned of."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from probes.results.outcomes import Outcome
from probes.running import runner
from probes.running.progress import Run
from tests.probes.fakes import MACHINE, SHORT, FakeEnvironment, run


@pytest.mark.parametrize("fault", ["", "other data"])
def test_among_equally_many_the_yardstick_has_the_right_data(tmp_path, fault):
    """Where NumPy and one other computed on different data, the other's times do not count."""
    other = "" if fault else "other data"
    numpy_, fake = run(
        runner.Job(FakeEnvironment("numpy", fault), "tiny"),
        runner.Job(FakeEnvironment("fake", other), "tiny"),
        home=tmp_path,
    )
    assert numpy_.outcome is Outcome.MEASURED
    assert fake.outcome is Outcome.WRONG_RESULT


def _books(machine=MACHINE):
    told = []
    job = runner.Job(FakeEnvironment(), "tiny")
    return Run("a-run", [job], SHORT, told.append, None, 1, machine), told


def test_the_shortest_import_counts():
    """A slow import, as the first of a day, says less of a framework than a quick one."""
    books, _ = _books()
    for seconds in (3.0, 1.0, 2.0):
        books.imported(FakeEnvironment(), {"python": "3.11"}, {}, seconds)
    books.finish(interrupted=True)
    (result,) = books.results()
    assert result.metrics.import_s == 1.0


@pytest.mark.parametrize(("cores", "warned"), [(2, True), (16, False)])
def test_a_busy_machine_is_told_of(monkeypatch, cores, warned):
    """The same load is much for two cores and little for sixteen."""
    monkeypatch.setattr(os, "getloadavg", lambda: (3.0, 0.0, 0.0))
    books, told = _books(replace(MACHINE, logical_cores=cores))
    books.begin()
    assert any("load 3.0" in event.text for event in told) is warned
