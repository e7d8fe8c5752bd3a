"""Markdown for the site: any text made harmless, tables, links, anchors.

Python-Markdown passes HTML through and knows no backslash before ``<``, so texts are made harmless
by character references, which no extension reads as markup.
"""

import re
from collections.abc import Iterable, Sequence

from recommender.safe import one_line

#: Every ASCII character that some extension may read as markup; the rest is letters, digits, space
#: and the punctuation of sentences.
_MARKUP = re.compile(r"[^\w\s,;?%/\u0080-\U0010ffff]|_")
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]\\`|{}^]+")


def text(words: object) -> str:
    """Return any text as Markdown that shows it as it is, on one line."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", one_line(str(words)))


def code(words: object) -> str:
    """Return a text in the letters of code, shown as it is."""
    return f"<code>{text(words)}</code>"


def link(label: object, target: str, title: str = "") -> str:
    """Return a link to a page or anchor of the site; the label is text, the title a tooltip."""
    tooltip = f' "{text(title)}"' if title else ""
    return f"[{text(label)}]({target}{tooltip})"


def address(url: str) -> str:
    """Return an address of the web as a link, anything else as text."""
    return f"<{url}>" if _ADDRESS.fullmatch(url) else text(url)


def named(label: object, anchor: str) -> str:
    """Return a text in bold that links can point to."""
    return f"**{text(label)}**{{ #{anchor} }}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already; empty where there are no rows."""
    lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *lines])


def items(lines: Iterable[str]) -> str:
    """Return a list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def folded(title: str, body: str) -> str:
    """Return a part that is folded until the reader opens it; empty where the body is."""
    if not body:
        return ""
    inner = "\n".join(f"    {line}" if line else "" for line in body.splitlines())
    return f'??? note "{text(title)}"\n\n{inner}'


def block(language: str, body: str) -> str:
    """Return a text in a block of code, whatever fences stand in it."""
    runs = re.findall(r"`{3,}", body)
    fence = "`" * (max(map(len, runs), default=2) + 1)
    return f"{fence}{language}\n{body.rstrip()}\n{fence}"


def section(title: object, *blocks: str, level: int = 2, searched: bool = True) -> str:
    """Return a heading with what is under it; empty where there is nothing.

    What is not ``searched`` is left out of the site's search.
    """
    filled = [one for one in blocks if one]
    aside = "" if searched else " { data-search-exclude }"
    return "\n\n".join([f"{'#' * level} {text(title)}{aside}", *filled]) if filled else ""


def page(title: object, *blocks: str) -> str:
    """Return a page: a title and its parts, of which the empty ones are left out."""
    return "\n\n".join([f"# {text(title)}", *(one for one in blocks if one)]) + "\n"
