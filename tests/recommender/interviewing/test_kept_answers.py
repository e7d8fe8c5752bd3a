from pathlib import Path

import pytest

from recommender.errors import UserError
from recommender.interviewing.kept_answers import KeptAnswers, earlier, place_of, usual_place
from recommender.requirements import Requirements

STUDY, WORK = Requirements({"purpose": "study"}), Requirements({"purpose": "work"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_answers_of_an_earlier_interview_are_put_aside_once() -> None:
    """What was kept before lies beside the new answers, which are then written over and over."""
    place_of(None, None).keep(STUDY)
    kept = place_of(None, None)
    for needs in (WORK, STUDY, WORK):
        kept.keep(needs)
    assert usual_place().read_text() == "purpose: work\n"
    assert earlier(usual_place()).read_text() == "purpose: study\n"


def test_who_goes_on_from_the_usual_place_puts_nothing_aside(home: Path) -> None:
    """Answers that are gone on from are these very answers, by whatever path they are named."""
    place_of(None, None).keep(STUDY)
    roundabout = home / "nowhere" / ".." / usual_place().name
    (home / "nowhere").mkdir()
    place_of(None, roundabout).keep(WORK)
    assert usual_place().read_text() == "purpose: work\n"
    assert not earlier(usual_place()).exists()


def test_who_goes_on_from_another_file_leaves_it_alone(tmp_path: Path) -> None:
    """The file that answers come from is not the one that they are kept in."""
    place_of(None, None).keep(STUDY)
    place_of(None, tmp_path / "own.yaml").keep(WORK)
    assert earlier(usual_place()).read_text() == "purpose: study\n"


def test_a_named_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """The user named it and has to know; what was there stays."""
    with pytest.raises(UserError, match=r"cannot be written \(.*\); choose another --save"):
        place_of(tmp_path / "missing" / "answers.yaml", None).keep(STUDY)
    named = place_of(tmp_path / "answers.yaml", None)
    named.keep(STUDY)
    assert (tmp_path / "answers.yaml").read_text() == "purpose: study\n"
    assert not usual_place().exists()


def test_a_usual_place_that_cannot_be_written_is_none(home: Path) -> None:
    """Nobody asked for it, so the interview goes on without."""
    home.write_text("a file where the folder should be")
    kept = place_of(None, None)
    kept.keep(STUDY)
    assert kept == KeptAnswers(None, named=False, begun=True)
    kept.keep(WORK)
