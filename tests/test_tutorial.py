"""The tutorial, followed: its interview in a terminal, its commands in their order."""

import re
import shlex
import sys
from pathlib import Path

import pexpect
import pytest
import yaml
from typer.testing import CliRunner

from recommender.cli.commands import app

TUTORIAL = (Path(__file__).parent.parent / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ recommender (.*)$", TUTORIAL, re.MULTILINE)
#: What the interview of the tutorial is answered, and what comes of it.
(SAVED,) = re.findall(r"^```yaml\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)
ANSWERS = {
    "What is it for": "3",
    "Which kinds of model": "1",
    "On what will you train": "2",
    "Where will the trained models run": "2",
}


def test_the_interview_gives_the_answers_that_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answered as in the tutorial, the interview ends and saves what the tutorial shows."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    words = ["-m", "recommender", "ask", "--save", "needs.yaml", "--probes", "none"]
    child = pexpect.spawn(sys.executable, words, cwd=str(tmp_path), encoding="utf-8", timeout=120)
    while child.expect([r"\r\n> ", pexpect.EOF]) == 0:
        child.sendline(answer_to(child.before))
    assert "Answer " in child.before
    saved = yaml.safe_load((tmp_path / "needs.yaml").read_text(encoding="utf-8"))
    assert told(saved) == told(yaml.safe_load(SAVED))


def answer_to(said: str) -> str:
    """Return what is typed: the tutorial's answer, "d" where it has none, Enter at the end."""
    asked = re.findall(r"\[\d+/\d+\] ([^\r]*)", said)
    if "Enter gives the recommendation" in said or not asked:
        return ""
    return next((answer for text, answer in ANSWERS.items() if text in asked[-1]), "d")


def told(answers: dict[str, object]) -> dict[str, object]:
    """Return the answers without those that say "don't know"."""
    return {question: answer for question, answer in answers.items() if answer != "unknown"}


@pytest.mark.real
def test_the_probes_work_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environments of the tutorial are made, measured, and feed the advice."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "needs.yaml").write_text(SAVED, encoding="utf-8")
    probing = [one for one in COMMANDS if one.startswith(("probe setup", "probe run"))]
    assert probing
    for command in [*probing, "recommend needs.yaml"]:
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.exit_code == 0, answer.output
    assert "Nothing on this machine" not in answer.stdout
