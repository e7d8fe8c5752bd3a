from __future__ import annotations

import time
from dataclasses import replace

import pytest

from probes.running import runner
from probes.running.run_plan import expected_run_seconds, expected_seconds, generations, in_turn
from tests.probes.fakes import SHORT, FakeEnvironment, run


def test_the_first_workload_is_answered_before_the_others_begin():
    """Every set of every workload is served once, and those of the first workload before all."""
    assert generations(["a", "b", "c"], 2) == [
        [("a", 0)],
        [("a", 1), ("b", 0), ("c", 0)],
        [("b", 1), ("c", 1)],
    ]
    assert generations(["a", "b"], 1) == [[("a", 0), ("b", 0)]]
    assert generations(["a"], 3) == [[("a", 0)], [("a", 1)], [("a", 2)]]
    assert generations([], 2) == []


def test_workloads_go_from_the_cheapest_to_the_dearest():
    """The smallest network goes first, what is not known last."""
    assert in_turn(["deep", "own", "mlp", "lstm", "mlp"]) == ["mlp", "lstm", "deep", "own"]


def test_the_expected_time_follows_what_was_seen(tmp_path):
    """A job seen before costs what it cost; one refused or absent nothing; one unseen a guess."""
    job = runner.Job(FakeEnvironment(), "tiny")
    other = runner.Job(FakeEnvironment("gone", "raise"), "tiny")
    absent = runner.Job(runner.Absent("blocks", "blocks", "not there"), "tiny")
    began = time.monotonic()
    results = run(job, other, home=tmp_path)
    took = time.monotonic() - began
    assert expected_seconds(job, SHORT, ()) == 6.0
    assert expected_seconds(job, replace(SHORT, sets=3), ()) == 18.0
    asked = runner.Job(FakeEnvironment(), "gpu", kind="capability")
    assert expected_seconds(asked, replace(SHORT, sets=3), ()) == 6.0, "it is tried once"
    assert 0.0 < expected_seconds(job, SHORT, results) < 1.0
    assert expected_seconds(other, SHORT, results) == expected_seconds(absent, SHORT, results) == 0
    expected = expected_run_seconds([job, other, absent], SHORT, results)
    assert took / 10 < expected < 10 * took
    twice = expected_run_seconds([job], replace(SHORT, sets=2), results)
    assert twice == pytest.approx(2 * expected_run_seconds([job], SHORT, results))


def test_other_sizes_follow_the_plain_workload():
    """A sized workload has the turn of the plain one, after it."""
    names = ["convnet", "mlp@hidden=64", "lstm@steps=2", "mlp"]
    assert in_turn(names) == ["mlp", "mlp@hidden=64", "convnet", "lstm@steps=2"]
