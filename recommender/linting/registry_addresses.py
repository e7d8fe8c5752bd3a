"""A package index is cited by the title of its page, never by address: mirrors have many."""

import re
from collections.abc import Iterator

from recommender.linting.base import Base, Finding

_HOST = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|anaconda|conda|crates|rubygems)\.(?:[a-z]+\.)*[a-z]{2,}\b",
    re.IGNORECASE,
)


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each text that holds the host of a package index."""
    for text, at in base.texts():
        host = _HOST.search(text)
        if host:
            yield at.wrong(
                "",
                "holds the host of a package index",
                "cite its page by title, such as 'NAME, release list, Python Package Index'",
            )
