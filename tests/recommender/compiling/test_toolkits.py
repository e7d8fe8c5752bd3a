import pytest

from recommender.compiling import compile_texts
from recommender.decision import Decision, decide
from recommender.errors import KnowledgeError
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import assemble
from recommender.measurements import Measurements
from recommender.requirements import from_mapping
from tests.recommender import tiny

LOOM = """
id: loom
name: Loom
what: weaving
since: 2016-01-01
source: [history]
runs_on:
  - {framework: alpha, support: default, from: 2016-01-01, source: [history]}
  - {framework: beta, support: experimental, from: 2018-06-01, source: [handbook]}
"""
QUESTION = """
- id: toolkits
  text: With which libraries?
  help: All.
  many: true
  options_from: toolkits
"""
RULE = """
- id: libraries-decide
  because: A library runs where it runs.
  when: [{requirement: toolkits, is_not: any}]
  then: [{emphasise: libraries, by: 2}, {require_each: toolkits, at_least: experimental}]
"""
CRITERION = """
- {id: libraries, name: Libraries, group: life, meaning: L., importance: 0, relation: toolkits}
"""


def knowledge(loom: str = LOOM) -> Knowledge:
    files = tiny.texts(
        questions=tiny.QUESTIONS + QUESTION,
        rules=tiny.RULES + RULE,
        criteria=tiny.CRITERIA + CRITERION,
    )
    return assemble(compile_texts({**files, "toolkits/loom.yaml": loom}, "tiny"), "toolkits")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def decision(known: Knowledge, day: str, answer: object = ("loom",)) -> Decision:
    wanted = from_mapping({"toolkits": answer}, known)
    return decide(wanted, day, Measurements(), known)


def test_a_toolkit_runs_where_its_file_says_and_nowhere_else(known: Knowledge) -> None:
    """What a toolkit does not name, or names later, is known not to run it."""
    view = known.at("2017-03-01").frameworks
    found = {name: view[name].value("toolkits.loom") for name in view}
    assert found == {"alpha": "default", "beta": "none", "gamma": "none"}
    assert known.at("2018-06-01").frameworks["beta"].value("toolkits.loom") == "experimental"
    assert known.at("2015-12-31").frameworks["alpha"].fact("toolkits.loom") is None


def test_a_toolkit_excludes_where_it_does_not_run(known: Knowledge) -> None:
    """Each chosen toolkit requires its own attribute; the fact that excludes is named."""
    found = decision(known, "2017-03-01")
    assert [ranked.framework for ranked in found.ranking] == ["alpha"]
    assert {item.fact.id for item in found.exclusions if item.fact} == {
        "beta.toolkits.loom@2016-01-01",
        "gamma.toolkits.loom@2016-01-01",
    }


def test_how_well_a_toolkit_runs_is_weighed(known: Knowledge) -> None:
    """The default back end is worth more than one on trial."""
    ranking = {ranked.framework: ranked for ranked in decision(known, "2018-07-01").ranking}
    values = {
        name: ranked.contribution("libraries").assessment.interval.middle
        for name, ranked in ranking.items()
    }
    assert values["alpha"] > values["beta"] > 0


@pytest.mark.parametrize("answer", ["any", "unknown", []])
def test_without_a_toolkit_nothing_is_excluded(known: Knowledge, answer: object) -> None:
    """Nothing is required where the answer is "doesn't matter", "don't know" or an empty list."""
    found = decision(known, "2018-07-01", answer)
    assert not found.exclusions
    assert found.preferences.weights["libraries"] == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("framework: beta", "framework: bet", "did you mean 'beta'"),
        ("support: default", "support: great", "'support' is 'great'"),
        ("id: loom", "id: lom", "the id is not the file's name"),
        ("source: [handbook]", "source: [handbok]", "no source 'handbok'"),
    ],
)
def test_a_broken_toolkit_names_file_and_line(old: str, new: str, complaint: str) -> None:
    """A mistake in a toolkit's file is one line with its place and what to write."""
    with pytest.raises(KnowledgeError, match=complaint) as caught:
        knowledge(LOOM.replace(old, new))
    assert str(caught.value).startswith("tiny/toolkits/loom.yaml:")


THROUGH_BETA = """
  - {framework: beta, support: default, from: 2017-01-01, source: [history], note: Knotted.}
"""


def test_a_layer_runs_what_its_only_base_runs() -> None:
    """Alpha only ever ran on beta: it runs what beta runs, at best as supported, and says why."""
    known = knowledge(LOOM[: LOOM.index("\n  - {framework: alpha")] + THROUGH_BETA)
    facts = known.at("2018-01-01").frameworks["alpha"].current["toolkits.loom"]
    assert [(fact.value, fact.holds_from, fact.note) for fact in facts] == [
        ("supported", "2017-01-01", "Through Beta, on which it runs. Knotted."),
        ("none", "2016-01-01", None),
    ]
    assert known.at("2018-01-01").frameworks["gamma"].value("toolkits.loom") == "none"


def test_a_layer_that_is_named_speaks_for_itself(known: Knowledge) -> None:
    """Where the toolkit names the layer, nothing comes to it from its base."""
    facts = known.at("2019-01-01").frameworks["alpha"].current["toolkits.loom"]
    assert [fact.value for fact in facts] == ["default"]


def test_a_toolkit_can_leave_the_layers_out() -> None:
    """With "layers: false" a layer has nothing of its base."""
    loom = LOOM[: LOOM.index("\n  - {framework: alpha")] + THROUGH_BETA
    known = knowledge(loom.replace("runs_on:", "layers: false\nruns_on:"))
    view = known.at("2018-01-01").frameworks
    assert {name: view[name].value("toolkits.loom") for name in ("alpha", "beta")} == {
        "alpha": "none",
        "beta": "default",
    }


def test_what_ran_on_several_frameworks_is_no_layer() -> None:
    """A framework with a second base, even a later one, has nothing of either unless named."""
    second = "\n  - {attribute: runs_on, value: gamma, from: 2020, source: history}\n"
    files = tiny.texts(
        questions=tiny.QUESTIONS + QUESTION,
        rules=tiny.RULES + RULE,
        criteria=tiny.CRITERIA + CRITERION,
        alpha=tiny.FRAMEWORKS["alpha"].rstrip() + second,
    )
    loom = LOOM[: LOOM.index("\n  - {framework: alpha")] + THROUGH_BETA
    known = assemble(compile_texts({**files, "toolkits/loom.yaml": loom}, "tiny"), "several")
    assert known.at("2018-01-01").frameworks["alpha"].value("toolkits.loom") == "none"
