from pathlib import Path

from tests.recommender.linting.bases import said


def test_rules_that_together_leave_nothing_are_named(tmp_path: Path) -> None:
    """Opposites required together are named, those that exclude each other are not."""
    assert said("conflicting_rules", tmp_path) == [
        "rules/all.yaml:28: [5].id: is 'gentle-lasts' once more; keep one of the two",
        "rules/all.yaml:36: [6].then: requires of mobile what 'desks-need-no-mobile' "
        "forbids, and both can fire; let the conditions exclude each other, or "
        "emphasise instead of requiring",
    ]
