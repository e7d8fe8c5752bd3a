"""What is out of the question: excluded by name, told so everywhere, and let in again."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.batch import recommend_many
from recommender.decision import Decision, decide
from recommender.errors import KnowledgeError, UserError
from recommender.evaluating.cases import Case, read, shipped_cases
from recommender.explanation.why_excluded import WhyExcluded
from recommender.flips.answers import answer_changes
from recommender.flips.needs import NeedChange, need_changes
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.recommendation import recommend
from recommender.reports.plain import to_plain
from recommender.requirements import Requirements, from_mapping
from recommender.reviewing.review import review
from recommender.scorer import Scorer
from recommender.stacks import stack_of
from tests.recommender import made_up, tiny
from tests.recommender.reviewing.test_records import kept

QUESTION = """
- id: refused
  text: Which not?
  help: None of these.
  many: true
  options_from: frameworks
"""
RULE = """
- id: refused
  because: You refused it.
  when: [{requirement: refused, is_not: any}]
  then: [{exclude_each: refused}]
"""
DAY = "2018-06-01"
#: Alpha is a layer over Beta.
TEXTS = {
    "attributes": tiny.ATTRIBUTES.replace(
        "meaning: Runs on.", "meaning: Base., says: 'runs on {}'"
    ),
    "questions": tiny.QUESTIONS + QUESTION,
    "rules": tiny.RULES + RULE,
}
KNOWN = tiny.knowledge(**TEXTS)
TODAY = "2026-11-27"
NAMES = ("alpha", "beta", "gamma")


def decided(**needs: Any) -> Decision:
    return decide(from_mapping(needs, KNOWN), DAY, Measurements(), KNOWN)


def left_open(needs: Requirements, question: str) -> Requirements:
    """Return needs without an answer to a question."""
    answers = {name: answer for name, answer in needs.answers.items() if name != question}
    leaning = tuple(name for name in needs.leaning if name != question)
    return replace(needs, answers=answers, leaning=leaning)


def without_the_question(known: Knowledge, question: str) -> Knowledge:
    """Return a knowledge base that never asks a question, with no rule that reads it."""
    rules = [
        rule
        for rule in known.rules
        if not any(one.subject == question for group in rule.when for one in group)
    ]
    questions = {name: one for name, one in known.questions.items() if name != question}
    return replace(known, rules=tuple(rules), questions=questions, digest=f"no {question}")


@settings(deadline=None)
@given(
    made_up.requirements(without_the_question(KNOWN, "refused")), st.sets(st.sampled_from(NAMES))
)
def test_who_is_named_is_out_and_nothing_else_moves(needs: Requirements, named: set[str]) -> None:
    """The others keep their scores and their order, whatever else was asked.

    Alpha runs on Beta alone, so that it goes with it.
    """
    given = named
    named = named | ({"alpha"} if "beta" in named else set())
    before = decide(needs, DAY, Measurements(), KNOWN)
    answers = {**needs.answers, "refused": tuple(sorted(given)) or "unknown"}
    after = decide(replace(needs, answers=answers), DAY, Measurements(), KNOWN)
    assert [one for one in before.ranking if one.framework not in named] == list(after.ranking)
    out = {one.framework for one in before.exclusions} | named
    assert {one.framework for one in after.exclusions} == out
    for one in after.exclusions:
        if one.framework in named - {*needs.without} and not needs.only:
            assert one.constraint is not None
            assert one.constraint.because == "You refused it."
            base = one.constraint.ruled_out != one.framework
            assert [fact.value for fact in one.facts] == (["beta"] if base else [])


@settings(deadline=None)
@given(made_up.requirements(KNOWN))
def test_the_fast_scorer_says_so_too(needs: Requirements) -> None:
    """For many sets of answers at once the same comes first as in the full decision."""
    now = decide(needs, DAY, Measurements(), KNOWN)
    best = now.best.framework if now.best else None
    assert Scorer(KNOWN.at(DAY), Measurements()).best(needs) == best
    assert recommend_many([needs], KNOWN.at(DAY)) == [best]


@pytest.mark.parametrize("answer", ["any", "unknown", []])
def test_without_a_name_nothing_is_excluded(answer: object) -> None:
    """Nothing is out where the answer is "doesn't matter", "don't know" or an empty list."""
    assert not decided(refused=answer).exclusions


def test_all_ruled_out_is_an_empty_table() -> None:
    """Nothing is left then, in the words that an empty table always has."""
    advice = recommend({"refused": list(NAMES)}, DAY, knowledge=KNOWN)
    assert advice.verdict == "nothing left"
    (said,) = advice.explanation.verdict
    assert said.text == "No framework is left: your needs exclude every one."


def test_a_leaning_answer_warns_and_excludes_nothing() -> None:
    """Whoever is not sure keeps it on the table, with a word about it."""
    needs = {"refused": ["gamma"], "firmness": {"refused": "leaning"}}
    advice = recommend(needs, DAY, knowledge=KNOWN)
    assert not advice.exclusions
    said = advice.explanation.warnings[-1]
    text = "Gamma: You refused it. A firm answer would exclude it; yours is leaning."
    assert (said.text, said.ids) == (text, ("refused", "requirements.refused"))


def test_it_is_told_before_other_reasons_and_beside_them() -> None:
    """Alpha lacks what phones need too; both reasons and the answers that free it are named."""
    needs = {"refused": ["alpha"], "places": ["phone", "desk"]}
    advice = recommend(needs, DAY, knowledge=KNOWN)
    found = advice.why_not("alpha")
    assert isinstance(found, WhyExcluded)
    assert [(one.constraint.rule, one.fact is None) for one in found.violations] == [
        ("refused", True),
        ("phones-need-mobile", False),
    ]
    assert "You refused it [refused]." in found.text
    assert found.to_dict()["violations"][0]["fact"] is None
    (back,) = found.comebacks
    assert back.changes == {"refused": None, "places": ("desk",)}
    (said,) = advice.explanation.excluded[0].sentences
    assert (said.text, said.ids) == ("You refused it.", ("refused", "requirements.refused"))


def test_how_and_what_if_tell_it() -> None:
    """The chain from the answer to the exclusion, and what one name more takes away."""
    advice = recommend({"refused": ["gamma"], "purpose": "study"}, DAY, knowledge=KNOWN)
    assert "Gamma: You refused it. [refused] This excludes Gamma." in advice.how().text
    found = advice.what_if({"refused": ["gamma", "beta"]})
    assert "Alpha, first so far, is excluded: It runs on Beta alone, which you" in found.text
    assert "Beta: You refused it. [refused] This excludes Alpha and Beta." in found.text
    assert "Gamma: You refused it." not in found.text


def test_letting_one_in_again_is_one_need_given_up() -> None:
    """Of two that are ruled out, the one that would be first is named, by itself."""
    now = decided(refused=["alpha", "gamma"], purpose="study")
    assert need_changes(now) == (NeedChange("refused", "You refused it.", "alpha", "alpha"),)
    told = recommend(now.requirements, DAY, knowledge=KNOWN).what_would_change().text
    assert "Alpha would be first if you let it in again." in told
    (answer,) = [one for one in answer_changes(now) if one.question == "refused" and one.after]
    assert (answer.after, answer.framework, answer.admitted) == (("gamma",), "alpha", ("alpha",))


def test_ruling_out_more_is_no_news() -> None:
    """That the next comes first without the first is not told as a change of an answer."""
    assert "refused" not in {one.question for one in answer_changes(decided(purpose="study"))}


def test_what_a_record_says_of_it_is_said_again_and_held_against_today(tmp_path: Any) -> None:
    """A record with it is replayed, and a review of it excludes by it."""
    advice = recommend({"purpose": "research", "ruled_out": ["pytorch"]}, TODAY)
    record = kept(tmp_path, advice)
    assert record.requirements(shipped()).answers["ruled_out"] == ("pytorch",)
    found = review(record, TODAY, shipped())
    (out,) = [one for one in found.decision.exclusions if one.framework == "pytorch"]
    assert (out.constraint.rule if out.constraint else None) == "ruled-out"
    (plain,) = [one for one in to_plain(advice)["exclusions"] if one["framework"] == "pytorch"]
    assert (plain["constraint"]["rule"], plain["fact"]) == ("ruled-out", None)


def test_a_layer_over_it_is_out_too_and_told_with_the_fact() -> None:
    """What runs on it and on nothing else cannot be used without it, in every report's words."""
    advice = recommend({"purpose": "research", "ruled_out": ["pytorch"]}, TODAY)
    out = {one.framework: one for one in advice.exclusions}
    assert {"lightning", "fastai"} <= out.keys()
    assert [fact.value for fact in out["lightning"].facts] == ["pytorch"]
    (said,) = next(
        one for one in advice.explanation.excluded if one.framework == "lightning"
    ).sentences
    text = "PyTorch Lightning runs on PyTorch alone, which you ruled out."
    assert said.text == text
    assert {"ruled-out", "requirements.ruled_out", out["lightning"].facts[0].id} == {*said.ids}
    found = advice.why_not("lightning")
    assert isinstance(found, WhyExcluded)
    assert "PyTorch Lightning runs on PyTorch alone, which you ruled out [ruled-out]." in found.text
    assert [one.changes for one in found.comebacks] == [{"ruled_out": None}]
    how = " ".join(advice.how().text.split())
    assert "This excludes fastai, PyTorch Lightning and PyTorch." in how
    with pytest.raises(UserError, match="It runs on PyTorch alone, which you ruled out"):
        advice.compare("lightning", "jax")
    assert not advice.explanation.warnings


