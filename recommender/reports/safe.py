"""Making any text harmless in the place where it is shown."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
# A backslash before these is the character itself in CommonMark; "." and ")" only after a number.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&^:-])")


def visible(text: str) -> str:
    """Return text whose control and direction-changing characters are shown as their codes."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def escaped_json(text: str) -> str:
    """Return the text of JSON with the same meaning, in which no such character stands raw."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    """Return text on one line, with nothing invisible in it."""
    return visible(" ".join(text.split()))


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no links, one line."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))
