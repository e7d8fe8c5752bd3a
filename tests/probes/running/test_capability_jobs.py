from __future__ import annotations

import ast
from dataclasses import replace

from probes.adapters import FRAMEWORKS
from probes.machine import Gpu
from probes.running.capability_jobs import (
    CAPABILITIES,
    DEFINITIONS,
    capability_jobs,
    not_to_be_tried,
)
from probes.running.jobs import Absent, Job
from tests.probes.fakes import MACHINE, FakeEnvironment

GPU = Gpu("a GPU", 2**34, "580.1", (9, 0), "nvml")


def test_every_definition_is_listed():
    """The list of capabilities is the definitions in the folder."""
    own = {path.stem for path in DEFINITIONS.glob("*.py")} - {"__init__", "onnx_files"}
    assert own == set(CAPABILITIES)
    assert not own & {path.stem for path in (DEFINITIONS.parent / "workloads").glob("*.py")} - {
        "__init__"
    }


def test_every_adapter_tries_every_capability():
    """Each adapter names a module that has a function for every capability; the yardstick none."""
    adapters = [
        path for path in FRAMEWORKS.glob("*_.py") if path.stem not in ("__init__", "numpy_")
    ]
    assert len(adapters) == 12
    for path in adapters:
        literals = {
            ast.unparse(node.targets[0]): node.value
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.Assign)
        }
        module = FRAMEWORKS / f"{ast.literal_eval(literals['CAPABILITIES'])}.py"
        functions = {
            node.name: [argument.arg for argument in node.args.args]
            for node in ast.parse(module.read_text()).body
            if isinstance(node, ast.FunctionDef)
        }
        for name in CAPABILITIES:
            assert functions.get(name) == ["given", "device", "folder"], (module, name)


def test_jobs_are_asked_capability_by_capability():
    """Every stack has its turn at a capability before the next comes; the absent have jobs too."""
    absent = Absent("blocks", "blocks", "not set up")
    silent = FakeEnvironment("numpy", adapter=FRAMEWORKS / "numpy_.py")
    found = list(
        capability_jobs([FakeEnvironment(), absent, silent], ["save_and_load", "gpu"], "auto")
    )
    assert [(job.environment.stack, job.workload) for job in found] == [
        ("fake", "save_and_load"),
        ("blocks", "save_and_load"),
        ("fake", "gpu"),
        ("blocks", "gpu"),
    ]
    assert {job.kind for job in found} == {"capability"}


def test_a_gpu_is_asked_for_only_where_there_is_one():
    """Without a GPU, or in an environment for the CPU, there is nothing to be tried."""
    with_gpu = replace(MACHINE, gpus=(GPU,))
    on_cpu, on_cuda = (
        Job(FakeEnvironment(), "gpu", device=d, kind="capability") for d in ("cpu", "cuda")
    )
    assert "no GPU" in not_to_be_tried(on_cpu, MACHINE)
    assert "build for the CPU" in not_to_be_tried(on_cpu, with_gpu)
    assert not_to_be_tried(on_cuda, with_gpu) is None
    other = Job(FakeEnvironment(), "save_and_load", kind="capability")
    assert not_to_be_tried(other, MACHINE) is None
