"""A framework that computes a tiny workload, and fails in the way that FAKE_FAULT names.

It is an adapter file as a worker loads it. The workload ("tiny", a linear regression, and "tiny2",
the same again) comes with it, so that these tests need nothing of the real ones.
"""

import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import types

import numpy

from probes.inside.frameworks import Refused, Unsupported

FAULT = os.environ.get("FAKE_FAULT", "")
WHERE = os.environ.get("FAKE_WHERE", "")  # a folder in which a fault leaves what tests look for
NAME = "fake"
MODES = {"tiny": ["plain", "other"], "tiny2": ["plain"]}
CAPABILITIES = "fake_capabilities"


class Reference:
    """Least squares by plain gradient descent."""

    def __init__(self, spec, weights, dtype):
        self.rate = dtype(spec["learning_rate"])
        self.w = weights["w"].astype(dtype)

    def step(self, x, y):
        """One step; gives the loss before it."""
        error = x.astype(self.w.dtype) @ self.w - y.astype(self.w.dtype)
        self.w = self.w - self.rate * 2 * (x.astype(self.w.dtype).T @ error) / len(x)
        return float(numpy.mean(error**2))

    def parameters(self):
        """Give the weights."""
        return {"w": self.w}


def _workload(name):
    module = types.ModuleType("probes.inside.workloads." + name)
    module.NAME = name
    module.SPEC = {"learning_rate": 0.05, "seed": 1}
    module.Reference = Reference

    def data(spec):
        state = numpy.random.RandomState(spec["seed"])
        batches = [(state.standard_normal((16, 4)), state.standard_normal(16)) for _ in range(3)]
        return {"weights": {"w": state.standard_normal(4)}, "batches": batches}

    def digest(spec, data):
        text = repr(sorted(spec.items())) + ("other" if FAULT == "other data" else "")
        return hashlib.blake2b(
            text.encode() + data["batches"][0][0].tobytes(), digest_size=6
        ).hexdigest()

    module.data, module.digest = data, digest
    sys.modules[module.__name__] = module


for _name in MODES:
    _workload(_name)


def _children():
    """Start grandchildren in three ways: plain, in a session of their own, orphaned."""
    sleep = f"touch {WHERE}/$$; exec sleep 300"
    for index in range(6):
        subprocess.Popen(["sh", "-c", sleep], start_new_session=index % 3 == 1)
    for _ in range(2):
        subprocess.run(["sh", "-c", f"setsid sh -c '{sleep}' &"], check=True)
    while len(list(pathlib.Path(WHERE).iterdir())) < 9:  # these eight and this process
        time.sleep(0.01)


def _fork_bomb():
    """Fork in a tree five deep, every process in a session of its own, and keep all alive."""
    script = pathlib.Path(WHERE).with_suffix(".sh")
    script.write_text(
        f"touch {WHERE}/$$\n"
        "[ $1 -gt 0 ] && for i in 1 2; do setsid sh $0 $(($1 - 1)) & done\n"
        "exec sleep 300\n"
    )
    for _ in range(2):
        subprocess.Popen(["sh", str(script), "4"], start_new_session=True)
    while len(list(pathlib.Path(WHERE).iterdir())) < 63:  # these 62 and this process
        time.sleep(0.01)


def _write_events(data):
    os.write(int(sys.argv[sys.argv.index("--events") + 1]), data)


def _fail_in_build():
    if FAULT == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif FAULT == "exit 0":
        os._exit(0)
    elif FAULT == "sys.exit":
        sys.exit(0)
    elif FAULT == "raise":
        raise RuntimeError("no kernel image\nis available")
    elif FAULT == "unsupported":
        raise Unsupported("no sparse frobnication in this release")
    elif FAULT == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            time.sleep(0.01)
    elif FAULT in ("children", "children and crash"):
        _children()
        if FAULT == "children and crash":
            os.kill(os.getpid(), signal.SIGKILL)
    elif FAULT == "fork bomb":
        _fork_bomb()
    elif FAULT == "flood":
        while True:
            os.write(1, b"x" * 65536)
    elif FAULT == "chatty":
        for _ in range(64):
            os.write(2, b"y" * 65536)
    elif FAULT == "garbage":
        _write_events(b"\x00\xff not an event\n")
    elif FAULT == "endless line":
        while True:
            _write_events(b"z" * 65536)
    elif FAULT == "disk full":
        pathlib.Path("/dev/full").write_text("x" * 10000)


class Program(Reference):
    """The reference in float32, steps as long as a real framework's."""

    def train_step(self, x, y):
        """One step."""
        if FAULT == "slow":
            time.sleep(0.05)
        loss = self.step(x, y)
        if FAULT == "rate":
            self.w = self.w + (self.w * 0 + 1e-3)
        if FAULT == "nan":
            return float("nan")
        return loss * 1.001 if FAULT == "loss" else loss

    def read(self, loss):
        """Give the loss, a number already."""
        return loss

    def synchronise(self):
        """Nothing runs in the background."""
        self.calls = getattr(self, "calls", 0) + 1
        if FAULT == "crash in steps" and self.calls > 3:
            os.abort()


def _higher_order_gradients(given, device, folder):  # noqa: ARG001 - as all attempts
    """What a right framework finds, or what FAKE_FAULT makes of it."""
    from probes.inside.capabilities import higher_order_gradients

    _fail_in_build()
    pathlib.Path(folder, "left behind").touch()
    if FAULT == "refuse":
        raise Refused("it refuses: FakeError: no gradient\nof gradients")
    penalty, by = higher_order_gradients.reference(given)
    if FAULT == "wrong gradient":
        by["w1"] = by["w1"] * 1.01
    return dict(by, penalty=penalty)


def _onnx_export(given, device, folder):  # noqa: ARG001 - as all attempts
    """There is nothing that could be tried."""
    raise Unsupported("needs the package fake2onnx")


_attempts = types.ModuleType("probes.inside.frameworks.fake_capabilities")
_attempts.higher_order_gradients = _higher_order_gradients
_attempts.onnx_export = _onnx_export
sys.modules[_attempts.__name__] = _attempts


def versions():
    """Give versions to be recorded."""
    mine = ",".join(map(str, sorted(os.sched_getaffinity(0))))
    return {"fake": "1.0", "numpy": numpy.__version__, "processors": mine}


def peak_device_bytes(device):
    """Tell a device's memory, where there is a device."""
    return {"cpu": None, "cuda": 1000}[device]


def build(workload, spec, weights, mode, device):  # noqa: ARG001 - the adapters' interface
    """Make the program, or fail as told."""
    _fail_in_build()
    return Program(spec, weights, numpy.float32)


if WHERE:
    pathlib.Path(WHERE, str(os.getpid())).touch()
if FAULT == "import":
    raise ImportError("libfake.so.1: cannot open shared object file")
