"""Making any text harmless in the place where it is shown."""

import json
import re

# Control characters but tab and newline, what changes direction or cannot be seen, half characters.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# A backslash before these is the character itself in CommonMark: always, in places where they mean
# something, and at the beginning of a block.
_MARKDOWN = re.compile(
    r"""[\\`*<\[\]|~${]                  # code, emphasis, tags, links, cells, mathematics, Liquid
    | (?<![^\W_])_ | _(?![^\W_])          # an underscore but within a word
    | &(?=[#]?\w+;)                       # entities
    | :(?=//|[\w+-]+:)                    # addresses, emoji
    | (?<=www)\.                          # addresses without a scheme
    | ^(?:[#>=] | [+-](?=[\s-]|$) | \d{1,9}[.)](?=\s|$))  # headings, quotes, lists
    """,
    re.VERBOSE | re.IGNORECASE,
)


def visible(text: str) -> str:
    """Return text whose control and direction-changing characters are shown as their codes."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def json_text(plain: object, indent: int = 2) -> str:
    """Return plain data as the text of a JSON file, in which no such character stands raw.

    The same data gives the same bytes; what is escaped means the same.
    """
    text = json.dumps(plain, indent=indent, ensure_ascii=False)
    return _CONTROL.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def one_line(text: str) -> str:
    """Return text on one line, with nothing invisible in it."""
    return visible(" ".join(text.split()))


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no links, one line."""
    return _MARKDOWN.sub(lambda match: rf"{match[0][:-1]}\{match[0][-1]}", one_line(text))
