"""Several environments are built at once, and whatever becomes of one leaves the others whole.

The builds are real processes: a fake Python, a shell script, obeys as a test says (its recipe is
its only requirement, so that a text for the shell can tell one build from another).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from probes.environments import collection, installer
from probes.environments.setup import Event, _Workshop, build_all, usual_jobs
from probes.errors import ProbeError
from tests.probes.environments import test_collection as one
from tests.probes.environments.test_collection import (
    MACHINE,
    alive,
    fake_python,
    left_behind,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from probes.environments.planning import Plan

__all__ = ["fake_python"]


def plan_for(stack: str) -> Plan:
    """A plan for the fake Python, whose installer is asked for `STACK==1.0`."""
    made = one.recipe({"python": "==3.9", "requirements": [f"{stack}==1.0"]}, stack=stack)
    return collection.plan(made, MACHINE)


def outcomes(*stacks: str, jobs: int, events: list[Event] | None = None) -> list[str]:
    """Build these and say of each what came of it, in the order in which they are asked for."""
    told = events if events is not None else []
    found = build_all([plan_for(stack) for stack in stacks], jobs, told.append)
    return [
        str(result) if isinstance(result, ProbeError) else f"{result.stack} stands"
        for result in found
    ]


def standing() -> set[str]:
    return {environment.stack for environment in collection.list_environments()}


MEETING = """
case "$*" in *first*) own=first; other=second ;; *) own=second; other=first ;; esac
touch {folder}/$own
for i in $(seq 100); do [ -e {folder}/$other ] && exit 0; sleep 0.05; done
echo "ERROR: $own waited alone"; exit 1
"""


@pytest.mark.usefixtures("fake_python")
def test_two_builds_are_in_work_at_the_same_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With two jobs two installers, each of which waits to see the other, both come to an end."""
    monkeypatch.setenv("FAKE_PIP", MEETING.format(folder=tmp_path))
    assert outcomes("first", "second", jobs=2) == ["first stands", "second stands"]


def test_one_job_builds_one_after_the_other(fake_python: Path) -> None:
    """With one job no build begins before the one before it has ended."""
    events: list[Event] = []
    outcomes("first", "second", "third", jobs=1, events=events)
    ends = [e.plan.recipe.stack for e in events if e.kind in ("begun", "stands")]
    assert ends == ["first", "first", "second", "second", "third", "third"]
    assert [c for c in fake_python.read_text().splitlines() if "pip install" in c]


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("echo 'ERROR: no such thing'; exit 1", "no such thing"),
        ("kill -KILL $$", "killed by SIGKILL"),
        ("head -c 9999 /dev/zero > /dev/full || exit 1", "the disk is full"),
    ],
)
@pytest.mark.usefixtures("fake_python")
def test_what_fails_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, shell: str, said: str
) -> None:
    """A build that fails, is killed or finds the disk full ends alone, with its reason."""
    monkeypatch.setenv("FAKE_PIP", f'case "$*" in *bad*) {shell} ;; esac')
    events: list[Event] = []
    good, bad, also = outcomes("good", "bad", "also", jobs=2, events=events)
    assert (good, also) == ("good stands", "also stands")
    assert said in bad
    assert standing() == {"good", "also"}
    (log,) = (name for name in left_behind() if name.startswith("bad"))
    assert log.endswith(".log")
    (told,) = (event for event in events if event.kind == "failed")
    assert (told.plan.recipe.stack, told.text) == ("bad", bad)


SET_UP = """
import sys
from pathlib import Path
from probes.environments import interpreters, logged_commands
from probes.environments.setup import build_all
from probes.environments.interpreters import Interpreter
from tests.probes.environments.test_setup import plan_for
only = Interpreter(Path(sys.argv[1]), (3, 9, 1), True, True, True)
interpreters.find = lambda: (only,)
logged_commands._GRACE_S = 0.2
tell = lambda event: print(event.kind, event.plan.recipe.stack, event.text, flush=True)
try:
    build_all([plan_for(stack) for stack in sys.argv[3:]], int(sys.argv[2]), tell)
except KeyboardInterrupt:
    sys.exit(130)
"""


