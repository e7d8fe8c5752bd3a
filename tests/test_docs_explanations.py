import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recommender.cli.commands import app

ROOT = Path(__file__).parent.parent
ASKED = re.findall(
    r"^\$ recommender (.*)$", (ROOT / "docs" / "explanations.md").read_text(encoding="utf-8"), re.M
)


@pytest.mark.parametrize("command", ASKED)
def test_what_the_page_shows_can_be_asked(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/explanations.md runs and is answered."""
    monkeypatch.chdir(ROOT)
    answer = CliRunner().invoke(app, [*shlex.split(command), "--probes", "none"])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.strip()


def test_the_page_shows_every_question() -> None:
    """No explanation is left out of the page."""
    assert {command.split()[0] for command in ASKED} == {
        *("why", "why-not", "how", "what-if", "what-would-change", "compare", "sure")
    }
