from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from recommender.assessment import combined
from recommender.errors import RecordError
from recommender.evidence.facts import Evidence
from recommender.evidence.intervals import Interval
from recommender.explanation.identities import kind_of
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.ranking import Contribution
from recommender.recommendation import recommend
from recommender.reports.forms import Form, laid_out
from recommender.requirements import Requirements
from recommender.reviewing.records import Record, read
from recommender.reviewing.review import SHRANK, Outcome, _evidence, _outcome, review
from recommender.reviewing.review_sentences import Review, told
from tests.recommender.made_up import requirements
from tests.recommender.made_up_decision import decision
from tests.recommender.probed import measured, plain
from tests.recommender.test_safe import UNHURRIED
from tests.recommender.tiny import FRAMEWORKS, knowledge

TINY = knowledge()
STUDY = {"purpose": "study"}


def record_of(
    folder: Path, needs: object, day: str, known: Knowledge = TINY, results: object = None
) -> Record:
    """Return the record of a decision."""
    found = recommend(needs, day, results, knowledge=known)  # type: ignore[arg-type]
    path = folder / "decision.json"
    path.write_text(laid_out(found, Form.json), "utf-8")
    return read(path)


def reviewed(record: Record, day: str, known: Knowledge = TINY) -> Review:
    """Return what has become of it."""
    return told(review(record, day, known))


