"""The interview, driven by keystrokes through a pseudo-terminal."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest
import yaml

from recommender.loading.loader import shipped

QUESTIONS = shipped().questions
BY_TEXT = {question.text: question for question in QUESTIONS.values()}
LIMIT = 120
ENOUGH = "Enter gives the recommendation"
#: What one user types; 'd' to the rest.
TYPED = {
    "purpose": "research",
    "experience": "expert",
    "novelty": "novel",
    "needs": "low_level_control, dynamic_graphs",
    "hardware": "2~",
    "existing_code": "theano",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the command a home without probe results."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def terminal(*arguments: object) -> pexpect.spawn:
    """Start `recommender ask` in a pseudo-terminal."""
    command = ["-m", "recommender", "ask", "--as-of", "2017-01", *map(str, arguments)]
    return pexpect.spawn(
        sys.executable, command, encoding="utf-8", timeout=LIMIT, dimensions=(50, 120)
    )


def ended(child: pexpect.spawn) -> int | None:
    """Wait for the end; return the exit code."""
    child.expect(pexpect.EOF)
    child.close()
    code: int | None = child.exitstatus
    return code


def told(child: pexpect.spawn) -> str:
    """Wait for a prompt; return what was said before it, on one line."""
    child.expect_exact("\r\n> ")
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", child.before).split())


def asked(child: pexpect.spawn, says: str = "") -> str | None:
    """Wait for a prompt and a text before it; return the question's id, None where none is."""
    said = told(child)
    assert " ".join(says.split()) in said
    found = re.findall(r"\[\d+/\d+\] (.*?\?)", said)
    return None if ENOUGH in said else BY_TEXT[found[-1]].id


def answered(child: pexpect.spawn, typed: Mapping[str, str] = TYPED) -> list[str]:
    """Answer until enough is known; return the questions in their order."""
    order = []
    while (question := asked(child)) is not None:
        order.append(question)
        child.sendline(typed.get(question, "d"))
    return order


def test_it_asks_until_enough_is_known_and_recommends(tmp_path: Path) -> None:
    """Fewer questions than there are; then the ranking, and the answers in a file that gives it."""
    kept, told = tmp_path / "needs.yaml", tmp_path / "told.txt"
    child = terminal("--save", kept, "--output", told, "--full")
    order = answered(child)
    assert len(set(order)) == len(order) < len(QUESTIONS)
    child.sendline("")
    child.expect_exact("Written: ")
    assert ended(child) == 0
    assert list(yaml.safe_load(kept.read_text())) == [
        *(name for name in QUESTIONS if name in order),
        *(["firmness"] if "hardware" in order else []),
    ]
    again = pexpect.run(
        f"{sys.executable} -m recommender recommend {kept} --as-of 2017-01 --full", timeout=LIMIT
    )
    assert again.replace(b"\r\n", b"\n") == told.read_bytes()
    assert "Ranking" in told.read_text()


def test_all_asks_every_question_and_the_code_that_exists_has_a_way_over(tmp_path: Path) -> None:
    """With --all no question is left out; existing code gives the documented ways from it."""
    kept = tmp_path / "needs.yaml"
    child = terminal("--all", "--full", "--save", kept)
    assert sorted(answered(child)) == sorted(QUESTIONS)
    child.sendline("")
    child.expect_exact("Ranking")
    child.expect_exact("The code that you have")
    child.expect_exact("way from Theano")
    assert ended(child) == 0
    saved = yaml.safe_load(kept.read_text())
    assert saved["needs"] == ["dynamic_graphs", "low_level_control"]
    assert saved["firmness"] == {"hardware": "leaning"}


def test_where_enough_is_known_one_can_be_asked_more() -> None:
    """'m' asks the rest, too."""
    child = terminal()
    order = answered(child)
    child.sendline("m")
    assert sorted(order + answered(child)) == sorted(QUESTIONS)


def test_the_standing_is_seen_before_every_question() -> None:
    """Three frameworks with how likely each ends first stand above a question."""
    child = terminal()
    for _ in range(3):
        assert re.search(r"ends first: \w+ \([^)]+%\), \w+ \([^)]+%\), \w+ \(", told(child))
        child.sendline("d")


