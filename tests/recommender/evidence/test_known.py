"""What people know well already: nothing left to learn of it, and less of what is like it."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from recommender.assessment import Assessment, assess
from recommender.batch import Scorer, recommend_many
from recommender.decision import decide
from recommender.errors import KnowledgeError
from recommender.evaluating.cases import Case, read, shipped_cases
from recommender.evidence.intervals import Interval
from recommender.evidence.relations import existing_code
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.recommendation import Recommendation, recommend
from recommender.reports.plain import to_plain
from recommender.requirements import Requirements
from tests.recommender import made_up, tiny
from tests.recommender.test_ruled_out import left_open, without_the_question

QUESTION = """
- id: known
  text: Which do you know?
  help: Well.
  many: true
  options_from: frameworks
"""
RULES = """
- id: known-counts
  because: What is known need not be learnt.
  when: [{requirement: known, is_not: any}]
  then: [{emphasise: ease, by: 2}]
"""
CRITERIA = tiny.CRITERIA.replace("{attribute: ease}]}", "{attribute: ease}], relation: known}")
DAY = "2018-06-01"
TODAY = "2026-11-27"


def knowledge(alpha: str = tiny.FRAMEWORKS["alpha"], **changes: str) -> Knowledge:
    """Return made-up knowledge in which Alpha runs on Beta."""
    return tiny.knowledge(
        questions=tiny.QUESTIONS + QUESTION,
        rules=tiny.RULES + RULES,
        criteria=CRITERIA,
        alpha=alpha,
        **changes,
    )


KNOWN = knowledge()


def ease(framework: str, answer: object, day: str = DAY, known: Knowledge = KNOWN) -> Assessment:
    answers = {"known": answer} if answer else {}
    return assess(known.at(day), Measurements(), answers)[framework]["ease"]


def test_what_is_known_has_nothing_left_to_learn() -> None:
    """Its facts count no more: it is known, surely."""
    found = ease("beta", ("beta",))
    assert found.interval == Interval(1.0, 1.0)
    assert [one.id for one in found.evidence] == ["requirements.known"]


def kept(framework: str, code: str, known: Knowledge = KNOWN) -> float:
    """Return how much of existing code lives on."""
    view = known.at(DAY)
    return existing_code(view.frameworks[framework], code, view).interval.middle


@pytest.mark.parametrize(("known", "other"), [("beta", "alpha"), ("alpha", "beta")])
def test_half_of_what_code_would_keep_carries_over(known: str, other: str) -> None:
    """Of a layer and its base so much less is left to learn, and the fact says why."""
    before, after = ease(other, ()).interval, ease(other, (known,))
    rest = 1 - kept(other, known) / 2
    assert 0.5 <= rest < 1
    for was, now in ((before.low, after.interval.low), (before.high, after.interval.high)):
        assert 1 - now == pytest.approx(rest * (1 - was))
    assert after.evidence[-1].id == "alpha.runs_on@2015-06"
    assert after.evidence[:-1] == ease(other, ()).evidence


def test_what_runs_on_several_hides_them() -> None:
    """Then half of that carries over: its users see little of what is below."""
    second = "\n  - {attribute: runs_on, value: gamma, from: 2017-06-01, source: history}\n"
    known = knowledge(tiny.FRAMEWORKS["alpha"].rstrip() + second)
    before = ease("beta", (), known=known).interval.middle
    after = ease("beta", ("alpha",), known=known).interval.middle
    assert 1 - after == pytest.approx((1 - kept("beta", "alpha", known) / 4) * (1 - before))


def test_the_nearest_of_several_counts() -> None:
    """Knowing more never makes anything harder, and nothing counts twice."""
    assert ease("alpha", ("beta", "gamma")) == ease("alpha", ("beta",))
    assert ease("alpha", ("alpha", "beta")).interval == Interval(1.0, 1.0)
    successor = "facts:\n  - {attribute: successor, value: alpha, from: 2017, source: history}"
    known = knowledge(gamma=tiny.FRAMEWORKS["gamma"].replace("facts:", successor))
    base, heir, both = (
        ease("alpha", names, known=known) for names in (("beta",), ("gamma",), ("beta", "gamma"))
    )
    assert both == base
    assert base.interval.low > heir.interval.low > ease("alpha", (), known=known).interval.low


@pytest.mark.parametrize("answer", [(), "any", "unknown", ("gamma",)])
def test_without_a_relation_the_facts_alone_count(answer: object) -> None:
    """No answer, no name and no relative leave the very assessment of everybody."""
    assert ease("alpha", answer) == ease("alpha", ())


def test_a_relation_counts_from_its_day_on() -> None:
    """As of a day before Gamma was released, nobody knows it; a relation has its dates."""
    alpha = tiny.FRAMEWORKS["alpha"].replace(
        "value: beta, from: 2015-06", "value: beta, from: 2017"
    )
    known = knowledge(alpha)
    assert ease("alpha", ("beta",), "2016-12-31", known) == ease("alpha", (), "2016-12-31", known)
    assert ease("alpha", ("beta",), "2017-12-31", known) != ease("alpha", (), "2017-12-31", known)


@settings(deadline=None)
@given(made_up.requirements(KNOWN))
def test_the_fast_scorer_says_so_too(needs: Requirements) -> None:
    """For many sets of answers at once the same comes first as in the full decision."""
    now = decide(needs, DAY, Measurements(), KNOWN)
    scorer = Scorer(KNOWN.at(DAY), Measurements())
    best = now.best.framework if now.best else None
    assert scorer.best(needs) == best
    assert recommend_many([needs], KNOWN.at(DAY)) == [best]
    summed = scorer.sums(needs)
    for ranked in now.ranking:
        place = scorer.frameworks.index(ranked.framework)
        assert summed.scores[place] / summed.points == pytest.approx(ranked.score, abs=1e-12)


def shipped_advice(**needs: Any) -> Recommendation:
    return recommend({"purpose": "prototyping", "models": ["convolutional"], **needs}, TODAY)


def test_knowing_weighs_moderately_and_more_for_weeks() -> None:
    """It adds less than naming code that exists does, for all but an experiment of weeks."""

    def weight(**needs: Any) -> float:
        found = shipped_advice(**needs).preferences.emphases
        return sum(one.amount for one in found if one.criterion == "ease_of_learning")

    plain, weeks = weight(known=["keras"]) - weight(), weight(known=["keras"], horizon="weeks")
    code = shipped_advice(existing_code="keras").preferences.emphases
    assert 0 < plain < sum(one.amount for one in code if one.criterion == "existing_code")
    assert weeks - weight(horizon="weeks") > plain


def test_reports_say_what_is_known_and_what_is_like_it() -> None:
    """Why, why-not, how and compare tell the answer, the relation and the rule with its source."""
    advice = shipped_advice(known=["lightning"], horizon="weeks")
    assert "PyTorch Lightning is known to you already." in advice.why("lightning").text
    flat = " ".join(advice.why("pytorch").text.split())
    assert re.search(r"PyTorch Lightning runs on PyTorch \(.* You know the one, so \d\d% of", flat)
    assert "is what PyTorch Lightning runs on, which you know" in " ".join(
        part.text for section in advice.why_not("lightning").sections for part in section.sentences
    )
    told = advice.how("ease_of_learning").text
    for identity in ("what-people-know-counts", "weeks-are-short-for-learning", "meyerovich-2013"):
        assert f"[{identity}]" in told
    side = " ".join(advice.compare("pytorch", "lightning").text.split())
    assert "is known to you already" in side


def test_what_if_and_the_flips_tell_whom_it_helps() -> None:
    """Whoever is nearly first becomes it where people know it, and what-if agrees."""
    advice = shipped_advice(deployment=["server"], horizon="weeks")
    changes = advice.what_would_change().numbers()["answers"]
    found = [one for one in changes if one["question"] == "known"]
    assert found
    for one in found:
        then = advice.what_if({"known": one["after"]}).after
        assert then.best is not None
        assert then.best.framework == one["first"] != (advice.best and advice.best.framework)


@pytest.mark.parametrize("case", read(shipped_cases(), shipped())[::4], ids=lambda case: case.id)
def test_left_open_it_changes_no_advice(case: Case) -> None:
    """A requirements file without the key has every number and word that it had before."""
    without = without_the_question(shipped(), "known")
    criteria = {
        name: replace(one, relation=None) if one.relation == "known" else one
        for name, one in without.criteria.items()
    }
    before = replace(without, criteria=criteria, digest="nothing known")
    needs = left_open(case.requirements, "known")
    plain = [to_plain(recommend(needs, case.date, knowledge=one)) for one in (before, shipped())]
    rules = {rule.id for rule in before.rules}
    for one in plain:
        del one["knowledge"]
        one["rules"] = [rule for rule in one["rules"] if rule["rule"] in rules]
    assert plain[0] == plain[1]


def test_what_people_know_is_beside_facts() -> None:
    """A criterion of that relation that reads nothing is refused in one line."""
    broken = CRITERIA.replace("relation: existing_code", "relation: known")
    with pytest.raises(KnowledgeError, match="what people know spares them what 'reads' say"):
        tiny.knowledge(questions=tiny.QUESTIONS + QUESTION, criteria=broken)