@settings(UNHURRIED, max_examples=8)
@given(needs=requirements(shipped()))
def test_nothing_new_leaves_a_decision_unchanged(
    needs: Requirements, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On its own day, by its own knowledge and measurements, a decision is as it was."""
    folder = tmp_path_factory.mktemp("same")
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    found = review(
        record_of(folder, needs, "2026-11-24", shipped(), results), "2026-11-24", shipped()
    )
    assert found.outcome is Outcome.unchanged
    assert found.moved == ()
    leads = [step.lead for step in found.steps]
    assert leads == [pytest.approx(leads[0], abs=1e-8)] * len(leads)


@settings(UNHURRIED, max_examples=8)
@given(needs=requirements(shipped()))
def test_what_moved_adds_up(needs: Requirements, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The amounts of all evidence and weights that moved are the change of the lead."""
    folder = tmp_path_factory.mktemp("sum")
    record = record_of(folder, needs, "2019-06-30", shipped())
    found = review(record, "2026-11-24", shipped())
    before = {one.framework: one.score for one in record.ranking}
    after = {one.framework: one.score for one in found.decision.ranking}
    both = [name for name in (found.first, found.rival) if name in before and name in after]
    signs = {found.first: 1, found.rival: -1}
    change = sum(signs[name] * (after[name] - before[name]) for name in both)
    assert sum(one.amount for one in found.moved) == pytest.approx(change, abs=2e-5)


def test_a_fact_of_later_overturns_and_is_named(tmp_path: Path) -> None:
    """Where a fact excludes the first, the outcome, the rule and the fact say so."""
    needs = {"purpose": "work", "places": ["phone"]}
    record = record_of(tmp_path, needs, "2018-06")
    assert record.ranking[0].framework == "beta"
    dropped = FRAMEWORKS["beta"].replace(
        "claims:", "  - {attribute: mobile, value: false, from: 2019-03, source: history}\nclaims:"
    )
    found = reviewed(record, "2019-06-30", knowledge(beta=dropped))
    assert found.outcome is Outcome.overturned
    assert "beta.mobile@2019-03" in found.causes[0].ids
    assert "phones-need-mobile" in found.causes[0].ids
    assert found.numbers()["after"]["excluded_fact"] == "beta.mobile@2019-03"
    assert "Beta is excluded now" in found.text


def test_what_comes_back_is_told_from_what_is_new(tmp_path: Path) -> None:
    """A framework that the record excludes is admitted; one that it does not know has arrived."""
    needs = {"places": ["phone"]}
    record = record_of(tmp_path, needs, "2017-01")
    assert [one.framework for one in record.excluded] == ["alpha"]
    mobile = FRAMEWORKS["alpha"].replace(
        "  - {attribute: runs_on",
        "  - {attribute: mobile, value: true, from: 2018, source: history}\n"
        "  - {attribute: runs_on",
    )
    found = reviewed(record, "2019-06-30", knowledge(alpha=mobile)).found
    assert (found.admitted, found.arrived) == (("alpha",), ("gamma",))


def test_evidence_that_says_what_the_rest_says_moves_nothing() -> None:
    """A piece at the middle pulls at nothing: that it is gone, or new, is no cause."""

    def contribution(*values: float) -> Contribution:
        pieces = [
            Evidence("documented", f"a.fact{at}@2018", Interval(value, value), 1.0)
            for at, value in enumerate(values)
        ]
        return Contribution("ease", 0.5, combined("a", "ease", pieces))

    def moved(before: Contribution, after: Contribution) -> list[tuple[str | None, float]]:
        return [(one.after, one.amount) for one in _evidence("a", before, after, 1.0)]

    assert moved(contribution(0.5, 0.5), contribution(0.5)) == []
    assert moved(contribution(0.5), contribution(0.5, 0.5)) == []
    ((piece, amount),) = moved(contribution(0.5), contribution(0.5, 0.9))
    assert (piece, amount) == ("a.fact1@2018", pytest.approx(0.5 * 0.2))


def test_a_better_rival_overturns_and_the_evidence_is_named(tmp_path: Path) -> None:
    """Where another is better by now, the facts that moved the lead stand first, with amounts."""
    record = record_of(tmp_path, {"purpose": "work", "only": ["alpha", "beta"]}, "2018-06")
    stronger = FRAMEWORKS["alpha"].replace(
        "  - {attribute: mobile",
        "  - {attribute: power, value: strong, from: 2018-07, source: history}\n"
        "  - {attribute: mobile",
    )
    found = reviewed(record, "2018-08-31", knowledge(alpha=stronger))
    assert (found.found.first, found.outcome) == ("beta", Outcome.overturned)
    assert found.found.moved[0].after == "alpha.power@2018-07"
    assert found.found.moved[0].before == "alpha.power@2015-06"
    assert found.found.moved[0].amount < 0
    assert "alpha.power@2018-07" in found.causes[0].ids
    assert [turn.day for turn in found.found.turns] == ["2018-07-31"]


@pytest.mark.parametrize(
    ("second", "verdict", "outcome"),
    [
        (0.500, "clear", Outcome.unchanged),
        (0.504, "clear", Outcome.unchanged),
        (0.506, "clear", Outcome.weaker),
        (0.400, "clear", Outcome.unchanged),
        (0.500, "only one left", Outcome.weaker),
        (0.500, "leaning", Outcome.unchanged),
        (0.800, "clear", Outcome.overturned),
    ],
)
def test_a_decision_is_weaker_from_a_stated_loss_on(
    tmp_path: Path, second: float, verdict: str, outcome: Outcome
) -> None:
    """A lead that shrank by the limit, or a verdict that fell a step, is weaker; a gain is not."""
    then, now = decision([[0.7], [0.5]], [1]), decision([[0.7], [second]], [1])
    record = replace(
        record_of(tmp_path, STUDY, "2018-01-01"), ranking=then.ranking, verdict=verdict
    )
    assert _outcome(record, now, "f0") is outcome


def test_a_smaller_margin_is_weaker(tmp_path: Path) -> None:
    """The same first with less of a lead is weaker; the steps say by what."""
    record = record_of(tmp_path, {**STUDY, "only": ["alpha", "gamma"]}, "2018-06")
    learnt = FRAMEWORKS["gamma"].replace(
        "value: unknown, from: 2017-02-10, note: Looked in the handbook.",
        "value: strong, from: 2017-02-10, source: history",
    )
    found = reviewed(record, "2018-06-30", knowledge(gamma=learnt))
    assert found.outcome is Outcome.weaker
    leads = [step.lead for step in found.found.steps]
    assert leads[0] is not None
    assert leads[1] is not None
    assert leads[0] - leads[1] >= SHRANK
    assert leads[1:] == [leads[1]] * 2
    assert "gamma.power@2017-02-10" in found.causes[0].ids


def test_mended_knowledge_of_the_same_day_is_told_from_time(tmp_path: Path) -> None:
    """What is known today of the record's own day is a step of its own, before the time passed."""
    record = record_of(tmp_path, {"purpose": "work"}, "2018-06")
    mended = FRAMEWORKS["beta"].replace("value: strong", "value: weak")
    found = reviewed(record, "2018-09-30", replace(knowledge(beta=mended), digest="mended"))
    assert found.found.steps[1].lead != pytest.approx(found.found.steps[0].lead)
    assert "has changed from" in found.text


def test_measurements_of_this_machine_replace_those_of_the_record(tmp_path: Path) -> None:
    """They are a step of their own; where there are none, those of the record go on counting."""
    needs = {"purpose": "research", "emphasis": {"training_speed": 10}}
    then = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    record = record_of(tmp_path, needs, "2026-11-24", shipped(), then)
    now = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.04))
    kept, own = (
        review(record, "2026-11-24", shipped()),
        review(record, "2026-11-24", shipped(), now),
    )
    assert (kept.own_results, own.own_results) == (False, True)
    assert kept.outcome is Outcome.unchanged
    assert own.steps[-1].what == "with the measurements of this machine"
    assert own.steps[-1].lead is not None
    assert own.steps[-2].lead is not None
    assert own.steps[-1].lead < own.steps[-2].lead
    assert any(one.after and one.after.startswith("measured:") for one in own.moved)


def test_a_need_that_nobody_knows_any_more_is_one_line(tmp_path: Path) -> None:
    """A record whose questions are gone is refused with the key, not guessed."""
    record = record_of(tmp_path, STUDY, "2018-06")
    with pytest.raises(RecordError, match=r"'study' is no answer.*decide anew"):
        review(record, "2026-01-01", shipped())


def test_every_sentence_of_a_review_has_ids_that_exist(tmp_path: Path) -> None:
    """What a review says can be followed back in the knowledge of its day."""
    record = record_of(tmp_path, {"purpose": "research", "hardware": ["cpu"]}, "2017-01", shipped())
    found = reviewed(record, "2026-11-24", shipped())
    assert found.outcome is Outcome.overturned
    for sentence in found.sentences:
        assert sentence.ids, sentence
        for identity in sentence.ids:
            assert kind_of(identity, found.decision), identity
