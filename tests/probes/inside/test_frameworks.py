"""Every adapter computes what the reference computes, in a real environment of its own."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from probes.results.reading import load
from probes.running.capability_jobs import CAPABILITIES

#: Every stack that the package index offers.
STACKS = [
    *("numpy", "torch", "tensorflow", "jax", "mxnet", "theano", "lasagne", "pytensor"),
    *("keras-tensorflow", "keras-torch", "keras-jax", "keras-theano"),
]
#: Two halves that need about as long, each on a processor of its own where there are two.
HALVES = (["lasagne", "pytensor"], [s for s in STACKS if s not in ("lasagne", "pytensor")])
#: The only workloads that a stack of the package index may refuse.
REFUSED = {("pytensor", "convnet")}
WORKLOADS = {"mlp", "matmul", "convnet", "tree", "lstm", "attention", "deep"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the environments are set up and results are stored.

    FRAMEWORK_RECOMMENDER_TEST_HOME names one to keep, so that a second run builds nothing.
    """
    kept = os.environ.get("FRAMEWORK_RECOMMENDER_TEST_HOME")
    return Path(kept) if kept else tmp_path_factory.mktemp("home")


def processors() -> tuple[int | None, int | None]:
    """Choose a processor for each half, none where there is one only or nothing to bind with."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2 or shutil.which("taskset") is None:
        return None, None
    return usable[0], usable[1]


def recommender(
    home: Path, *arguments: str, processor: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line with a home of its own, on one processor if it is told."""
    bound = [] if processor is None else ["taskset", "--cpu-list", str(processor)]
    return subprocess.run(
        [*bound, sys.executable, "-m", "recommender", *arguments],
        env={**os.environ, "FRAMEWORK_RECOMMENDER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )


@pytest.fixture(scope="module")
def results(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The results of a quick run of every stack with every workload in its usual mode.

    Two runs at once, so that compiling a stack in one waits for none in the other. Their times are
    not compared here. The second has a home of its own, where the same environments stand.
    """
    done = recommender(home, "probe", "setup", "--all")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "blocks: not on the package index" in done.stdout
    second = tmp_path_factory.mktemp("second")
    (second / "environments").symlink_to(home / "environments")
    bound = processors()
    with ThreadPoolExecutor(max_workers=1 if bound[0] is None else 2) as pool:
        for folder, half, processor in zip((second, home), HALVES, bound, strict=True):
            # What failed is told by the tests below.
            pool.submit(recommender, folder, "probe", "run", *half, processor=processor)
    found = [result for folder in (home, second) for result in latest_of(folder)]
    assert {result["stack"] for result in found} >= set(STACKS)
    return found


def latest_of(home: Path) -> list[dict[str, Any]]:
    """Read the results of the newest run in a home."""
    newest = max((home / "results").glob("*.jsonl"))
    return [result.to_dict() for result in load(newest)]


@pytest.mark.real
@pytest.mark.parametrize("stack", STACKS)
def test_a_framework_agrees_with_the_reference_and_is_timed(
    results: list[dict[str, Any]], stack: str
) -> None:
    """A stack trains to the losses and parameters of float64 NumPy, or says why it cannot."""
    own = {result["workload"]: result for result in results if result["stack"] == stack}
    assert set(own) == WORKLOADS
    for workload, result in own.items():
        if (stack, workload) in REFUSED:
            assert result["outcome"] == "unsupported", (workload, result["reason"])
            continue
        assert result["outcome"] == "measured", (workload, result["reason"])
        assert result["parity"]["max_relative_deviation"] <= result["parity"]["tolerance"]
        step = result["metrics"]["step_s"]
        assert 0 < step["low"] <= step["median"] <= step["high"]
        assert len(step["sets"]) == 2


@pytest.mark.real
def test_all_stacks_computed_the_same_thing(results: list[dict[str, Any]]) -> None:
    """One workload has one digest of specification and data, whatever NumPy the stack has."""
    measured = [result for result in results if result["outcome"] == "measured"]
    digests = {(result["workload"], result["workload_digest"]) for result in measured}
    assert len(digests) == len({workload for workload, _ in digests})


@pytest.mark.real
def test_real_results_feed_the_recommendation(
    home: Path, results: list[dict[str, Any]], tmp_path: Path
) -> None:
    """What was measured stands in the advice, which differs from the advice without it."""
    assert results
    needs = tmp_path / "needs.yaml"
    needs.write_text("purpose: research\n")
    # Asked on as many processors as it was measured on: with another number it is another machine.
    same = processors()[1]
    asked = ("recommend", str(needs), "--full")
    counted = recommender(home, *asked, processor=same)
    without = recommender(home, *asked, "--probes", "none", processor=same)
    assert counted.returncode == without.returncode == 0
    assert re.search(r"mlp +torch +eager, ", counted.stdout)
    assert "The measurements move scores: " in " ".join(counted.stdout.split())
    assert counted.stdout != without.stdout


#: Stacks whose latest state is only in their upstream repository, and the variable that names a
#: checkout, an archive or an address of it.
UPSTREAM = {
    "blocks": "FRAMEWORK_RECOMMENDER_TEST_BLOCKS",
    "lasagne": "FRAMEWORK_RECOMMENDER_TEST_LASAGNE",
}


@pytest.mark.real
@pytest.mark.parametrize("stack", UPSTREAM)
def test_a_framework_from_its_upstream_repository_agrees_with_the_reference(
    stack: str, tmp_path: Path
) -> None:
    """What the user names with --from computes every workload as float64 NumPy does."""
    where = os.environ.get(UPSTREAM[stack])
    if not where:
        pytest.skip(f"{UPSTREAM[stack]} names no checkout or address of {stack}")
    done = recommender(tmp_path, "probe", "setup", stack, "--from", where)
    assert done.returncode == 0, done.stdout + done.stderr
    done = recommender(tmp_path, "probe", "run", stack)
    assert done.returncode == 0, done.stdout + done.stderr
    found = latest_of(tmp_path)
    assert {(result["workload"], result["outcome"]) for result in found} == {
        (workload, "measured") for workload in WORKLOADS
    }
    for result in found:
        assert result["parity"]["max_relative_deviation"] <= result["parity"]["tolerance"]


#: Which stacks refuse a capability on a CPU, and which cannot try it. All others do it.
THEANOS = {"theano", "lasagne", "keras-theano"}
REFUSE = {
    "dynamic_control_flow": {*THEANOS, "pytensor"},
    "higher_order_gradients": {"mxnet"},
    "onnx_export": {*THEANOS, "pytensor"},
    "data_parallel": {"keras-theano"},
}
CANNOT_BE_ASKED = {
    "save_and_load": {"keras-theano"},
    "onnx_export": {"jax", "keras-jax"},
    "data_parallel": {"theano", "lasagne", "pytensor"},
}


@pytest.mark.real
def test_every_stack_answers_every_capability_as_expected(home: Path) -> None:
    """Each stack does, refuses or cannot try what it is known to; nothing fails or is wrong."""
    for stack in STACKS:
        done = recommender(home, "probe", "setup", stack)
        assert done.returncode == 0, done.stdout + done.stderr
    recommender(home, "probe", "run", *STACKS, "--device", "cpu", "--capability", "all")
    newest = max((home / "results").glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    lines = [json.loads(line) for line in newest.read_text().splitlines()]
    found = {
        (line["stack"], line["workload"]): (line["outcome"], line["answer"])
        for line in lines
        if line.get("kind") == "capability"
    }
    expected = {}
    for stack in set(STACKS) - {"numpy"}:
        for name in CAPABILITIES:
            answer: tuple[str, bool | None] = ("measured", stack not in REFUSE.get(name, ()))
            if name == "gpu" or stack in CANNOT_BE_ASKED.get(name, ()):
                answer = ("unsupported", None)
            expected[stack, name] = answer
    assert found == expected


def test_every_declared_workload_exists() -> None:
    """An adapter declares only workloads that there are."""
    from probes.adapters import FRAMEWORKS, declared_modes

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
            importlib.import_module(f"probes.inside.workloads.{workload}")
