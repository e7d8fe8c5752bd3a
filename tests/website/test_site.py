"""The whole site, built once as `make site` does, from knowledge with markup in a note."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.recommender.html_page.browser import DESKTOP, PHONE, chromium, serious_faults
from tests.recommender.probed import measured, stored
from tests.website.made_up import HOSTILE
from tests.website.rendered import ROOT, Shown

pytest.importorskip("material", reason="make site installs what builds the site")
pytest.importorskip("mkdocstrings", reason="make site installs what builds the site")

#: A page of each kind.
KINDS = [
    *("index.html", "tutorial.html", "cli.html", "method.html", "architecture.html"),
    *("known/frameworks/theano.html", "known/claims.html", "known/map.html", "known/python.html"),
    *("known/formats/requirements.html", "known/examples/mobile-app.html"),
]
#: What loads something, with the attribute that names it.
LOADING = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?\b(?:src|data)=[\"']?"
    r"(?:https?:)?//[^>]*>"
    r"|<link\b(?![^>]*\brel=[\"']?(?:canonical|prev|next|alternate))[^>]*?href=[\"']?"
    r"(?:https?:)?//[^>]*>",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site; the build is strict and has nothing to complain of."""
    folder = tmp_path_factory.mktemp("site")
    known = shutil.copytree(ROOT / "knowledge_base", folder / "knowledge")
    blocks = known / "frameworks" / "blocks.yaml"
    facts = f"facts:\n{FACT.replace('NOTE', json.dumps(HOSTILE))}"
    text = blocks.read_text(encoding="utf-8")
    assert "\nfacts:\n" in text
    blocks.write_text(text.replace("facts:\n", facts, 1), encoding="utf-8")
    results = folder / "results.jsonl"
    ran = [measured("tensorflow", "tensorflow", 0.002), measured("theano", "theano", 0.001)]
    stored(results, *ran)
    done = subprocess.run(
        [*(sys.executable, "-m", "mkdocs", "build", "--strict"), "--site-dir", folder / "site"],
        cwd=ROOT,
        env={
            **os.environ,
            "SITE_KNOWLEDGE": str(known),
            "SITE_PROBES": str(results),
            "SITE_DATE": "2026-11-28",
            "NO_MKDOCS_2_WARNING": "1",
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return folder / "site"


FACT = """  - attribute: resource
    value: A page for this test.
    from: 2017-02
    source: [overview-2017#BL-S5]
    note: NOTE
"""


def pages(site: Path) -> dict[str, str]:
    """Return every page of the site by its place."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
    }


def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    """No script, style, font, picture or frame of a page has an address outside of the site."""
    found = pages(built)
    assert {*KINDS} <= {*found}
    for place, text in found.items():
        assert not LOADING.findall(text), place
    for style in built.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), style
    assert not [place for place, text in found.items() if 'class="mermaid"' in text]


def test_hostile_text_in_a_note_is_text(built: Path) -> None:
    """Markup in a framework's note stands in its page and in the search as text."""
    text = (built / "known" / "frameworks" / "blocks.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in text
    assert HOSTILE in Shown(text).said
    index = json.loads((built / "search" / "search_index.json").read_text(encoding="utf-8"))
    found = [one["text"] for one in index["docs"] if "A page for this test." in one["text"]]
    assert found
    assert not any("<script" in text for text in found)


def test_every_page_has_one_title_and_every_framework_a_page(built: Path) -> None:
    """A page has one first heading; each framework of the knowledge base has its page."""
    found = pages(built)
    for place, text in found.items():
        assert place == "404.html" or Shown(text).tags.count("h1") == 1, place
    wanted = {path.stem for path in (ROOT / "knowledge_base" / "frameworks").glob("*.yaml")}
    there = {Path(place).stem for place in found if place.startswith("known/frameworks/")}
    assert wanted <= there


def test_claims_have_the_verdicts_of_the_results_that_were_given(built: Path) -> None:
    """Results that are given to the build stand beside the claims that they test, and no others."""
    said = Shown((built / "known" / "claims.html").read_text(encoding="utf-8")).said
    assert "By 2 results of small networks on one machine" in said
    assert "not measured" in said


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Return where the site is served."""
    handler = partial(Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def search(page: Any, words: str) -> None:
    """Open the search as a reader does, type, and wait for what it finds."""
    page.keyboard.press("/")
    page.wait_for_selector("input.md-search__input:focus", timeout=60_000)
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item a", timeout=60_000)


def test_a_browser_asks_for_nothing_elsewhere_and_finds_what_is_searched(address: str) -> None:
    """In a browser pages of all kinds make no error and no request outside; the search answers."""
    with chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        problems: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.on("console", lambda said: problems.append(f"{said.type}: {said.text}"))
        for place in KINDS:
            page.goto(f"{address}/{place}", wait_until="networkidle")
        search(page, "slow compilation")
        assert problems == []
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_no_serious_fault(address: str, scheme: str, size: dict[str, int]) -> None:
    """Pages of all kinds, the search open too, have no serious fault of accessibility."""
    with chromium() as browser:
        options = {"color_scheme": scheme, "viewport": size, "reduced_motion": "reduce"}
        page = browser.new_page(**options)
        found = {}
        for place in KINDS:
            page.goto(f"{address}/{place}", wait_until="networkidle")
            found[place] = serious_faults(page)
        search(page, "slow compilation")
        found["search"] = serious_faults(page)
        assert {place: faults for place, faults in found.items() if faults} == {}
