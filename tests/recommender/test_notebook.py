import re

import pytest

from recommender.explanation.explained import Explained
from recommender.recommendation import Recommendation, recommend
from tests.recommender.test_hostile import FORBIDDEN, HOSTILE
from tests.recommender.test_safe import Shown, on_github

OWN = {"h3", "h4", "p", "ul", "li", "details", "summary"}


@pytest.fixture(scope="module")
def hostile() -> Recommendation:
    """Advice for requirements whose words try to be markup."""
    return recommend({"title": HOSTILE, "notes": HOSTILE, "purpose": "research"}, "2026-11-24")


def shown(advice: Recommendation) -> list[Recommendation | Explained]:
    """Return everything that a cell of a notebook may end with."""
    return [
        *(advice, advice.why(), advice.why_not("jax"), advice.why_not("theano"), advice.how()),
        *(advice.compare("jax", "keras"), advice.what_if({"hardware": ["tpu"]})),
        *(advice.how_sure(1_000), advice.what_would_change()),
    ]


def test_a_notebook_shows_what_was_found_and_nothing_of_it_is_markup(
    hostile: Recommendation,
) -> None:
    """The HTML of each object has the tags of its layout only, and no attribute at all."""
    for one in shown(hostile):
        page = one._repr_html_()
        found = Shown(page)
        assert {*found.tags} <= OWN, page
        assert not re.search(r"<[a-z0-9]+[^a-z0-9>]", page)
        assert not FORBIDDEN.search(page)
        sentences = one.explanation.verdict if isinstance(one, Recommendation) else one.sentences
        assert " ".join(sentences[0].text.split()) in " ".join(found.said.split())


def test_its_markdown_is_text_too(hostile: Recommendation) -> None:
    """Rendered as GitHub does, the Markdown of each object has the tags of its layout only."""
    for one in shown(hostile):
        text = one._repr_markdown_()
        found = on_github(text)
        assert {*found.tags} <= OWN, found.tags
        assert not FORBIDDEN.search(text)


def test_the_title_of_the_needs_is_shown(hostile: Recommendation) -> None:
    """What the user wrote stands there as it was written, but for what cannot be seen."""
    said = Shown(hostile._repr_html_()).said
    assert "<script>alert(1)</script> [a](javascript:alert(2)) **b**" in said
    assert hostile.best
    assert hostile.best.name in said


def test_a_recommendation_without_a_title_asks_and_answers() -> None:
    """Its heading is a question with its answer, not both marks in a row."""
    shown = recommend({"purpose": "research"}, "2026-11")._repr_html_()
    assert "<h3>Which framework? PyTorch</h3>" in shown
