from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_source_that_hides_what_it_is_is_named(tmp_path: Path) -> None:
    """A source without address, day of reading or date is named."""
    assert said("source_details", tmp_path) == [
        "sources/all.yaml:1: [0].address: has no address; say where it stands",
        "sources/all.yaml:1: [0].read: says not when it was read; add 'read: YYYY-MM-DD'",
        "sources/all.yaml:2: [1].date: has no date of publication; add 'date', or "
        "'record: true' for a living record that dates its own entries",
    ]
