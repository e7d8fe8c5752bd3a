from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_scored_attribute_of_a_framework_that_must_be_known_is_missed(tmp_path: Path) -> None:
    """Whoever lives today, or is surveyed by an article of the day, lacks nothing scored."""
    assert said("cells", tmp_path) == [
        "frameworks/alpha.yaml:8: facts: mobile is scored and nothing is said of it as "
        "of 31 January 2017; add the fact with its source, or 'value: unknown' with a "
        "note of where you looked",
        "frameworks/beta.yaml:7: facts: mobile is scored and nothing is said of it as "
        "of 1 January 2026; add the fact with its source, or 'value: unknown' with a "
        "note of where you looked",
    ]
