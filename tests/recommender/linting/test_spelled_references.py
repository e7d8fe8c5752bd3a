from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_reference_that_is_spelt_otherwise_is_named(tmp_path: Path) -> None:
    """A framework's name where its id belongs, and a reference to itself, are named."""
    assert said("spelled_references", tmp_path) == [
        "frameworks/alpha.yaml:12: facts[4].value: 'Beta' is 'beta' here; write beta",
        "frameworks/beta.yaml:9: facts[2].value: a framework refers to itself; name the other",
    ]
