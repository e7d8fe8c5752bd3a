from pathlib import Path

from tests.recommender.linting.bases import said


def test_a_rule_that_fails_its_tests_is_named(tmp_path: Path) -> None:
    """A rule without a test, or with one that it fails or nobody can answer, is named."""
    assert said("rule_tests", tmp_path) == [
        "rules/all.yaml:7: [1].tests: has no test in which it fires; add {given: {...},"
        " fires: true}",
        "rules/all.yaml:20: [3].tests[1].given: places[0]: 'moon' is no answer; possible: "
        "desk, phone, unknown, any",
        "rules/all.yaml:20: [3].tests[0].fires: the rule does not fire for these "
        "answers; mend the rule or the test",
    ]
