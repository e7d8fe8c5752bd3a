"""What documents show of the program, held against the program: commands with what they print.

A block is a "$ recommender …" with its output, in which a line of "…" stands for lines left out. It
is asked for as of the day that the document names first and without probe results, so that it hangs
on the knowledge and the program alone. Blocks below ``<!-- measured -->`` and those of `probe` show
what some machine did and are left as they are.

    python -m website.transcripts docs/tutorial.md …    brings the blocks up to date
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import typer
import yaml
from typer.testing import CliRunner

from recommender.cli.commands import app
from recommender.loading.loader import shipped

ROOT = Path(__file__).parent.parent
LEFT_OUT = "…"
BLOCK = re.compile(
    r"^(?P<measured><!-- measured -->\n)?"
    r"```console\n\$ recommender (?P<command>.*)\n(?P<shown>(?:(?!```|\$ ).*\n)*)```$",
    re.MULTILINE,
)
DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) \d{4}\b"
)
#: What the interview waits with.
PROMPT = "> "


class Transcript(NamedTuple):
    """A block: its command, what the document shows and what the program prints."""

    command: str
    shown: list[str]
    printed: list[str]

    @property
    def holds(self) -> bool:
        """Return whether what is shown is what is printed, but for lines left out."""
        pattern = "".join(
            r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(f"{line}\n") for line in self.shown
        )
        return re.fullmatch(pattern, "".join(f"{line}\n" for line in self.printed)) is not None

    def renewed(self) -> list[str]:
        """Return what to show: as much of the beginning, and of the end, as was shown."""
        if self.holds:
            return self.shown
        if LEFT_OUT not in self.shown:
            return self.printed
        first = self.shown.index(LEFT_OUT)
        last = len(self.shown) - 1 - self.shown[::-1].index(LEFT_OUT)
        tail = len(self.shown) - 1 - last
        if self.command.startswith("ask"):  # as many questions; then how it ended
            asked = [at for at, line in enumerate(self.printed) if line.startswith(PROMPT)]
            first = asked[sum(line.startswith(PROMPT) for line in self.shown[:first]) - 1] + 1
            ends = [at for at, line in enumerate(self.printed) if line.startswith("So far")]
            return [
                *self.printed[:first],
                "",
                LEFT_OUT,
                "",
                *self.printed[ends[-1] : asked[-1] + 1],
                LEFT_OUT,
            ]
        return [*self.printed[:first], LEFT_OUT, *(self.printed[-tail:] if tail else ())]


def transcripts(document: str) -> Iterator[tuple[re.Match[str], Transcript]]:
    """Yield each block of a document that the program can be held against, in their order.

    They are run one after the other in a folder of their own, with the answers that the document
    shows as YAML in `needs.yaml`, and the examples.
    """
    named = DAY.search(document)
    assert named is not None, "the document names no day"  # noqa: S101
    day = datetime.strptime(named[0], "%d %B %Y").date().isoformat()
    saved = re.search(r"^```yaml\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    needs = saved[1] if saved else ""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(ROOT / "examples", "examples")
        Path("decisions").mkdir()
        Path("needs.yaml").write_text(needs, encoding="utf-8")
        for block in BLOCK.finditer(document):
            command = block["command"]
            if block["measured"] or command.startswith("probe"):
                continue
            words = _fixed(shlex.split(command), day)
            printed = _interview(words, needs) if words[0] == "ask" else _printed(words)
            yield block, Transcript(command, block["shown"].splitlines(), printed.splitlines())


def renew(path: Path) -> bool:
    """Bring the blocks of a document up to date; return whether anything had changed."""
    old = path.read_text(encoding="utf-8")
    parts, at = [], 0
    for block, transcript in transcripts(old):
        shown = "".join(f"{line}\n" for line in transcript.renewed())
        parts += [old[at : block.start("shown")], shown]
        at = block.end("shown")
    new = "".join(parts) + old[at:]
    if new != old:
        path.write_text(new, encoding="utf-8")
    return new != old


def _fixed(words: Sequence[str], day: str) -> list[str]:
    """Return a command that hangs on neither the day nor the machine."""
    command = typer.main.get_command(app).commands.get(words[0])  # type: ignore[attr-defined]
    known = {option for parameter in getattr(command, "params", ()) for option in parameter.opts}
    given = {"--as-of": day, "--probes": "none"}
    added = [(name, value) for name, value in given.items() if name in known and name not in words]
    return [*words, *(word for pair in added for word in pair)]


def _printed(words: Sequence[str]) -> str:
    done = CliRunner().invoke(app, list(words))
    if done.exit_code != 0:
        raise ValueError(f"recommender {shlex.join(words)}: {done.exception or done.stderr}")
    return done.stdout


def _interview(words: Sequence[str], needs: str) -> str:
    """Return an interview as a terminal shows it, each question answered by the needs, else "d"."""
    answers: Mapping[str, Any] = yaml.safe_load(needs) or {}
    said, since = "", ""
    with subprocess.Popen(  # noqa: S603 - this program, with a document's words
        [sys.executable, "-m", "recommender", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None  # noqa: S101 - they are pipes
        assert child.stdout is not None  # noqa: S101
        while character := child.stdout.read(1):
            said, since = said + character, since + character
            if since.endswith(f"\n{PROMPT}"):
                typed = _typed(since, answers)
                child.stdin.write(f"{typed}\n")
                child.stdin.flush()
                said, since = f"{said}{typed}\n", ""
    return said


def _typed(said: str, answers: Mapping[str, Any]) -> str:
    """Return what is typed after what was said: numbers of options; nothing where none is asked."""
    asked = re.findall(r"^\[\d+/\d+\] (.*?)(?: \(several may fit\))?$", said, re.MULTILINE)
    if not asked:
        return ""
    question = next(one for one in shipped().questions.values() if one.text == asked[-1])
    answer = answers.get(question.id)
    chosen = answer if isinstance(answer, list) else [answer]
    options = question.option_ids()
    return ",".join(str(options.index(one) + 1) for one in chosen if one in options) or "d"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        typer.echo(f"{name}: {'renewed' if renew(Path(name)) else 'up to date'}")
