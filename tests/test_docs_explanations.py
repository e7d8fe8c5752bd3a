import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ASKED = re.findall(
    r"^\$ recommender (.*)$", (ROOT / "docs" / "explanations.md").read_text(encoding="utf-8"), re.M
)


def test_the_page_shows_every_question() -> None:
    """No explanation is left out of the page."""
    assert {command.split()[0] for command in ASKED} == {
        *("why", "why-not", "how", "what-if", "what-would-change", "compare", "sure")
    }
