import subprocess
import sys

import pytest

from recommender.explanation.what_would_change import SHOWN, WhatWouldChange
from recommender.loading.loader import shipped
from recommender.recommendation import recommend
from tests.recommender import tiny

KNOWN = tiny.knowledge()
DAY = "2018-06-01"


def asked(needs: dict[str, object]) -> WhatWouldChange:
    return recommend(needs, DAY, knowledge=KNOWN).what_would_change()


def said(found: WhatWouldChange) -> dict[str, list[str]]:
    return {part.title: [one.text for one in part.sentences] for part in found.sections}


def test_each_kind_of_change_is_said_in_words() -> None:
    """Weights, answers and facts, with names and the questionnaire's words."""
    sections = said(asked({"purpose": "study"}))
    (nearest,) = sections["The smallest change of weights"]
    assert nearest.startswith("Beta would be first if ")
    assert "moved from Ease (75.0% → " in nearest
    assert "to Power (25.0% → " in nearest
    answers = sections["One answer"]
    assert "If the answer to “What for?” were “Work” instead of “Study”, Beta would be first." in (
        answers
    )
    assert any(
        text.startswith("If “Phone” were among the answers to “Where?”, Beta would be first")
        and "excludes Alpha" in text
        for text in answers
    )
    facts = sections["One fact that would have to be otherwise"]
    assert "Alpha, ease: were it fair instead of easy, Beta would be first." in facts
    assert sections["One fact to learn or to confirm"] == ["None puts another framework first."]
    assert "One need given up" not in sections


def test_needs_and_limits_given_up_are_said() -> None:
    """A rule's need with its reason, and a limit of the requirements by its key."""
    phones = said(asked({"purpose": "study", "places": ["phone"]}))["One need given up"]
    assert phones == [
        "Alpha would be first if this were given up: A phone needs a mobile run time."
    ]
    limited = asked({"purpose": "study", "without": ["alpha"]})
    (sentence,) = limited.sections[-1].sentences
    assert sentence.text == (
        "Alpha would be first if the requirements did not leave it out ('without')."
    )
    assert sentence.ids == ("requirements.without",)


def test_what_nobody_knows_and_what_no_weights_do_is_said() -> None:
    """A fact to learn is told from one to change; so is a framework that no weights help."""
    gamma = tiny.FRAMEWORKS["gamma"].replace("ease, value: fair", "ease, value: easy")
    known = tiny.knowledge(gamma=gamma)
    sections = said(recommend({"purpose": "work"}, DAY, knowledge=known).what_would_change())
    assert sections["One fact to learn or to confirm"] == [
        "Gamma, power: not known; were it strong, Gamma would be first."
    ]
    alone = said(asked({"only": ["beta"]}))
    assert alone["The smallest change of weights"] == ["No other framework is on the table."]
    worse = tiny.knowledge(
        beta=tiny.FRAMEWORKS["beta"].replace("ease, value: fair", "ease, value: easy")
    )
    needs = {"purpose": "study", "without": ["alpha"]}
    sections = said(recommend(needs, DAY, knowledge=worse).what_would_change())
    assert sections["The smallest change of weights for each of the others"] == [
        "No weights whatever put Gamma first."
    ]


def test_the_text_shows_the_first_changes_and_the_data_all() -> None:
    """What the text leaves out it counts; plain data and sections have every change."""
    found = recommend({}, "2019-01", knowledge=shipped()).what_would_change()
    answers = next(part for part in found.sections if part.title == "One answer")
    assert len(answers.sentences) > SHOWN
    assert f"And {len(answers.sentences) - SHOWN} more (--format json)." in found.text
    assert len(found.numbers()["answers"]) == len(answers.sentences)


def test_plain_data_has_the_numbers_behind_the_words() -> None:
    """Moves of weight before, exactly and as stated; answers, facts and needs by their ids."""
    plain = asked({"purpose": "study"}).to_dict()
    assert plain["question"] == "what-would-change"
    assert plain["best"] == "alpha"
    nearest = plain["weights"]["nearest"]
    assert nearest["first"] == "beta"
    moved = sum(max(0.0, change["exact"] - change["before"]) for change in nearest["changes"])
    assert moved == pytest.approx(nearest["moved"], abs=1e-8)
    for change in nearest["changes"]:
        assert abs(change["stated"] - change["exact"]) <= 1e-3
    work = next(one for one in plain["answers"] if one["after"] == "work")
    assert (work["question"], work["before"], work["first"]) == ("purpose", "study", "beta")
    assert {one["attribute"] for one in plain["facts"]} >= {"ease"}


def test_it_loads_no_numpy() -> None:
    """Flips are exact and light: no numpy, no solver library."""
    code = (
        "import sys; from recommender import recommend; "
        "recommend({'purpose': 'research'}, '2017-01').what_would_change().text; "
        "assert not {'numpy', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
