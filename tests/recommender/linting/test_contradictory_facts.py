from pathlib import Path

from tests.recommender.linting.bases import said


def test_two_values_of_one_day_are_named(tmp_path: Path) -> None:
    """Two values of one day, by evidence of the same rank, are named with both lines."""
    assert said("contradictory_facts", tmp_path) == [
        "frameworks/alpha.yaml:10: facts[2].value: mobile is true from 2016-03-31, and "
        "false on line 9; keep the one that its sources bear out, or date them apart",
    ]
