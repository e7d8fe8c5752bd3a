import re

import pytest

from recommender.knowledge import UNKNOWN
from recommender.knowledge_loading import shipped

KNOWN = shipped()
TODAY = "2026-11-23"
NINE = ["theano", "lasagne", "blocks", "tensorflow", "keras", "mxnet", "pytorch", "jax", "pytensor"]
SEVEN = NINE[:7]
STATE = [
    *("maintenance", "licence", "python_versions", "execution_model"),
    *("device.cpu", "device.nvidia_gpu", "description", "documentation"),
]


@pytest.mark.parametrize("framework", NINE)
def test_todays_state_is_known(framework: str) -> None:
    """Maintenance, licence, Python versions, devices and execution model are known today."""
    view = KNOWN.at(TODAY).frameworks[framework]
    missing = [attribute for attribute in STATE if view.fact(attribute) is None]
    assert not missing
    assert view.releases


@pytest.mark.parametrize("framework", NINE)
def test_what_has_ended_names_what_came_after(framework: str) -> None:
    """A framework whose development has ended, and that has a successor, names it."""
    view = KNOWN.at(TODAY).frameworks[framework]
    if view.value("maintenance") == "ended":
        assert view.fact("successor") is not None


@pytest.mark.parametrize("framework", SEVEN)
def test_the_seven_were_on_the_table_in_january_2017(framework: str) -> None:
    """All frameworks of the article are alternatives at its date, PyTorch but days old."""
    assert framework in KNOWN.at("2017-01-31").frameworks


def test_every_source_says_what_it_is_and_when_it_was_read() -> None:
    """A source has a title and the day it was read; only the package index has no address."""
    nameless = [s.id for s in KNOWN.sources.values() if not s.title or not s.read]
    assert not nameless
    unreachable = [s.id for s in KNOWN.sources.values() if s.kind != "index" and not s.address]
    assert not [identity for identity in unreachable if identity != "overview-2017"]
    assert not [s.id for s in KNOWN.sources.values() if s.kind == "index" and s.address]


def test_only_records_go_without_a_date() -> None:
    """A source without a date of publication is a living record and marked as one."""
    assert not [s.id for s in KNOWN.sources.values() if not s.date and not s.record]


def test_every_source_is_cited() -> None:
    """No bibliography entry lies idle."""
    cited = {
        citation.partition("#")[0]
        for framework in KNOWN.frameworks.values()
        for entry in (*framework.facts, *framework.claims)
        for citation in entry.sources
    }
    cited |= {release.source for f in KNOWN.frameworks.values() for release in f.releases}
    cited |= {citation.partition("#")[0] for rule in KNOWN.rules for citation in rule.sources}
    cited = {citation.partition("#")[0] for citation in cited}
    assert not set(KNOWN.sources) - cited


def test_unknowns_say_where_one_looked() -> None:
    """An explicit unknown carries a note."""
    facts = [fact for f in KNOWN.frameworks.values() for fact in f.facts if fact.value == UNKNOWN]
    assert all(fact.note for fact in facts)


def test_facts_end_after_they_begin() -> None:
    """A fact's end lies after its beginning."""
    facts = [fact for f in KNOWN.frameworks.values() for fact in f.facts if fact.until]
    assert not [fact.id for fact in facts if fact.until and fact.until <= fact.holds_from[:4]]


def test_titles_of_living_records_name_no_year() -> None:
    """A record is cited at any date, so its title must not tell of a later one."""
    records = [source for source in KNOWN.sources.values() if source.record]
    assert not [source.id for source in records if re.search(r"\b20\d\d\b", source.title)]


def test_claims_are_tested_against_what_there_is() -> None:
    """A testable claim names frameworks or stacks that exist, and never its own framework."""
    stacks = {recipe["stack"] for f in KNOWN.frameworks.values() for recipe in f.recipes}
    for framework in KNOWN.frameworks.values():
        for claim in framework.claims:
            others = set((claim.tested_by or {}).get("than", ()))
            assert others <= stacks | set(KNOWN.frameworks), claim.id
            assert framework.id not in others, claim.id
