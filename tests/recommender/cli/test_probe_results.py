"""What `probe results` shows of what is stored."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probes.machine import describe
from probes.results.result import Result
from probes.results.store import ResultStore
from recommender.cli.probe_results import show_results
from recommender.errors import UserError
from tests.probes.results.test_result import FAILED, MEASURED, STEP

HERE = describe().digest()


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResultStore:
    """A store in a home of its own, in which the command looks."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path))
    return ResultStore(tmp_path)


def taking(seconds: float, **own: Any) -> Result:
    """Return a result of this machine that takes so long a step."""
    step = replace(
        STEP, median=seconds, low=seconds * 0.99, high=seconds * 1.01, sets=(seconds, seconds)
    )
    metrics = replace(MEASURED.metrics, step_s=step)
    return replace(MEASURED, machine_digest=HERE, metrics=metrics, **own)


def test_two_stacks_are_compared_workload_by_workload_and_device_by_device(
    keep: ResultStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stack's time on a GPU is not held against another's on the CPU; its own CPU time is."""
    keep.add(taking(0.004, stack="torch"))
    keep.add(taking(0.0001, stack="torch", device="cuda"))
    keep.add(taking(0.002, stack="jax"))
    keep.add(taking(0.003, stack="jax", mode="jit"))
    keep.add(taking(0.001, stack="torch", workload="lstm"))
    keep.add(taking(0.001, stack="jax", workload="lstm"))
    keep.add(taking(0.001, stack="jax", workload="tree"))
    show_results(compare=("torch", "jax"))
    assert capsys.readouterr().out.splitlines() == [
        "lstm       tie: 1 ms (eager) against 1 ms (eager)",
        "mlp        torch is slower: 4 ms (eager) against 2 ms (eager)",
    ]
    keep.add(taking(0.0002, stack="jax", device="cuda"))
    show_results(compare=("torch", "jax"), workload=["mlp"])
    assert capsys.readouterr().out.splitlines() == [
        "mlp         torch is slower: 4 ms (eager) against 2 ms (eager)",
        "mlp (cuda)  torch is faster: 100 µs (eager) against 200 µs (eager)",
    ]


def test_an_older_result_is_history_and_not_compared(
    keep: ResultStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """What once was faster shows with --history and decides nothing, not even with it."""
    later = {"run": "20260102T000000Z-0000", "measured_at": "2026-01-02T00:00:00.000+00:00"}
    keep.add(taking(0.001, stack="torch"))
    keep.add(taking(0.004, stack="torch", **later))
    keep.add(taking(0.002, stack="jax", **later))
    show_results(history=True, stacks=["torch"])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "torch mlp (eager, cpu)"
    assert ["1 ms" in said[1], "4 ms" in said[2], len(said)] == [True, True, 3]
    show_results(history=True, compare=("torch", "jax"))
    assert "torch is slower: 4 ms (eager) against 2 ms (eager)" in capsys.readouterr().out


def test_what_was_not_measured_in_common_cannot_be_compared(keep: ResultStore) -> None:
    """Two stacks without a common workload on one device are told so."""
    keep.add(taking(0.004, stack="torch"))
    keep.add(taking(0.002, stack="jax", device="cuda"))
    keep.add(replace(FAILED, stack="jax", machine_digest=HERE))
    with pytest.raises(UserError, match="torch and jax have no workload measured in common"):
        show_results(compare=("torch", "jax"))


def test_an_empty_store_says_how_results_are_made(
    keep: ResultStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a result of this machine the command that makes some is named."""
    show_results()
    keep.add(MEASURED)  # another machine's
    show_results()
    assert capsys.readouterr().out.count("'recommender probe run' makes some") == 2
