"""What a set-up of several stacks says, with a fake Python whose installer fails where it is told.

The builds are real processes; what is fake is only what they install.
"""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pexpect
import pytest

LIMIT = 60
FAKE_PYTHON = """#!/bin/sh
case "$*" in
*has_ensurepip*) echo '{said}' ;;
*"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo home > "$3/pyvenv.cfg" ;;
*"-m pip --version"*) echo "pip 21.3 from somewhere" ;;
*"-m pip install"*) echo "Collecting all"; eval "$FAKE_PIP" ;;
*importlib.metadata*) echo '{{"numpy": "1.0"}}' ;;
esac
"""


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and a fake CPython 3.11 that every recipe used here fits."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAKE_PIP", 'case "$*" in *keras*) echo "ERROR: none"; exit 1 ;; esac')
    path = tmp_path / "python3.11"
    said = {
        "implementation": "cpython",
        "version": [3, 11, 7],
        "final": True,
        "executable": str(path),
        "bits": 64,
        "has_venv": True,
        "has_ensurepip": True,
        "has_headers": True,
    }
    path.write_text(FAKE_PYTHON.format(said=json.dumps(said)))
    path.chmod(0o755)
    return path


def set_up(python: Path, *arguments: str) -> list[str]:
    """Return the command that sets stacks up with the fake Python."""
    command = [sys.executable, "-m", "recommender", "probe", "setup", "--python", str(python)]
    return [*command, *arguments]


def test_into_a_pipe_go_plain_lines(python: Path) -> None:
    """Each line names its stack and place, errors go to standard error, the sum comes last."""
    done = subprocess.run(
        set_up(python, "numpy", "keras-jax", "jax", "--jobs", "2"),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert re.fullmatch(r"\[2/3\] keras-jax: none\n", done.stderr)
    lines = done.stdout.splitlines()
    assert all(re.match(r"\[[123]/3\] (numpy|jax|keras-jax): ", line) for line in lines[:-1])
    assert any(re.fullmatch(r"\[1/3\] numpy: stands, \d+ MB \(\d+ s\)", line) for line in lines)
    assert not any("Collecting" in line for line in lines)  # what pip says is in its log
    assert re.fullmatch(
        r"2 of 3 stand; not set up: keras-jax\. 2 environments take \d+ MB\. It took \d+ s\.",
        lines[-1],
    )


def test_what_stands_is_told_once_more_and_not_built(python: Path) -> None:
    """A second set-up of the same builds nothing and ends with 0."""
    for steps in (1, 0):
        done = subprocess.run(
            set_up(python, "numpy", "jax"),
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT,
        )
        assert done.stdout.count("making an environment") == 2 * steps
        assert done.stdout.splitlines()[-1].startswith("2 of 2 stand. 2 environments take ")


def test_on_a_terminal_each_build_in_work_has_a_line(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two builds in work stand under the bar of the whole, and are gone when they are done."""
    monkeypatch.setenv("FAKE_PIP", "sleep 1")
    command, *arguments = set_up(python, "numpy", "jax", "--jobs", "2")
    child = pexpect.spawn(
        command,
        arguments,
        encoding="utf-8",
        timeout=LIMIT,
        dimensions=(40, 100),
        env={**os.environ, "TERM": "xterm"},
    )
    child.expect(pexpect.EOF)
    child.close()
    sent = child.before or ""
    assert child.exitstatus == 0, sent
    drawn = max(sent.split("set-up"), key=lambda drawing: drawing.count("Collecting all"))
    assert "[1/2] numpy: Collecting all" in drawn
    assert "[2/2] jax: Collecting all" in drawn
    assert "━" not in sent[sent.rindex("2 of 2 stand") :]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_says_what_is_kept(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    """Ctrl-C and TERM: exit code 130, one line on how to go on, and no build left half-made."""
    begun = tmp_path / "begun"
    monkeypatch.setenv("FAKE_PIP", f'case "$*" in *jax*) touch {begun}; sleep 60 ;; esac')
    process = subprocess.Popen(
        set_up(python, "numpy", "jax", "--jobs", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = monotonic() + LIMIT
    while not begun.exists():
        assert monotonic() < end, "waited in vain"
        sleep(0.02)
    process.send_signal(sent)
    said, errors = process.communicate(timeout=LIMIT)
    assert process.returncode == 130
    assert "[1/2] numpy: stands" in said
    assert "What stands is kept; the same command goes on with the rest." in errors
    assert "Traceback" not in errors
    left = [p.name for p in (tmp_path / "home" / "environments").iterdir() if p.is_dir()]
    assert [name.rpartition("-")[0] for name in left] == ["numpy"]


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_that_cannot_be_is_refused(python: Path, jobs: str) -> None:
    """No job, or no number, is a mistake in the command, before anything is made."""
    done = subprocess.run(
        set_up(python, "numpy", "--jobs", jobs),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 2
    assert "--jobs" in done.stderr
