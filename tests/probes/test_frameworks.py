"""Every adapter computes what the reference computes, in a real environment of its own."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: Every stack that the package index offers.
STACKS = [
    *("numpy", "torch", "tensorflow", "jax", "mxnet", "theano", "lasagne", "pytensor"),
    *("keras-tensorflow", "keras-torch", "keras-jax", "keras-theano"),
]
#: Stacks that wait for a C++ compiler, minutes for some workloads, and what they are tried with.
SLOW = {"theano", "lasagne", "pytensor", "keras-theano"}
SLOW_WORKLOADS = {"mlp", "deep"}
#: What a stack must be able to do, whatever else it does.
BASIC = {"mlp", "deep"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the environments are set up and results are stored.

    FRAMEWORK_RECOMMENDER_TEST_HOME names one to keep, so that a second run builds nothing.
    """
    kept = os.environ.get("FRAMEWORK_RECOMMENDER_TEST_HOME")
    return Path(kept) if kept else tmp_path_factory.mktemp("home")


def recommender(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "recommender", *arguments],
        env={**os.environ, "FRAMEWORK_RECOMMENDER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )


@pytest.fixture(scope="module")
def results(home: Path) -> list[dict[str, Any]]:
    """The results of one quick run of every stack, each workload in its usual mode."""
    for stack in STACKS:
        done = recommender(home, "probe", "setup", stack)
        assert done.returncode == 0, done.stdout + done.stderr
    quick = [stack for stack in STACKS if stack not in SLOW]
    few = [word for name in sorted(SLOW_WORKLOADS) for word in ("--workload", name)]
    # What failed is told by the tests below.
    recommender(home, "probe", "run", *quick)
    recommender(home, "probe", "run", *sorted(SLOW), *few)
    runs = sorted((home / "results").glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    lines = [json.loads(line) for path in runs for line in path.read_text().splitlines()]
    final = {
        (line["stack"], line["workload"], line["mode"]): line for line in lines if "stack" in line
    }
    return list(final.values())


@pytest.mark.real
@pytest.mark.parametrize("stack", STACKS)
def test_a_framework_agrees_with_the_reference_and_is_timed(
    results: list[dict[str, Any]], stack: str
) -> None:
    """A stack trains to the losses and parameters of float64 NumPy, or says why it cannot."""
    own = {result["workload"]: result for result in results if result["stack"] == stack}
    for workload, result in own.items():
        assert result["outcome"] in ("measured", "unsupported"), (workload, result["reason"])
        if result["outcome"] == "unsupported":
            assert workload not in BASIC, result["reason"]
            continue
        assert result["parity"]["max_relative_deviation"] <= result["parity"]["tolerance"]
        step = result["metrics"]["step_s"]
        assert 0 < step["low"] <= step["median"] <= step["high"]
    assert set(own) >= BASIC


@pytest.mark.real
def test_all_stacks_computed_the_same_thing(results: list[dict[str, Any]]) -> None:
    """One workload has one digest of specification and data, whatever NumPy the stack has."""
    digests = {(result["workload"], result["workload_digest"]) for result in results}
    assert len(digests) == len({workload for workload, _ in digests})


@pytest.mark.real
def test_real_results_feed_the_recommendation(
    home: Path, results: list[dict[str, Any]], tmp_path: Path
) -> None:
    """What was measured stands in the advice, which differs from the advice without it."""
    assert results
    needs = tmp_path / "needs.yaml"
    needs.write_text("purpose: research\n")
    counted = recommender(home, "recommend", str(needs))
    without = recommender(home, "recommend", str(needs), "--probes", "none")
    assert counted.returncode == without.returncode == 0
    assert re.search(r"mlp +torch +eager, ", counted.stdout)
    assert "What the measurements change" in " ".join(counted.stdout.split())
    assert counted.stdout != without.stdout


def test_every_declared_workload_exists() -> None:
    """An adapter declares only workloads that there are."""
    from probes.jobs import FRAMEWORKS, declared_modes

    class Named:
        def __init__(self, path: Path) -> None:
            self.adapter = path
            self.stack = path.stem

    adapters = [path for path in FRAMEWORKS.glob("[a-z]*_.py") if path.stem != "__init__"]
    assert adapters
    for path in adapters:
        modes = declared_modes(Named(path))  # type: ignore[arg-type]
        assert modes, path
        for workload in modes:
            importlib.import_module(f"probes.workloads.{workload}")
