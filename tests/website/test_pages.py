import posixpath
import re

import pytest

from recommender.measurements import measurements
from tests.recommender.probed import measured, plain
from tests.website.made_up import HOSTILE, inputs
from tests.website.rendered import shown
from website.pages import ROOT, generated, menu

PAGES = generated(inputs())
#: Where the pages lead outside of themselves: to documents of the repository.
DOCUMENTS = ("../method.md", "../explanations.md", "../../schemas/")
#: Pages of our own words alone.
OWN = (f"{ROOT}/python.md", f"{ROOT}/toolkits.md", f"{ROOT}/formats/index.md")


def test_every_page_is_in_the_menu() -> None:
    """What is generated can be reached, and the menu names nothing else."""
    listed = [place for places in menu(inputs()).values() for place in places]
    assert sorted(listed) == sorted(PAGES)


def test_the_same_inputs_give_the_same_pages() -> None:
    """No time of making and no order of a hash is in a page."""
    assert generated(inputs()) == PAGES


def test_links_lead_to_pages_and_anchors_that_there_are() -> None:
    """Every relative link of a generated page leads to a page, and to an anchor of it."""
    found = {at: shown(body) for at, body in PAGES.items()}
    followed = 0
    for place, page in found.items():
        for target in page.links:
            if target.startswith(("http", *DOCUMENTS)):
                continue
            path, _, anchor = target.partition("#")
            at = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
            at = at if path else place
            assert at in PAGES, (place, target)
            assert not anchor or anchor in found[at].ids, (place, target)
            followed += 1
    assert followed > 30


@pytest.mark.parametrize("place", PAGES)
def test_hostile_text_is_shown_as_text(place: str) -> None:
    """Markup in a note, a name, a title, a claim, a label or a schema is text on every page."""
    tame, found = shown(PAGES[place]), shown(generated(inputs(HOSTILE))[place])
    assert {*found.tags} <= {*tame.tags}
    assert "script" not in found.tags
    assert found.attributes <= {"href", "id", "class", "title", "start", "data-search-exclude"}
    assert not any(target.startswith("javascript") for target in found.links)
    if place not in OWN:
        assert HOSTILE in re.sub(r"\s+", " ", found.said), place


def test_advice_for_the_past_shows_nothing_later() -> None:
    """A site of an earlier day has no framework, fact or release of after it."""
    pages = generated(inputs(day="2016-12-31"))
    assert f"{ROOT}/frameworks/gamma.md" not in pages
    assert not re.search("2017|2018", "".join(pages.values()))


def test_a_claim_has_the_verdict_of_the_results_that_are_given() -> None:
    """Without results a claim is "not measured"; with some it has their verdict and figures."""
    before = shown(PAGES[f"{ROOT}/claims.md"]).said
    assert "not measured" in before
    assert "built without probe results" in before
    results = plain(measured("alpha", "alpha", 0.002), measured("beta", "beta", 0.001))
    pages = generated(inputs(measured=measurements(results, "2026-11-24")))
    after = shown(pages[f"{ROOT}/claims.md"]).said
    assert "confirmed. mlp: beta 1 ms a step" in after
    assert "not measured" not in after
    assert "confirmed" in shown(pages[f"{ROOT}/frameworks/beta.md"]).said


def test_results_of_after_the_day_judge_no_claim() -> None:
    """A site of an earlier day than its results says so, and judges nothing by them."""
    results = plain(measured("alpha", "alpha", 0.002), measured("beta", "beta", 0.001))
    pages = generated(inputs(measured=measurements(results, "2026-11-19")))
    said = shown(pages[f"{ROOT}/claims.md"]).said
    assert "were made after its day, from 20 November 2026 on" in said
    assert "confirmed" not in said


def test_a_claim_that_no_probe_tests_says_so() -> None:
    """A claim without a test is neither measured nor called unmeasured."""
    (row,) = re.findall(r"\| \*\*con\*\*.*", PAGES[f"{ROOT}/claims.md"])
    assert row.split(" | ")[1] == "no probe tests it"


def test_a_framework_has_what_holds_apart_from_what_used_to() -> None:
    """The newest state stands under what is known, older ones below, each with its date."""
    said = shown(PAGES[f"{ROOT}/frameworks/beta.md"]).said
    now, _, past = said.partition("What used to be")
    assert "fair" in now
    assert "January 2018" in now
    assert "hard" not in now
    assert "hard" in past


def test_a_source_is_listed_once_and_every_mark_leads_to_it() -> None:
    """Each source of a page has one entry, with a number that the marks repeat."""
    found = shown(PAGES[f"{ROOT}/frameworks/alpha.md"])
    assert sorted(one for one in found.ids if one.startswith("source-")) == [
        "source-handbook",
        "source-history",
    ]
    assert {"#source-handbook", "#source-history"} <= {*found.links}


def test_an_example_tells_the_advice_and_its_history() -> None:
    """The page of an example has the ranking of the day and the leader of each January."""
    said = shown(PAGES[f"{ROOT}/examples/one.md"]).said
    assert "Verdict: " in said
    assert "31 January 2017" in said
    assert "1 June 2018" in said


def test_a_format_says_what_each_key_takes() -> None:
    """A key has what it takes, whether it is needed, and the meaning of its words."""
    said = shown(PAGES[f"{ROOT}/formats/thing.md"]).said
    assert "a whole number at least 1" in said
    assert "needed" in said
    assert "a list of mappings" in said
    assert "parts[]" in said
