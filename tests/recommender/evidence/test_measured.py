from dataclasses import replace

import pytest

from probes.results.result import Result
from recommender.evidence.facts import Evidence
from recommender.evidence.measured import (
    FITTING_WORKLOAD,
    OTHER_DEVICE,
    asked_devices,
    measured_here,
)
from recommender.knowledge.vocabulary import Measure
from recommender.measurements import measurements
from tests.recommender.evidence.test_published import KNOWN
from tests.recommender.probed import measured, plain

VIEW = KNOWN.at("2018-01-01")
STEP = Measure("step_s", 2.0, 0.1, 10.0, "numpy")


def ran(workload: str, device: str) -> list[Result]:
    """Return results of Alpha and of the yardstick."""
    found = [measured("alpha", "alpha", 0.002), measured("numpy", "numpy", 0.001)]
    return [
        replace(found[0], workload=workload, device=device),
        replace(found[1], workload=workload),
    ]


def of_alpha(results: list[Result], **answers: tuple[str, ...]) -> dict[str, Evidence]:
    """Return the evidence on the steps of Alpha by workload."""
    found = measurements(plain(*results), "2026-11-24")
    pieces = measured_here(VIEW.frameworks["alpha"], STEP, found, VIEW, answers)
    return {piece.id.split("/")[1]: piece for piece in pieces}


def test_workloads_share_the_weight_of_a_measure_and_a_fitting_one_has_three_shares() -> None:
    """Without models all count alike; the workload that stands for the asked models counts more."""
    results = [*ran("mlp", "cpu"), *ran("lstm", "cpu")]
    alike, asked = of_alpha(results), of_alpha(results, models=("recurrent",))
    assert {name: piece.weight for name, piece in alike.items()} == {"lstm": 1.0, "mlp": 1.0}
    shares = FITTING_WORKLOAD + 1
    assert asked["lstm"].weight == pytest.approx(2.0 * FITTING_WORKLOAD / shares)
    assert asked["mlp"].weight == pytest.approx(2.0 / shares)


@pytest.mark.parametrize(
    ("hardware", "device", "share"),
    [
        ((), "cpu", 1.0),
        (("cpu",), "cpu", 1.0),
        (("nvidia_gpu",), "cpu", OTHER_DEVICE),
        (("nvidia_gpu", "cpu"), "cpu", 1.0),
        (("nvidia_gpu",), "cuda", 1.0),
    ],
)
def test_a_run_on_another_device_than_the_asked_counts_a_quarter(
    hardware: tuple[str, ...], device: str, share: float
) -> None:
    """What was measured on no device that was asked for tells less; its interval is as it was."""
    (piece,) = of_alpha(ran("mlp", device), hardware=hardware).values()
    (plainly,) = of_alpha(ran("mlp", device)).values()
    assert piece.weight == pytest.approx(STEP.weight * share)
    assert piece.interval == plainly.interval


def test_devices_are_those_of_the_hardware_asked_for() -> None:
    """Each device speaks for the hardware that the knowledge names; else none is asked."""
    asked = {"hardware": ("nvidia_gpu",)}
    assert asked_devices(KNOWN.relevance, asked) == ("cuda",)
    assert asked_devices(KNOWN.relevance, {"hardware": "any"}) == ()
    assert asked_devices(KNOWN.relevance, {}) == ()
