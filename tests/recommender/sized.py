"""Probe results of a made-up machine in the nine sizes of a design, at a cost that is known."""

from dataclasses import replace

from probes.results.result import Result
from probes.sizes import design, specification
from recommender.predicting.model_costs import costs
from recommender.predicting.prediction import KEPT_BYTES
from tests.recommender.probed import measured

#: What a made-up stack needs: seconds at all, an operation, a byte; bytes of memory at all.
OVERHEAD, OPERATION, BYTE, BASE = 1e-3, 1e-10, 2e-10, 3e8


def step_seconds(kind: str, sizes: dict[str, int], speed: float = 1.0) -> float:
    """Return what a step takes on the made-up machine."""
    at = costs(kind, sizes)
    return (OVERHEAD + OPERATION * at.operations + BYTE * at.bytes) / speed


def memory_bytes(kind: str, sizes: dict[str, int]) -> float:
    """Return the memory that the made-up framework needs: three times parameters, activations."""
    at = costs(kind, sizes)
    return BASE + 12 * at.parameters + 4 * at.activations


def ran(
    stack: str, framework: str, kind: str, *, speed: float = 1.0, digest: str = "e1"
) -> list[Result]:
    """Return the results of a stack in every size of the design of a kind."""
    found = []
    for name in design(kind):
        spec = specification(name)
        at = costs(kind, spec)
        kept = KEPT_BYTES * (spec["batches"] * at.inputs + at.parameters)
        one = measured(stack, framework, step_seconds(kind, spec, speed))
        metrics = replace(one.metrics, peak_memory_bytes=round(memory_bytes(kind, spec) + kept))
        found.append(
            replace(
                one,
                workload=name,
                metrics=metrics,
                environment_digest=digest,
                settings={"threads": 1},
            )
        )
    return found
