import sys
from pathlib import Path

import pexpect
import pytest
import yaml

from recommender.knowledge_loading import shipped

QUESTIONS = tuple(shipped().questions.values())
LIMIT = 30


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the command a home without probe results."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))


def terminal(*arguments: object) -> pexpect.spawn:
    """Start `recommender ask` in a pseudo-terminal."""
    command = ["-m", "recommender", "ask", *map(str, arguments)]
    return pexpect.spawn(
        sys.executable, command, encoding="utf-8", timeout=LIMIT, dimensions=(50, 120)
    )


def ended(child: pexpect.spawn) -> int | None:
    """Wait for the end; return the exit code."""
    child.expect(pexpect.EOF)
    child.close()
    code: int | None = child.exitstatus
    return code


def test_answering_every_question_ends_in_a_recommendation(tmp_path: Path) -> None:
    """A person who answers gets the ranking, and the answers as a file that gives it again."""
    kept = tmp_path / "needs.yaml"
    child = terminal("--as-of", "2017-01", "--save", kept)
    for place, question in enumerate(QUESTIONS, start=1):
        child.expect_exact(f"[{place}/{len(QUESTIONS)}] {question.text}")
        child.expect_exact("> ")
        child.sendline("1" if question.id == "purpose" else "d")
    child.expect_exact("Ranking")
    assert ended(child) == 0
    saved = yaml.safe_load(kept.read_text())
    assert saved["purpose"] == QUESTIONS[0].option_ids()[0]
    again = pexpect.run(
        f"{sys.executable} -m recommender ask --no-input --answers {kept} --as-of 2017-01",
        encoding="utf-8",
        timeout=LIMIT,
    )
    assert "Ranking" in again


def test_help_a_wrong_entry_and_going_back_lose_nothing() -> None:
    """'?' explains, a wrong entry is asked again, 'b' returns with the answer kept."""
    child = terminal("--as-of", "2017-01")
    child.expect_exact("> ")
    child.sendline("?")
    child.expect_exact(QUESTIONS[0].help[:40])
    child.sendline("99")
    child.expect_exact("is no answer; type a number from 1 to")
    child.sendline("2")
    child.expect_exact(f"[2/{len(QUESTIONS)}]")
    child.expect_exact("> ")
    child.sendline("b")
    child.expect_exact(f"[1/{len(QUESTIONS)}]")
    child.expect_exact(f"Enter keeps: {QUESTIONS[0].options[1].label}")
    child.sendline("q")
    child.expect_exact(f"purpose: {QUESTIONS[0].option_ids()[1]}")
    assert ended(child) == 0


def test_ctrl_c_keeps_the_answers(tmp_path: Path) -> None:
    """Interrupted, it keeps what was answered, says where, and ends with exit code 130."""
    kept = tmp_path / "needs.yaml"
    child = terminal("--save", kept)
    child.expect_exact("> ")
    child.sendline("2")
    child.expect_exact(f"[2/{len(QUESTIONS)}]")
    child.expect_exact("> ")
    child.sendintr()
    child.expect_exact(f"recommender ask --answers {kept}")
    assert ended(child) == 130
    assert yaml.safe_load(kept.read_text()) == {"purpose": QUESTIONS[0].option_ids()[1]}


def test_kept_answers_are_gone_on_with(tmp_path: Path) -> None:
    """Started from a file, a question shows its answer, and Enter keeps it."""
    kept = tmp_path / "needs.yaml"
    kept.write_text("title: Ours\npurpose: teaching\n")
    child = terminal("--answers", kept, "--save", kept)
    child.expect_exact("Enter keeps: ")
    child.sendline("")
    child.expect_exact(f"[2/{len(QUESTIONS)}]")
    child.sendline("q")
    assert ended(child) == 0
    assert yaml.safe_load(kept.read_text()) == {"title": "Ours", "purpose": "teaching"}


def test_the_end_of_input_counts_as_an_interrupt() -> None:
    """Ctrl-D ends the interview as Ctrl-C does."""
    child = terminal()
    child.expect_exact("> ")
    child.sendeof()
    assert ended(child) == 130
