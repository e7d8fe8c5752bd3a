from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_source_that_nothing_cites_is_named(tmp_path: Path) -> None:
    """A bibliography entry that lies idle is named."""
    assert said("unused_sources", tmp_path) == [
        "sources/all.yaml:3: [1].id: nothing cites 'idle'; cite it or strike it out",
    ]
