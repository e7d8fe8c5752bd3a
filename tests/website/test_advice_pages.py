import re
from dataclasses import replace

from recommender.decision_map.learning import Branch, DecisionMap, Leaf
from tests.website.made_up import inputs, knowledge
from tests.website.rendered import shown
from website.advice_pages import PICTURE, decision_map
from website.pages import ROOT, generated, menu

ALPHA, BETA = Leaf("alpha", 0.25, ()), Leaf("beta", 0.5, (("alpha", 0.1), ("nothing left", 0.004)))
NOBODY = Leaf("nothing left", 0.25, ())
TREE = Branch("places", "phone", Branch("purpose", "work", ALPHA, NOBODY), BETA)
DRAWN = DecisionMap("2018-06-01", TREE, 0.9, 0.5, 100, knowledge())


def test_the_map_is_read_from_the_top() -> None:
    """An answer stands with what follows from it; what is left is "otherwise" at the same depth."""
    lines = re.findall(r"^( *)- (.*)$", decision_map(DRAWN, picture=False), re.MULTILINE)
    plain = [(len(indent), "".join(shown(line).said.split("\n"))) for indent, line in lines]
    assert plain == [
        (0, "Where? Phone"),
        (4, "What for? Work → Alpha (25.0% of all)"),
        (4, "otherwise → nothing left (25.0% of all)"),
        (0, "otherwise → Beta (50.0% of all; else Alpha 10%)"),
    ]


def test_the_map_says_how_often_it_is_right() -> None:
    """Its fidelity, and what always the same answer would reach, stand above it."""
    said = shown(decision_map(DRAWN, picture=False)).said
    assert (
        "in 90% of other needs (always the same answer: 50%; 100 made-up profiles, as common"
        in said
    )


def test_the_map_names_what_nobody_could_have() -> None:
    """What no framework offers on the day stands above the map; else there is no such line."""
    early = replace(DRAWN, impossible=(("places", "phone"),))
    assert "No framework offers then: Phone." in shown(decision_map(early, picture=False)).said
    assert "offers then" not in shown(decision_map(DRAWN, picture=False)).said


def test_the_picture_is_shown_where_there_is_one() -> None:
    """With Graphviz the page shows the picture that lies beside it; without, the list alone."""
    with_picture = generated(inputs()._replace(drawn=DRAWN, picture="<svg/>"))
    assert with_picture[f"{ROOT}/{PICTURE}"] == "<svg/>"
    assert PICTURE in with_picture[f"{ROOT}/map.md"]
    without = generated(inputs()._replace(drawn=DRAWN))
    assert f"{ROOT}/{PICTURE}" not in without
    assert "As a picture" not in without[f"{ROOT}/map.md"]
    assert f"{ROOT}/map.md" in menu(inputs()._replace(drawn=DRAWN))["Advice"]
    assert f"{ROOT}/map.md" not in generated(inputs())
