from pathlib import Path

from tests.recommender.linting.bases import said


def test_words_about_a_later_year_are_named(tmp_path: Path) -> None:
    """A note, a claim or a living record's title that speaks of a later year is named."""
    assert said("later_years", tmp_path) == [
        "frameworks/alpha.yaml:14: claims[0].text: speaks of 2018, but could be known "
        "on 2017-01-31; tell what was known then; put the rest into a later fact",
        "frameworks/beta.yaml:7: facts[0].note: speaks of 2016, but could be known on "
        "2014-02-28; tell what was known then; put the rest into a later fact",
        "published/race.yaml:7: finding: speaks of 2018, but could be known on "
        "2017-05-31; tell what was known then; put the rest into a later fact",
        "sources/all.yaml:3: [1].title: is a living record's and names a year; leave the year out",
    ]
