"""Runs one framework inside its own environment and obeys the runner.

Old syntax on purpose: this file must run on every Python from 2.7 to 3.13, with NumPy only.

Started as ``<environment's python> worker.py --events FD``. Commands come as JSON Lines on
standard input, events go as JSON Lines to the file descriptor FD; what a framework prints to
standard output or standard error is neither. Nothing of the host is importable: this file's folder
leaves ``sys.path`` and comes back only as the ``__path__`` of a synthetic ``probes.inside``.

Commands, each answered before the next is read
    {"do": "import", "adapter": NAME or a path that ends in .py, "shim": NAME or null}
        imported {seconds, versions, modes}: the import clock covers the shim (module
        probes.inside.shims.NAME, its ``apply()`` called if it has one) and the adapter (module
        probes.inside.frameworks.NAME) with the framework that it imports at its top.
    {"do": "prepare", "workload": NAME (its sizes may follow: "mlp@hidden=1024"),
     "mode": NAME or null, "device": "cpu" or "cuda", "parity_steps": N,
     "references": FOLDER or null}
        prepared {build_s, compile_s or null, mode, workload_digest}; first_step {seconds};
        parity {agrees, steps, losses: {deviation, tolerance},
                parameters: {deviation, tolerance, worst}, reason}.
        Mode null is the adapter's first. FOLDER is where a run's workers share references. An
        earlier program of this worker is dropped first.
    {"do": "steps", "count": STEPS IN A BLOCK, "blocks": N, "skip": UNTIMED STEPS BEFORE}
        chunk {seconds: [per step, one a block], cpu: [processor seconds per step, one a block]}
        A block's clock stops after the device has been synchronised.
    {"do": "memory"}
        memory {peak_bytes, includes_reference, device_peak_bytes or null}
    {"do": "try", "capability": NAME, "device": "cpu" or "cuda"}
        answer {answer: true or false, or null for a wrong result, reason, seconds, digest}
        Files that the attempt writes go into the working folder.
    {"do": "quit"}
        bye
    Instead of its answer a command may give unsupported {reason}, after which the worker goes on,
    or error {phase, reason, traceback}, after which the runner ends it.

What an adapter gets and gives, where the shared interface is silent
    ``build(workload, spec, weights, mode, device)`` gets float32 weights; ``train_step(x, y)`` gets
    NumPy batches with floats as float32 and integers as they are. A program may carry ``compile_s``
    (seconds of its build that were compilation, where the framework compiles ahead of the first
    step). A module may offer ``peak_device_bytes(device)``.
"""

from __future__ import division

import argparse
import gc
import importlib
import json
import os
import resource
import sys
import time
import traceback
import types

HERE = os.path.dirname(os.path.abspath(__file__))
CLOCK = getattr(time, "perf_counter", time.time)
LONGEST_REASON = 400
LONGEST_TRACEBACK = 6000


def forget_the_host():
    """Take this folder off ``sys.path``; offer it as the package ``probes.inside`` only."""
    here = (os.path.realpath(HERE), os.path.dirname(os.path.realpath(__file__)))
    sys.path[:] = [p for p in sys.path if os.path.realpath(p or os.curdir) not in here]
    for name, path in (("probes", []), ("probes.inside", [HERE])):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = path
    if sys.version_info < (3,):
        sys.dont_write_bytecode = True  # Python 2 would write beside the sources


def die_with_parent():
    """Ask Linux to kill this process when the runner dies, however it dies."""
    parent = os.getppid()
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    except (ImportError, OSError, AttributeError):
        return  # elsewhere the end of standard input has to do
    if os.getppid() != parent:
        os._exit(1)


def private_stdin():
    """Return the command stream and leave the framework an empty standard input."""
    commands = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    _keep_from_children(commands.fileno())
    return commands


def _keep_from_children(descriptor):
    import fcntl

    fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)


