import pytest

from recommender.loading.loader import shipped

KNOWN = shipped()
TODAY = "2026-11-23"
NINE = ["theano", "lasagne", "blocks", "tensorflow", "keras", "mxnet", "pytorch", "jax", "pytensor"]
SEVEN = NINE[:7]
STATE = [
    *("maintenance", "licence", "python_versions", "execution_model"),
    *("device.cpu", "device.nvidia_gpu", "description", "documentation"),
]


@pytest.mark.parametrize("framework", NINE)
def test_todays_state_is_known(framework: str) -> None:
    """Maintenance, licence, Python versions, devices and execution model are known today."""
    view = KNOWN.at(TODAY).frameworks[framework]
    missing = [attribute for attribute in STATE if view.fact(attribute) is None]
    assert not missing
    assert view.releases


@pytest.mark.parametrize("framework", NINE)
def test_what_has_ended_names_what_came_after(framework: str) -> None:
    """A framework whose development has ended, and that has a successor, names it."""
    view = KNOWN.at(TODAY).frameworks[framework]
    if view.value("maintenance") == "ended":
        assert view.fact("successor") is not None


@pytest.mark.parametrize("framework", SEVEN)
def test_the_seven_were_on_the_table_in_january_2017(framework: str) -> None:
    """All frameworks of the article are alternatives at its date, PyTorch but days old."""
    assert framework in KNOWN.at("2017-01-31").frameworks
