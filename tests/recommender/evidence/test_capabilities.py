import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.results.result import Result
from probes.running.capability_jobs import CAPABILITIES as ASKED
from recommender.assessment import Assessment, assess
from recommender.cli.capabilities import shown, table
from recommender.errors import KnowledgeError
from recommender.evidence.capabilities import counting, held
from recommender.knowledge.view import View
from recommender.loading.loader import shipped
from recommender.measurements import measurements
from recommender.recommendation import recommend
from tests.recommender import tiny
from tests.recommender.probed import answered, plain

CAPABILITIES = """
- {id: lifts, name: lifting, meaning: It lifts., attribute: ease,
   if_true: {at_least: fair}, if_false: {at_most: hard}}
- {id: carries, name: carrying, meaning: It carries., attribute: power, if_true: {is: strong}}
- {id: hums, name: humming, meaning: It hums.}
"""
DAY = "2018-06-01"
BEFORE = "2018-01-01"
KNOWN = tiny.knowledge(capabilities=CAPABILITIES)


def view(day: str = DAY) -> View:
    """Return the tiny knowledge base with three capabilities."""
    return KNOWN.at(day)


def verdicts(*results: Result, day: str = DAY) -> list[str]:
    """Return the verdict on each answer, in the order of the capabilities."""
    found = measurements(plain(*results), "2026-11-24")
    return [one.verdict for one in held(view(day), found.answers)]


def on(criterion: str, framework: str, *results: Result, day: str = DAY) -> Assessment:
    """Return the assessment of a framework with answers."""
    found = measurements(plain(*results), "2026-11-24")
    return assess(view(day), found, {})[framework][criterion]


@pytest.mark.parametrize(
    ("framework", "capability", "answer", "expected"),
    [
        ("alpha", "lifts", True, "agrees"),
        ("alpha", "lifts", False, "contradicts"),
        ("beta", "lifts", True, "agrees"),
        ("beta", "lifts", False, "contradicts"),
        ("beta", "carries", True, "agrees"),
        ("alpha", "carries", True, "contradicts"),
        ("alpha", "carries", False, "shown"),
        ("gamma", "carries", True, "new"),
        ("gamma", "hums", True, "shown"),
        ("gamma", "hums", None, "no answer"),
    ],
)
def test_an_answer_is_held_against_the_fact(
    framework: str, capability: str, answer: bool | None, expected: str
) -> None:
    """It agrees or contradicts by what it tells; what tells nothing of a fact is only shown."""
    assert verdicts(answered(framework, framework, capability, answer, day=BEFORE)) == [expected]


def test_an_answer_that_agrees_only_narrows() -> None:
    """An old fact that was seen to hold here is less uncertain, and names what confirms it."""
    old = "2024-01-01"
    before = on("ease", "alpha", day=old)
    after = on("ease", "alpha", answered("alpha", "alpha", "lifts", True, day=BEFORE), day=old)
    assert before.interval.low < after.interval.low == 0.5
    assert after.interval.high == before.interval.high
    (evidence,) = after.evidence
    assert evidence.kind == "documented"
    assert evidence.confirmed_by == "measured:alpha/lifts/default/cpu"


def test_what_was_measured_outranks_what_is_documented_and_overturns_no_more() -> None:
    """A contradicted fact gives way to the nearest value that the answer leaves."""
    refused = on("ease", "alpha", answered("alpha", "alpha", "lifts", False, day=BEFORE))
    assert (refused.interval.low, refused.interval.high) == (0, 0)
    lifted = answered("beta", "beta", "lifts", True, day="2017-05-01")
    did = on("ease", "beta", lifted, day="2017-06-01")
    assert (did.interval.low, did.interval.high) == (0.5, 0.5)
    (evidence,) = did.evidence
    assert (evidence.kind, evidence.id) == ("measured", "measured:beta/lifts/default/cpu")


def test_where_nothing_was_known_all_that_an_answer_leaves_is_possible() -> None:
    """An unknown attribute takes the values that the answer allows."""
    gamma = on("power", "gamma", answered("gamma", "gamma", "carries", True, day=BEFORE))
    assert (gamma.interval.low, gamma.interval.high) == (1, 1)


