"""Capabilities as jobs of a run: every way in which a stack can answer, or not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from probes.results.index import Index
from probes.results.outcomes import Outcome
from probes.results.reading import load
from probes.results.store import ResultStore
from probes.running import runner, workers
from tests.probes.fakes import MACHINE, SHORT, FakeEnvironment, living, run

# What the fake does: the outcome that must come of it, the answer, and words of the reason.
FAULTS = {
    "": (Outcome.MEASURED, True, "agree to"),
    "chatty": (Outcome.MEASURED, True, "agree to"),
    "children": (Outcome.MEASURED, True, "agree to"),
    "refuse": (Outcome.MEASURED, False, "it refuses: FakeError: no gradient of gradients"),
    "wrong gradient": (Outcome.WRONG_RESULT, None, "deviates by 0.01"),
    "unsupported": (Outcome.UNSUPPORTED, None, "no sparse frobnication"),
    "raise": (Outcome.FAILED, None, "RuntimeError: no kernel image (during the attempt)"),
    "segfault": (Outcome.FAILED, None, "died of SIGSEGV during the attempt"),
    "exit 0": (Outcome.FAILED, None, "exit status 0 during the attempt"),
    "hang": (
        Outcome.TIMED_OUT,
        None,
        "2 s that the profile allows were over during the attempt",
    ),
    "flood": (Outcome.FAILED, None, "printed more than 64 MiB"),
    "garbage": (Outcome.FAILED, None, "a line that is not an event"),
    "import": (Outcome.FAILED, None, "libfake.so.1"),
}


def asked(environment: FakeEnvironment, name: str = "higher_order_gradients") -> runner.Job:
    """Make the job that asks a stack for a capability."""
    return runner.Job(environment, name, kind="capability")


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """One run in which every fault is asked: results by fault, the store, the traces' folders."""
    home = tmp_path_factory.mktemp("asked")
    where, jobs = {}, []
    for index, fault in enumerate(FAULTS):
        where[fault] = home / f"where-{index}"
        where[fault].mkdir()
        stack = f"fake-{fault.replace(' ', '-') or 'sound'}"
        jobs.append(asked(FakeEnvironment(stack, fault, where[fault])))
    store = ResultStore(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "TERM_SECONDS", 0.3)
        results = run(*jobs, home=home, profile=replace(SHORT, prepare_limit_s=2.0), store=store)
    return dict(zip(FAULTS, results, strict=True)), store, where


@pytest.mark.parametrize("fault", FAULTS)
def test_every_attempt_ends_as_its_own_outcome(answered, fault):
    """An answer is true or false; whatever else happens is an outcome of its own without one."""
    result = answered[0][fault]
    outcome, answer, words = FAULTS[fault]
    assert (result.outcome, result.answer) == (outcome, answer), result.reason
    assert words in result.reason
    assert result.kind == "capability"


@pytest.mark.parametrize("fault", FAULTS)
def test_no_process_survives_an_attempt(answered, fault):
    """Of all that an attempt started nothing lives after the run."""
    assert living(answered[2][fault]) == []


def test_answers_are_stored_like_other_results(answered):
    """The run's file and the index hold what the run gave back."""
    results, store, _ = answered
    (path,) = store.runs()
    assert {r.stack: r for r in load(path)} == {r.stack: r for r in results.values()}
    chosen = Index(store).select(kind="capability", outcome="measured")
    assert {r.stack: r.answer for r in chosen} == {
        "fake-sound": True,
        "fake-chatty": True,
        "fake-children": True,
        "fake-refuse": False,
    }
    assert Index(store).select(kind="workload") == ()


def test_an_answer_tells_what_it_rests_on(answered):
    """Versions, clocks and the digest of what was given stand in the result, and no step times."""
    result = answered[0][""]
    assert result.versions["fake"] == "1.0"
    assert 0 < result.metrics.attempt_s < 2
    assert result.metrics.import_s > 0
    assert result.metrics.step_s is None
    assert len(result.workload_digest) == 16


def test_a_stack_without_an_attempt_says_so(tmp_path):
    """What the adapter has no function for is unsupported, as is what its function cannot try."""
    fake = FakeEnvironment()
    results = run(asked(fake, "save_and_load"), asked(fake, "onnx_export"), home=tmp_path)
    assert [r.outcome for r in results] == [Outcome.UNSUPPORTED] * 2
    assert "no attempt at save_and_load" in results[0].reason
    assert "fake2onnx" in results[1].reason


def test_a_gpu_that_is_not_there_costs_no_process(tmp_path):
    """Where the machine has no GPU the answer is not available, and nothing is started for it."""
    where = tmp_path / "where"
    where.mkdir()
    (result,) = run(asked(FakeEnvironment(where=where), "gpu"), home=tmp_path)
    assert (result.outcome, result.answer) == (Outcome.UNSUPPORTED, None)
    assert "no GPU" in result.reason
    assert list(where.iterdir()) == []


def test_every_attempt_has_a_process_of_its_own(tmp_path):
    """Attempts change a framework's settings, so none is made where another has been."""
    where = tmp_path / "where"
    where.mkdir()
    fake = FakeEnvironment(where=where)
    jobs = [runner.Job(fake, "tiny"), asked(fake), asked(fake, "onnx_export")]
    results = run(*jobs, home=tmp_path)
    assert [r.outcome for r in results] == [
        Outcome.MEASURED,
        Outcome.MEASURED,
        Outcome.UNSUPPORTED,
    ]
    assert len(list(where.iterdir())) == 3


def test_a_resumed_run_asks_nothing_twice(tmp_path):
    """What was answered before an interruption is taken over."""
    store = ResultStore(tmp_path)
    jobs = [asked(FakeEnvironment(f"fake-{n}")) for n in (1, 2)]

    def interrupt(event: runner.Event) -> None:
        if event.kind == "result" and event.done == 1:
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
    assert [r.outcome for r in first] == [Outcome.MEASURED, Outcome.SKIPPED]
    second = run(*jobs, home=tmp_path, store=store, resume=first[0].run)
    assert second[0] == first[0]
    assert second[1].answer is True


def test_a_stored_answer_is_read_as_it_was(answered):
    """An answer survives being written and read."""
    result = answered[0]["refuse"]
    assert type(result).from_dict(json.loads(json.dumps(result.to_dict()))) == result