def test_a_layer_that_is_named_too_comes_back_with_its_base() -> None:
    """Both names have to go for it, and they go together."""
    needs = {"purpose": "research", "ruled_out": ["pytorch", "lightning", "mxnet"]}
    found = recommend(needs, TODAY).why_not("lightning")
    assert isinstance(found, WhyExcluded)
    assert [one.changes for one in found.comebacks] == [{"ruled_out": ("mxnet",)}]


@pytest.mark.parametrize(
    ("day", "out"), [("2015-11", False), ("2017-01", False), ("2022-01", True), ("2024-01", False)]
)
def test_what_runs_on_it_alone_hangs_on_the_day(day: str, out: bool) -> None:
    """Keras ran on TensorFlow alone from 2020 until Keras 3; before and after it had others."""
    advice = recommend({"ruled_out": ["tensorflow"]}, day)
    assert ("keras" in {one.framework for one in advice.exclusions}) is out


def test_a_layer_over_a_layer_goes_too() -> None:
    """Whatever lies between: all of it runs on what is ruled out."""
    gamma = tiny.FRAMEWORKS["gamma"] + (
        "\n  - {attribute: runs_on, value: alpha, from: 2016-01, source: history}\n"
    )
    advice = recommend({"refused": ["beta"]}, DAY, knowledge=tiny.knowledge(**TEXTS, gamma=gamma))
    assert {one.framework for one in advice.exclusions} == {"alpha", "beta", "gamma"}
    assert any(
        sentence.text == "Gamma runs on Alpha alone, which runs on Beta alone, which you ruled out."
        for part in advice.explanation.excluded
        for sentence in part.sentences
    )


