from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.decision import decide
from recommender.evaluating.cases import read, shipped_cases
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.recommendation import recommend
from recommender.reports.summary import LINES, WIDTH, render
from recommender.requirements import Requirements
from tests.recommender.cli.test_commands import EXAMPLE, recommender
from tests.recommender.made_up import requirements
from tests.recommender.probed import measured, plain
from tests.recommender.test_safe import UNHURRIED

DAYS = st.sampled_from(["2015-07-01", "2017-01-31", "2026-11-27"])


def check(text: str) -> None:
    """Check that a summary fits the first screen of a terminal."""
    lines = text.splitlines()
    assert len(lines) <= LINES, text
    assert max(map(len, lines)) <= WIDTH, text


@settings(UNHURRIED, max_examples=25)
@given(needs=requirements(shipped()), day=DAYS)
def test_any_summary_fits_one_screen(needs: Requirements, day: str) -> None:
    """Whatever was asked, the summary has at most 24 lines of 80 columns and names the answer."""
    found = recommend(needs, day)
    check(found.summary)
    assert (found.best.name if found.best else "No framework is left") in found.summary


def test_the_summaries_of_real_decisions_fit_one_screen() -> None:
    """So do those of the shipped cases, each of its own day."""
    known = shipped()
    for case in read(shipped_cases(), known):
        check(render(decide(case.requirements, case.date, Measurements(), known)))


def test_a_summary_says_what_one_asks_first() -> None:
    """The answer, why, the runner-up, what would change it, who is out, what was not measured."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    found = recommend({"purpose": "research", "title": "T" * 300}, "2026-11-24", results)
    text = " ".join(found.summary.split())
    assert found.best
    for sentence in (found.explanation.verdict[0], *found.explanation.why[:2]):
        assert sentence.text[:100] in text  # a long one is cut
    assert f"Runner-up {found.ranking[1].name}, " in text
    assert found.explanation.would_change[0].text in text
    assert "Excluded" in text
    assert "Measured PyTorch on this machine; not " in text
    assert f"recommender why-not FILE {found.ranking[1].framework}" in text


def test_a_layer_in_second_place_does_not_hide_who_comes_next() -> None:
    """Where the second is a layer over the first, the summary says what comes after layers."""
    found = recommend({"only": ["pytorch", "lightning", "fastai"]}, "2026-11-24")
    assert found.best
    assert found.best.framework == "pytorch"
    assert "Stack All others on the table are layers over PyTorch." in " ".join(
        found.summary.split()
    )


def test_a_hostile_title_stays_one_line_of_text() -> None:
    """A title of many lines with control characters is one line, cut where it is too long."""
    found = recommend({"title": "\x1b[31mred\n" * 60, "purpose": "research"}, "2026-11-24")
    check(found.summary)
    assert "\x1b" not in found.summary
    assert found.summary.startswith("\\x1b[31mred \\x1b[31mred")


def test_the_command_line_prints_the_summary_and_all_with_full() -> None:
    """`recommend` prints the summary; the command in it runs as it stands; --full prints all."""
    given_to = (EXAMPLE, "--as-of", "2026-11-24", "--probes", "none")
    short, full = recommender("recommend", *given_to), recommender("recommend", *given_to, "--full")
    found = recommend(EXAMPLE, "2026-11-24")
    assert short.out == render(found, str(EXAMPLE))
    assert full.out == found.text
    command = next(line for line in short.out.splitlines() if line.startswith("Ask further"))
    words = command.split()[3:]
    assert recommender(*words).code == 0


@pytest.mark.parametrize("name", ["a b.yaml", "it's.yaml"])
def test_the_command_quotes_what_a_shell_would_take_apart(name: str, tmp_path: Path) -> None:
    """A file whose name has blanks or quotes is named as a shell needs it."""
    import shlex

    path = tmp_path / name
    path.write_text("purpose: research\n")
    out = recommender("recommend", path, "--as-of", "2026-11-24", "--probes", "none").out
    command = next(line for line in out.splitlines() if line.startswith("Ask further"))
    assert shlex.split(command)[4] == str(path)
