"""What a process that runs a framework is given of the world around it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from probes.environments.variables import (
    GPU_SETTINGS,
    STEADY_ALLOCATOR,
    choose_processors,
    worker_variables,
)
from tests.probes.fakes import FakeEnvironment

HELD = {"threads": 1, "steady_allocator": True}
# Arrays of 48 MiB, made and freed: says how many page faults one costs once the first has been.
ALLOCATE = """
import ctypes, resource
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = (
    ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p])
size = 48 * 2**20
def once():
    array = libc.malloc(size)
    ctypes.memset(array, 1, size)
    libc.free(array)
once()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    once()
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 5)
"""


def test_the_host_s_variables_stay_out(tmp_path):
    """A worker sees a few named variables of the host and no others; its home is not the user's."""
    host = {"PATH": "/bin", "HOME": "/home/me", "PYTHONPATH": "/x", "KERAS_BACKEND": "y", "A": "z"}
    variables = worker_variables(host, FakeEnvironment(), "cpu", tmp_path, **HELD)
    assert not {"PYTHONPATH", "KERAS_BACKEND", "A"} & set(variables)
    assert variables["HOME"] == str(tmp_path)
    assert variables["PATH"].endswith(":/bin")
    assert variables["OMP_NUM_THREADS"] == "1"
    assert variables["CUDA_VISIBLE_DEVICES"] == "-1"
    cuda = worker_variables(host, FakeEnvironment(), "cuda", tmp_path, **HELD)
    assert "CUDA_VISIBLE_DEVICES" not in cuda
    assert cuda.items() >= GPU_SETTINGS.items()
    chosen = worker_variables(
        {**host, "CUDA_VISIBLE_DEVICES": "1"}, FakeEnvironment(), "cuda", tmp_path, **HELD
    )
    assert chosen["CUDA_VISIBLE_DEVICES"] == "1"


def test_what_theano_compiles_is_as_cold_as_its_home(tmp_path):
    """Compiled code goes to the worker's home, whatever folder a recipe names."""

    class Theano(FakeEnvironment):
        @property
        def environment_variables(self):
            return {"THEANO_FLAGS": "floatX=float32,base_compiledir=/kept"}

    flags = worker_variables({}, Theano(), "cpu", tmp_path, **HELD)["THEANO_FLAGS"]
    assert flags.split(",")[0] == "floatX=float32"
    assert flags.split(",")[-1] == f"base_compiledir={tmp_path}/compiled"


def test_workers_are_held_to_as_many_processors_as_threads():
    """The processors chosen are allowed ones, and as many as there are threads."""
    assert choose_processors({0, 2, 3, 7}, 2) == (3, 7)
    assert choose_processors({1}, 4) == (1,)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's variables")
def test_the_steady_allocator_keeps_what_is_freed():
    """A large array that is made again and again costs no page faults, as it does without them."""

    def faults(variables):
        done = subprocess.run(
            [sys.executable, "-c", ALLOCATE], env=variables, capture_output=True, check=True
        )
        return int(done.stdout)

    assert faults(STEADY_ALLOCATOR) < 10 < 100 < faults({})


def test_the_allocator_is_told_nothing_that_older_glibc_refuses():
    """All are C ints, and no threshold is above what glibc takes before 2.35 (32 MiB)."""
    values = {name: int(value) for name, value in STEADY_ALLOCATOR.items()}
    assert max(values.values()) < 2**31
    assert values.get("MALLOC_MMAP_THRESHOLD_", 0) <= 2**25
    plain = worker_variables({}, FakeEnvironment(), "cpu", FakeEnvironment().python, **HELD)
    assert plain.items() >= STEADY_ALLOCATOR.items()
    free = {**HELD, "steady_allocator": False}
    other = worker_variables({}, FakeEnvironment(), "cpu", FakeEnvironment().python, **free)
    assert not STEADY_ALLOCATOR.keys() & other.keys()
