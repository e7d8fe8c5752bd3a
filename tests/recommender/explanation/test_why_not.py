import pytest

from recommender.errors import UserError
from recommender.evaluating.cases import Case, read, shipped_cases
from recommender.explanation.why_excluded import WhyExcluded
from recommender.explanation.why_not import WhyNot
from recommender.loading.loader import shipped
from recommender.recommendation import recommend
from recommender.requirements import from_mapping
from tests.recommender.tiny import knowledge

TINY = knowledge()
DAY = "2018-06-01"
CASES = read(shipped_cases(), shipped())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_decisive_advantages_outweigh_all_that_speaks_for_the_other(case: Case) -> None:
    """In every shipped case, and the gap is what the differences come to."""
    advice = recommend(case.requirements, case.date)
    for other in advice.ranking[1:]:
        found = advice.why_not(other.framework)
        assert isinstance(found, WhyNot)
        plus = sum(one.amount for one in found.decisive)
        minus = -sum(one.amount for one in found.own_advantages)
        assert plus > minus or found.gap < 1e-9
        assert sum(one.amount for one in found.differences) == pytest.approx(found.gap)


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case.id)
def test_a_stated_way_back_brings_it_back(case: Case) -> None:
    """Given the answers that are said to bring it back, it has the place that is said."""
    advice = recommend(case.requirements, case.date)
    told = 0
    for item in advice.exclusions:
        found = advice.why_not(item.framework)
        assert isinstance(found, WhyExcluded)
        for back in found.comebacks:
            plain = advice.requirements.to_dict()
            for question, answer in back.changes.items():
                plain.pop(question, None)
                if answer is not None:
                    plain[question] = list(answer) if isinstance(answer, tuple) else answer
            after = recommend(from_mapping(plain, shipped()), case.date)
            order = [ranked.framework for ranked in after.ranking]
            assert order[back.place - 1] == item.framework
            assert len(order) == back.among
            told += 1
    assert told or not [item for item in advice.exclusions if item.constraint]


def test_an_exclusion_names_need_rule_fact_and_the_way_back() -> None:
    """Alpha has no mobile run time: the answer, the rule, the fact, and what would free it."""
    found = recommend({"places": ["phone", "desk"]}, DAY, knowledge=TINY).why_not("alpha")
    assert isinstance(found, WhyExcluded)
    plain = found.to_dict()
    assert plain["violations"] == [
        {
            "rule": "phones-need-mobile",
            "attribute": "mobile",
            "operator": "is",
            "value": True,
            "fact": "alpha.mobile@2015-06",
        }
    ]
    assert plain["comebacks"][0]["changes"] == {"places": ["desk"]}
    assert "You answered “Phone”. A phone needs a mobile run time." in found.text
    said = " ".join(found.text.split())
    assert "if “Phone” were not among your answers to “Where?”" in said


def test_all_violations_are_told_not_only_the_first() -> None:
    """Theano today has ended, and its end was announced: both are said."""
    found = recommend({"purpose": "research"}, "2026-11-24").why_not("theano").to_dict()
    rules = {one["rule"] for one in found["violations"]}
    assert {"new-work-needs-a-living-framework", "an-announced-end-is-an-end"} <= rules
    assert found["comebacks"][0]["changes"] == {"purpose": "keep_running"}


def test_the_users_own_limit_is_told_with_the_place_it_would_have() -> None:
    """'without' left it out; free of that, it has a place."""
    needs = {"purpose": "study", "without": ["alpha"]}
    found = recommend(needs, DAY, knowledge=TINY).why_not("alpha")
    assert "You left it out yourself, by “without”." in found.text
    assert "Were it not left out, Alpha would come first of 3." in " ".join(found.text.split())


def test_the_first_has_no_why_not() -> None:
    """Asked why not the answer itself, one is told to ask why."""
    advice = recommend({"purpose": "study"}, DAY, knowledge=TINY)
    with pytest.raises(UserError, match="Alpha is the answer; ask why"):
        advice.why_not("alpha")
