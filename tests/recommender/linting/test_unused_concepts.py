from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_conclusion_that_nobody_reads_is_named(tmp_path: Path) -> None:
    """A concept that is concluded and never read is named."""
    assert said("unused_concepts", tmp_path) == [
        "rules/all.yaml:20: [3].then[1].conclude: no rule reads 'light'; strike it out, or use it",
    ]
