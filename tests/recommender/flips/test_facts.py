from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recommender.decision import Decision, decide
from recommender.flips.fact_change import FactChange, Kind, supposed, values_of
from recommender.flips.facts import fact_changes
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import Requirements, from_mapping
from tests.recommender import made_up, tiny

KNOWN = tiny.knowledge()
BREAKING = tiny.breaking()
DAY = "2018-06-01"


def with_fact(knowledge: Knowledge, fact: Fact) -> Knowledge:
    """Return a knowledge base in which a framework has one more fact, before all others."""
    framework = knowledge.frameworks[fact.framework]
    framework = replace(framework, facts=(fact, *framework.facts))
    return replace(
        knowledge,
        digest=f"{knowledge.digest} and {fact.id}",
        frameworks={**knowledge.frameworks, framework.id: framework},
    )


def decided(requirements: Requirements, known: Knowledge = KNOWN) -> Decision:
    return decide(requirements, DAY, Measurements(), known)


def best(decision: Decision) -> str | None:
    return decision.best.framework if decision.best else None


@settings(deadline=None)
@given(made_up.requirements(KNOWN))
def test_every_stated_change_of_a_fact_flips_and_none_is_missed(needs: Requirements) -> None:
    """Putting every value of every attribute into the knowledge base finds the same facts."""
    check_all(needs, KNOWN)


@pytest.mark.parametrize("code", ["alpha", "beta"])
@settings(deadline=None)
@given(needs=made_up.requirements(BREAKING))
@example(needs=from_mapping({"purpose": "study"}, BREAKING))
def test_a_fact_on_old_code_moves_all_that_keep_it(code: str, needs: Requirements) -> None:
    """Where others keep of the code what its framework keeps, a fact of it moves them along."""
    answers = {**needs.answers, "existing_code": code}
    check_all(replace(needs, answers=answers), BREAKING)


def check_all(needs: Requirements, base: Knowledge) -> None:
    """Try every value of every attribute of every framework, and compare with what is stated."""
    now = decided(needs, base)
    stated = {(change.framework, change.attribute): change for change in fact_changes(now)}
    for name in now.view.alternatives:
        for attribute in base.attributes.values():
            flipping = {}
            for value in values_of(attribute):
                known = with_fact(base, supposed(name, attribute.id, value, DAY))
                then = best(decide(needs, DAY, Measurements(), known))
                if then not in (None, best(now)):
                    flipping[value] = then
            change = stated.get((name, attribute.id))
            assert (change is not None) == bool(flipping)
            if change is not None:
                assert flipping[change.after] == change.becomes_first
                scale = values_of(attribute)
                steps = {
                    value: abs(scale.index(value) - scale.index(change.before))
                    for value in flipping
                    if change.before is not None
                }
                assert change.steps == min(steps.values(), default=0)


def test_a_changed_fact_flips_when_the_knowledge_base_really_says_so() -> None:
    """Written into the YAML, the stated fact makes the stated framework first."""
    now = decided(from_mapping({"purpose": "study"}, KNOWN))
    assert best(now) == "alpha"
    change = next(one for one in fact_changes(now) if one.framework == "alpha")
    assert (change.attribute, change.before, change.kind) == ("ease", "easy", Kind.changed)
    assert change.ids == ("alpha.ease@2015-06", "ease")
    line = f"  - {{attribute: ease, value: {change.after}, from: {DAY}, source: history}}\n"
    edited = tiny.knowledge(alpha=tiny.FRAMEWORKS["alpha"] + line)
    then = decide(now.requirements, DAY, Measurements(), edited)
    assert best(then) == change.becomes_first != "alpha"


def test_learning_what_nobody_knows_can_decide() -> None:
    """Nobody knows Gamma's power; if it is easy, learning that it is strong puts it first."""
    plain = decided(from_mapping({"purpose": "work"}, KNOWN))
    assert best(plain) == "beta"
    # As strong as Beta it would only be level with it, and level ones go by name.
    assert [one for one in fact_changes(plain) if one.framework == "gamma"] == []
    gamma = tiny.FRAMEWORKS["gamma"].replace("ease, value: fair", "ease, value: easy")
    easy = tiny.knowledge(gamma=gamma)
    now = decide(plain.requirements, DAY, Measurements(), easy)
    assert best(now) == "beta"
    (change,) = [one for one in fact_changes(now) if one.framework == "gamma"]
    assert (change.attribute, change.before, change.after) == ("power", None, "strong")
    assert (change.kind, change.steps, change.becomes_first) == (Kind.learnt, 0, "gamma")


def test_confirming_what_has_grown_old_can_decide() -> None:
    """Alpha's ease, attested long ago, has faded; attested again it would put Alpha first."""
    day = "2026-01-01"
    known = tiny.knowledge(
        alpha="""
id: alpha
name: Alpha
kind: framework
releases: [{version: "1.0", date: 2015-06, source: history}]
facts:
  - {attribute: ease, value: easy, from: 2016-06-15, source: opinion}
  - {attribute: power, value: strong, from: 2015-06, source: history}
""",
        beta="""
id: beta
name: Beta
kind: framework
releases: [{version: "0.9", date: 2014, source: history}]
facts:
  - {attribute: ease, value: easy, from: 2014, source: history}
  - {attribute: power, value: strong, from: 2014, source: history}
""",
    )
    now = decide(from_mapping({"without": ["gamma"]}, known), day, Measurements(), known)
    assert best(now) == "beta"
    (change,) = [one for one in fact_changes(now) if one.framework == "alpha"]
    assert (change.kind, change.before, change.after) == (Kind.confirmed, "easy", "easy")
    assert change.becomes_first == "alpha"


def test_a_fact_that_lets_an_excluded_framework_in_counts() -> None:
    """On phones Alpha is out; did it run there, it would be first again."""
    now = decided(from_mapping({"purpose": "study", "places": ["phone"]}, KNOWN))
    (change,) = [one for one in fact_changes(now) if one.framework == "alpha"]
    assert change == FactChange(
        framework="alpha",
        attribute="mobile",
        before=False,
        after=True,
        kind=Kind.changed,
        steps=1,
        effect=0.0,
        becomes_first="alpha",
        ids=("alpha.mobile@2015-06", "phones-need-mobile"),
    )


def test_what_the_user_left_out_stays_out() -> None:
    """No fact brings back a framework that the requirements rule out."""
    now = decided(from_mapping({"purpose": "study", "without": ["alpha"]}, KNOWN))
    assert all(one.becomes_first != "alpha" for one in fact_changes(now))
    assert all(one.framework != "alpha" for one in fact_changes(now))


@pytest.mark.parametrize("day", ["2017-01-31", "2024-01-31"])
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_every_stated_fact_flips_in_the_shipped_knowledge(day: str, data: st.DataObject) -> None:
    """Put into the real knowledge base, each fact makes first whom it says."""
    known = shipped()
    needs = data.draw(made_up.requirements(known))
    now = decide(needs, day, Measurements(), known)
    for change in fact_changes(now):
        fact = supposed(change.framework, change.attribute, change.after, day)
        then = decide(needs, day, Measurements(), with_fact(known, fact))
        assert best(then) == change.becomes_first != best(now)