def start(fake_python: Path, jobs: int, *stacks: str) -> subprocess.Popen[str]:
    """Start a set-up in a process of its own, as the command line is one."""
    return subprocess.Popen(
        [sys.executable, "-c", SET_UP, fake_python.parent / "python3.9", str(jobs), *stacks],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


#: An installer that ignores all requests to end, with a child of its own; both leave a number.
STUBBORN = """
case "$*" in
*quick*) ;;
*) trap '' INT TERM; sleep 60 & echo $$ $! >> {pids}; echo Collecting; sleep 60 ;;
esac
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_every_build_and_keeps_what_stands(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sent: signal.Signals
) -> None:
    """Finished stays, half-made is gone, the next is not begun, and no process survives."""
    pids = tmp_path / "pids"
    monkeypatch.setenv("FAKE_PIP", STUBBORN.format(pids=pids))
    process = start(fake_python, 2, "quick", "slow", "slower", "never")
    wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 4)
    process.send_signal(sent)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    wait_for(lambda: not any(alive(int(pid)) for pid in pids.read_text().split()))
    assert standing() == {"quick"}
    assert {Path(name).suffix for name in left_behind() if "quick" not in name} == {".log"}
    assert "step slow clearing up" in said
    assert "stopped slow" in said
    assert "never" not in said


def test_what_waits_when_all_is_stopped_is_not_begun(fake_python: Path) -> None:
    """A worker that ends its build after the interrupt takes no other one up, and tells of none."""
    events: list[Event] = []
    workshop = _Workshop(events.append)
    workshop.stopped.set()
    assert isinstance(workshop.build(plan_for("late")), ProbeError)
    assert events == []
    assert fake_python.read_text() == ""


#: "chatty" speaks when "slow" has begun, so that there is something to end.
CHATTY = """
case "$*" in
*slow*) touch {begun}; sleep 60 ;;
*) until [ -e {begun} ]; do sleep 0.05; done; echo Collecting ;;
esac
"""


@pytest.mark.usefixtures("fake_python")
def test_when_nobody_listens_any_more_all_builds_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A reader that hangs up is no reason for which a build failed: it ends the whole set-up."""
    monkeypatch.setenv("FAKE_PIP", CHATTY.format(begun=tmp_path / "begun"))

    def hang_up(event: Event) -> None:
        if event.kind == "detail":
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        build_all([plan_for("slow"), plan_for("chatty"), plan_for("never")], 2, hang_up)
    assert {Path(name).suffix for name in left_behind() if "chatty" not in name} == {".log"}
    assert "never" not in standing()


def test_a_killed_set_up_is_cleared_up_by_the_next(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """KILL leaves installers behind: the next set-up ends them before it builds anew."""
    pids = tmp_path / "pids"
    monkeypatch.setenv("FAKE_PIP", STUBBORN.format(pids=pids))
    process = start(fake_python, 2, "slow", "slower")
    wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 4)
    process.kill()
    process.communicate(timeout=30)
    orphans = [int(pid) for pid in pids.read_text().split()]
    assert all(alive(pid) for pid in orphans)
    monkeypatch.setenv("FAKE_PIP", "true")
    assert outcomes("slow", "slower", jobs=2) == ["slow stands", "slower stands"]
    assert not any(alive(pid) for pid in orphans)
    assert {name.rpartition("-")[0] for name in left_behind()} == {"slow", "slower"}


