from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_rule_or_criterion_that_names_a_framework_is_named(tmp_path: Path) -> None:
    """A framework in the words of a rule or criterion is found, whatever its case."""
    assert said("frameworks_in_rules", tmp_path) == [
        "criteria.yaml:3: [2].meaning: names the framework 'beta'; speak of what a "
        "framework has or lacks",
        "rules/all.yaml:2: [0].because: names the framework 'Alpha'; speak of what a "
        "framework has or lacks",
    ]
