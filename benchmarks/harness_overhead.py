"""Compare the step that a worker measures with what torch.utils.benchmark says of the same step.

    python benchmarks/harness_overhead.py [--rounds 40] [--sets 4]

Both run the torch adapter's `mlp` in the torch environment, each in a process of its own with the
same settings, and take turns, so that a drift of the machine hits both. Two processes of the very
same program differ by some per cent, so several fresh pairs are compared. The environment must
stand (`recommender probe setup torch`).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from probes.adapters import EnvironmentLike, adapter_of
from probes.environments import collection
from probes.environments.variables import choose_processors, worker_variables
from probes.running.jobs import QUICK
from probes.running.protocol import Ended
from probes.running.worker_process import WORKER, Worker
from probes.running.workers import Deadline, Workers

LIMIT = 0.05
WORKLOAD, MODE, STEPS, WARM_UP = "mlp", "eager", 40, 5

# Runs in the environment: answers every line on standard input with the seconds of a step.
PEER = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
import worker
worker.forget_the_host()
adapter = importlib.import_module("probes.inside.frameworks." + sys.argv[2])
workload = importlib.import_module("probes.inside.workloads." + sys.argv[3])
cast = importlib.import_module("probes.inside.parity").as_float32
data = workload.data(workload.SPEC)
program = adapter.build(sys.argv[3], workload.SPEC, cast(data["weights"]), sys.argv[4], "cpu")
batches = [cast(tuple(batch)) for batch in data["batches"]]
state = {"index": 0}
def step():
    x, y = batches[state["index"] % len(batches)]
    state["index"] += 1
    program.train_step(x, y)
from torch.utils.benchmark import Timer
timer = Timer("step()", globals={"step": step}, num_threads=int(sys.argv[5]))
for line in sys.stdin:
    print(timer.timeit(int(line)).mean)
    sys.stdout.flush()
"""


def main() -> int:
    """Measure and print; 1 where the limit is not kept, 2 where torch cannot be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="turns of each, in a set")
    parser.add_argument("--sets", type=int, default=4, help="fresh pairs of processes")
    options = parser.parse_args()
    environment = next((e for e in collection.list_environments() if e.stack == "torch"), None)
    if environment is None:
        sys.stderr.write("no torch environment; run: recommender probe setup torch\n")
        return 2
    ratios = []
    for _ in range(options.sets):
        try:
            ours, theirs = measure(environment, options.rounds)
        except Ended as end:
            sys.stderr.write(f"{end.reason}\n")
            return 2
        ratios.append(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)))
        sys.stdout.write(
            f"worker {statistics.median(ours) * 1e3:.3f} ms, torch.utils.benchmark"
            f" {statistics.median(theirs) * 1e3:.3f} ms a step, paired ratio {ratios[-1]:.3f}\n"
        )
    ratio = statistics.median(ratios)
    within = abs(ratio - 1.0) <= LIMIT
    verdict = "within" if within else "NOT within"
    sys.stdout.write(
        f"median of {options.sets} ratios: {ratio:.3f}, {verdict} {LIMIT:.0%}; "
        f"load of the machine {os.getloadavg()[0]:.1f}\n"
    )
    return 0 if within else 1


def measure(environment: EnvironmentLike, rounds: int) -> tuple[list[float], list[float]]:
    """Let one worker and one peer take turns; give the seconds of a step by each, turn by turn."""
    adapter = adapter_of(environment)
    assert adapter is not None  # noqa: S101 - torch has one
    processors = choose_processors(os.sched_getaffinity(0), QUICK.threads)
    workers = Workers()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "tmp").mkdir()
        variables = worker_variables(
            os.environ,
            environment,
            "cpu",
            home,
            threads=QUICK.threads,
            steady_allocator=QUICK.steady_allocator,
        )
        arguments = [str(WORKER.parent), adapter, WORKLOAD, MODE, str(QUICK.threads)]
        peer = subprocess.Popen(  # noqa: S603 - the environment's own interpreter
            [str(environment.python), "-c", PEER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=home,
            env=variables,
        )
        os.sched_setaffinity(peer.pid, processors)
        try:
            worker = workers.start(environment.python, variables, home, processors)
            ask = partial(_ask, workers, worker)
            ask("ready")
            ask("imported", {"do": "import", "adapter": adapter, "shim": environment.shim})
            prepare = {"do": "prepare", "workload": WORKLOAD, "mode": MODE, "device": "cpu"}
            ask("prepared", {**prepare, "parity_steps": 2})
            ask("first_step")
            ask("parity")
            ours, theirs = [], []
            for _ in range(rounds + WARM_UP):
                steps = {"do": "steps", "count": STEPS, "blocks": 1, "skip": 1}
                ours.append(ask("chunk", steps)["seconds"][0])
                theirs.append(_ask_peer(peer))
            return ours[WARM_UP:], theirs[WARM_UP:]
        finally:
            workers.end_all()
            peer.kill()
            peer.communicate()


def _ask(
    workers: Workers, worker: Worker, event: str, command: dict[str, Any] | None = None
) -> dict[str, Any]:
    if command:
        worker.send(command)
    return workers.wait(worker, event, Deadline(120), "the benchmark")


def _ask_peer(peer: subprocess.Popen[str]) -> float:
    assert peer.stdin is not None  # noqa: S101 - asked for
    assert peer.stdout is not None  # noqa: S101 - asked for
    peer.stdin.write(f"{STEPS}\n")
    peer.stdin.flush()
    return float(peer.stdout.readline())


if __name__ == "__main__":
    sys.exit(main())
