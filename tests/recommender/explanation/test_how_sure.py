import json
import re
import sys

import pytest

from recommender.cli.explain import how_sure, laid_out
from recommender.cli.options import Layout
from recommender.errors import UserError
from recommender.explanation.how_sure import how_sure_if_possible
from recommender.recommendation import Recommendation, recommend
from recommender.reports import html, markdown, plain, text
from tests.recommender import tiny
from tests.recommender.made_up_decision import decision

KNOWN = tiny.knowledge()


@pytest.fixture(scope="module")
def advice() -> Recommendation:
    return recommend({"purpose": "study"}, "2018-06-01", knowledge=KNOWN)


def test_it_says_who_is_first_how_often_and_who_could_be(advice: Recommendation) -> None:
    """The probabilities come first, the most probable in front, then what the intervals allow."""
    found = advice.how_sure(samples=20_000)
    assert found.found is not None
    likely = max(found.found.frameworks, key=lambda one: one.ranks[0])
    opening, *rest = (sentence.text for sentence in found.sections[0].sentences)
    assert opening.startswith("Of 20,000 draws, with weights around the stated ones")
    assert f"{likely.name} comes first in {likely.ranks[0]:.1%}" in opening
    assert rest[-1].startswith("At the stated weights, ")


def test_it_says_whom_each_framework_is_for(advice: Recommendation) -> None:
    """Alpha is easy and Beta strong: each is for those who care most about just that."""
    cares = {one.text.split(" is ")[0]: one for one in advice.how_sure().sections[1].sentences}
    assert "care most about Ease:" in cares["Alpha"].text
    assert cares["Alpha"].ids == ("ease",)
    assert "care most about Power:" in cares["Beta"].text
    assert cares["Beta"].ids == ("power",)


def test_a_first_that_is_not_the_most_probable_is_said() -> None:
    """A sure .5 scores above two that lie from 0 to .98, and is first in a quarter of the draws."""
    made = Recommendation.of(decision([[0.5], [(0.0, 0.98)], [(0.0, 0.98)]], [1]))
    assert made.best is not None
    assert made.best.framework == "f0"
    said = [sentence.text for sentence in made.how_sure().sections[0].sentences]
    share = float(re.search(r"f0 in ([\d.]+)%", said[0])[1])  # type: ignore[index]  # no match fails here
    assert share == pytest.approx(100 * 0.51**2, abs=4)
    assert said[1].endswith(
        " is first more often than f0, which scores highest at the stated weights and the middle "
        "of the intervals."
    )


def test_the_table_has_a_row_for_each_framework(advice: Recommendation) -> None:
    """Heads and rows are as wide as one another; later ranks are added up."""
    found = advice.how_sure(samples=5000)
    assert len({len(line) for line in found.table}) == 1
    assert [row[0] for row in found.rows] == [item.name for item in advice.ranking]
    assert all(len(row) == 6 for row in found.rows)
    assert found.text.rstrip().endswith("docs/method.md says how.")
    assert "5,000 draws, seed 20170131, leeway 1" in found.text


def test_reports_show_it_where_it_was_computed(advice: Recommendation) -> None:
    """Text, Markdown, HTML and JSON carry the same figures; without them, HTML computes them."""
    found = advice.how_sure(samples=5000)
    assert found.found is not None
    cell = found.rows[0][1]
    for render in (text.render, markdown.render, html.render):
        assert cell in render(advice, found)
        assert "How sure" in render(advice, found)
    assert "How sure" not in text.render(advice)
    assert "How sure" not in markdown.render(advice)
    assert "How sure" in html.render(advice)  # a picture of it belongs to the page
    assert plain.to_plain(advice, found)["sureness"] == found.found.to_dict()
    assert plain.to_plain(advice)["sureness"] is None


def test_without_numpy_commands_say_what_to_install(
    advice: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command ends with one line; a report says that nothing was computed."""
    monkeypatch.delitem(sys.modules, "recommender.sureness.smaa", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(UserError, match=r"pip install 'framework-recommender\[sure\]'") as caught:
        how_sure(advice, None, None, 1.0)
    assert "\n" not in str(caught.value)
    missing = how_sure_if_possible(advice)
    assert missing.found is None
    assert missing.rows == ()
    for render in (text.render, markdown.render, html.render):
        assert "not computed" in " ".join(render(advice, missing).split())
    assert json.loads(laid_out(missing, Layout.json))["sureness"] is None


def test_where_nothing_is_left_nothing_is_said() -> None:
    """Without candidates there are no probabilities, and the reports still stand."""
    nothing = recommend({"only": ["alpha"], "places": ["phone"]}, "2018-06-01", knowledge=KNOWN)
    found = how_sure_if_possible(nothing)
    assert found.sentences == ()
    assert found.rows == ()
    for render in (text.render, markdown.render, html.render):
        assert render(nothing, found)
