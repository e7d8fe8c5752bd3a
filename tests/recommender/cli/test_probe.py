import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from probes.results.store import ResultStore

LIMIT = 60
#: What a bar moves the cursor with.
ESCAPE = "\x1b["


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the command a home of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(folder))
    return folder


def terminal(*arguments: object, term: str = "xterm", columns: int = 100) -> tuple[int, str]:
    """Run the command line in a pseudo-terminal; return its exit code and all that it sent."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "recommender", *map(str, arguments)],
        encoding="utf-8",
        timeout=LIMIT,
        dimensions=(40, columns),
        env={**os.environ, "TERM": term},
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus is not None
    return child.exitstatus, child.before or ""


def piped(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line with its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "recommender", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


NUMPY_HERE = ("probe", "run", "numpy", "--python", sys.executable, "--workload", "mlp")


def test_a_run_shows_a_bar_on_a_terminal_and_then_its_table() -> None:
    """On a terminal what goes on stands beside a bar, which is gone before the results."""
    code, sent = terminal(*NUMPY_HERE)
    assert code == 0, sent
    assert ESCAPE in sent
    assert "━" in sent
    assert re.search(r"numpy mlp \(eager, cpu\): prepares", sent)
    table = sent[sent.index("interval") :]
    assert "━" not in table
    assert re.search(r"numpy +mlp +eager +[0-9.]+ (µs|ms)", table)


@pytest.mark.parametrize("where", ["a pipe", "a terminal that cannot move its cursor"])
def test_elsewhere_there_are_plain_lines(where: str) -> None:
    """Into a pipe or a dumb terminal go lines that a log can keep: no escapes, no bar."""
    if where == "a pipe":
        done = piped(*NUMPY_HERE)
        code, sent = done.returncode, done.stdout + done.stderr
    else:
        code, sent = terminal(*NUMPY_HERE, term="dumb")
    assert code == 0, sent
    assert "\x1b" not in sent
    assert "━" not in sent
    assert re.search(r"^ +[0-9.]+ s  numpy mlp \(eager, cpu\): prepares", sent, re.MULTILINE)


def test_the_first_workload_is_answered_after_its_first_set() -> None:
    """Nobody waits for the second set to see a first figure, which says that it is one."""
    sent = piped(*NUMPY_HERE).stdout
    early = re.search(r"numpy mlp \(eager, cpu\): [0-9.]+ ms a step .*1 set[;)].*, so far", sent)
    assert early
    assert early.start() < sent.index("mlp: set 2 of 2")


def test_set_up_tells_on_a_terminal_what_it_does() -> None:
    """Reasons stay on the terminal as lines, whole however narrow it is."""
    code, sent = terminal("probe", "setup", "blocks", columns=40)
    assert code == 1
    assert ESCAPE in sent
    said = "".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sent).split())
    assert "recommenderprobesetupblocks--fromgit+https://github.com/mila-iqia/blocks" in said


def test_what_is_not_on_the_index_fails_only_if_it_was_named() -> None:
    """`--all` passes what the index lacks with the command that would add it; by name it fails."""
    named = piped("probe", "setup", "blocks")
    assert named.returncode == 1
    assert "not on the package index" in named.stderr


def test_a_dry_run_tells_costs_and_refusals() -> None:
    """Without running anything: every job with what it would cost, and what would be refused."""
    done = piped(*NUMPY_HERE, "--dry-run")
    assert done.returncode == 0
    assert re.search(r"numpy mlp \(eager, cpu\) +about \d+ s", done.stdout)
    absent = piped("probe", "run", "numpy", "theano", "--workload", "mlp", "--dry-run")
    assert "Foreseen to be refused" in absent.stdout
    assert "theano mlp (cpu): not set up; recommender probe setup theano" in absent.stdout


def test_the_device_can_be_chosen(home: Path) -> None:
    """What is asked to run on a GPU does, or ends with the reason why it cannot."""
    done = piped(*NUMPY_HERE, "--device", "cuda")
    assert done.returncode == 0
    assert re.search(r"numpy +mlp +eager +unsupported: numpy sees no CUDA device", done.stdout)
    assert list((home / "results").glob("*.jsonl"))


def test_other_sizes_are_measured_and_checked_like_any_workload() -> None:
    """A workload in sizes of its own runs, agrees with its reference and stands in the table."""
    sized = ("--workload", "mlp@inputs=8,hidden=16,batch=4")
    done = piped(*NUMPY_HERE[:5], *sized)
    assert done.returncode == 0, done.stderr
    assert re.search(r"numpy +mlp@batch=4,hidden=16,inputs=8  eager +[0-9.]+ (µs|ms)", done.stdout)


def test_a_dry_run_shows_the_sizes_and_their_cost() -> None:
    """`--sizes` plans nine sizes of the workload that is named, or of every one that has sizes."""
    one = piped(*NUMPY_HERE, "--sizes", "--dry-run")
    assert re.search(r"^9 jobs, about ", one.stdout)
    assert re.search(r"numpy mlp@batch=32,inputs=64 \(eager, cpu\) +about \d+ s", one.stdout)
    every = piped(*NUMPY_HERE[:5], "--sizes", "--dry-run")
    assert re.search(r"^36 jobs, about ", every.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--workload", "mlp@seed=1"), "workload mlp: it has no size 'seed'"),
        (("--workload", "mlp@hidden=0"), "is no name of a workload"),
        (("--workload", "matmul", "--sizes"), "'matmul' has no sizes; possible: mlp, convnet"),
    ],
)
def test_sizes_that_cannot_be_are_one_line(arguments: tuple[str, ...], said: str) -> None:
    """A size that there is none of is refused before anything runs."""
    done = piped(*NUMPY_HERE[:5], *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_run_beside_another_fails_and_has_nothing_to_go_on_with(home: Path) -> None:
    """While another process measures, a run ends with 1 and names it: nothing was interrupted."""
    with ResultStore(home).measuring():
        done = piped(*NUMPY_HERE)
    assert done.returncode == 1, done.stdout
    assert "is measuring on this machine; run again when it has ended" in done.stdout
    assert "--resume" not in done.stdout + done.stderr


def test_a_run_that_is_interrupted_says_how_to_go_on(home: Path) -> None:
    """Ctrl-C in the middle: exit code 130, the command that goes on, and --resume finishes it."""
    command = [sys.executable, "-m", "recommender", *NUMPY_HERE]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if "prepares" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 130, rest
    assert "Go on with: recommender probe run … --resume" in rest
    done = piped(*NUMPY_HERE, "--resume")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((home / "results").glob("*.jsonl"))) == 1
