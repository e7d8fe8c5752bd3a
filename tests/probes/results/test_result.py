from __future__ import annotations

import json
from dataclasses import asdict, replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.errors import ProbeError
from probes.results.outcomes import Outcome
from probes.results.result import Metrics, Parity, Result, StepTime

STEP = StepTime(
    median=0.002,
    low=0.0019,
    high=0.0021,
    n=35,
    steady=True,
    sets=(0.002, 0.0021),
    disturbed=1,
    cpu_share=0.99,
)
TIMES = asdict(STEP)
PARITY = Parity(
    steps=20,
    max_relative_deviation=1e-7,
    tolerance=1e-5,
    parameters_deviation=2e-6,
    parameters_tolerance=1e-4,
    parameters_worst="w1",
)
MEASURED = Result(
    run="20260101T000000Z-0000",
    measured_at="2026-01-01T00:00:00.000+00:00",
    stack="torch",
    framework="torch",
    workload="mlp",
    mode="eager",
    device="cpu",
    outcome=Outcome.MEASURED,
    reason="agrees with the reference",
    versions={"torch": "2.13.0"},
    interpreter="3.11.7",
    environment_digest="44a0b821559a",
    lock={"torch": "2.13.0", "numpy": "2.4.6"},
    machine={"cpu_model": "some processor", "gpus": []},
    machine_digest="0123456789ab",
    settings={"threads": 1, "allocator": "steady"},
    workload_digest="abc",
    metrics=Metrics(import_s=0.9, build_s=0.1, first_step_s=0.2, step_s=STEP),
    parity=PARITY,
)
FAILED = replace(
    MEASURED, outcome=Outcome.FAILED, reason="died of SIGSEGV", metrics=Metrics(), parity=None
)

clock = st.none() | st.floats(0, 1e6)


@settings(max_examples=40, deadline=None)
@given(
    reason=st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1),
    versions=st.dictionaries(st.text(st.characters(codec="utf-8")), st.just("1.0")),
    numbers=st.tuples(clock, clock, clock),
    outcome=st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.MEASURED]),
)
def test_a_result_survives_being_written_and_read(reason, versions, numbers, outcome):
    """A result comes back from its JSON as it was."""
    metrics = Metrics(import_s=numbers[0], build_s=numbers[1], cold_build_s=numbers[2])
    result = replace(FAILED, reason=reason, versions=versions, metrics=metrics, outcome=outcome)
    for one in (result, MEASURED, replace(MEASURED, lock=MappingProxyType({"a": "1"}))):
        again = Result.from_dict(json.loads(json.dumps(one.to_dict())))
        assert again == one
        assert again.to_dict() == one.to_dict()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"outcome": "great"}, "outcome: expected Outcome, found 'great'"),
        ({"stack": 3}, "stack: expected str, found 3"),
        ({"metrics": {"import_s": "fast"}}, "metrics: import_s: expected float, found 'fast'"),
        ({"metrics": {"import_s": True}}, "metrics: import_s: expected float, found True"),
        ({"versions": {"torch": 2}}, "versions: expected texts"),
        ({"speed": 1}, "unknown field 'speed'"),
        ({"reason": "two\nlines"}, "one line"),
        ({"parity": None}, "must have been compared"),
        ({"metrics": {}}, "step times"),
        ({"metrics": {"import_s": float("nan")}}, "metrics: import_s: expected float, found nan"),
        ({"metrics": {"step_s": TIMES | {"median": 0.0}}}, "step_s: times must be above zero"),
        ({"metrics": {"step_s": TIMES | {"sets": [0.0]}}}, "step_s: times must be above zero"),
        ({"metrics": {"step_s": TIMES | {"low": 0.0}}}, "step_s: times must be above zero"),
        ({"metrics": {"step_s": TIMES | {"high": float("inf")}}}, "high: expected float"),
        ({"metrics": {"step_s": TIMES | {"sets": []}}}, "step_s: there must be a set"),
        ({"kind": "opinion"}, "of a workload or a capability"),
        ({"answer": True}, "only a measured capability has an answer"),
        ({"kind": "capability"}, "only a measured capability has an answer"),
        ({"kind": "capability", "answer": 1}, "answer: expected bool, found 1"),
        ({"schema": "framework-recommender/probe-result/2"}, "is not known"),
    ],
)
def test_a_result_that_does_not_hold_together_is_refused(change, complaint):
    """Each fault is named with the place and the field."""
    data = json.loads(json.dumps(MEASURED.to_dict())) | change
    with pytest.raises(ProbeError, match=r"^file:3: ") as caught:
        Result.from_dict(data, "file:3")
    assert complaint in str(caught.value)


def test_a_missing_field_is_named():
    """A result without its stack says so."""
    data = MEASURED.to_dict()
    del data["stack"]
    with pytest.raises(ProbeError, match="stack"):
        Result.from_dict(data)


def test_only_measured_results_have_step_times():
    """A wrong result cannot even be made with times."""
    with pytest.raises(ValueError, match="step times"):
        replace(MEASURED, outcome=Outcome.WRONG_RESULT)
