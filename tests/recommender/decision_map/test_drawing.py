import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recommender.cli import map as map_command
from recommender.cli.commands import app
from recommender.decision_map import drawing
from recommender.decision_map.drawing import as_dot, as_mermaid, as_svg, as_text
from recommender.decision_map.learning import Branch, DecisionMap, Leaf
from recommender.errors import UserError
from recommender.interviewing.answer_prior import learnt
from tests.recommender.tiny import knowledge

FORMS = (as_text, as_mermaid, as_dot)
HOSTILE = 'phone "]; evil [label="\\n<script>'


@pytest.fixture
def found() -> DecisionMap:
    """A small map: one question, an answer with exceptions and one without."""
    usual = Leaf("alpha", 0.75, (("beta", 0.2), ("gamma", 0.004)))
    root = Branch("places", "phone", yes=Leaf("beta", 0.25, ()), no=usual)
    return DecisionMap("2018-06-01", root, 0.9, 0.75, 4500, knowledge())


@pytest.mark.parametrize("drawn", FORMS)
def test_every_form_tells_fidelity_questions_shares_and_exceptions(
    found: DecisionMap, drawn: Callable[[DecisionMap], str]
) -> None:
    """A reader sees how far to trust the map, and what else was said at every end."""
    text = " ".join(drawn(found).replace("\\n", " ").split())
    assert "says what the recommender says in 90% of other needs" in text
    assert "Where? Phone?" in text
    assert "Beta (25.0% of all)" in text
    assert "Alpha (75.0% of all; else Beta 20%, others 0.4%)" in text


def test_the_list_is_read_from_the_top(found: DecisionMap) -> None:
    """An answer stands with its question; what no question decides is the last line."""
    assert as_text(found).splitlines()[-2:] == [
        "Where? Phone? → Beta (25.0% of all)",
        "otherwise → Alpha (75.0% of all; else Beta 20%, others 0.4%)",
    ]


def test_the_map_names_what_nobody_could_have(found: DecisionMap) -> None:
    """What no framework offers on the day is said, so that nobody looks for it."""
    early = replace(found, impossible=(("places", "phone"),))
    assert "No framework offers then: Phone." in as_text(early)
    assert "offers then" not in as_text(found)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_the_picture_is_svg_with_every_answer(found: DecisionMap) -> None:
    """Graphviz makes a picture of the map in which every framework is written."""
    root = ElementTree.fromstring(as_svg(found))  # noqa: S314 - our own picture
    assert root.tag.endswith("svg")
    texts = " ".join(node.text or "" for node in root.iter() if node.tag.endswith("text"))
    assert "Alpha" in texts
    assert "Beta" in texts
    assert "90%" in texts


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_a_label_cannot_end_its_quotes(found: DecisionMap, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a question says, it stays text of one node."""
    monkeypatch.setattr(drawing, "_asked", lambda *_: HOSTILE)
    root = ElementTree.fromstring(as_svg(found))  # noqa: S314 - our own picture
    nodes = [node for node in root.iter() if node.get("class") == "node"]
    assert len(nodes) == 3


def test_without_graphviz_the_other_forms_are_named(
    found: DecisionMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what is lacking, how to get it and what works without it."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(UserError, match=r"needs Graphviz; install it .* --format text"):
        as_svg(found)


def test_a_map_that_is_wrong_too_often_is_not_drawn(
    found: DecisionMap, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Below the asked fidelity there is one line, exit code 2 and no file."""
    monkeypatch.setattr("recommender.decision_map.learning.draw", lambda *_: found)
    monkeypatch.setattr(map_command, "shipped", lambda: found.knowledge)
    prior = "recommender.interviewing.answer_prior.shipped_prior"
    monkeypatch.setattr(prior, lambda known: learnt(known.questions.values(), []))
    target = tmp_path / "map.txt"
    arguments = ["map", "--output", str(target)]
    refused = CliRunner().invoke(app, [*arguments, "--min-fidelity", "0.95"])
    assert isinstance(refused.exception, UserError)
    assert "in 90% of the cases only" in str(refused.exception)
    assert not target.exists()
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert target.read_text(encoding="utf-8") == as_text(found)
