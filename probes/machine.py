"""What this machine is: processor, memory, operating system, NVIDIA GPUs and their driver.

GPUs are asked of NVML, the library that NVIDIA's driver brings, through nvidia-ml-py (module
`pynvml`), which is imported only when asked. Where NVML cannot answer, what the driver's system
files say is used; they know neither memory nor compute capability. GPUs that CUDA_VISIBLE_DEVICES
hides from CUDA programs are left out, as processor cores are that this process may not use.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

_DRIVER_VERSION = "sys/module/nvidia/version"
_DRIVER_GPUS = "proc/driver/nvidia/gpus"


@dataclass(frozen=True, slots=True)
class Gpu:
    """One NVIDIA GPU. A field is None where its source does not say."""

    name: str
    memory_bytes: int | None
    driver: str | None
    compute_capability: tuple[int, int] | None
    found_by: Literal["nvml", "system files"]
    uuid: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine as its own software describes it.

    `logical_cores` are those that this process may use, so that a container's or taskset's limit
    counts; `physical_cores` and `memory_bytes` are None where the system does not say. `notes` are
    full sentences on what could not be found out.
    """

    cpu_model: str
    architecture: str
    logical_cores: int
    physical_cores: int | None
    memory_bytes: int | None
    operating_system: str
    gpus: tuple[Gpu, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Machine:
        """Invert `to_dict`."""
        gpus = tuple(
            Gpu(**{**gpu, "compute_capability": _pair(gpu["compute_capability"])})
            for gpu in data["gpus"]
        )
        return cls(**{**data, "gpus": gpus, "notes": tuple(data["notes"])})

    def digest(self) -> str:
        """Twelve hexadecimal digits that change with what changes measurements.

        Counts: processor, architecture, cores, memory to the nearest GiB (a kernel update moves
        the exact figure), GPUs with memory, and driver. The operating system's version and the
        notes do not count.
        """
        gib = None if self.memory_bytes is None else round(self.memory_bytes / 2**30)
        gpus = [[g.name, g.memory_bytes, g.driver, g.compute_capability] for g in self.gpus]
        parts = [self.cpu_model, self.architecture, self.logical_cores, self.physical_cores]
        text = json.dumps([*parts, gib, gpus], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def describe(root: Path = Path("/")) -> Machine:
    """Describe the machine that this process runs on.

    `root` is where /proc and /sys are read from; tests give another.
    """
    notes: list[str] = []
    gpus = _visible(_gpus(root, notes), os.environ.get("CUDA_VISIBLE_DEVICES"), notes)
    return Machine(
        cpu_model=_cpu_model(root),
        architecture=platform.machine() or "unknown",
        logical_cores=_usable_cores(),
        physical_cores=_physical_cores(),
        memory_bytes=_memory_bytes(root, notes),
        operating_system=_operating_system(root),
        gpus=gpus,
        notes=tuple(notes),
    )


def _pair(value: list[int] | None) -> tuple[int, int] | None:
    return None if value is None else (value[0], value[1])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _cpu_model(root: Path) -> str:
    text = _read(root / "proc/cpuinfo")
    # x86 says "model name"; many ARM kernels say only the board ("Model", "Hardware") or nothing.
    for key in ("model name", "cpu model", "Model", "Hardware"):
        found = re.search(rf"^{key}\s*:\s*(\S.*)$", text, re.MULTILINE)
        if found:
            return " ".join(found[1].split())
    return platform.processor() or platform.machine() or "unknown"


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _physical_cores() -> int | None:
    try:
        import psutil
    except ImportError:
        return None
    return psutil.cpu_count(logical=False)


def _memory_bytes(root: Path, notes: list[str]) -> int | None:
    """Memory that this machine may use: the smaller of what it has and a container's limit."""
    found = re.search(r"^MemTotal:\s*(\d+) kB", _read(root / "proc/meminfo"), re.MULTILINE)
    total = int(found[1]) * 1024 if found else None
    if total is None:
        try:
            import psutil

            total = int(psutil.virtual_memory().total)
        except (ImportError, OSError):
            notes.append("The size of the memory could not be read.")
    for name in ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"):
        limit = _read(root / name).strip()
        if limit.isdigit() and (total is None or int(limit) < total):
            total = int(limit)
            notes.append(f"A control group limits the memory to {total / 2**30:.1f} GiB.")
            break
    return total


def _operating_system(root: Path) -> str:
    found = re.search(r'^PRETTY_NAME="?([^"\n]+)"?', _read(root / "etc/os-release"), re.MULTILINE)
    name = found[1] if found else platform.system()
    return f"{name}, {platform.system()} {platform.release()}"


def _gpus(root: Path, notes: list[str]) -> tuple[Gpu, ...]:
    driver_is_there = (root / _DRIVER_VERSION).exists() or (root / _DRIVER_GPUS).is_dir()
    try:
        return _gpus_by_nvml()
    except ImportError:
        reason = "nvidia-ml-py is not installed"
    except _NvmlError as error:
        reason = str(error)
    gpus = _gpus_by_system_files(root)
    if driver_is_there:
        notes.append(f"NVML could not be asked ({reason}); the driver's system files were read.")
        if not gpus:
            notes.append("An NVIDIA driver is loaded, but it lists no GPU.")
    return gpus


def _visible(gpus: tuple[Gpu, ...], wish: str | None, notes: list[str]) -> tuple[Gpu, ...]:
    """Leave the GPUs that CUDA programs see, in their order (CUDA C++ Programming Guide).

    wish: CUDA_VISIBLE_DEVICES, numbers or beginnings of UUIDs between commas; None shows all. What
    follows the first entry that names none is hidden too. Numbers are NVML's, which runs set
    CUDA's to.
    """
    if wish is None or not gpus:
        return gpus
    shown: list[Gpu] = []
    for entry in (part.strip() for part in wish.split(",")):
        if entry.isdigit():
            named = [gpus[int(entry)]] if int(entry) < len(gpus) else []
        else:
            named = [g for g in gpus if entry and g.uuid and g.uuid.startswith(entry)]
        if entry.startswith("MIG-"):
            notes.append(f"CUDA_VISIBLE_DEVICES names a part of a GPU, {entry}: it is not known.")
        if len(named) != 1 or named[0] in shown:
            break
        shown += named
    if len(shown) < len(gpus):
        notes.append(
            f"CUDA_VISIBLE_DEVICES={wish} leaves {len(shown)} of {len(gpus)} GPUs to be used."
        )
    return tuple(shown)


class _NvmlError(Exception):
    pass


def _gpus_by_nvml() -> tuple[Gpu, ...]:
    import pynvml  # type: ignore[import-untyped]

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        raise _NvmlError(str(error)) from None
    try:
        driver = _text(pynvml.nvmlSystemGetDriverVersion())
        count = pynvml.nvmlDeviceGetCount()
        return tuple(_gpu_by_nvml(pynvml, index, driver) for index in range(count))
    except pynvml.NVMLError as error:
        raise _NvmlError(str(error)) from None
    finally:
        pynvml.nvmlShutdown()


def _gpu_by_nvml(pynvml: Any, index: int, driver: str) -> Gpu:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    capability = _asked(pynvml, pynvml.nvmlDeviceGetCudaComputeCapability, handle)
    memory = _asked(pynvml, pynvml.nvmlDeviceGetMemoryInfo, handle)
    return Gpu(
        name=_text(pynvml.nvmlDeviceGetName(handle)),
        memory_bytes=None if memory is None else int(memory.total),
        driver=driver,
        compute_capability=None if capability is None else (int(capability[0]), int(capability[1])),
        found_by="nvml",
        uuid=_uuid(pynvml, handle),
    )


def _uuid(pynvml: Any, handle: Any) -> str | None:
    answer = _asked(pynvml, pynvml.nvmlDeviceGetUUID, handle)
    return None if answer is None else _text(answer)


def _asked(pynvml: Any, question: Any, handle: Any) -> Any:
    """One answer of NVML, or None: some devices do not support some questions."""
    try:
        return question(handle)
    except pynvml.NVMLError:
        return None


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _gpus_by_system_files(root: Path) -> tuple[Gpu, ...]:
    driver = _read(root / _DRIVER_VERSION).strip() or None
    folder = root / _DRIVER_GPUS
    names = []
    if folder.is_dir():
        for gpu in sorted(folder.iterdir()):
            found = re.search(r"^Model:\s*(\S.*)$", _read(gpu / "information"), re.MULTILINE)
            names.append(" ".join(found[1].split()) if found else "NVIDIA GPU of unknown model")
    return tuple(Gpu(name, None, driver, None, "system files") for name in names)
