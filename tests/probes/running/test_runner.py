from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import ProbeError
from probes.results.outcomes import Outcome
from probes.results.reading import load, read, read_lines, unfinished
from probes.results.store import ResultStore
from probes.running import runner, workers
from tests.probes.fakes import MACHINE, SHORT, FakeEnvironment, living, run

# What the fake does: the outcome that must come of it, and words that its reason must hold.
FAULTS = {
    "": (Outcome.MEASURED, "agrees with the reference"),
    "chatty": (Outcome.MEASURED, "agrees with the reference"),
    "children": (Outcome.MEASURED, "agrees with the reference"),
    "fork bomb": (Outcome.MEASURED, "agrees with the reference"),
    "segfault": (Outcome.FAILED, "died of SIGSEGV during build"),
    "exit 0": (Outcome.FAILED, "exit status 0 during build"),
    "sys.exit": (Outcome.FAILED, "exit status 0 during build"),
    "raise": (Outcome.FAILED, "RuntimeError: no kernel image (during build)"),
    "import": (Outcome.FAILED, "libfake.so.1"),
    "unsupported": (Outcome.UNSUPPORTED, "no sparse frobnication"),
    "hang": (Outcome.TIMED_OUT, "the 3 s that the profile allows were over during build"),
    "children and crash": (Outcome.FAILED, "died of SIGKILL"),
    "crash in steps": (Outcome.FAILED, "died of SIGABRT during steady steps"),
    "flood": (Outcome.FAILED, "printed more than 64 MiB"),
    "garbage": (Outcome.FAILED, "a line that is not an event"),
    "endless line": (Outcome.FAILED, "a line without an end"),
    "disk full": (Outcome.FAILED, "No space left on device"),
    "loss": (Outcome.WRONG_RESULT, "losses deviate"),
    "nan": (Outcome.WRONG_RESULT, "losses deviate"),
    "rate": (Outcome.WRONG_RESULT, "deviate"),
    "other data": (Outcome.WRONG_RESULT, "computed on other data"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """One run with every fault in it: results by fault, the store, events, the traces' folder."""
    home = tmp_path_factory.mktemp("faulty")
    where = {}
    jobs = []
    for index, fault in enumerate(FAULTS):
        where[fault] = home / f"where-{index}"
        where[fault].mkdir()
        stack = f"fake-{fault.replace(' ', '-').replace('.', '-') or 'sound'}"
        jobs.append(runner.Job(FakeEnvironment(stack, fault, where[fault]), "tiny"))
    store = ResultStore(home)
    events: list[runner.Event] = []
    profile = replace(SHORT, prepare_limit_s=3.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "TERM_SECONDS", 0.3)
        results = run(*jobs, home=home, profile=profile, store=store, events=events)
    return dict(zip(FAULTS, results, strict=True)), store, events, where


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_as_its_own_outcome(faulty, fault):
    """A fault gives its outcome and a reason that names it, whatever the others do."""
    result = faulty[0][fault]
    outcome, words = FAULTS[fault]
    assert (result.outcome, words in result.reason) == (outcome, True), result.reason


@pytest.mark.parametrize("fault", FAULTS)
def test_no_process_survives(faulty, fault):
    """Of all that a worker started, in its session or out of it, nothing lives after the run."""
    where = faulty[3][fault]
    started = 63 if fault == "fork bomb" else 9 if fault.startswith("children") else 1
    assert len(list(where.iterdir())) == started
    assert living(where) == []


def test_one_result_for_every_job_is_stored(faulty):
    """The run's file holds the very results that the run gave back, and its start and end."""
    results, store, events, _ = faulty
    (path,) = store.runs()
    stored = {result.stack: result for result in load(path)}
    assert stored == {result.stack: result for result in results.values()}
    marks = [data["event"] for _, data in read_lines(path) if "event" in data]
    assert [mark for mark in marks if mark != "turn"] == ["started", "finished"]
    measured = [r for r in results.values() if r.outcome is Outcome.MEASURED]
    assert marks.count("turn") >= SHORT.rounds * len(measured)
    finals = [event.result.stack for event in events if event.kind == "result"]
    assert sorted(finals) == sorted(stored)


def test_only_measured_results_carry_step_times(faulty):
    """A run that disagreed or failed has no step time; one that agreed has a sound one."""
    for result in faulty[0].values():
        step = result.metrics.step_s
        assert (step is not None) == (result.outcome is Outcome.MEASURED)
        if step is not None:
            assert 0 < step.low <= step.median <= step.high < 0.01
            assert step.n + step.disturbed == SHORT.rounds * SHORT.blocks
            assert result.metrics.peak_memory_bytes > 10 * 2**20


def test_a_failed_job_leaves_a_log(faulty):
    """What a failed framework printed or raised is kept beside the results."""
    results, store, _, _ = faulty
    logs = store.folder / "logs" / results["raise"].run
    names = {path.name: path.read_text() for path in logs.iterdir()}
    assert "no kernel image\nis available" in names["fake-raise-tiny-plain-cpu.log"]
    flood = names["fake-flood-tiny-plain-cpu.log"]
    assert "bytes left out" in flood
    assert len(flood) < 64 * 1024


def test_the_interpreter_may_be_missing(tmp_path):
    """An environment whose interpreter is gone fails with the mend, and others are measured."""
    gone = replace(FakeEnvironment("gone"), python=tmp_path / "bin" / "python")
    first, second = run(
        runner.Job(gone, "tiny"), runner.Job(FakeEnvironment(), "tiny"), home=tmp_path
    )
    assert first.outcome is Outcome.FAILED
    assert "set the environment up again" in first.reason
    assert second.outcome is Outcome.MEASURED


def test_an_absent_environment_ends_as_told(tmp_path):
    """A stack that could not be installed has a result too, with the installer's reason."""
    absent = runner.Absent("blocks", "blocks", "not on the package index")
    (result,) = run(runner.Job(absent, "tiny"), home=tmp_path)
    assert (result.outcome, result.reason) == (Outcome.NOT_INSTALLABLE, "not on the package index")


def test_unknown_workloads_and_modes_are_unsupported(tmp_path):
    """What the adapter does not offer is unsupported, and says what was asked for."""
    fake = FakeEnvironment()
    jobs = [runner.Job(fake, "conv"), runner.Job(fake, "tiny", "lazy")]
    results = run(*jobs, home=tmp_path)
    assert [r.outcome for r in results] == [Outcome.UNSUPPORTED] * 2
    assert "mode lazy of workload tiny" in results[1].reason


def test_workloads_of_a_stack_share_its_process_or_do_not(tmp_path):
    """One process serves a stack's workloads in a generation; a fresh profile gives each its own.

    Two sets take three generations, because the first workload goes ahead of the other.
    """
    for fresh, expected in ((False, 3), (True, 4)):
        where = tmp_path / f"where-{fresh}"
        where.mkdir()
        environment = FakeEnvironment(where=where)
        jobs = [runner.Job(environment, name) for name in ("tiny", "tiny2")]
        profile = replace(SHORT, sets=2, fresh=fresh)
        results = run(*jobs, home=tmp_path, profile=profile)
        assert [len(r.metrics.step_s.sets) for r in results] == [2, 2]
        assert len(list(where.iterdir())) == expected


def test_few_workers_live_at_once_where_memory_is_short(tmp_path):
    """With memory for two workers, five stacks are measured all the same."""
    jobs = [runner.Job(FakeEnvironment(f"fake-{i}"), "tiny") for i in range(5)]
    small = replace(MACHINE, memory_bytes=2**30)
    results = run(*jobs, home=tmp_path, machine=small)
    assert {r.outcome for r in results} == {Outcome.MEASURED}


def test_the_same_job_twice_is_refused(tmp_path):
    """A job asked for twice is the caller's mistake and is named."""
    job = runner.Job(FakeEnvironment(), "tiny", "plain")
    with pytest.raises(ProbeError, match=r"fake tiny \(plain, cpu\) is asked for twice"):
        run(job, job, home=tmp_path)


def test_two_runs_at_once(tmp_path):
    """While one run measures, another skips all its jobs and names the process that measures."""
    store = ResultStore(tmp_path)
    job = runner.Job(FakeEnvironment(), "tiny")
    with store.measuring() as holder:
        assert holder == ""
        (result,) = run(job, home=tmp_path, store=store)
    assert result.outcome is Outcome.SKIPPED
    assert "is measuring on this machine" in result.reason
    assert store.runs() == ()
    (result,) = run(job, home=tmp_path, store=store)
    assert result.outcome is Outcome.MEASURED


def test_two_processes_that_run_at_once(tmp_path):
    """The second of two runs measures nothing and names the first, which goes on undisturbed."""
    process = _drive(tmp_path, "two rounds of slow steps")
    _read_until(process, "slow tiny (cpu): prepares")
    (result,) = run(
        runner.Job(FakeEnvironment(), "tiny"), home=tmp_path, store=ResultStore(tmp_path)
    )
    assert result.outcome is Outcome.SKIPPED
    assert f"process {process.pid} is measuring" in result.reason
    rest, _ = process.communicate(timeout=60)
    assert "END slow measured" in rest
    (path,) = ResultStore(tmp_path).runs()
    assert {r.stack: r.outcome for r in load(path)} == {"slow": Outcome.MEASURED}


def test_an_interrupted_run_resumes_where_it_stopped(tmp_path):
    """After Ctrl-C what was measured is kept; resuming measures the rest and nothing twice."""
    store = ResultStore(tmp_path)
    jobs = [
        runner.Job(FakeEnvironment(f"fake-{i}"), name) for name in ("tiny", "tiny2") for i in (1, 2)
    ]

    def interrupt(event: runner.Event) -> None:
        if event.kind == "result" and event.done == 2:
            raise KeyboardInterrupt

    first = runner.run(
        jobs,
        profile=SHORT,
        on_event=interrupt,
        store=store,
        seed=1,
        machine=MACHINE,
        caches=tmp_path,
    )
    assert [r.outcome for r in first] == [Outcome.MEASURED] * 2 + [Outcome.SKIPPED] * 2
    identity = unfinished(store)
    assert identity == first[0].run
    second = run(*jobs, home=tmp_path, store=store, resume=identity)
    assert second[:2] == first[:2]
    assert [r.outcome for r in second[2:]] == [Outcome.MEASURED] * 2
    assert list(load(store.path(identity))) == second
    assert unfinished(store) is None


class Interrupting(ResultStore):
    """A store at whose n-th turn somebody presses Ctrl-C."""

    def __init__(self, home, turns):
        super().__init__(home)
        self.left = turns
        self.added = 0

    def add_turn(self, run, key, turn):
        """Keep the turn, and interrupt after the last."""
        super().add_turn(run, key, turn)
        self.added += 1
        if self.added == self.left:
            raise KeyboardInterrupt


def test_a_run_interrupted_twice_measures_no_whole_set_again(tmp_path):
    """What an interruption left of a set does not cost the set that was measured in its place."""
    job, three = runner.Job(FakeEnvironment(), "tiny"), replace(SHORT, sets=3)
    first = Interrupting(tmp_path, SHORT.rounds + 1)  # in the middle of the second set
    run(job, home=tmp_path, profile=three, store=first)
    identity = unfinished(first)
    second = Interrupting(tmp_path, SHORT.rounds + 1)  # in the middle of the third
    run(job, home=tmp_path, profile=three, store=second, resume=identity)
    third = Interrupting(tmp_path, 0)
    (result,) = run(job, home=tmp_path, profile=three, store=third, resume=identity)
    assert third.added == SHORT.rounds
    step = result.metrics.step_s
    assert (len(step.sets), step.n + step.disturbed) == (3, 3 * SHORT.rounds * SHORT.blocks)
    kept = read(third.path(identity)).turns[result.key]
    assert [turn.set for turn in kept] == [0, 0, 1, 1, 2, 2]


def test_what_another_machine_measured_is_not_taken_over(tmp_path):
    """A home that went to another machine, or a machine that changed: resuming measures anew."""
    job, store = runner.Job(FakeEnvironment(), "tiny"), ResultStore(tmp_path)
    (first,) = run(job, home=tmp_path, store=store)
    other = replace(MACHINE, cpu_model="another processor")
    (second,) = run(job, home=tmp_path, store=store, machine=other, resume=first.run)
    assert second.machine_digest == other.digest() != first.machine_digest
    assert second.metrics.step_s.n + second.metrics.step_s.disturbed == SHORT.rounds * SHORT.blocks


def test_a_run_killed_after_its_last_turn_has_its_result_when_it_resumes(tmp_path):
    """Nothing is measured again where all turns are there and only the result is not."""
    job, store = runner.Job(FakeEnvironment(), "tiny"), ResultStore(tmp_path)
    (whole,) = run(job, home=tmp_path, profile=replace(SHORT, sets=2), store=store)
    path = store.path(whole.run)
    lines = path.read_text().splitlines(keepends=True)
    last = max(place for place, line in enumerate(lines) if '"turn"' in line)
    path.write_text("".join(lines[: last + 1]))
    again = Interrupting(tmp_path, 0)
    (result,) = run(
        job, home=tmp_path, profile=replace(SHORT, sets=2), store=again, resume=whole.run
    )
    assert again.added == 0
    assert result.metrics.step_s.sets == whole.metrics.step_s.sets
    assert list(load(path)) == [result]


DRIVER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from dataclasses import replace
from tests.probes.fakes import FakeEnvironment, SHORT, MACHINE
from probes.running import runner
from probes.results.store import ResultStore

home = Path(sys.argv[1])
where = home / "where"
jobs = [runner.Job(FakeEnvironment("sound", "", where), "tiny"),
        runner.Job(FakeEnvironment("stuck", "hang", where), "tiny2"),
        runner.Job(FakeEnvironment("children", "children", home / "where"), "tiny")]
if "slow" in sys.argv[2]:
    jobs = [runner.Job(FakeEnvironment("slow", "slow", where), "tiny")]
if sys.argv[2] == "small disk":
    import resource
    jobs = jobs[:1] + [runner.Job(FakeEnvironment("second"), "tiny")]
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
rounds = 1000 if sys.argv[2] == "slow" else SHORT.rounds
profile = replace(SHORT, prepare_limit_s=60.0, rounds=rounds)
results = runner.run(jobs, profile=profile, store=ResultStore(home),
                     on_event=lambda e: print(e.kind + ": " + e.text, flush=True), seed=1,
                     machine=MACHINE, caches=home / "caches")
for result in results:
    print("END", result.stack, result.outcome, flush=True)
"""


def _drive(home: Path, how: str) -> subprocess.Popen[str]:
    (home / "where").mkdir()
    code = DRIVER.format(tests=str(Path(__file__).parents[3]))
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home), how], stdout=subprocess.PIPE, text=True
    )


def _read_until(process: subprocess.Popen[str], words: str) -> None:
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"the run ended before it said {words!r}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_was_measured(tmp_path, number):
    """Interrupted while one framework hangs, a run keeps the others' results and leaves nothing."""
    process = _drive(tmp_path, "")
    _read_until(process, "stuck tiny2 (cpu): prepares")
    time.sleep(0.5)
    process.send_signal(number)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "END sound measured" in rest
    assert "END stuck skipped" in rest
    assert "END children measured" in rest
    (path,) = ResultStore(tmp_path).runs()
    assert {r.stack: r.outcome for r in load(path)}["sound"] is Outcome.MEASURED
    assert living(tmp_path / "where") == []


def test_a_killed_run_keeps_its_results_and_leaves_nothing(tmp_path):
    """When the run itself is killed its file reads, its workers die, the next run ends the rest."""
    process = _drive(tmp_path, "")
    _read_until(process, "stuck tiny2 (cpu): prepares")
    process.kill()
    process.communicate()
    store = ResultStore(tmp_path)
    (path,) = store.runs()
    assert [r.outcome for r in load(path)] == [Outcome.MEASURED] * 2
    assert unfinished(store) == path.stem
    run(home=tmp_path, store=store)
    assert living(tmp_path / "where") == []


def test_a_full_disk_costs_the_file_not_the_run(tmp_path):
    """Where results cannot be written a warning says so once, and all are given back."""
    process = _drive(tmp_path, "small disk")
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert text.count("results cannot be written (File too large)") == 1
    assert "END sound measured" in text
    assert "END second measured" in text
    (path,) = ResultStore(tmp_path).runs()
    for line in path.read_text().splitlines():
        json.loads(line)


def test_first_answers_are_told_once_and_early(tmp_path):
    """When every stack has its first answer this is told, before any other workload is measured."""
    jobs = [
        runner.Job(FakeEnvironment(f"fake-{i}"), name) for name in ("tiny", "tiny2") for i in (1, 2)
    ]
    events: list[runner.Event] = []
    run(*jobs, home=tmp_path, profile=replace(SHORT, sets=2), events=events)
    kinds = [(event.kind, event.job.workload if event.job else "") for event in events]
    (place,) = [number for number, (kind, _) in enumerate(kinds) if kind == "answers"]
    assert "tiny on 2 stacks; 1 more workloads are to come" in events[place].text
    assert kinds[:place].count(("result", "tiny")) == 2
    assert ("phase", "tiny2") not in kinds[:place]
    assert [event.share for event in events] == sorted(event.share for event in events)
    assert events[-1].share == 1.0


def test_a_killed_run_keeps_every_turn(tmp_path):
    """Killed in the middle of a set, a run has stored what each turn gave until then."""
    process = _drive(tmp_path, "slow")
    store = ResultStore(tmp_path)
    wait = time.monotonic() + 30
    while not any(read(path).turns for path in store.runs()) and time.monotonic() < wait:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    (path,) = store.runs()
    stored = read(path)
    (key,) = stored.behind
    assert stored.results[key].outcome is Outcome.SKIPPED
    (result,) = load(path)
    assert result.outcome is Outcome.MEASURED
    assert result.metrics.step_s.median >= 0.05
    step = result.metrics.step_s
    assert step.n + step.disturbed == sum(len(turn.seconds) for turn in stored.turns[key])
    assert result.metrics.cold_build_s is not None
    assert "cut short" in result.reason


def test_a_run_goes_on_with_the_set_at_which_it_was_killed(tmp_path):
    """What a run resumes takes the sets that were whole from before, and measures the rest."""
    store = ResultStore(tmp_path)
    where = tmp_path / "where"
    where.mkdir()
    jobs = [runner.Job(FakeEnvironment(f"fake-{i}", "", where), "tiny") for i in (1, 2)]
    two = replace(SHORT, sets=2)

    class KilledError(Exception):
        pass

    def kill(event: runner.Event) -> None:
        if event.kind == "set" and "set 2" in event.text:
            raise KilledError

    with pytest.raises(KilledError):
        runner.run(
            jobs,
            profile=two,
            on_event=kill,
            store=store,
            seed=1,
            machine=MACHINE,
            caches=tmp_path / "caches",
        )
    identity = unfinished(store)
    first = {r.stack: r for r in load(store.path(identity))}
    assert [len(r.metrics.step_s.sets) for r in first.values()] == [1, 1]
    results = run(*jobs, home=tmp_path, profile=two, store=store, resume=identity)
    for result in results:
        assert result.metrics.step_s.sets[0] == first[result.stack].metrics.step_s.sets[0]
        assert len(result.metrics.step_s.sets) == 2
        assert result.metrics.cold_build_s == first[result.stack].metrics.cold_build_s
    assert len(list(where.iterdir())) == 4, "one process for each stack and set"