def test_a_long_list_points_to_what_most_hangs_on() -> None:
    """Of a question with many options it says which of them the answer hangs on most."""
    child = terminal()
    while asked_of := told(child):
        found = re.search(r"\[\d+/\d+\] (.*?\?)", asked_of)
        assert found is not None
        options = len(BY_TEXT[found[1]].options)
        pointed = re.search(r"The first place hangs most on: ([\d, ]+)", asked_of)
        assert pointed is None or options > 10
        if pointed is not None:
            assert all(1 <= int(number) <= options for number in pointed[1].split(","))
            break
        child.sendline("d")


def test_why_a_question_is_asked_names_rules_and_frameworks() -> None:
    """'?' says what it can change, between which frameworks, and the rules by their ids."""
    child = terminal()
    question = asked(child)
    assert question is not None
    child.sendline("?")
    said = told(child)
    assert QUESTIONS[question].help in said
    assert re.search(r"in \d+% of the ways .* it decides between \w+", said)
    rules = [
        rule
        for rule in shipped().rules
        if any(one.subject == question for alternatives in rule.when for one in alternatives)
    ]
    assert rules
    assert all(f"{rule.id}: " in said for rule in rules)


def test_a_wrong_entry_and_going_back_lose_nothing(home: Path) -> None:
    """A wrong entry is typed again at once, 'b' and 'c' return to an answer that Enter keeps."""
    child = terminal()
    first = asked(child)
    assert first is not None
    child.sendline("99")
    assert re.fullmatch(
        r"99 '99' is no answer; type a number from 1 to \d+, 'd' or 'a'", told(child)
    )
    child.sendline("2~")
    second = asked(child)
    assert second not in (None, first)
    child.sendline("b")
    assert asked(child, f"Enter keeps: {QUESTIONS[first].options[1].label} (not firm)") == first
    child.sendline("")
    assert asked(child) == second
    child.sendline("c")
    assert asked(child, QUESTIONS[first].options[1].label) == second
    child.sendline("c 1")
    assert asked(child) == first
    child.sendline("1")
    assert asked(child) is not None
    child.sendline("q")
    child.expect_exact(f"recommender ask --answers {home / 'answers.yaml'}")
    assert ended(child) == 0
    saved = yaml.safe_load((home / "answers.yaml").read_text())
    option = QUESTIONS[first].option_ids()[0]
    assert saved == {first: [option] if QUESTIONS[first].many else option}


