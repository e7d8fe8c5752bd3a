from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_fact_that_ends_before_it_begins_is_named(tmp_path: Path) -> None:
    """An end that is not after the beginning is named."""
    assert said("fact_ends", tmp_path) == [
        "frameworks/alpha.yaml:12: facts[4].until: ends on 2016-01-01, not after it "
        "began (2016-03); mend one of the dates",
    ]
