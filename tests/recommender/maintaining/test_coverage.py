import csv
import io
import json

import pytest

from recommender.cli.coverage import as_csv, as_json, as_text
from recommender.loading.loader import shipped
from recommender.maintaining.coverage import coverage, ends_of_years, scored_attributes, totals
from tests.recommender import tiny
from tests.recommender.cli.test_commands import recommender

KNOWN = tiny.knowledge()
DAY = "2019-06-30"


def states(framework: str, attribute: str) -> dict[int, str]:
    """Return year → state."""
    cells = coverage(KNOWN, DAY, [framework], [attribute])
    return {cell.year: cell.state for cell in cells}


def test_the_years_end_with_the_day_itself() -> None:
    """Every year counts at its end, the last one on the day."""
    assert ends_of_years("2017-03-01") == ("2015-12-31", "2016-12-31", "2017-03-01")


def test_a_value_is_known_until_it_is_older_than_its_shelf_life() -> None:
    """Ease of alpha, published in March 2016 and good for two years, is stale in 2018."""
    assert states("alpha", "ease") == {
        2015: "missing",
        2016: "known",
        2017: "known",
        2018: "stale",
        2019: "stale",
    }


def test_an_explicit_unknown_is_not_missing() -> None:
    """What somebody looked for in vain is unknown; what nobody entered is missing."""
    assert states("gamma", "power") == {2017: "unknown", 2018: "unknown", 2019: "unknown"}
    assert set(states("gamma", "mobile").values()) == {"missing"}


def test_years_before_the_first_release_have_no_cells() -> None:
    """Gamma, released in 2017, is not missing anything in 2016."""
    assert min(states("gamma", "ease")) == 2017


def test_by_default_the_scored_attributes_of_all_frameworks_count() -> None:
    """Attributes that no criterion reads are left out unless asked for."""
    assert scored_attributes(KNOWN) == ("ease", "power")
    cells = coverage(KNOWN, DAY)
    assert {cell.attribute for cell in cells} == {"ease", "power"}
    assert {cell.framework for cell in cells} == {"alpha", "beta", "gamma"}
    assert sum(totals(cells).values()) == len(cells)


def test_the_forms_agree() -> None:
    """Text, JSON and CSV tell of the same cells."""
    cells = coverage(KNOWN, DAY, ["alpha"])
    plain = json.loads(as_json(cells, DAY))
    assert plain["totals"] == totals(cells) == plain["frameworks"]["alpha"]
    rows = list(csv.DictReader(io.StringIO(as_csv(cells))))
    assert [row["state"] for row in rows] == [cell["state"] for cell in plain["cells"]]
    text = as_text(cells, KNOWN, DAY, each=True)
    assert "  ease                            ·  ■  ■  ▒  ▒\n" in text
    assert f"Cells: {totals(cells)['known']} known, " in text


def test_a_framework_is_one_row_of_shares() -> None:
    """Of alpha's two attributes one is known in 2015, then both, and from 2018 on only power."""
    row = as_text(coverage(KNOWN, DAY, ["alpha"]), KNOWN, DAY, each=False).splitlines()[5]
    assert row.split() == ["Alpha", "50", "100", "100", "50", "50", "(1,", "0,", "0)"]


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_the_command_shows_the_shipped_knowledge(form: str) -> None:
    """`kb coverage` answers in each form, and with all attributes on request."""
    some = recommender("kb", "coverage", "--as-of", "2017-01", "-f", form, "--framework", "theano")
    all_of_it = recommender(
        "kb", "coverage", "--as-of", "2017-01", "-f", form, "--framework", "theano", "--all"
    )
    assert some.code == all_of_it.code == 0
    assert len(all_of_it.out) > len(some.out) > 100


def test_a_framework_of_later_is_one_line() -> None:
    """A framework that did not exist at the date is a mistake that is told as one."""
    done = recommender("kb", "coverage", "--framework", "jax", "--as-of", "2017")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "was not released by" in done.err


def test_nothing_that_is_read_is_missing_where_it_must_be_known() -> None:
    """Of whoever an article surveys, at its date, every scored attribute is known or unknown."""
    known = shipped()
    for article in known.articles.values():
        cells = coverage(known, f"{article['date']}-31", article["surveys"])
        last = [cell for cell in cells if cell.as_of == f"{article['date']}-31"]
        assert last
        assert totals(last)["missing"] == 0
