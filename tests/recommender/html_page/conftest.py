from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.recommender.html_page.browser import Opened, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return what opens the text of a page, and sees that it made no error and no request."""
    pages: list[Opened] = []

    def open_page(text: str, **options: Any) -> Opened:
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(text, encoding="utf-8")
        pages.append(Opened(browser, path, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()
        assert page.problems == []
        assert [address for address in page.requests if not address.startswith("file://")] == []
