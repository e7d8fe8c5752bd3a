from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from probes.results.reading import read_lines
from probes.results.result import Metrics
from probes.results.schema import result_schema, run_schema
from probes.results.store import ResultStore
from probes.running import runner
from tests.probes.fakes import FakeEnvironment, run
from tests.probes.results.test_result import FAILED, MEASURED

PUBLISHED = Path(__file__).parents[3] / "docs" / "probe-run.schema.json"

KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def _fits(value, schema):
    """Check the few words of JSON Schema that the published schema uses."""
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if "const" in schema:
        return value == schema["const"]
    if "enum" in schema:
        return value in schema["enum"]
    if not isinstance(value, KINDS[schema["type"]]):
        return False
    if schema["type"] == "array":
        return all(_fits(item, schema["items"]) for item in value)
    if schema["type"] == "object":
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        return set(schema.get("required", ())) <= set(value) and all(
            _fits(item, known[name])
            if name in known
            else rest is True or (rest is not False and _fits(item, rest))
            for name, item in value.items()
        )
    return True


ANSWERED = replace(
    MEASURED,
    workload="save_and_load",
    kind="capability",
    answer=False,
    metrics=Metrics(attempt_s=0.5),
    parity=None,
)


@pytest.mark.parametrize("result", [MEASURED, FAILED, ANSWERED])
def test_results_keep_to_the_published_schema(result):
    """What is written is what the schema says, and a change of either breaks this."""
    data = json.loads(json.dumps(result.to_dict()))
    schema = result_schema()
    assert _fits(data, schema)
    assert not _fits({**data, "speed": 1}, schema)
    assert not _fits({**data, "outcome": "great"}, schema)
    assert not _fits({**data, "versions": {"torch": 2}}, schema)
    del data["stack"]
    assert not _fits(data, schema)


def test_the_schema_is_plain_json():
    """It can be printed and published as it is."""
    assert json.loads(json.dumps(result_schema())) == result_schema()


def test_every_line_of_a_run_keeps_to_the_published_schema(tmp_path):
    """The schema in docs is the program's own, and a real run's file holds nothing else."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert published == run_schema(), "make docs"
    store = ResultStore(tmp_path)
    run(runner.Job(FakeEnvironment(), "tiny"), home=tmp_path, store=store)
    lines = [data for _, data in read_lines(store.runs()[0])]
    assert {line.get("event") for line in lines} == {None, "started", "turn", "finished"}
    assert all(_fits(line, published) for line in lines)
    assert not _fits({**lines[0], "event": "ended"}, published)
