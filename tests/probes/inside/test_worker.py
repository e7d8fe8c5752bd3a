from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from probes.adapters import INSIDE
from probes.environments import interpreters
from probes.inside import parity, worker
from probes.inside.frameworks import numpy_
from probes.running.worker_process import WORKER, Output

# Their frameworks need a Python that has f-strings.
MODERN = ("keras3", "pytensor", "torch")
OLD = sorted(path for path in INSIDE.rglob("*.py") if not path.name.startswith(MODERN))


class Line:
    """A workload: slopes fitted by gradient descent, and a parameter that barely moves."""

    SPEC = MappingProxyType({"rate": 0.01})

    class Reference:
        """Two parameters, the second almost without gradient."""

        def __init__(self, spec, weights, dtype):
            self.w = {name: np.asarray(value, dtype=dtype) for name, value in weights.items()}
            self.rate = dtype(spec["rate"])

        def step(self, x, y):
            """One step; gives the loss before it."""
            error = x * self.w["slope"] - y
            self.w["slope"] = self.w["slope"] - self.rate * (2 * error * x).mean(axis=0)
            self.w["idle"] = self.w["idle"] * self.rate.dtype.type(1 - 1e-9)
            return (error**2).mean()

        def parameters(self):
            """Both."""
            return self.w


@pytest.fixture
def data():
    """Weights and batches in float64."""
    state = np.random.RandomState(3)
    batches = [(state.standard_normal((32, 5)), state.standard_normal((32, 5))) for _ in range(3)]
    return {"weights": {"slope": state.standard_normal(5), "idle": np.ones(2)}, "batches": batches}


def _train(data, steps=20, rate=0.01):
    """What a right framework would find, in float32."""
    program = Line.Reference({"rate": rate}, parity.as_float32(data["weights"]), np.float32)
    batches = data["batches"]
    losses = [program.step(*parity.as_float32(batches[i % 3])) for i in range(steps)]
    return [float(loss) for loss in losses], program.parameters()


def test_a_right_framework_agrees(data):
    """The same computation in float32 is within the tolerances."""
    verdict = parity.judge(Line, data, *_train(data))
    assert verdict["agrees"], verdict
    assert verdict["losses"]["tolerance"] >= parity.LOSS_FLOOR
    assert verdict["steps"] == 20


def test_a_learning_rate_one_per_cent_off_is_caught(data):
    """Parameters show by a per cent what the losses of a few steps might hide."""
    losses, _ = _train(data)
    _, parameters = _train(data, rate=0.0101)
    verdict = parity.judge(Line, data, losses, parameters)
    assert not verdict["agrees"]
    assert verdict["parameters"]["worst"] == "slope"
    assert verdict["parameters"]["deviation"] > 1e-3
    assert "parameter slope" in verdict["reason"]


def test_wrong_losses_are_caught(data):
    """Losses off by more than the tolerance, or not numbers, never agree."""
    losses, parameters = _train(data)
    for factor in (1.0001, float("nan"), float("inf")):
        verdict = parity.judge(Line, data, [*losses[:-1], losses[-1] * factor], parameters)
        assert not verdict["agrees"]
        assert "losses deviate" in verdict["reason"]


def test_parameters_that_are_not_numbers_are_caught(data):
    """A parameter that is not finite disagrees, without a size."""
    losses, parameters = _train(data)
    broken = {**parameters, "slope": parameters["slope"] * np.nan}
    verdict = parity.judge(Line, data, losses, broken)
    assert not verdict["agrees"]
    assert verdict["parameters"]["deviation"] is None


def test_a_parameter_that_hardly_moves_is_not_blamed_for_rounding(data):
    """Rounding in a parameter without gradient is not a wrong result."""
    losses, parameters = _train(data)
    nudged = {**parameters, "idle": np.nextafter(parameters["idle"], np.float32(2))}
    assert parity.judge(Line, data, losses, nudged)["agrees"]


