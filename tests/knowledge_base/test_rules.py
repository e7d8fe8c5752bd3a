import re

import pytest

from recommender.inference import infer
from recommender.knowledge import Knowledge, Rule
from recommender.knowledge_loading import shipped
from recommender.requirements import from_mapping

RULES = shipped().rules


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return shipped()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_passes_its_own_tests(rule: Rule, known: Knowledge) -> None:
    """Each rule has tests, and fires or not as they say."""
    assert rule.tests, "give the rule a test"
    for test in rule.tests:
        answers = from_mapping(test["given"], known).answers
        trace = {item.rule: item for item in infer(answers, {}, known.rules, known.criteria).trace}
        assert (trace[rule.id].outcome is True) is test["fires"], test


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_names_a_framework(rule: Rule, known: Knowledge) -> None:
    """Rules speak of needs and attributes: a named framework would be an opinion, not a rule."""
    names = {known_name.lower() for f in known.frameworks.values() for known_name in (f.id, f.name)}
    values = [condition.value for group in rule.when for condition in group]
    values += [effect.value for effect in rule.effects]
    said = " ".join([rule.id, rule.because, *map(str, values)]).lower()
    assert not {name for name in names if re.search(rf"\b{re.escape(name)}\b", said)}


def test_every_criterion_can_come_to_count(known: Knowledge) -> None:
    """A criterion without importance of its own is emphasised by some rule."""
    emphasised = {effect.target for rule in RULES for effect in rule.effects}
    idle = [c.id for c in known.criteria.values() if not c.importance and c.id not in emphasised]
    assert not idle


def test_every_answer_has_a_consequence(known: Knowledge) -> None:
    """Every option of every question is read by some rule; but for those that ask for nothing."""
    asks_for_nothing = {("deployment", "nowhere"), ("horizon", "year"), ("risk", "balanced")}
    asks_for_nothing |= {("experience", "intermediate"), ("scale", "medium")}
    read = {
        (condition.subject, value)
        for rule in RULES
        for group in (*rule.when, rule.unless)
        for condition in group
        for value in (condition.value if isinstance(condition.value, list) else [condition.value])
    }
    silent = [
        (question.id, option)
        for question in known.questions.values()
        for option in question.option_ids()
        if (question.id, "any") not in read
        and question.options_from != "frameworks"
        and (question.id, option) not in read | asks_for_nothing
    ]
    assert not silent
