from __future__ import annotations

import json
from dataclasses import replace

import pytest

from probes.errors import ProbeError
from probes.results.outcomes import Outcome
from probes.results.reading import latest, load, newest, unfinished
from probes.results.result import RESULT_SCHEMA
from probes.results.store import RUN_SCHEMA, ResultStore, append_line
from tests.probes.results.test_result import FAILED, MEASURED


def test_the_last_line_of_a_job_counts(tmp_path):
    """A preliminary result gives way to the final one of its job."""
    store = ResultStore(tmp_path)
    final = replace(MEASURED, reason="36 samples")
    for result in (MEASURED, replace(FAILED, mode="compiled"), final):
        store.add(result)
    assert load(store.path(MEASURED.run)) == (final, replace(FAILED, mode="compiled"))


def test_a_damaged_line_is_reported_and_skipped(tmp_path):
    """Torn and senseless lines cost themselves only; each is reported with its number."""
    store = ResultStore(tmp_path)
    store.add(MEASURED)
    path = store.path(MEASURED.run)
    with path.open("ab") as file:
        file.write(b'{"schema": "framework-recommender/probe-res\n')
        file.write(b"\xff\xfe\n[1, 2]\n\n")
        file.write(b"[" * 100_000 + b"\n")
        file.write(json.dumps({"schema": RESULT_SCHEMA, "run": 3}).encode() + b"\n")
        file.write(b'{"schema": "framework-reco')  # a write that a crash cut short
    store.add(replace(FAILED, stack="theano"))
    problems: list[str] = []
    found = load(path, problems.append)
    assert [result.stack for result in found] == ["torch", "theano"]
    assert [int(problem.split(":")[1]) for problem in problems] == [2, 3, 4, 6, 7, 8]


def test_an_unknown_schema_is_refused(tmp_path):
    """What a newer version wrote is not half understood."""
    path = tmp_path / "run.jsonl"
    append_line(path, json.dumps({"schema": "framework-recommender/probe-result/9"}))
    with pytest.raises(ProbeError, match=r"run\.jsonl:1: schema .*/9' is not known"):
        load(path)


def test_a_missing_file_is_one_clear_line(tmp_path):
    """A results file that is not there is named."""
    with pytest.raises(ProbeError, match=r"nothing\.jsonl: cannot be read \(no such file"):
        load(tmp_path / "nothing.jsonl")


def test_latest_is_the_newest_of_this_machine(tmp_path):
    """The newest result of every job counts; other machines' and skipped ones hide nothing."""
    store = ResultStore(tmp_path)
    old = replace(MEASURED, reason="old")
    new = replace(
        MEASURED, run="20260102T000000Z-0000", measured_at="2026-01-02T00:00:00.000+00:00"
    )
    skipped = replace(
        FAILED, outcome=Outcome.SKIPPED, measured_at="2026-01-03T00:00:00.000+00:00", run="z"
    )
    elsewhere = replace(skipped, machine_digest="ffffffffffff", outcome=Outcome.FAILED)
    for result in (new, old, skipped, elsewhere):
        store.add(result)
    assert latest(store, MEASURED.machine_digest) == (new,)
    assert latest(store, "ffffffffffff") == (elsewhere,)
    assert latest(ResultStore(tmp_path / "empty"), "x") == ()
    assert newest([skipped]) == (skipped,)


def test_cold_clocks_are_those_of_the_last_run_with_empty_caches(tmp_path):
    """A later run with warm caches keeps the cold clocks of the same computation, not another's."""
    store = ResultStore(tmp_path)
    metrics = replace(MEASURED.metrics, cold_build_s=5.0, cold_first_step_s=2.0)
    cold = replace(MEASURED, metrics=metrics)
    bare = replace(MEASURED.metrics, cold_build_s=None, cold_first_step_s=None)
    warm = replace(
        MEASURED, metrics=bare, measured_at="2026-01-02T00:00:00.000+00:00", run="20260102T000000Z"
    )
    store.add(cold)
    store.add(warm)
    (found,) = latest(store, MEASURED.machine_digest)
    assert found == replace(warm, metrics=metrics)
    other = replace(
        warm,
        environment_digest="another",
        measured_at="2026-01-03T00:00:00.000+00:00",
        run="20260103T000000Z",
    )
    store.add(other)
    assert latest(store, MEASURED.machine_digest) == (other,)


def test_an_unfinished_run_is_known(tmp_path):
    """Only the newest run can be resumed, and only if it did not finish."""
    store = ResultStore(tmp_path)
    assert unfinished(store) is None
    store.mark("20260101T000000Z-0000", "started")
    assert unfinished(store) == "20260101T000000Z-0000"
    store.mark("20260102T000000Z-0000", "started")
    store.mark("20260102T000000Z-0000", "finished")
    assert unfinished(store) is None


def test_a_mark_that_says_nothing_is_no_end(tmp_path):
    """A line that lost its event neither ends a run nor stops its reader."""
    store = ResultStore(tmp_path)
    store.mark("20260101T000000Z-0000", "started")
    store.append("20260101T000000Z-0000", {"schema": RUN_SCHEMA})
    assert unfinished(store) == "20260101T000000Z-0000"