def test_shared_references_serve_and_never_condemn(data, tmp_path):
    """The first leaves its references, the next takes them; damaged ones make nobody wrong."""
    path = str(tmp_path / "line.npz")
    losses, parameters = _train(data)
    first = parity.judge(Line, data, losses, parameters, path)
    assert parity.judge(None, data, losses, parameters, path) == first
    references = parity.load(path)
    references[0][0][3] *= 1.5
    parity.save(path, references)
    kept = (tmp_path / "line.npz").read_bytes()
    assert parity.judge(Line, data, losses, parameters, path) == first
    assert (tmp_path / "line.npz").read_bytes() == kept, "the others' are nobody's to replace"
    wrong = parity.judge(Line, data, [loss * 1.01 for loss in losses], parameters, path)
    assert not wrong["agrees"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["line.npz"]


def test_what_float32_loses_here_widens_the_tolerances_to_a_ceiling(data):
    """However badly float32 does on a machine, a parameter 1 % off, or a loss 0.2 %, is wrong."""
    exact = parity.run_reference(Line, data, "float64", 20)
    losses, parameters = exact
    rounded = ([loss * 1.5 for loss in losses], {n: 2 * w for n, w in parameters.items()})
    moved = parameters["slope"] - data["weights"]["slope"]
    for share, agrees in ((0.004, True), (0.01, False)):
        off = {**parameters, "slope": parameters["slope"] + share * moved}
        assert parity.compare(data, losses, off, (exact, rounded))["agrees"] is agrees
    for factor, agrees in ((1.0005, True), (1.002, False)):
        wrong = [loss * factor for loss in losses]
        assert parity.compare(data, wrong, parameters, (exact, rounded))["agrees"] is agrees


def test_missing_and_misshapen_parameters_are_errors(data):
    """A program that does not give the workload's parameters in its layout says which."""
    losses, parameters = _train(data)
    with pytest.raises(ValueError, match="no parameter idle"):
        parity.judge(Line, data, losses, {"slope": parameters["slope"]})
    with pytest.raises(ValueError, match=r"slope has shape \(1, 5\), the reference \(5,\)"):
        parity.judge(Line, data, losses, {**parameters, "slope": parameters["slope"][None]})


def test_only_floats_become_float32():
    """Nested batches keep their form and their integers."""
    tree = (np.zeros(2), [np.arange(3), {"a": np.ones((2, 2), order="F")}], 7)
    floats, (integers, inner), seven = parity.as_float32(tree)
    assert floats.dtype == inner["a"].dtype == np.float32
    assert inner["a"].flags["C_CONTIGUOUS"]
    assert (integers.dtype, seven) == (np.arange(3).dtype, 7)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux's proc(5) only")
def test_the_peak_of_memory_can_be_started_anew():
    """The peak sees memory that was used and given back, until it is reset."""
    assert worker.reset_peak_memory()
    before = worker.peak_memory()
    block = np.ones(2**24)
    assert worker.peak_memory() >= before + block.nbytes * 0.9
    del block
    assert worker.reset_peak_memory()
    assert worker.peak_memory() < before + 2**26


class Device:
    """An adapter whose device works behind: time goes by where somebody waits for it."""

    NAME, MODES = "device", MappingProxyType({"mlp": ["only"]})

    def __init__(self, patch):
        self.now, self.waiting, self.steps = 100.0, 0.0, 0
        patch.setattr(worker, "CLOCK", lambda: self.now)
        patch.setattr(worker, "processor_seconds", lambda: self.now / 4)

    def build(self, workload, spec, weights, mode, device):
        """Building takes three seconds."""
        self.now += 3.0
        self.program = numpy_.build(workload, spec, weights, mode, device)
        return self

    def train_step(self, x, y):
        """Queue a second's work; the first step compiles for five seconds at once."""
        self.now += 0.0 if self.steps else 5.0
        self.waiting += 1.0
        self.steps += 1
        return self.program.train_step(x, y)

    def synchronise(self):
        """Wait for the work that is queued."""
        self.now, self.waiting = self.now + self.waiting, 0.0

    def read(self, loss):
        """Return the loss as a float."""
        return loss

    def parameters(self):
        """Return the parameters."""
        return self.program.parameters()


class Told:
    """Keeps what a worker tells."""

    def __init__(self):
        self.events = []

    def send(self, event, **fields):
        """Keep an event."""
        self.events.append((event, fields))


@pytest.mark.parametrize("linux", [True, False])
def test_each_clock_has_its_own(monkeypatch, linux):
    """Build, first step and steady step do not mix, and a clock stops when the device is idle."""
    monkeypatch.setattr(worker, "reset_peak_memory", lambda: linux)
    device, told = Device(monkeypatch), Told()
    served = worker.Worker(told)
    served.adapter = device
    prepare = {"workload": "mlp", "device": "cpu", "parity_steps": 3}
    served.do_prepare(prepare)
    events = dict(told.events)
    assert events["prepared"]["build_s"] == 3.0
    assert events["first_step"]["seconds"] == 6.0
    assert events["parity"]["agrees"]
    assert events["parity"]["steps"] == device.steps == 3
    served.do_steps({"count": 4, "blocks": 2, "skip": 5})
    assert told.events[-1] == ("chunk", {"seconds": [1.0, 1.0], "cpu": [0.25, 0.25]})
    assert device.steps == 3 + 5 + 2 * 4
    served.do_memory({})
    assert told.events[-1][1]["includes_reference"] is not linux


@pytest.mark.parametrize("path", OLD, ids=lambda path: str(path.relative_to(INSIDE)))
def test_the_inside_is_old_syntax(path):
    """What runs inside environments parses as Python 3.6, and says nothing only Python 3 can."""
    tree = ast.parse(path.read_text(), feature_version=(3, 6))
    called = {
        id(node) for call in ast.walk(tree) if isinstance(call, ast.Call) for node in call.args
    }
    for node in ast.walk(tree):
        assert not isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.Nonlocal | ast.YieldFrom), (
            node.lineno
        )
        assert not isinstance(node, ast.Starred) or id(node) in called, node.lineno
        assert not getattr(node, "returns", None), node.lineno
        assert not getattr(node, "kwonlyargs", None), node.lineno