@pytest.mark.parametrize(
    "silent",
    [
        answered("alpha", "alpha", "lifts", None, day=BEFORE),
        answered("alpha", "alpha", "carries", False, day=BEFORE),
        answered("alpha", "alpha", "hums", False, day=BEFORE),
        answered("alpha", "alpha", "lifts", False, version="0.9", day=BEFORE),
        answered("alpha", "alpha", "lifts", False, version="", day=BEFORE),
        answered("alpha", "alpha", "of the future", False, day=BEFORE),
    ],
)
def test_what_is_no_answer_moves_nothing(silent: Result) -> None:
    """Not available is not bad, and neither is an older version or what speaks of no fact."""
    assert on("ease", "alpha", silent) == on("ease", "alpha")
    assert on("power", "alpha", silent) == on("power", "alpha")


def test_one_stack_that_did_it_shows_that_it_can_be_done() -> None:
    """Of several stacks of a framework the one that did it speaks for it."""
    both = [
        answered("one", "alpha", "lifts", False, day=BEFORE),
        answered("two", "alpha", "lifts", True, day=BEFORE),
    ]
    for results in (both, both[::-1]):
        counted = counting(view(), measurements(plain(*results), DAY).answers)
        assert counted["alpha", "ease"].result.stack == "two"


def test_answers_of_after_the_day_do_not_count() -> None:
    """They are named as given later, and the advice is as it was without them."""
    results = plain(answered("alpha", "alpha", "lifts", False, day="2018-06-02"))
    on_the_day = measurements(results, "2018-06-02")
    assert (len(on_the_day.answers), len(on_the_day.later_answers)) == (1, 0)
    before = recommend({}, DAY, knowledge=KNOWN)
    after = recommend({}, DAY, results, knowledge=KNOWN)
    assert [r.score for r in after.ranking] == [r.score for r in before.ranking]
    assert "1 answers, not counted" in " ".join(after.text.split())


def test_a_version_counts_while_it_is_on_the_table() -> None:
    """What ran later tells of a day in the past only if it was out by then."""
    assert verdicts(answered("alpha", "alpha", "lifts", False, version="1.1")) == ["off the table"]
    assert verdicts(answered("alpha", "alpha", "lifts", False, version="1.0")) == ["contradicts"]
    assert verdicts(answered("alpha", "alpha", "lifts", False, version="1.0.0")) == ["contradicts"]
    assert verdicts(answered("alpha", "alpha", "lifts", False, version="1")) == ["contradicts"]
    newer = answered("beta", "beta", "lifts", True, version="1.0", day=BEFORE)
    assert verdicts(newer) == ["agrees"]


@given(answer=st.booleans(), framework=st.sampled_from(["alpha", "beta", "gamma"]))
def test_intervals_stay_within_bounds(answer: bool, framework: str) -> None:
    """Whatever was answered, an interval is one."""
    results = [
        answered(framework, framework, name, answer, day=BEFORE)
        for name in ("lifts", "carries", "hums")
    ]
    for criterion in ("ease", "power", "speed"):
        interval = on(criterion, framework, *results).interval
        assert 0 <= interval.low <= interval.high <= 1


def test_a_contradiction_is_said_with_both_its_sides() -> None:
    """The advice names the stack, the answer, its reason and the fact that it overturns."""
    results = plain(
        answered("alpha", "alpha", "lifts", False, day=BEFORE),
        answered("alpha", "alpha", "hums", None, day=BEFORE),
        answered("beta", "beta", "lifts", True, day=BEFORE),
        answered("old", "gamma", "lifts", False, version="0.1", day=BEFORE),
    )
    found = recommend({}, DAY, results, knowledge=KNOWN)
    said = {sentence.text: sentence.ids for sentence in found.explanation.measured}
    contradiction = next(text for text in said if "although" in text)
    assert "Alpha, lifting: no, by alpha 1.0 here (as it was found)" in contradiction
    assert "“ease: easy”" in contradiction
    assert said[contradiction] == ("measured:alpha/lifts/default/cpu", "alpha.ease@2015-06")
    assert "Alpha here: refused lifting; gave no answer on humming (not available)." in said
    assert "Beta here: did lifting." in said
    assert "old 0.1 is not the Gamma that is on the table: not counted." in said
    assert any(text.startswith("The measurements move scores: Alpha") for text in said)


