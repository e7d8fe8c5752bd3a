from hypothesis import given, settings

from recommender.decision import Decision, decide
from recommender.flips.needs import NeedChange, need_changes
from recommender.measurements import Measurements
from recommender.requirements import Requirements, from_mapping
from tests.recommender import made_up, tiny

KNOWN = tiny.knowledge()
DAY = "2018-06-01"


def decided(requirements: Requirements) -> Decision:
    return decide(requirements, DAY, Measurements(), KNOWN)


def test_a_need_that_excludes_the_best_is_named() -> None:
    """Without the need of phones Alpha would be first: the rule and its reason are said."""
    now = decided(from_mapping({"purpose": "study", "places": ["phone"]}, KNOWN))
    assert need_changes(now) == (
        NeedChange("phones-need-mobile", "A phone needs a mobile run time.", "alpha"),
    )


def test_a_need_that_excludes_somebody_worse_is_not() -> None:
    """Where the excluded framework would not win anyway, nothing is said."""
    now = decided(from_mapping({"purpose": "work", "places": ["phone"]}, KNOWN))
    assert [item.framework for item in now.exclusions] == ["alpha"]
    assert need_changes(now) == ()


def test_the_users_own_limits_are_needs_too() -> None:
    """A framework left out by 'without' or 'only' that would be first is named."""
    for limits in ({"without": ["alpha"]}, {"only": ["beta", "gamma"]}):
        now = decided(from_mapping({"purpose": "study", **limits}, KNOWN))
        assert need_changes(now) == (NeedChange(None, "", "alpha"),)


def test_where_nothing_is_left_giving_up_a_need_leaves_something() -> None:
    """With Alpha alone on the table and phones needed, either limit given up is an answer."""
    now = decided(from_mapping({"only": ["alpha"], "places": ["phone"]}, KNOWN))
    assert now.best is None
    assert {change.framework for change in need_changes(now)} == {"alpha", "beta", "gamma"}


@settings(deadline=None)
@given(made_up.requirements(KNOWN))
def test_every_stated_need_flips(needs: Requirements) -> None:
    """With the need's rule gone from the rules, the framework that is named is first."""
    from dataclasses import replace

    now = decided(needs)
    for change in need_changes(now):
        if change.rule is None:
            continue
        rules = tuple(
            replace(rule, effects=tuple(e for e in rule.effects if e.kind != "require"))
            if rule.id == change.rule
            else rule
            for rule in KNOWN.rules
        )
        then = decide(needs, DAY, Measurements(), replace(KNOWN, rules=rules))
        assert then.best is not None
        assert then.best.framework == change.framework
        assert now.best is None or now.best.framework != change.framework
