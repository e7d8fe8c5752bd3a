import pytest

from recommender.inference import infer, points
from recommender.loading.loader import shipped

KNOWN = shipped()
CRITERIA = ("language_models", "language_models_on_tpus", "language_models_on_apple_gpus")
HARDWARE = {
    ("nvidia_gpu",): (6, 0, 0),
    ("tpu",): (1, 5, 0),
    ("tpu", "cluster"): (1, 5, 0),
    ("apple_gpu", "cpu"): (1, 0, 5),
    ("tpu", "nvidia_gpu"): (3, 3, 0),
    ("tpu", "apple_gpu"): (0, 3, 3),
    ("tpu", "apple_gpu", "recent_nvidia_gpu"): (2, 2, 2),
}


@pytest.mark.parametrize(("hardware", "expected"), HARDWARE.items(), ids=str)
def test_the_devices_share_the_points_of_language_models(
    hardware: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    """Tools count by the devices asked for, and together as much as language models ever do."""
    answers = {"models": ("language_models",), "hardware": hardware}
    found = points(infer(answers, {}, KNOWN.rules, KNOWN.criteria).emphases, KNOWN.criteria)
    assert tuple(found[criterion] for criterion in CRITERIA) == expected


@pytest.mark.parametrize("device", ["tpu", "apple_gpu"])
def test_no_tools_run_on_a_device_that_the_framework_does_not_know(device: str) -> None:
    """At every change of what is known, who computes nothing on a device has no tools there."""
    attributes = (f"device.{device}", f"language_model_tools.{device}")
    for framework in KNOWN.frameworks.values():
        for day in {fact.since for fact in framework.facts if fact.attribute in attributes}:
            view = KNOWN.at(day).frameworks[framework.id]
            if view.value(attributes[0]) == "none":
                assert view.value(attributes[1]) == "none", (framework.id, day)
