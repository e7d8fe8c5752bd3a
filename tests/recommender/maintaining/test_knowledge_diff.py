import json
import subprocess
from pathlib import Path

import pytest

from recommender.cli.diff import as_json, as_text
from recommender.errors import KnowledgeError
from recommender.evaluating.cases import each
from recommender.knowledge.view import Knowledge
from recommender.maintaining.knowledge_diff import Difference, Moved, differences, moved
from recommender.maintaining.knowledge_states import state
from tests.recommender import tiny
from tests.recommender.cli.test_commands import recommender

OLD = tiny.knowledge()
CASES = """
- {id: study, kind: choice, date: 2018-06, situation: Somebody studies.,
   requirements: {purpose: study}, accepted: [alpha]}
- {id: work, kind: choice, date: 2018-06, situation: Somebody works.,
   requirements: {purpose: work}, accepted: [beta]}
"""


def written(folder: Path, **changes: str) -> Path:
    """Write the tiny knowledge base, with changes, into a folder."""
    for name, text in tiny.texts(**changes).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A file of two cases."""
    path = tmp_path / "cases.yaml"
    path.write_text(CASES)
    return path


def held(new: Knowledge, cases: Path) -> tuple[Moved, ...]:
    """Return the cases under the tiny knowledge base and another state of it."""
    return moved(each(cases, OLD), each(cases, new), OLD, new)


def test_the_same_knowledge_has_no_differences(cases: Path) -> None:
    """Nothing differs from itself, and no answer moves."""
    assert differences(OLD, tiny.knowledge()) == ()
    assert not [case for case in held(tiny.knowledge(), cases) if case.changed]


def test_facts_are_added_removed_and_changed_by_their_ids() -> None:
    """A new value, a new fact and one that is gone are each told, with what they were."""
    alpha = tiny.FRAMEWORKS["alpha"].replace("value: weak", "value: strong")
    beta = tiny.FRAMEWORKS["beta"].replace(
        "  - {attribute: ease, value: fair, from: 2018-01, source: history}\n", ""
    )
    gamma = tiny.FRAMEWORKS["gamma"] + (
        "  - {attribute: mobile, value: true, from: 2017-02-10, source: history}\n"
    )
    found = differences(OLD, tiny.knowledge(alpha=alpha, beta=beta, gamma=gamma))
    assert {(one.kind, one.id, one.what) for one in found} == {
        ("fact", "alpha.power@2015-06", "changed"),
        ("fact", "beta.ease@2018-01", "removed"),
        ("fact", "gamma.mobile@2017-02-10", "added"),
    }
    changed = next(one for one in found if one.what == "changed")
    assert (changed.before, changed.after) == ({"value": "weak"}, {"value": "strong"})


def test_rules_and_criteria_count_too() -> None:
    """A rule that says something else is a change of knowledge, its own tests are not."""
    rules = tiny.RULES.replace("{emphasise: power, by: 1}", "{emphasise: power, by: 9}")
    criteria = tiny.CRITERIA.replace("importance: 1", "importance: 2")
    found = differences(OLD, tiny.knowledge(rules=rules, criteria=criteria))
    assert {(one.kind, one.id) for one in found} == {
        ("rule", "work-is-strong"),
        ("criterion", "ease"),
        ("criterion", "power"),
    }


def test_a_case_whose_answer_moves_is_shown_with_ranks_and_margins(cases: Path) -> None:
    """Where beta grows weak the case of work moves from rank 1, and only that is shown."""
    new = tiny.knowledge(beta=tiny.FRAMEWORKS["beta"].replace("value: strong", "value: weak"))
    results = held(new, cases)
    assert [case.id for case in results if case.changed] == ["work"]
    text = as_text(differences(OLD, new), results, every=False)
    assert "~ fact beta.power@2014: value strong → weak" in text
    assert "Of 2 labelled cases with an answer: first 100% → 50%" in text
    assert "beta by " in text
    assert "(accepted at rank 1)  →  " in text
    assert "study" not in text.split("Answers that move")[1]
    assert "  study" in as_text((), results, every=True)
    plain = json.loads(as_json(differences(OLD, new), results))
    assert [case["id"] for case in plain["cases"] if case["changed"]] == ["work"]
    assert plain["cases"][1]["before"]["place"] == 1
    assert plain["cases"][1]["after"]["place"] > 1


def test_a_case_that_a_state_cannot_be_asked_says_why(cases: Path) -> None:
    """Where the answer of a case is no longer offered, the case is shown as not asked."""
    rules = tiny.RULES.replace("is: study", "is: work")
    questions = tiny.QUESTIONS.replace("{id: study, label: Study}, ", "{id: rest, label: Rest}, ")
    new = tiny.knowledge(questions=questions, rules=rules)
    (study, _) = held(new, cases)
    assert study.changed
    assert study.after is None
    assert "'study' is no answer" in str(study.unasked)
    assert "after: not asked" in as_text((), (study,), every=False)


def test_a_state_is_a_folder_or_a_revision(tmp_path: Path) -> None:
    """A revision holds what was committed then, whatever lies in the folder now."""
    folder = written(tmp_path / "repository" / "knowledge")
    git = ["git", "-C", str(tmp_path / "repository"), "-c", "user.name=A", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *arguments], check=True)
    written(folder, alpha=tiny.FRAMEWORKS["alpha"].replace("value: weak", "value: strong"))
    (change,) = differences(state("HEAD", folder), state(str(folder), folder))
    assert change == Difference(
        "fact", "alpha.power@2015-06", {"value": "weak"}, {"value": "strong"}
    )


@pytest.mark.parametrize("name", ["no-such-revision", "--output=/dev/null"])
def test_what_is_neither_is_one_line(name: str, tmp_path: Path) -> None:
    """Neither folder nor revision: one line that says so, and nothing is passed on as an option."""
    with pytest.raises(KnowledgeError) as caught:
        state(name, tmp_path)
    assert "\n" not in str(caught.value)
    assert "check its name" in str(caught.value)


def test_the_command_compares_two_folders(tmp_path: Path, cases: Path) -> None:
    """`kb diff OLD NEW` prints what changed and what moves; as JSON it carries the schema."""
    old = written(tmp_path / "old")
    new = written(
        tmp_path / "new", beta=tiny.FRAMEWORKS["beta"].replace("value: strong", "value: weak")
    )
    done = recommender("kb", "diff", old, new, "--cases", cases)
    assert (done.code, done.err) == (0, "")
    assert "fact      1 changed" in done.out
    assert "Answers that move: 1 of 2" in done.out
    plain = json.loads(recommender("kb", "diff", old, new, "--cases", cases, "-f", "json").out)
    assert plain["schema"] == "framework-recommender/knowledge-diff/1"
