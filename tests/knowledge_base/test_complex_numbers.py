import pytest

from recommender.decision import decide
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import from_mapping

KNOWN = shipped()
#: framework, day, level; each as the sources of its facts have it.
HISTORY = [
    ("theano", "2017-01-31", "partial"),
    ("tensorflow", "2017-01-31", "partial"),
    ("pytorch", "2017-01-31", "none"),
    ("pytorch", "2020-08-31", "partial"),
    ("pytorch", "2021-06-30", "full"),
    ("jax", "2018-12-31", "partial"),
    ("jax", "2019-06-30", "full"),
    ("keras", "2024-01-31", "none"),
    ("keras", "2026-11-28", "partial"),
    ("tinygrad", "2026-11-28", "none"),
]


@pytest.mark.parametrize(("framework", "day", "level"), HISTORY)
def test_complex_numbers_came_when_they_came(framework: str, day: str, level: str) -> None:
    """What a framework offers for complex numbers is known for the day, as its releases have it."""
    assert KNOWN.at(day).frameworks[framework].value("complex_numbers") == level


def test_the_need_excludes_and_the_wish_does_not() -> None:
    """Who needs complex numbers is not sent to tinygrad; who would like them may be."""
    excluded = {}
    for answer in ("needs", "wishes"):
        needs = from_mapping({answer: ["complex_numbers"]}, KNOWN)
        decision = decide(needs, "2026-11-28", Measurements(), KNOWN)
        excluded[answer] = {gone.framework for gone in decision.exclusions}
    assert "tinygrad" in excluded["needs"]
    assert "pytorch" not in excluded["needs"]
    assert "tinygrad" not in excluded["wishes"]
