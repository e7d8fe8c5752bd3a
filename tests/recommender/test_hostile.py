import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from probes.results.outcomes import Outcome
from recommender.cli.commands import app
from recommender.terminal import say
from tests.recommender.cli.test_commands import recommender
from tests.recommender.probed import answered, failed, measured, stored

#: Markup, a change of the terminal's title, colours, the cursor sent away, and text turned round.
HOSTILE = (
    "<script>alert(1)</script> [a](javascript:alert(2)) **b** `c` | d | \x1b]0;pwned\x07 \x1b[31m"
    "\x1b[2J\x9b5A \u202egnp.exe \u2066x &lt; {{ 7*7 }} ::error::no"
)
#: What no output may hold, whatever was given.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a hostile name with needs, results and a report that are hostile too."""
    folder = tmp_path_factory.mktemp("hostile") / "<b>\x1b[31m\x9b5A\u202e"
    folder.mkdir()
    needs = {"title": HOSTILE, "notes": HOSTILE, "purpose": "research", "hardware": ["cpu"]}
    (folder / "needs.yaml").write_text(json.dumps(needs), "utf-8")
    stored(
        folder / "run.jsonl",
        measured("numpy", "numpy", 0.002),
        measured("torch", "pytorch", 0.001),
        failed("theano", "theano", Outcome.FAILED, HOSTILE),
        failed(f"jax{HOSTILE}", "jax", Outcome.FAILED, HOSTILE),
        answered("torch", "pytorch", "gpu", answer=False, version=HOSTILE),
    )
    done = CliRunner().invoke(
        app,
        [
            *("report", str(folder / "needs.yaml"), "--folder", str(folder)),
            *("--probes", str(folder / "run.jsonl"), "--as-of", "2026-11-24"),
        ],
    )
    assert done.exit_code == 0
    assert not FORBIDDEN.search(done.output)
    assert "Written: " in done.output
    return folder


DECIDING = ["recommend", "why", "how", "sure", "what-would-change", "timeline"]
COMMANDS: list[list[str]] = [
    *([name, "NEEDS"] for name in DECIDING),
    *(["recommend", "NEEDS", "-f", form] for form in ("json", "markdown")),
    *([name, "NEEDS", "-f", "json"] for name in DECIDING),
    ["why-not", "NEEDS", "jax"],
    ["compare", "NEEDS", "jax", "keras"],
    ["what-if", "NEEDS", "hardware=tpu"],
    ["ask", "--no-input", "--answers", "NEEDS"],
    ["claims", "--probes", "RESULTS"],
    ["capabilities", "--probes", "RESULTS"],
    *(["replay", "RECORD", "-f", form] for form in ("text", "json", "markdown")),
    *(["review", "RECORD", "-f", form] for form in ("text", "json", "github")),
]
WITH_PROBES = {"recommend", "why", "why-not", "how", "compare", "what-if"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_prints_what_moves_a_cursor(command: list[str], place: Path) -> None:
    """Titles, notes, paths and reasons of probes come out as text, in every form."""
    names = {"NEEDS": "needs.yaml", "RESULTS": "run.jsonl", "RECORD": "decision.json"}
    words = [str(place / names[word]) if word in names else word for word in command]
    if command[0] in WITH_PROBES:
        words += ["--probes", str(place / "run.jsonl")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert done.output
    assert not FORBIDDEN.search(done.output)
    if "json" in command:
        title = json.loads(done.stdout).get("requirements", {}).get("title", HOSTILE)
        assert title == HOSTILE


@pytest.mark.parametrize(
    "arguments",
    [
        ["recommend", "NONE"],
        ["recommend", "NEEDS", "--probes", "NONE"],
        ["recommend", "NEEDS", "-o", "NONE"],
        ["report", "NEEDS", "--folder", "NONE"],
        ["replay", "NONE"],
        ["review", "NEEDS"],
        ["recommend", "NEEDS", "--as-of", HOSTILE.replace("\x00", "")],
        ["why-not", "NEEDS", HOSTILE],
        ["frameworks", HOSTILE],
    ],
    ids=lambda words: " ".join(words)[:20].encode("ascii", "ignore").decode(),
)
def test_no_complaint_moves_a_cursor(arguments: list[str], place: Path) -> None:
    """What a message repeats of a path or a name is shown as text, on one line."""
    names = {"NEEDS": place / "needs.yaml", "NONE": place / HOSTILE.replace("/", "") / "x"}
    done = recommender(*(names.get(word, word) for word in arguments))
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert not FORBIDDEN.search(done.err)


def test_the_markdown_of_hostile_needs_is_text(place: Path) -> None:
    """On GitHub the record of hostile needs has the tags of its own layout and no others."""
    from tests.recommender.test_safe import on_github

    text = (place / "decision.md").read_text("utf-8").partition("---\n\n")[2]
    found = on_github(text)
    own = {"h1", "h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    notes = {"sup", "a", "section", "ol", "strong", "em", "code"}
    assert {*found.tags} <= own | notes
    assert "<script>alert(1)</script> [a](javascript:alert(2)) **b**" in found.said
    assert found.links
    assert [
        link for link in found.links if not link.startswith(("https://", "http://", "#fn"))
    ] == []


def test_what_is_said_holds_nothing_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    """The one way to print what others wrote shows control characters as their codes."""
    say(f"a\x1b[31m\tb\n{HOSTILE}")
    out = capsys.readouterr().out
    assert out.startswith("a\\x1b[31m\tb\n<script>")
    assert not FORBIDDEN.search(out)
