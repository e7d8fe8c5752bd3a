from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_fact_before_the_beginning_is_named(tmp_path: Path) -> None:
    """A fact before the first release is named, unless something says it was public."""
    assert said("facts_before_birth", tmp_path) == [
        "frameworks/alpha.yaml:7: facts[0].from: holds from 2015-02, before Alpha began"
        " (2015-06-30); mend the date, or say with 'began' and a source since when it "
        "was public",
    ]
