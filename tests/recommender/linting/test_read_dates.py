from pathlib import Path

from tests.recommender.linting.bases import said


def test_what_is_later_than_its_reading_is_named(tmp_path: Path) -> None:
    """A fact, a release or a publication later than the day its source was read is named."""
    assert said("read_dates", tmp_path) == [
        "frameworks/alpha.yaml:9: facts[1].from: holds from 2026-03, but its sources "
        "were last read on 2026-01-01; read them again, or mend the date",
        "frameworks/beta.yaml:6: releases[1].date: is dated 2026-02-01, but history was"
        " last read on 2026-01-01; read it again, or mend the date",
        "published/race.yaml:4: from: is of 2026-02, but race was last read on "
        "2026-01-01; read it again, or mend the date",
        "sources/all.yaml:4: [2].read: was read on 2016-12-31, before its publication "
        "(2017-01); mend one of the dates",
    ]