def test_a_layer_over_a_leaning_answer_is_warned_of() -> None:
    """Nothing is out for sure then, neither the base nor what runs on it."""
    needs = {"ruled_out": ["pytorch"], "firmness": {"ruled_out": "leaning"}}
    told = [one.text for one in recommend(needs, TODAY).explanation.warnings]
    assert (
        "PyTorch Lightning runs on PyTorch alone, which you ruled out. A firm answer would "
        "exclude it; yours is leaning."
    ) in told


def test_letting_a_base_in_again_may_put_a_layer_first() -> None:
    """Then what is let in is named, not what would be first."""
    now = decided(refused=["beta", "gamma"], purpose="study")
    assert NeedChange("refused", "You refused it.", "alpha", "beta") in need_changes(now)
    told = recommend(now.requirements, DAY, knowledge=KNOWN).what_would_change().text
    assert "Alpha would be first if you let Beta in again." in told


def test_without_any_backend_nothing_is_told_to_run_on_one() -> None:
    """Where all that it can be run on is ruled out, that is said instead."""
    needs = {"only": ["keras"], "ruled_out": ["pytorch", "tensorflow", "jax"]}
    explained = recommend(needs, TODAY).explanation
    told = [one.text for one in explained.stack]
    assert told[0].startswith("Your needs exclude every backend of Keras: ")
    (warned,) = explained.warnings
    assert warned.text.startswith("Keras runs on ")
    assert warned.text.endswith(", all of which your needs exclude.")
    assert not any(text.startswith("Run Keras") for text in told)


