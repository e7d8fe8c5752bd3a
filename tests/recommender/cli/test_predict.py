import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from recommender.cli.predict import shown
from recommender.loading.loader import shipped
from recommender.measurements import measurements
from recommender.predicting.plain import SCHEMA, plain
from recommender.predicting.prediction import forecasts
from recommender.schemas import schemas
from recommender.wording import seconds
from tests.recommender.predicting.test_prediction import SIZES, model
from tests.recommender.probed import plain as mappings
from tests.recommender.probed import stored
from tests.recommender.sized import ran, step_seconds

NEEDS = (
    "purpose: research\nmodel: {kind: mlp, inputs: 784, hidden: 1000, classes: 10, batch: 256}\n"
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Results of a made-up machine: torch in all sizes, theano in too few."""
    own = (*ran("torch", "pytorch", "mlp"), *ran("theano", "theano", "mlp", speed=2)[:3])
    return stored(tmp_path / "run.jsonl", *own)


def predict(needs: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "recommender", "predict", str(needs), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_prediction_stands_beside_its_error(tmp_path: Path, results: Path) -> None:
    """The table has step, interval, error and memory; what was refused has its reason."""
    needs = tmp_path / "needs.yaml"
    needs.write_text(NEEDS)
    done = predict(needs, "--probes", results)
    assert done.returncode == 0, done.stderr
    assert "Your model: mlp (inputs 784, hidden 1000, classes 10, batch 256)" in done.stdout
    step, memory = (line for line in done.stdout.splitlines() if line.startswith("torch "))
    took = seconds(step_seconds("mlp", SIZES["mlp"]))
    assert re.split(r" {2,}", step) == (
        ["torch", "default", "cpu", took, f"{took} to {took}", "0%, 0%", "9"]
    )
    assert "MB to" in memory
    assert "theano (default, cpu), step: 3 sizes measured, 6 needed" in done.stdout
    assert "recommender probe run STACK… --sizes --workload mlp" in done.stdout


def test_as_json_a_refusal_has_no_figure(tmp_path: Path, results: Path) -> None:
    """Programs get every figure with its errors, and null with a reason where there is none."""
    needs = tmp_path / "needs.yaml"
    needs.write_text(NEEDS)
    found = json.loads(predict(needs, "--probes", results, "-f", "json").stdout)
    assert found["schema"] == SCHEMA
    jsonschema.validate(found, schemas(shipped())["prediction"])
    torch, theano = found["forecasts"]
    assert torch["step_s"]["low"] <= torch["step_s"]["value"] <= torch["step_s"]["high"]
    assert torch["step_s"]["refused"] is None
    assert len(torch["measured"]) == torch["step_s"]["sizes"] == 9
    assert theano["step_s"]["value"] is None
    assert theano["step_s"]["refused"] == "3 sizes measured, 6 needed"


def test_without_measurements_it_says_how_to_make_some(tmp_path: Path) -> None:
    """Nothing is guessed: the command that would measure stands there, and the exit code is 1."""
    needs = tmp_path / "needs.yaml"
    needs.write_text(NEEDS)
    done = predict(needs, "--probes", "none")
    assert done.returncode == 1
    assert "No mlp is measured here yet: recommender probe run STACK… --sizes" in done.stdout


def test_needs_without_a_model_are_told_what_to_add(tmp_path: Path) -> None:
    """A file that describes no model gives one line with an example."""
    needs = tmp_path / "needs.yaml"
    needs.write_text("purpose: research\n")
    done = predict(needs)
    assert done.returncode == 2
    assert "needs.yaml: no model is described; add one, such as 'model: {kind: mlp" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_stack_s_name_cannot_draw_on_the_terminal() -> None:
    """What a results file names is shown harmlessly."""
    bad = ran("tor\x1b[31mch", "pytorch", "mlp")
    made = forecasts(measurements(mappings(*bad), "2026-11-24"), model())
    assert "\x1b" not in shown(model(), made)
    assert plain(model(), made)["forecasts"][0]["stack"] == "tor\x1b[31mch"
