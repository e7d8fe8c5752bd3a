import json
import re
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from recommender.safe import json_text, markdown, one_line, visible

#: Characters that mean something somewhere, and some that do not.
TRICKY = (
    "\\`*_{}[]()<>#+-.!|~$&^:;=\"'/@%,0123456789abcwhtpsAZ \t\n\r\x1b\x07\x9b\x00\u202e\u200bäß漢"
)
WORDS = st.sampled_from(
    [
        *("<script>", "</td>", "<!--", "<img src=x onerror=alert(1)>", "javascript:", "![a](b)"),
        *(
            "[a](b)",
            "[^1]",
            "[^1]: x",
            "http://a.bc",
            "https://a.bc/d",
            "www.a.bc",
            "&lt;",
            "&#60;",
        ),
        *("**b**", "_i_", "__b__", "~~s~~", "`c`", "```", "# h", "> q", "- x", "1. x", "12) x"),
        *(
            "---",
            "===",
            "***",
            "| a | b |",
            "|---|",
            "$x$",
            "$$",
            ":smile:",
            "{{ 7*7 }}",
            "{% x %}",
        ),
        *("\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\u202e", "\u2066", "\ufeff", "\u2028", "\r", "\b"),
    ]
)
HOSTILE = st.lists(WORDS | st.text(TRICKY, max_size=6) | st.text(max_size=6), max_size=8).map(
    "".join
)
#: A busy machine may take its time.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Shown(HTMLParser):
    """What a browser would make of HTML: its tags, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; a link of an e-mail address to itself, which nothing can stop, is none."""
        address = dict(attrs).get("href") or ""
        if not (tag == "a" and address.startswith("mailto:")):
            self.tags.append(tag)
            self.links += [address] if address else []

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.said += data


def on_github(text: str) -> Shown:
    """Render Markdown as GitHub does, without its filter of dangerous tags."""
    options = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    return Shown(cmarkgfm.github_flavored_markdown_to_html(text, options))


@UNHURRIED
@given(HOSTILE)
@example("a_b __c__ 1. _d_")
@example("http://a.b www.c.d")
def test_any_text_is_text_in_markdown(text: str) -> None:
    """In a paragraph, a heading, an item and a cell, text makes no tag and is shown as it is."""
    shown = one_line(text)
    for before, after, tags in (
        ("", "", ["p"]),
        ("# ", "", ["h1"]),
        ("- ", "", ["ul", "li"]),
        ("- Good: ", "", ["ul", "li"]),
        ("| h |\n| --- |\n| ", " |", ["table", "thead", "tr", "th", "tbody", "tr", "td"]),
    ):
        found = on_github(f"{before}{markdown(text)}{after}\n\n[^1]: A note.\n")
        if shown or "|" in before:
            assert [tag for tag in found.tags if tag not in ("section", "ol")] == tags
        said = " ".join(found.said.split())
        assert said == f"{before.partition(' ')[2]}{shown}".strip() or said.endswith(shown)


@UNHURRIED
@given(HOSTILE)
def test_any_text_moves_no_cursor(text: str) -> None:
    """What a terminal gets holds no control character, and all that can be seen of the text."""
    shown = one_line(text)
    assert not FORBIDDEN.search(shown)
    assert "\n" not in shown
    assert not FORBIDDEN.search(visible(text))
    assert shown.encode("utf-8").decode("utf-8") == shown
    if not FORBIDDEN.search(text):
        assert shown == " ".join(text.split())


@UNHURRIED
@given(st.recursive(HOSTILE, lambda inner: st.lists(inner) | st.dictionaries(HOSTILE, inner)))
def test_json_means_the_same_and_holds_nothing_raw(data: object) -> None:
    """Escaping changes no value, and leaves no control or direction-changing character raw."""
    text = json_text(data)
    assert json.loads(text) == data
    assert not FORBIDDEN.search(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b, 0.83 (x) - y: z!", "a_b, 0.83 (x) - y: z!"),
        ("1. x", "1\\. x"),
        ("- x", "\\- x"),
        ("-0.05", "-0.05"),
        ("R&D &amp;", "R&D \\&amp;"),
    ],
)
def test_markdown_stays_readable(text: str, shown: str) -> None:
    """Only what would mean something is escaped, so that the source can be read in a diff."""
    assert markdown(text) == shown
