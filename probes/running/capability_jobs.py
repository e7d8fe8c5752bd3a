"""Which capabilities there are, and the jobs that ask a stack for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probes.adapters import INSIDE, declared
from probes.running.jobs import Absent, Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probes.adapters import EnvironmentLike
    from probes.machine import Machine

#: In the order in which they are asked and shown; a definition each in probes/inside/capabilities.
CAPABILITIES = (
    "dynamic_control_flow",
    "higher_order_gradients",
    "mixed_precision",
    "save_and_load",
    "onnx_export",
    "deterministic_reruns",
    "data_parallel",
    "gpu",
)
DEFINITIONS = INSIDE / "capabilities"


def capability_jobs(
    environments: Iterable[EnvironmentLike | Absent], names: Iterable[str], device: str
) -> Iterator[Job]:
    """Yield a job for each capability and environment whose adapter tries capabilities.

    device: "cpu", "cuda", or "auto" for what an environment is made for. An absent environment has
    its jobs too, to end with the reason.
    """
    asking = [e for e in environments if isinstance(e, Absent) or declared(e, "CAPABILITIES")]
    for name in CAPABILITIES:
        for environment in asking if name in names else ():
            yield Job(environment, name, device=_device(environment, device), kind="capability")


def not_to_be_tried(job: Job, machine: Machine) -> str | None:
    """Say why a capability cannot be tried here at all; None where it can."""
    if job.workload != "gpu" or job.device == "cuda":
        return None
    if not machine.gpus:
        return "this machine has no GPU that could be seen"
    return "this environment holds a build for the CPU, or the run was told to compute on the CPU"


def _device(environment: EnvironmentLike | Absent, asked: str) -> str:
    if asked != "auto":
        return asked
    return "cuda" if getattr(environment, "device", "cpu") == "cuda" else "cpu"
