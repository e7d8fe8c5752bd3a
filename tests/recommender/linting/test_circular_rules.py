from pathlib import Path

from tests.recommender.linting.bases import said


def test_rules_that_conclude_their_own_condition_are_named(tmp_path: Path) -> None:
    """Every rule of a circle of concepts is named with the concept."""
    assert said("circular_rules", tmp_path) == [
        "rules/all.yaml:3: [0].when: needs 'gentle', which it concludes; break the circle",
        "rules/all.yaml:9: [1].when: needs 'calm', which it concludes; break the circle",
    ]