def test_what_runs_by_itself_needs_no_backend() -> None:
    """PyTensor has its own; that JAX and others are ruled out is no warning."""
    needs = {"only": ["pytensor"], "ruled_out": ["jax", "pytorch", "mlx"]}
    assert not recommend(needs, TODAY).explanation.warnings


def test_code_that_lives_on_only_over_what_the_needs_exclude_is_told() -> None:
    """As with what is ruled out: by 2018 nothing that lasts can be built on Theano."""
    needs = {"purpose": "keep_running", "existing_code": "theano", "horizon": "years"}
    said = " ".join(one.text for one in recommend(needs, "2018").explanation.existing_code)
    assert "Keras keeps 80% of the worth of your Theano code, since Keras runs on Theano." in said
    assert "That is so with Theano under it only, which your needs exclude." in said


def test_code_that_lives_on_only_over_what_is_ruled_out_is_told() -> None:
    """Keras keeps TensorFlow's code with TensorFlow under it; without it, it does not."""
    needs = {"only": ["keras"], "existing_code": "tensorflow"}
    said = "That is so with TensorFlow under it only, which you ruled out."
    assert said not in recommend(needs, TODAY).text
    assert said in " ".join(recommend({**needs, "ruled_out": ["tensorflow"]}, TODAY).text.split())


def test_it_is_no_backend_either() -> None:
    """Keras is not told to run on what is out of the question."""
    needs = {"only": ["keras"], "ruled_out": ["pytorch", "tensorflow"]}
    advice = recommend(needs, TODAY)
    found = stack_of(advice)
    assert found is not None
    assert [one.framework for one in found.possible] == ["jax"]
    assert any(
        sentence.text == "PyTorch is out as a backend: You ruled it out."
        for sentence in advice.explanation.stack
    )


@pytest.mark.parametrize("case", read(shipped_cases(), shipped())[::4], ids=lambda case: case.id)
def test_left_open_it_changes_no_advice(case: Case) -> None:
    """A requirements file without the key has every number and word that it had before."""
    before = without_the_question(shipped(), "ruled_out")
    needs = left_open(case.requirements, "ruled_out")
    plain = [to_plain(recommend(needs, case.date, knowledge=one)) for one in (before, shipped())]
    for one in plain:
        del one["knowledge"]
        one["rules"] = [rule for rule in one["rules"] if rule["rule"] != "ruled-out"]
    assert plain[0] == plain[1]


def test_only_frameworks_can_be_excluded_by_name() -> None:
    """A rule that excludes the answers to another question is refused in one line."""
    broken = RULE.replace("exclude_each: refused", "exclude_each: places")
    with pytest.raises(KnowledgeError, match="the answers to 'places' are no frameworks") as caught:
        tiny.knowledge(questions=tiny.QUESTIONS + QUESTION, rules=tiny.RULES + broken)
    assert str(caught.value).startswith("tiny/rules/all.yaml:")
