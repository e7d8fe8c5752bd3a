import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recommender import recommend
from recommender.cli.commands import app

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_answered(path: Path) -> None:
    """An example has a title and answers, and gets a first with something behind it."""
    advice = recommend(path, as_of="2017-01" if "2017" in path.stem else None)
    assert advice.best is not None
    assert advice.requirements.title
    assert advice.requirements.answers
    assert len(advice.ranking) > 1
    assert advice.best.name in advice.text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_an_example_says_to_type_can_be_typed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands in the head of an example are about it, run, and are answered."""
    monkeypatch.chdir(path.parent.parent)
    shown = re.findall(r"^#   recommender (.*)$", path.read_text("utf-8"), re.MULTILINE)
    assert shown
    for command in shown:
        assert f"examples/{path.name}" in command
        answer = CliRunner().invoke(app, shlex.split(command))
        assert answer.exit_code == 0, answer.output
        assert answer.stdout.strip()


def test_the_example_with_existing_code_says_what_becomes_of_it() -> None:
    """Code in Theano gets what the first keeps of it, and the documented ways over."""
    path = next(path for path in EXAMPLES if path.stem == "scientific-computing")
    said = " ".join(one.text for one in recommend(path).explanation.existing_code)
    assert "keeps nothing of your Theano code" in said
    assert "A way from Theano" in said
