from hypothesis import example, given

from recommender.safe import one_line
from tests.recommender.test_safe import HOSTILE, UNHURRIED
from tests.website.rendered import shown
from website.markup import address, block, code, folded, items, link, page, section, table, text


@UNHURRIED
@given(HOSTILE)
@example("a\\<script>alert(1)</script>")
@example("{ #id .class onclick=alert(1) }")
@example("1. ??? note\n    ::: recommender.errors")
def test_any_text_is_shown_as_it_is(words: str) -> None:
    """In a paragraph, a list, a cell, a heading and a link a text makes no markup of its own."""
    wanted = "".join(one_line(words).split())
    for made, own in (
        (f"x {text(words)} x", {"p"}),
        (items([f"x {text(words)} x"]), {"ul", "li"}),
        (section(f"x {words} x", "x"), {"h2", "a", "p"}),
        (link(f"x {words} x", "a.md"), {"p", "a"}),
        (code(f"x {words} x"), {"p", "code"}),
        (
            table(("a", "b"), [(f"x {text(words)} x", "c")]),
            {"table", "thead", "tbody", "tr", "th", "td"},
        ),
        (f"{text(words)} x", {"p"}),
        (items([f"{text(words)} x"]), {"ul", "li", "p"}),
    ):
        found = shown(made)
        assert {*found.tags} <= own, made
        assert found.attributes <= {"href", "id", "class", "title"}, made
        assert wanted in "".join(found.said.split()), made


@UNHURRIED
@given(HOSTILE)
def test_a_tooltip_is_only_a_tooltip(words: str) -> None:
    """A link's title holds any text and ends where it ends."""
    found = shown(link("label", "a.md", words))
    assert found.tags == ["p", "a"]
    assert found.attributes <= {"href", "title"}
    assert found.links == ["a.md"]
    assert found.said == "label"


@UNHURRIED
@given(HOSTILE)
def test_a_block_of_code_ends_where_it_should(words: str) -> None:
    """No fence inside a text closes the block around it."""
    found = shown(block("yaml", f"x\n{words}\n```\n<b>x</b>\n````") + "\n\nafter")
    assert "b" not in found.tags
    assert "script" not in found.tags
    assert found.said.rstrip().endswith("after")


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    """An address links where it is http or https without markup; anything else is text."""
    assert shown(address("https://a.bc/d?e=f#g")).links == ["https://a.bc/d?e=f#g"]
    for other in ("javascript:alert(1)", "docs/x.md", "https://a.bc/<b>", "https://a.bc/ x"):
        found = shown(address(other))
        assert found.links == []
        assert found.said == other


def test_what_is_empty_leaves_nothing_behind() -> None:
    """A table without rows, a section without parts and a fold without a body are not there."""
    assert table(("a",), []) == ""
    assert section("a", "", "") == ""
    assert folded("a", "") == ""
    assert page("a", "", "b") == "# a\n\nb\n"
