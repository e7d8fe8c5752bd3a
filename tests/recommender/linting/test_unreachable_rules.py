from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_rule_that_cannot_fire_is_named(tmp_path: Path) -> None:
    """A rule that wants two answers to a question of one answer is named."""
    assert said("unreachable_rules", tmp_path) == [
        "rules/all.yaml:14: [2].when: no answers make all its conditions hold; strike "
        "out the condition that contradicts the others, or the rule",
    ]
