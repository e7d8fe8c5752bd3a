"""How the interview lays out what it asks."""

from recommender.cli.interview import LISTED, WIDTH, options_words
from recommender.knowledge.vocabulary import Option, Question


def asked(count: int) -> Question:
    options = tuple(
        Option(f"o{number}", f"Tool {number}: does the work of {number}")
        for number in range(1, count + 1)
    )
    return Question("tools", "Which?", "All.", many=True, options=options)


def test_few_options_have_a_line_each() -> None:
    """Options that fit on a screen are shown with all that they say."""
    lines = options_words(asked(LISTED)).splitlines()
    assert len(lines) == LISTED
    assert lines[2] == "   3  Tool 3: does the work of 3"


def test_many_options_are_names_that_fit_on_a_screen() -> None:
    """Of many options the names alone are shown, whole, in lines no wider than a terminal."""
    lines = options_words(asked(60)).splitlines()
    assert len(lines) < LISTED
    assert max(map(len, lines)) <= WIDTH
    words = " ".join(line.strip() for line in lines)
    assert all(f"{number} Tool {number}" in words for number in range(1, 61))
    assert "does the work" not in words
    assert all(line.startswith("  ") and "\N{NO-BREAK SPACE}" not in line for line in lines)
