"""What a machine says of itself."""

from __future__ import annotations

import dataclasses
import json
import sys
import types
from typing import TYPE_CHECKING

import pytest

from probes import machine
from probes.machine import Gpu, Machine

if TYPE_CHECKING:
    from pathlib import Path

H100 = "NVIDIA H100 80GB HBM3"
DRIVER = "sys/module/nvidia/version"
INFORMATION = "proc/driver/nvidia/gpus/0000:01:00.0/information"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


class FakeNvml(types.ModuleType):
    """Stands for NVIDIA's library: the same functions, answers given by a test."""

    class NVMLError(Exception):
        """As pynvml's."""

    def __init__(
        self, *, init_fails: bool = False, silent: bool = False, names: tuple[str, ...] = (H100,)
    ) -> None:
        super().__init__("pynvml")
        self.shut = 0
        self.nvmlInit = self._refuse if init_fails else lambda: None
        self.nvmlShutdown = self._shut_down
        self.nvmlSystemGetDriverVersion = lambda: b"580.65.06"
        self.nvmlDeviceGetCount = lambda: len(names)
        self.nvmlDeviceGetHandleByIndex = lambda index: index
        self.nvmlDeviceGetName = lambda handle: names[handle]
        self.nvmlDeviceGetUUID = lambda handle: f"GPU-{handle}1d2c3b4"
        memory = types.SimpleNamespace(total=85520809984)
        self.nvmlDeviceGetMemoryInfo = self._refuse if silent else lambda _handle: memory
        self.nvmlDeviceGetCudaComputeCapability = self._refuse if silent else lambda _handle: (9, 0)

    def _refuse(self, *_arguments: object) -> object:
        raise self.NVMLError("Not Supported")

    def _shut_down(self) -> None:
        self.shut += 1


def test_this_machine_describes_itself() -> None:
    """The real machine gives a plausible description that survives JSON unchanged."""
    here = machine.describe()
    assert here.logical_cores >= 1
    assert here.cpu_model
    assert here.memory_bytes is not None
    assert here.memory_bytes > 2**28
    assert Machine.from_dict(json.loads(json.dumps(here.to_dict()))) == here


def test_gpus_by_nvml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """NVML's answers are taken, bytes or text, and it is shut down afterwards."""
    nvml = FakeNvml()
    monkeypatch.setitem(sys.modules, "pynvml", nvml)
    found = machine.describe(tmp_path)
    expected = Gpu(H100, 85520809984, "580.65.06", (9, 0), "nvml", "GPU-01d2c3b4")
    assert found.gpus == (expected,)
    assert nvml.shut == 1
    assert Machine.from_dict(found.to_dict()).gpus == (expected,)


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (None, "abc"),
        ("0,1,2", "abc"),
        ("1", "b"),
        ("2,0", "ca"),
        ("GPU-1", "b"),
        ("GPU-21d2c3b4,0", "ca"),
        ("", ""),
        ("-1", ""),
        ("0,7,1", "a"),
        ("1,0,1,2", "ba"),
        ("NoDevFiles", ""),
        ("GPU-", ""),
    ],
)
def test_only_the_gpus_that_cuda_programs_see_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wish: str | None, shown: str
) -> None:
    """CUDA_VISIBLE_DEVICES hides GPUs here as it hides them from CUDA programs; that is told."""
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml(names=("a", "b", "c")))
    if wish is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", wish)
    found = machine.describe(tmp_path)
    assert "".join(gpu.name for gpu in found.gpus) == shown
    hidden = [note for note in found.notes if "CUDA_VISIBLE_DEVICES" in note]
    assert len(hidden) == (len(shown) < 3)


def test_what_a_gpu_does_not_support_is_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A question that the device refuses leaves None, and the GPU is still listed."""
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml(silent=True))
    (gpu,) = machine.describe(tmp_path).gpus
    assert gpu.memory_bytes is None
    assert gpu.compute_capability is None


@pytest.mark.parametrize("library", [None, FakeNvml(init_fails=True)])
def test_system_files_without_nvml(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: FakeNvml | None
) -> None:
    """Where NVML is missing or fails, the driver's files give name and driver, and a note why."""
    monkeypatch.setitem(sys.modules, "pynvml", library)
    files = {DRIVER: "535.183.01\n", INFORMATION: "Model: \t Tesla T4\nIRQ:  10\n"}
    found = machine.describe(write(tmp_path, files))
    assert found.gpus == (Gpu("Tesla T4", None, "535.183.01", None, "system files"),)
    assert len(found.notes) >= 1
    assert "NVML could not be asked" in " ".join(found.notes)


def test_no_driver_is_no_gpu_and_no_complaint(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine without an NVIDIA driver has no GPUs, and nothing is said about NVML."""
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml(init_fails=True))
    found = machine.describe(write(tmp_path, {"proc/meminfo": "MemTotal:  2097152 kB\n"}))
    assert found.gpus == ()
    assert found.notes == ()


def test_driver_without_gpu_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A loaded driver that lists no GPU is worth a note."""
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml(init_fails=True))
    found = machine.describe(write(tmp_path, {DRIVER: "535.183.01\n"}))
    assert found.gpus == ()
    assert "lists no GPU" in found.notes[-1]


def test_container_limit_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Memory is what this machine may use: a control group's smaller limit wins, with a note."""
    monkeypatch.setitem(sys.modules, "pynvml", None)
    files = {"proc/meminfo": "MemTotal:  8388608 kB\n", "sys/fs/cgroup/memory.max": "1073741824\n"}
    found = machine.describe(write(tmp_path, files))
    assert found.memory_bytes == 2**30
    assert "1.0 GiB" in found.notes[-1]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("processor : 0\nmodel name\t: Intel(R)  Xeon(R) CPU\n", "Intel(R) Xeon(R) CPU"),
        ("processor : 0\nHardware\t: BCM2835\n", "BCM2835"),
    ],
)
def test_processor_names(tmp_path: Path, text: str, model: str) -> None:
    """The processor's name is found under the keys that x86 and ARM kernels use."""
    assert machine.describe(write(tmp_path, {"proc/cpuinfo": text})).cpu_model == model


def test_digest_follows_what_changes_measurements() -> None:
    """Processor, cores, memory, GPU and driver change the digest; notes and kernel do not."""
    gpu = Gpu("Tesla T4", 16 * 2**30, "535.1", (7, 5), "nvml")
    base = Machine("CPU", "x86_64", 4, 2, 8 * 2**30, "Linux 6.1", (gpu,))
    same = [
        dataclasses.replace(base, operating_system="Linux 6.2"),
        dataclasses.replace(base, notes=("Something.",)),
        dataclasses.replace(base, memory_bytes=8 * 2**30 - 2**20),
    ]
    other = [
        dataclasses.replace(base, cpu_model="Other"),
        dataclasses.replace(base, logical_cores=8),
        dataclasses.replace(base, memory_bytes=16 * 2**30),
        dataclasses.replace(base, gpus=()),
        dataclasses.replace(base, gpus=(dataclasses.replace(gpu, driver="580.1"),)),
    ]
    assert {m.digest() for m in same} == {base.digest()}
    assert len({m.digest() for m in [base, *other]}) == len(other) + 1


def test_describing_needs_no_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without psutil and nvidia-ml-py a machine is still described, with unknowns as None."""
    monkeypatch.setitem(sys.modules, "psutil", None)
    monkeypatch.setitem(sys.modules, "pynvml", None)
    found = machine.describe(tmp_path)
    assert found.physical_cores is None
    assert found.memory_bytes is None
    assert "memory could not be read" in found.notes[0]
