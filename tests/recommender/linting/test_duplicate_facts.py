from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_fact_that_stands_twice_is_named(tmp_path: Path) -> None:
    """The same value of the same day is named with the line of the first."""
    assert said("duplicate_facts", tmp_path) == [
        "frameworks/alpha.yaml:10: facts[2].value: mobile has this value from 2016-03 "
        "on line 9 too; keep one fact and give it both sources",
    ]