def test_interrupted_after_every_question_it_ends_the_same(tmp_path: Path) -> None:
    """Ctrl-C at every prompt costs no answer: gone on with, the result is the same to the byte."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    child = terminal("--save", f"{whole}.yaml", "--output", f"{whole}.txt")
    order = answered(child)
    child.sendline("")
    assert ended(child) == 0

    kept = Path(f"{parts}.yaml")
    for question in order:
        given = ["--answers", kept] if kept.exists() else []
        child = terminal("--save", kept, *given)
        assert asked(child) == question
        child.sendline(TYPED.get(question, "d"))
        asked(child)
        child.sendintr()
        child.expect_exact(f"recommender ask --answers {kept}")
        assert ended(child) == 130
        assert question in yaml.safe_load(kept.read_text())
    child = terminal("--save", kept, "--answers", kept, "--output", f"{parts}.txt")
    assert asked(child) is None
    child.sendline("")
    assert ended(child) == 0
    assert kept.read_bytes() == Path(f"{whole}.yaml").read_bytes()
    assert Path(f"{parts}.txt").read_bytes() == Path(f"{whole}.txt").read_bytes()


def test_interrupted_while_it_thinks_it_keeps_what_was_answered(home: Path) -> None:
    """Ctrl-C before the next question has come keeps every answer before it, too."""
    child = terminal()
    first = asked(child)
    child.sendline("2")
    asked(child)
    child.sendline("d")
    child.sendintr()
    # A signal in the instant before a read begins is seen after the next key only: press again.
    if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=LIMIT / 4):
        child.sendintr()
    assert ended(child) == 130
    assert first in yaml.safe_load((home / "answers.yaml").read_text())


def test_answers_are_gone_on_with(tmp_path: Path) -> None:
    """Started from a file, what it answers is not asked again, and what else it says stays."""
    kept = tmp_path / "needs.yaml"
    kept.write_text(
        "title: Ours\npurpose: teaching\nfirmness: {purpose: leaning}\nwithout: [cntk]\n"
    )
    child = terminal("--answers", kept, "--save", kept)
    question = asked(child)
    assert question not in (None, "purpose")
    child.sendline("b")
    assert asked(child, "Enter keeps: Teaching it to others (not firm)") == "purpose"
    child.sendline("")
    assert asked(child) == question
    child.sendline("q")
    assert ended(child) == 0
    assert yaml.safe_load(kept.read_text()) == {
        "title": "Ours",
        "purpose": "teaching",
        "firmness": {"purpose": "leaning"},
        "without": ["cntk"],
    }


def test_a_new_interview_tells_of_the_one_before_and_puts_it_aside(home: Path) -> None:
    """The usual place tells of earlier answers; a new interview does not write over them."""
    home.mkdir()
    before = home / "answers.yaml"
    before.write_text("purpose: teaching\n")
    child = terminal()
    child.expect_exact(f"recommender ask --answers {before}")
    asked(child)
    child.sendline("d")
    asked(child)
    child.sendline("q")
    assert ended(child) == 0
    assert (home / "answers-before.yaml").read_text() == "purpose: teaching\n"
    assert "purpose" not in before.read_text()


def test_a_place_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    """Where answers cannot be kept, they are told when one leaves; a named file is one error."""
    (tmp_path / "home").write_text("a file where a folder should be")
    child = terminal()
    first = asked(child)
    child.sendline("d")
    asked(child)
    child.sendline("q")
    child.expect_exact(f"{first}: unknown")
    assert ended(child) == 0
    child = terminal("--save", tmp_path / "no" / "such.yaml")
    asked(child)
    child.sendline("d")
    child.expect_exact("choose another --save")
    assert ended(child) == 2


def test_frameworks_that_are_known_or_refused_are_typed_by_name(tmp_path: Path) -> None:
    """With all else answered both are asked, the reason too, and the advice rests on them."""
    kept = tmp_path / "needs.yaml"
    given = dict.fromkeys(QUESTIONS, "any") | {"purpose": "prototyping", "existing_code": "none"}
    del given["known"], given["ruled_out"]
    kept.write_text(yaml.safe_dump(given))
    child = terminal("--answers", kept, "--save", kept, "--all", "--full")
    typed = {"known": "theano, keras", "ruled_out": "tensorflow"}
    assert sorted(answered(child, typed)) == sorted(typed)
    child.sendline("")
    child.expect_exact("Keras is known to you already")
    child.expect_exact("TensorFlow: You ruled it out.")
    assert ended(child) == 0
    saved = yaml.safe_load(kept.read_text())
    assert (saved["known"], saved["ruled_out"]) == (["keras", "theano"], ["tensorflow"])


def test_frameworks_are_offered_by_name_and_a_near_miss_is_named(tmp_path: Path) -> None:
    """No id is shown: names are, close together, and what is like one gets its number."""
    kept = tmp_path / "needs.yaml"
    given = dict.fromkeys(QUESTIONS, "any") | {"existing_code": "none"}
    del given["ruled_out"]
    kept.write_text(yaml.safe_dump(given))
    child = terminal("--answers", kept, "--save", kept, "--all")
    said = told(child)
    names = [option.label for option in QUESTIONS["ruled_out"].options]
    assert all(f"{place} {name}" in said for place, name in enumerate(names, 1))
    assert "mxnet" not in said
    child.sendline("Pytorch Lihgtning")
    place = names.index("PyTorch Lightning") + 1
    assert told(child).endswith(f"for PyTorch Lightning type {place}")
    child.sendline("pytorch LIGHTNING, JAX")
    asked(child)
    child.sendline("q")
    assert ended(child) == 0
    assert yaml.safe_load(kept.read_text())["ruled_out"] == ["jax", "lightning"]


def test_nothing_left_is_said_at_once(tmp_path: Path) -> None:
    """Where the answers exclude everything, it says so and asks no more."""
    kept = tmp_path / "needs.yaml"
    kept.write_text("without: [theano]\nonly: [theano]\n")
    child = terminal("--answers", kept)
    assert asked(child, "No further answer brings one back") is None
    child.sendline("")
    assert ended(child) == 1


def test_the_end_of_input_counts_as_an_interrupt() -> None:
    """Ctrl-D ends the interview as Ctrl-C does."""
    child = terminal()
    asked(child)
    child.sendeof()
    assert ended(child) == 130