def test_two_set_ups_at_once_build_each_environment_once(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who comes second waits for what is in work, builds the rest and takes what stands."""
    gate = tmp_path / "gate"
    monkeypatch.setenv("FAKE_PIP", f"while [ ! -e {gate} ]; do sleep 0.05; done")
    stacks = ("first", "second", "third")
    both = [start(fake_python, 2, *stacks)]
    wait_for(lambda: fake_python.read_text().count("-m pip install") == 2)
    both.append(start(fake_python, 2, *stacks))
    said = both[1].stdout
    assert said is not None
    assert any("waiting for it" in said.readline() for _ in range(3))
    gate.touch()
    for process in both:
        process.communicate(timeout=30)
        assert process.returncode == 0
    assert fake_python.read_text().count("-m pip install") == 3
    assert standing() == set(stacks)


def test_who_waits_for_another_set_up_can_be_interrupted(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An interrupt ends a set-up that waits, and leaves the one that it waits for alone."""
    gate = tmp_path / "gate"
    monkeypatch.setenv("FAKE_PIP", f"while [ ! -e {gate} ]; do sleep 0.05; done")
    works = start(fake_python, 1, "first")
    wait_for(lambda: "-m pip install" in fake_python.read_text())
    waits = start(fake_python, 1, "first")
    assert waits.stdout is not None
    assert any("waiting for it" in waits.stdout.readline() for _ in range(3))
    waits.send_signal(signal.SIGINT)
    waits.communicate(timeout=30)
    assert waits.returncode == 130
    gate.touch()
    works.communicate(timeout=30)
    assert (works.returncode, standing()) == (0, {"first"})


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """An index of one wheel, sent when two want it; its host, and the files that it sent whole."""
    folder = tmp_path / "index" / "bulky"
    folder.mkdir(parents=True)
    info = "bulky-1.0.dist-info"
    files = {
        "bulky.py": os.urandom(2**20).hex().join(("x = '", "'\n")),
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: bulky\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    wheel = folder / "bulky-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    (folder / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    sent: list[str] = []
    meeting = Barrier(2)

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            if self.path.endswith(".whl"):
                self.send_header("Cache-Control", "max-age=365000000, immutable, public")
            super().end_headers()

        def copyfile(self, source: Any, outputfile: Any) -> None:
            if self.path.endswith(".whl"):
                meeting.wait(30)  # the other build wants it, too
                sleep(1)  # long enough to hang up
            with contextlib.suppress(ConnectionError):  # who asked has hung up
                super().copyfile(source, outputfile)
                sent.append(Path(self.path).name)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    handler = partial(Handler, directory=str(tmp_path / "index"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_large_file_is_fetched_once_for_all(
    index: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two builds want the same wheel: one fetches it, the other waits and has it from the cache."""
    host, sent = index
    one.use_only(monkeypatch, tmp_path / "home", tmp_path)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{host}")
    monkeypatch.setenv("PIP_TRUSTED_HOST", host)  # as from a secure origin, it is cached
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(installer, "_LARGE_MB", 1)
    made = [
        one.recipe({"requirements": ["bulky==1.0"]}, stack=stack, module="bulky")
        for stack in ("first", "second")
    ]
    events: list[Event] = []
    plans = [collection.plan(recipe, MACHINE, sys.executable) for recipe in made]
    built = build_all(plans, 2, events.append)
    assert [getattr(environment, "stack", environment) for environment in built] == [
        "first",
        "second",
    ]
    assert sent.count("bulky-1.0-py3-none-any.whl") == 1
    assert any("waiting for another build" in event.text for event in events)


@pytest.mark.parametrize(
    ("cores", "gibibytes", "jobs"),
    [(1, 64, 1), (2, 16, 2), (16, 64, 16), (16, 4, 4), (8, 0.5, 1), (4, None, 4)],
)
def test_jobs_follow_from_cores_and_memory(cores: int, gibibytes: float | None, jobs: int) -> None:
    """One build a core, but no more than there is memory for, and always one."""
    memory = None if gibibytes is None else int(gibibytes * 2**30)
    assert usual_jobs(replace(MACHINE, logical_cores=cores, memory_bytes=memory)) == jobs
