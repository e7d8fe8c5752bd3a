"""The variables of a process that runs a framework, and the processors that it is held to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from probes.adapters import EnvironmentLike

_KEPT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "LANG",
    "TZ",
    "CC",
    "CXX",
    "CUDA_HOME",
    "CUDA_PATH",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES",
)

# Each library asks another variable; JAX asks NPROC. The processors that the process may use are
# limited too, which binds them all.
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "NPROC",
)

# mallopt(3). With them torch's convolutions take some thousand page faults a step less. That no
# memory is mapped apart is said by the count: a threshold of more than 32 MiB is refused in silence
# before glibc 2.35, and would stay at 128 KiB, since any of these ends its growth. Others are ints.
STEADY_ALLOCATOR = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**31 - 1),
    "MALLOC_TOP_PAD_": str(2**28),
}


#: For runs on a GPU. Its numbering is NVML's. Float32 is computed as such, not as TF32, of which
#: some frameworks make use unasked, so that all are held to the same reference. Memory is taken as
#: it is needed: TensorFlow and JAX would take nearly all, and leave none to the other workers.
GPU_SETTINGS = {
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
    "NVIDIA_TF32_OVERRIDE": "0",
    "JAX_DEFAULT_MATMUL_PRECISION": "highest",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}


def worker_variables(
    host: Mapping[str, str],
    environment: EnvironmentLike,
    device: str,
    home: Path,
    *,
    threads: int,
    steady_allocator: bool,
) -> dict[str, str]:
    """Make the whole environment of a worker: a few of the host's variables, and settings.

    threads: how many a library may use. steady_allocator: glibc's, told to keep freed memory.
    home: the folder that the framework takes for the user's home, so that no settings of the user's
    act on it and its caches stay in it. Its folder for temporary files is there too, because some
    frameworks keep in it what they compile (torch its precompiled headers).
    """
    variables = {name: host[name] for name in _KEPT if name in host}
    folder = str(environment.python.parent)
    variables["PATH"] = os.pathsep.join([folder, variables.get("PATH", os.defpath)])
    variables |= {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "TORCHINDUCTOR_CACHE_DIR": str(home / ".cache" / "torchinductor"),
        "TMPDIR": str(home / "tmp"),
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    variables |= dict.fromkeys(_THREADS, str(threads))
    if steady_allocator:
        variables |= STEADY_ALLOCATOR
    if device == "cpu":
        variables |= {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}
    else:
        variables |= GPU_SETTINGS
    if getattr(environment, "adopted", False):
        variables["PYTHONDONTWRITEBYTECODE"] = "1"
    variables |= environment.environment_variables
    for name in ("THEANO_FLAGS", "PYTENSOR_FLAGS"):
        # A folder that the recipe may name would be warm when `home` is cold; the last flag counts.
        if name in variables:
            variables[name] += f",base_compiledir={home / 'compiled'}"
    return variables


def choose_processors(allowed: Collection[int], threads: int) -> tuple[int, ...]:
    """Choose the processors that workers are held to: the last, for the first serves interrupts."""
    return tuple(sorted(allowed)[-threads:])
