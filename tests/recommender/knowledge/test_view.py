import pytest

from recommender.knowledge.view import Knowledge
from tests.recommender import tiny


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return tiny.knowledge()


def test_a_view_holds_nothing_of_later(known: Knowledge) -> None:
    """As of a day, no fact, claim or release of later is in sight."""
    for day in ("2015-12-31", "2016-06-30", "2017-12-31", "2026-01-01"):
        for framework in known.at(day).frameworks.values():
            assert all(fact.since <= day for fact in framework.facts)
            assert all(claim.since <= day for claim in framework.claims)
            assert all(release.date <= day for release in framework.releases)


def test_a_framework_is_on_the_table_from_its_first_release(known: Knowledge) -> None:
    """Gamma, released on 10 February 2017, is no alternative the day before."""
    assert "gamma" not in known.at("2017-02-09").frameworks
    assert "gamma" in known.at("2017-02-10").frameworks


def test_a_fact_is_known_once_it_holds_and_a_source_says_so(known: Knowledge) -> None:
    """A fact of 2015 whose only source is of March 2016 is known from the end of that month."""
    assert known.at("2016-03-30").frameworks["alpha"].value("ease") is None
    assert known.at("2016-03-31").frameworks["alpha"].value("ease") == "easy"


def test_the_newest_fact_holds_and_the_past_keeps_the_old_one(known: Knowledge) -> None:
    """Beta is hard until the end of January 2018, then fair."""
    assert known.at("2018-01-30").frameworks["beta"].value("ease") == "hard"
    assert known.at("2018-01-31").frameworks["beta"].value("ease") == "fair"


def test_a_fact_that_ended_no_longer_holds(known: Knowledge) -> None:
    """The end of a fact counts from its day on, and not before."""
    assert known.at("2019-12-31").frameworks["beta"].value("power") == "strong"
    assert known.at("2020-01-01").frameworks["beta"].value("power") is None


def test_an_explicit_unknown_is_no_value(known: Knowledge) -> None:
    """A fact whose value is unknown is there to be shown, and gives no value."""
    gamma = known.at("2018-01-01").frameworks["gamma"]
    assert gamma.value("power") is None
    assert gamma.fact("power") is not None


def test_of_one_day_what_is_documented_holds_before_what_is_claimed() -> None:
    """Whatever stands first in the file, a source of record goes before a post."""
    claimed = "  - {attribute: ease, value: hard, from: 2015-06, source: opinion}\n"
    said = "  - {attribute: ease, value: easy, from: 2015-06, source: handbook}\n"
    for facts in (claimed + said, said + claimed):
        alpha = tiny.FRAMEWORKS["alpha"].replace(said, facts)
        assert tiny.knowledge(alpha=alpha).at("2018-01-01").frameworks["alpha"].value("ease") == (
            "easy"
        )


def test_the_earliest_of_several_sources_makes_a_fact_known() -> None:
    """It can be known once it holds and the first of its sources is out."""
    both = tiny.FRAMEWORKS["alpha"].replace(
        "value: easy, from: 2015-06, source: handbook",
        "value: easy, from: 2015-06, source: [opinion, handbook]",
    )
    facts = {fact.attribute: fact for fact in tiny.knowledge(alpha=both).frameworks["alpha"].facts}
    assert facts["ease"].since == "2016-03-31"


def test_nothing_attests_a_fact_after_the_day(known: Knowledge) -> None:
    """A record that was read later attests up to the day, a source of later not at all."""
    alpha = {fact.attribute: fact for fact in known.frameworks["alpha"].facts}
    assert alpha["power"].confirmed("2019-05-05") == "2019-05-05"
    assert alpha["power"].confirmed("2030-01-01") == "2026-01-01"
    assert alpha["ease"].confirmed("2019-05-05") == "2016-03-31"


def test_age_counts_from_the_last_attestation(known: Knowledge) -> None:
    """A record attests a fact up to the day it was read, a dated source only on its own day."""
    alpha = {fact.attribute: fact for fact in known.frameworks["alpha"].facts}
    assert alpha["power"].age("2020-01-01") == 0
    assert alpha["power"].age("2028-01-01") == pytest.approx(2, abs=0.01)
    assert alpha["ease"].age("2018-03-31") == pytest.approx(2, abs=0.01)


def test_a_value_that_was_confirmed_began_with_its_first_fact() -> None:
    """The beginning of a fact is the oldest of an unbroken run of the same value."""
    changed = tiny.FRAMEWORKS["beta"].replace(
        "claims:",
        "  - {attribute: ease, value: fair, from: 2019, source: history}\n"
        "  - {attribute: ease, value: hard, from: 2021, source: history}\n"
        "  - {attribute: ease, value: fair, from: 2022, source: history}\nclaims:",
    )
    view = tiny.knowledge(beta=changed).at("2020-06-01")
    beta = view.frameworks["beta"]
    fact = beta.fact("ease")
    assert fact is not None
    assert (fact.stated_from, beta.beginning(fact).stated_from) == ("2019", "2018-01")


@pytest.mark.parametrize(
    ("until", "since"), [("2018-06", "2019"), ("2019", "2018-01"), ("2018-12", "2019")]
)
def test_a_value_that_was_gone_began_anew(until: str, since: str) -> None:
    """The same value again after days without it begins with what brought it back."""
    changed = tiny.FRAMEWORKS["beta"].replace(
        "fair, from: 2018-01,", f"fair, from: 2018-01, until: {until},"
    )
    again = "  - {attribute: ease, value: fair, from: 2019, source: history}\nclaims:"
    view = tiny.knowledge(beta=changed.replace("claims:", again)).at("2020-06-01")
    beta = view.frameworks["beta"]
    fact = beta.fact("ease")
    assert fact is not None
    assert beta.beginning(fact).stated_from == since
