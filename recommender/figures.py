"""What was measured on this machine, as rows to be shown."""

from dataclasses import dataclass

from recommender.measurements import Measurements, ProbeResult
from recommender.wording import seconds

HEADS = ("Workload", "Stack", "Mode", "Step", "95 % interval", "First step after", "Agrees to")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured job in words: the steady step, its interval, the wait before, the agreement.

    ``agreement`` is the largest relative deviation of the losses from the float64 reference.
    ``step_s`` and ``wait_s`` are the same in seconds: low end, median and high end.
    """

    id: str
    workload: str
    stack: str
    mode: str
    step: str
    interval: str
    wait: str
    agreement: str
    step_s: tuple[float, float, float]
    wait_s: tuple[float, float, float] | None

    @property
    def job(self) -> str:
        """Return the stack, with what is out of the ordinary about how it ran."""
        unusual = [word for word in self.mode.split(", ") if word not in ("default", "cpu")]
        return f"{self.stack} ({', '.join(unusual)})" if unusual else self.stack

    @property
    def row(self) -> tuple[str, ...]:
        """Return the cells under HEADS."""
        return (
            *(self.workload, self.stack, self.mode),
            *(self.step, self.interval, self.wait, self.agreement),
        )


def figures(found: Measurements) -> tuple[Figure, ...]:
    """Return the results that counted and carry figures: by workload, fastest first."""
    measured = [result for result in found.scored if result.measured and "step_s" in result.metrics]
    measured.sort(key=lambda result: (result.workload, result.metrics["step_s"][1], result.id))
    return tuple(_figure(result) for result in measured)


def _figure(result: ProbeResult) -> Figure:
    low, median, high = result.metrics["step_s"]
    wait = result.metrics.get("wait_s")
    deviation = (result.plain.get("parity") or {}).get("max_relative_deviation")
    return Figure(
        id=result.id,
        workload=result.workload,
        stack=result.stack,
        mode=f"{result.mode}, {result.device}",
        step=seconds(median),
        interval=f"{seconds(low)} to {seconds(high)}",
        wait=seconds(wait[1]) if wait else "not known",
        agreement=f"{deviation:.0e}" if isinstance(deviation, int | float) else "not known",
        step_s=(low, median, high),
        wait_s=wait,
    )
