"""Markdown as the site shows it: by Python-Markdown with the extensions of mkdocs.yml."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent


class _Settings(yaml.SafeLoader):
    """YAML in which ``!ENV`` is a list."""


_Settings.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node))


def settings() -> dict[str, Any]:
    """Return what mkdocs.yml says."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return dict(yaml.load(text, _Settings))  # noqa: S506 - a safe loader with one more tag


def html(markdown: str) -> str:
    """Return Markdown as HTML, or skip the test where what builds the site is not installed."""
    library = pytest.importorskip("markdown", reason="make site installs what builds the site")
    pytest.importorskip("pymdownx", reason="make site installs what builds the site")
    names, options = [], {}
    for one in settings()["markdown_extensions"]:
        name = next(iter(one)) if isinstance(one, dict) else one
        names.append(name)
        options[name] = one[name] if isinstance(one, dict) else {}
    return str(library.markdown(markdown, extensions=names, extension_configs=options))


class Shown(HTMLParser):
    """What a browser would make of HTML: its tags, its links, its ids, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.said = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it has."""
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.said += data


def shown(markdown: str) -> Shown:
    """Return what a browser would make of Markdown."""
    return Shown(html(markdown))
