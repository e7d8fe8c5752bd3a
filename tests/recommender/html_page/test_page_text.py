"""The text of the page: the same bytes, small, soon made, and safe whatever words are in it."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from recommender.decision import Decision
from recommender.explanation.how_sure import MISSING
from recommender.reports import html
from recommender.reports.page_scripts import MODULES, module, scripts
from tests.recommender.html_page import advice
from tests.recommender.html_page.hostile import hostile_advice

LIMIT = 2_000_000
PROGRAM = """
import sys
{before}
from recommender.recommendation import recommend
from recommender.reports import html
page = html.render(recommend({{"purpose": "research"}}, "2026-11-24"))
sys.stdout.buffer.write(page.encode())
"""


@pytest.fixture(scope="module")
def page() -> str:
    return html.render(advice.with_measurements())


def made_elsewhere(before: str = "", seed: str = "0") -> bytes:
    """Return the page that a fresh interpreter makes, with another order of its hashes."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before)],
        capture_output=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return done.stdout


def data_of(page: str) -> dict[str, object]:
    """Return the data that stands in the page."""
    found = re.findall(r'<script type="application/json" id="page-data">(.*?)</script>', page)
    assert len(found) == 1
    data: dict[str, object] = json.loads(found[0])
    return data


def test_the_page_is_small_and_soon_made() -> None:
    """A whole page is under 2 MB and takes under 2 s of the processor, knowledge loaded."""
    decision = advice.with_measurements()
    began = time.process_time()
    text = html.render(decision)
    assert time.process_time() - began < 2
    assert len(text.encode()) < LIMIT


def test_same_inputs_give_the_same_bytes() -> None:
    """Two processes with other hashes make the same page."""
    assert made_elsewhere(seed="1") == made_elsewhere(seed="2")


def test_without_numpy_the_page_says_what_is_left_out() -> None:
    """Where NumPy is missing the page is made, without acceptabilities, and says so."""
    text = made_elsewhere("sys.modules['numpy'] = None").decode()
    assert MISSING.partition("(")[0] in text
    assert 'id="plot-sure"' not in text
    assert 'id="plot-ranking"' in text


def test_the_policy_names_every_script_and_nothing_else(page: str) -> None:
    """The content security policy allows the page's own scripts by their digests, no other."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    allowed = set(re.findall(r"sha256-([A-Za-z0-9+/=]+)", policy[1].replace("&#39;", "'")))
    run = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert {b64encode(sha256(code.encode()).digest()).decode() for code in run} == allowed
    assert len(run) == 1 + len(scripts())
    assert "unsafe-eval" not in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;")


def test_no_word_can_end_the_data_or_start_markup() -> None:
    """The data's script element holds no character of markup and no separator of lines."""
    page = html.render(hostile_advice())
    raw = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert raw
    assert not set("<>&'\u2028\u2029\x1b\u202e") & set(raw[1])
    data_of(page)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert "<img" not in markup
    assert "{{ 7*7 }}" in markup
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", page)


def test_scripts_cannot_end_their_own_element() -> None:
    """No library and no module of ours holds what ends or comments out a script element."""
    for code in scripts():
        assert not re.search(r"</script|<!--", code, re.IGNORECASE)


def test_no_time_of_making_stands_in_the_page(page: str) -> None:
    """The only days in the data are those of advice; no clock was looked at."""
    data = data_of(page)
    days = {day["day"] for day in data["model"]["days"]}  # type: ignore[index]
    text = json.dumps(data)
    assert set(re.findall(r'"(\d{4}-\d{2}-\d{2})"', text)) == days
    assert not re.search(r"\d{2}:\d{2}:\d{2}", text)


@pytest.mark.parametrize("name", ["early", *MODULES])
def test_our_scripts_are_well_formed_and_set_no_markup(name: str) -> None:
    """Each module parses (node --check), and none makes elements out of text."""
    pytest.importorskip("playwright", reason="Node.js comes with playwright")
    code = module(name)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)
    node = shutil.which("node") or Path(find_spec("playwright").origin).parent / "driver" / "node"
    command = [node, "--check", "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("made", [advice.nothing_left, advice.leaning, advice.known_only])
def test_every_kind_of_decision_makes_a_page(made: Callable[[], Decision]) -> None:
    """A page is made where nothing is left, where answers lean, and where nothing was measured."""
    text = html.render(made())
    assert text.startswith("<!DOCTYPE html>")
    assert text.endswith("</html>\n")
    assert data_of(text)
