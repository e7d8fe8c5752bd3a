"""Probe results of a made-up machine, in the form in which the runner stores them."""

from pathlib import Path
from typing import Any

from probes.results.outcomes import Outcome
from probes.results.result import Metrics, Parity, Result, StepTime

PARITY = Parity(
    steps=10,
    max_relative_deviation=1e-7,
    tolerance=1e-5,
    parameters_deviation=1e-6,
    parameters_tolerance=1e-4,
    parameters_worst="w1",
)


def measured(
    stack: str, framework: str, step: float, wait: float = 0.5, day: str = "2026-11-20"
) -> Result:
    """Return a measured result of the mlp: seconds a step, and until the first step was done."""
    return Result(
        run="20261120T120000Z-abcd",
        measured_at=f"{day}T12:00:00+00:00",
        stack=stack,
        framework=framework,
        workload="mlp",
        mode="default",
        device="cpu",
        outcome=Outcome.MEASURED,
        reason="agrees with the reference",
        metrics=Metrics(
            import_s=0.2,
            build_s=wait / 2,
            first_step_s=wait / 2,
            step_s=StepTime(
                median=step,
                low=step * 0.95,
                high=step * 1.05,
                n=30,
                steady=True,
                sets=(step, step),
                disturbed=0,
                cpu_share=1.0,
            ),
        ),
        parity=PARITY,
    )


def failed(stack: str, framework: str, outcome: Outcome, reason: str) -> Result:
    """Return a result without figures."""
    return Result(
        run="20261120T120000Z-abcd",
        measured_at="2026-11-20T12:00:00+00:00",
        stack=stack,
        framework=framework,
        workload="mlp",
        mode="default",
        device="cpu",
        outcome=outcome,
        reason=reason,
    )


def answered(
    stack: str,
    framework: str,
    capability: str,
    answer: bool | None,
    *,
    version: str = "1.0",
    day: str = "2026-11-20",
) -> Result:
    """Return the result of asking a stack for a capability; None: there was nothing to try."""
    return Result(
        run="20261120T120000Z-abcd",
        measured_at=f"{day}T12:00:00+00:00",
        stack=stack,
        framework=framework,
        workload=capability,
        mode="default",
        device="cpu",
        outcome=Outcome.UNSUPPORTED if answer is None else Outcome.MEASURED,
        reason="as it was found",
        versions={stack: version},
        kind="capability",
        answer=answer,
    )


def plain(*results: Result) -> list[dict[str, Any]]:
    """Return results as the mappings that a recommendation takes."""
    return [result.to_dict() for result in results]


def stored(path: Path, *results: Result) -> Path:
    """Write results as a run's file; return its path."""
    import json

    lines = [json.dumps(result.to_dict()) for result in results]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
