import pytest

from recommender.evidence.intervals import Interval
from recommender.evidence.relations import existing_code
from recommender.knowledge.view import Knowledge
from tests.recommender import tiny

MERGED = """
  - {attribute: merged_into, value: gamma, from: 2017-06-01, until: 2019-01-01, source: history}
"""
ATTRIBUTE = """
- {id: merged_into, topic: life, meaning: Part of., type: reference, many: true, shelf_life: 5}
"""


@pytest.fixture(scope="module")
def known() -> Knowledge:
    """Alpha runs on Beta, and is part of Gamma from June 2017 to the end of 2018."""
    alpha = tiny.FRAMEWORKS["alpha"] + MERGED
    return tiny.knowledge(attributes=tiny.ATTRIBUTES + ATTRIBUTE, alpha=alpha)


def kept(known: Knowledge, framework: str, existing: object, day: str) -> tuple[float, str]:
    """Return how much of existing code lives on, and the id of what says so."""
    view = known.at(day)
    found = existing_code(view.frameworks[framework], existing, view)
    assert found.interval.low == found.interval.high or found.kind == "unknown"
    return found.interval.middle, found.id


def test_code_of_what_was_merged_lives_on_with_what_took_it_in(known: Knowledge) -> None:
    """From the day of the merger on, in both directions, as long as the fact holds."""
    assert kept(known, "gamma", "alpha", "2017-05-31")[0] == 0
    assert kept(known, "gamma", "alpha", "2017-06-01") == (0.8, "alpha.merged_into@2017-06-01")
    assert kept(known, "alpha", "gamma", "2017-06-01") == (0.8, "alpha.merged_into@2017-06-01")
    assert kept(known, "gamma", "alpha", "2019-01-01")[0] == 0


def test_code_lives_on_above_and_below(known: Knowledge) -> None:
    """A layer keeps the code of its base; without the layer, less of the layer's code lives on."""
    assert kept(known, "beta", "alpha", "2018-06-30") == (0.6, "alpha.runs_on@2015-06")
    assert kept(known, "alpha", "beta", "2018-06-30") == (1.0, "alpha.runs_on@2015-06")


def test_what_runs_on_several_keeps_less_of_the_code_of_one() -> None:
    """A program in it is in its own terms, so of a base among others less lives on."""
    second = "\n  - {attribute: runs_on, value: gamma, from: 2017-06, source: history}\n"
    known = tiny.knowledge(alpha=tiny.FRAMEWORKS["alpha"] + second)
    assert kept(known, "alpha", "beta", "2017-03-31") == (1.0, "alpha.runs_on@2015-06")
    assert kept(known, "alpha", "beta", "2018-06-30") == (0.8, "alpha.runs_on@2015-06")


@pytest.mark.parametrize("answer", [None, "none", "gamma"])
def test_nothing_is_known_of_code_in_nothing_that_there_is(
    known: Knowledge, answer: object
) -> None:
    """Without code, or with code in what is not yet there, the whole interval is left."""
    assert kept(known, "beta", answer, "2016-06-30") == (0.5, "beta.existing_code")


def test_old_code_is_in_doubt_where_it_may_have_to_be_rewritten() -> None:
    """Half is sure after a release that broke most programs, or while nobody knows of one."""
    known = tiny.breaking()
    intervals = {
        (name, day): existing_code(view.frameworks[name], "beta", view).interval
        for day in ("2015-12-31", "2018-12-31", "2019-12-31")
        for view in [known.at(day)]
        for name in ("alpha", "beta")
    }
    for name in ("alpha", "beta"):
        unknown, broke, rare = (intervals[name, f"{year}-12-31"] for year in (2015, 2018, 2019))
        assert unknown == broke == Interval(0.5, 1.0)
        assert rare == Interval(1.0, 1.0)
