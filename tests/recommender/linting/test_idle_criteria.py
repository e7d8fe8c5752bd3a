from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_criterion_that_never_counts_is_named(tmp_path: Path) -> None:
    """No importance and no rule: the criterion is named."""
    assert said("idle_criteria", tmp_path) == [
        "criteria.yaml:3: [2].importance: 'idle' never counts: importance 0, and no "
        "rule emphasises it; give it an importance, emphasise it in a rule, or strike "
        "it out",
    ]