@pytest.mark.parametrize("python", interpreters.find(), ids=lambda found: str(found.path))
def test_a_worker_starts_and_answers(python, tmp_path):
    """A worker speaks the protocol on every Python that is here, and quits when it is told to."""
    reads, writes = os.pipe()
    process = subprocess.Popen(
        [str(python.path), str(WORKER), "--events", str(writes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(writes,),
        cwd=tmp_path,
    )
    os.close(writes)
    commands = b'{"do": "import", "adapter": "no_such", "shim": null}\n{"do": "quit"}\n'
    out, _ = process.communicate(commands, timeout=30)
    with os.fdopen(reads, "rb") as pipe:
        events = pipe.read().decode()
    assert process.returncode == 0
    assert out == b""
    kinds = [line.split('"event": "')[1].split('"')[0] for line in events.splitlines()]
    assert kinds == ["ready", "error", "bye"]
    assert "no_such" in events


def test_the_host_is_not_importable(tmp_path):
    """Inside a worker only `probes` leads to our files; their names hide no module of others."""
    code = (
        "import runpy, sys, types; sys.argv = ['worker.py'];"
        f"sys.path.insert(0, {str(WORKER.parent)!r});"
        f"space = runpy.run_path({str(WORKER)!r}); space['forget_the_host']();"
        "import statistics; assert statistics.median, statistics.__file__;"
        "import probes.inside.parity; assert not sys.modules['probes'].__path__"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_an_error_is_told_in_one_line():
    """Kind and first line; an error without words is its kind."""
    assert worker.one_line(ValueError("\nfirst\nsecond")) == "ValueError: first"
    assert worker.one_line(KeyError()) == "KeyError"
    assert len(worker.one_line(ValueError("x" * 10_000))) == worker.LONGEST_REASON


def test_output_is_bounded():
    """Of much output the beginning and the end are kept, and how much was left out is said."""
    output = Output()
    for number in range(100_000):
        output.add(f"line {number}\n".encode())
    text = output.text()
    assert text.startswith("line 0\n")
    assert text.endswith("line 99999\n")
    assert "bytes left out" in text
    assert len(text) < 64 * 1024
    assert output.size == sum(len(f"line {n}\n") for n in range(100_000))