def test_a_recommendation_with_answers_is_replayed_as_it_was() -> None:
    """The results in the record give the same record again, answers included."""
    results = plain(
        answered("alpha", "alpha", "lifts", True, day=BEFORE),
        answered("beta", "beta", "carries", True, day=BEFORE),
    )
    first = recommend({}, "2024-01-01", results, knowledge=KNOWN).to_dict()
    again = recommend({}, "2024-01-01", first["probe_results"], knowledge=KNOWN).to_dict()
    assert first == again
    evidence = [
        item
        for ranked in first["ranking"]
        for contribution in ranked["contributions"]
        for item in contribution["evidence"]
    ]
    assert any(item.get("confirmed_by") == "measured:alpha/lifts/default/cpu" for item in evidence)


def test_the_terminal_shows_contradictions_first() -> None:
    """What is new comes with its reason, what agrees in a line for all stacks."""
    results = [
        answered("alpha", "alpha", "lifts", False, day=BEFORE),
        answered("beta", "beta", "lifts", True, day=BEFORE),
        answered("gamma", "gamma", "hums", None, day=BEFORE),
    ]
    found = held(view(), measurements(plain(*results), DAY).answers)
    said = " ".join(shown(found).split())
    assert said.startswith("Contradicts what is known: 1 alpha 1.0: lifting: no [ease: easy;")
    assert "Agrees with what is known: 1 lifting: yes: beta 1.0" in said
    assert "No answer: 1 gamma 1.0: humming: not available: as it was found" in said
    assert table(found).splitlines()[2:] == [
        "| alpha 1.0 | **no** |  |",
        "| beta 1.0 | yes |  |",
        "| gamma 1.0 |  | not available |",
    ]
    assert "recommender probe run --capability all" in shown(())


def test_a_table_takes_no_markdown_from_results() -> None:
    """A version in a results file that somebody sends cannot break out of its cell."""
    results = [answered("alpha", "alpha", "hums", True, version="1.0|<b>*x*", day=BEFORE)]
    found = held(view(), measurements(plain(*results), DAY).answers)
    assert table(found).splitlines()[2] == "| alpha 1.0bx | yes |"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{id: a, name: A, meaning: A., attribute: eas, if_true: {is: easy}}", "mean 'ease'?"),
        ("{id: a, name: A, meaning: A., attribute: ease}", "tells nothing of the attribute"),
        ("{id: a, name: A, meaning: A., if_true: {is: easy}}", "tells something of no attribute"),
        ("{id: a, name: A, meaning: A., attribute: ease, if_true: {is: soft}}", "soft"),
        ("{id: a, name: A, meaning: A., attribute: ease, if_true: {}}", "exactly one operator"),
        ("{id: a, name: A, meaning: A., attribute: mobile, if_true: {at_least: true}}", "no order"),
        ("{id: a, name: A, meaning: A.}\n- {id: a, name: B, meaning: B.}", "taken"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, complaint: str) -> None:
    """A capability that tells of no attribute, or what it cannot have, is named with its line."""
    with pytest.raises(KnowledgeError, match=r"capabilities\.yaml:\d") as caught:
        tiny.knowledge(capabilities=f"- {text}")
    assert complaint in str(caught.value)


def test_the_knowledge_base_names_what_is_asked() -> None:
    """It speaks of the capabilities that the probes ask for, in their order, and of no others."""
    assert tuple(shipped().capabilities) == ASKED


def test_every_attribute_that_an_answer_speaks_of_feeds_a_criterion() -> None:
    """Otherwise the answer could move nothing, and should be shown only."""
    known = shipped()
    read = {reading.attribute for one in known.criteria.values() for reading in one.readings}
    for capability in known.capabilities.values():
        assert capability.attribute is None or capability.attribute in read, capability.id