class Events(object):
    """Writes events to the runner's pipe."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        _keep_from_children(descriptor)

    def send(self, event, **fields):
        """Send one event; if the runner is gone there is nobody left to work for."""
        fields["event"] = event
        line = (json.dumps(fields) + "\n").encode("utf-8")
        try:
            while line:
                line = line[os.write(self.descriptor, line) :]
        except OSError:
            os._exit(1)


def peak_memory():
    """Highest resident set of this process in bytes since the last reset, or None (not Linux)."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except (IOError, OSError):
        pass
    return None


def reset_peak_memory():
    """Start the peak anew (Linux, proc(5): clear_refs 5); say whether that worked."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except (IOError, OSError):
        return False
    return True


def return_freed_memory():
    """Give the system what was freed (glibc): an earlier workload's is no need of the next."""
    try:
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)
    except (ImportError, OSError, AttributeError):
        pass  # elsewhere the peak is at least that of the workloads before


def processor_seconds():
    """Processor time of this process, all its threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Worker(object):
    """The state between commands: the adapter and the program it built last."""

    def __init__(self, events):
        self.events = events
        self.phase = "start"
        self.adapter = None
        self.unsupported = ()
        self.program = None
        self.device = "cpu"
        self.batches = []
        self.position = 0
        self.peak_before = None
        self.includes_reference = False

    def do_import(self, command):
        """Import shim and adapter, on the import clock."""
        self.phase = "import"
        name = command["adapter"]
        began = CLOCK()
        if command.get("shim"):
            shim = importlib.import_module("probes.inside.shims." + command["shim"])
            if hasattr(shim, "apply"):
                shim.apply()
        if name.endswith(".py"):
            self.adapter = _load_file(name)
        else:
            self.adapter = importlib.import_module("probes.inside.frameworks." + name)
        seconds = CLOCK() - began
        self.unsupported = importlib.import_module("probes.inside.frameworks").Unsupported
        self.events.send(
            "imported",
            seconds=seconds,
            versions=self.adapter.versions(),
            modes=self.adapter.MODES,
        )

    def do_prepare(self, command):
        """Build the program, take its first steps and judge them against the reference."""
        self.phase = "build"
        self.program, self.batches = None, []
        gc.collect()
        name, device, mode = command["workload"], command["device"], command.get("mode")
        self.device = device
        plain = importlib.import_module("probes.inside.workload_names").plain(name)
        modes = self.adapter.MODES.get(plain) or ()
        if not modes or (mode and mode not in modes):
            what = "workload %s" % name if not modes else "mode %s of workload %s" % (mode, name)
            self.events.send("unsupported", reason="the adapter has no %s" % what)
            return
        if device != "cpu" and device not in getattr(self.adapter, "devices", lambda: [device])():
            self.events.send("unsupported", reason="%s sees no CUDA device" % self.adapter.NAME)
            return
        mode = mode or modes[0]
        workload = importlib.import_module("probes.inside.workloads").find(name)
        data = workload.data(workload.SPEC)
        digest = workload.digest(workload.SPEC, data)
        parity = importlib.import_module("probes.inside.parity")
        weights = parity.as_float32(data["weights"])
        self.batches = [parity.as_float32(tuple(batch)) for batch in data["batches"]]
        self.position = 0
        return_freed_memory()
        reset_peak_memory()
        try:
            began = CLOCK()
            program = self.adapter.build(plain, workload.SPEC, weights, mode, device)
            build_s = CLOCK() - began
            compile_s = getattr(program, "compile_s", None)
            self.events.send(
                "prepared", build_s=build_s, compile_s=compile_s, mode=mode, workload_digest=digest
            )
            self.program = program
            losses, parameters = self._first_steps(command["parity_steps"])
        except self.unsupported as refusal:
            self.program = None
            self.events.send("unsupported", reason=str(refusal)[:LONGEST_REASON])
            return
        self.peak_before = peak_memory()
        path = command.get("references")
        if path is not None:
            path = os.path.join(path, "%s-%s-%d.npz" % (name, digest, len(losses)))
        verdict = parity.judge(workload, data, losses, parameters, path)
        data = parameters = None  # noqa: F841 - freed before the peak starts anew
        return_freed_memory()
        self.includes_reference = not reset_peak_memory()
        self.events.send("parity", **verdict)

    def _first_steps(self, count):
        """Take the steps that are judged, the first on its clock; give losses and parameters."""
        self.phase = "first step"
        began = CLOCK()
        loss = self._step()
        self.program.synchronise()
        self.events.send("first_step", seconds=CLOCK() - began)
        self.phase = "parity"
        losses = [float(self.program.read(loss))]
        while len(losses) < count:
            losses.append(float(self.program.read(self._step())))
        return losses, self.program.parameters()

    def _step(self):
        x, y = self.batches[self.position % len(self.batches)]
        self.position += 1
        return self.program.train_step(x, y)

    def do_steps(self, command):
        """Time blocks of training steps; the device is idle when each clock starts and stops."""
        self.phase = "steady step"
        for _ in range(command["skip"]):
            self._step()
        self.program.synchronise()
        count = command["count"]
        seconds, cpu = [], []
        for _ in range(command["blocks"]):
            cpu_began = processor_seconds()
            began = CLOCK()
            for _ in range(count):
                self._step()
            self.program.synchronise()
            seconds.append((CLOCK() - began) / count)
            cpu.append((processor_seconds() - cpu_began) / count)
        self.events.send("chunk", seconds=seconds, cpu=cpu)

    def do_memory(self, command):  # noqa: ARG002 - it has no fields
        """Report the peak of this workload, without the reference's where that can be told."""
        self.phase = "memory"
        peaks = [peak for peak in (self.peak_before, peak_memory()) if peak is not None]
        ask = getattr(self.adapter, "peak_device_bytes", None)
        self.events.send(
            "memory",
            peak_bytes=max(peaks) if peaks else None,
            includes_reference=self.includes_reference,
            device_peak_bytes=ask(self.device) if ask else None,
        )

    def do_try(self, command):
        """Let the framework try a capability, and tell what came of it."""
        self.phase = "the attempt"
        attempt = importlib.import_module("probes.inside.attempt").attempt
        try:
            found = attempt(self.adapter, command["capability"], command["device"])
        except self.unsupported as refusal:
            self.events.send("unsupported", reason=str(refusal)[:LONGEST_REASON])
        else:
            self.events.send("answer", **found)

    def serve(self, commands):
        """Obey until "quit" or the end of the commands."""
        self.events.send("ready", pid=os.getpid(), python=sys.version.split()[0])
        while True:
            line = commands.readline()
            if not line:
                return
            command = json.loads(line.decode("utf-8"))
            if command["do"] == "quit":
                self.events.send("bye")
                return
            try:
                getattr(self, "do_" + command["do"])(command)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this probe's outcome
                self.events.send(
                    "error",
                    phase=self.phase,
                    reason=one_line(error),
                    traceback=traceback.format_exc()[-LONGEST_TRACEBACK:],
                )


def one_line(error):
    """Kind and first line of an error."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    text = type(error).__name__ + (": " + lines[0].strip() if lines else "")
    return text[:LONGEST_REASON]


def _load_file(path):
    """Import an adapter from a file of the user's own."""
    module = types.ModuleType("probes.inside.frameworks._own")
    module.__file__ = path
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - the user named this file to be run
    return module


def main():
    """Serve the runner."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, required=True)
    options = parser.parse_args()
    die_with_parent()
    try:
        import faulthandler

        faulthandler.enable()  # a crash leaves its stack in the log
    except ImportError:
        pass
    forget_the_host()
    Worker(Events(options.events)).serve(private_stdin())


if __name__ == "__main__":
    main()
