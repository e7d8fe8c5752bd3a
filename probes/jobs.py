"""What a run is asked for (jobs, a profile) and what it tells while it goes on (events)."""

from __future__ import annotations

import ast
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from probes.outcomes import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from probes.results import Result

FRAMEWORKS = Path(__file__).with_name("frameworks")


class EnvironmentLike(Protocol):
    """What a run needs to know of an environment.

    adapter, where an environment has it: the user's own adapter file instead of the stack's.
    adopted, where it has it: the environment is the user's own and nothing in it may change.
    """

    @property
    def stack(self) -> str:
        """Id of what runs."""

    @property
    def framework(self) -> str:
        """Id of the framework that it stands for."""

    @property
    def python(self) -> Path:
        """The environment's interpreter."""

    @property
    def shim(self) -> str | None:
        """Module of probes.shims to apply first."""

    @property
    def environment_variables(self) -> Mapping[str, str]:
        """Variables that its runs need."""

    @property
    def digest(self) -> str:
        """What the environment's content is known by."""

    @property
    def lock(self) -> Mapping[str, str]:
        """Installed distributions and their versions."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for an environment that there is none of, so that its jobs still end as results."""

    stack: str
    framework: str
    reason: str
    outcome: Outcome = Outcome.NOT_INSTALLABLE


@dataclass(frozen=True, slots=True)
class Job:
    """One stack computing one workload in one mode on one device, or trying one capability.

    workload: of kind "capability" the capability's name. mode: None is the adapter's first.
    """

    environment: EnvironmentLike | Absent
    workload: str
    mode: str | None = None
    device: str = "cpu"
    kind: Kind = "workload"

    @property
    def label(self) -> str:
        """The job as a user reads it, such as "torch mlp (compiled, cpu)"."""
        mode = f"{self.mode}, " if self.mode else ""
        return f"{self.environment.stack} {self.workload} ({mode}{self.device})"


@dataclass(frozen=True, slots=True)
class Profile:
    """How much care a run takes. Times are in seconds.

    sets: sets of fresh processes. fresh: a process of its own for every job of a set, instead of
    one for all workloads of a stack and mode. rounds: turns that every worker gets in a set.
    turn_s: how long the timed steps of one turn should take; blocks: samples a turn gives.
    skip: untimed steps at the start of a turn, because others had the caches meanwhile.
    warm_up_s: after so long without two windows that agree, a job counts as unsteady.
    window: samples in such a window. parity_steps: steps compared with the reference.
    import_limit_s, prepare_limit_s, turn_limit_s: deadlines; prepare is build, first step, parity.
    threads: processor cores that every worker is held to.
    steady_allocator: whether glibc's allocator is told to keep freed memory, which takes the noise
    of page faults out of the steps.
    """

    name: str
    sets: int = 2
    fresh: bool = False
    rounds: int = 6
    turn_s: float = 0.06
    blocks: int = 3
    skip: int = 1
    warm_up_s: float = 1.0
    window: int = 4
    parity_steps: int = 10
    import_limit_s: float = 120.0
    prepare_limit_s: float = 300.0
    turn_limit_s: float = 60.0
    threads: int = 1
    steady_allocator: bool = True


QUICK = Profile("quick")
FULL = Profile(
    "full",
    sets=3,
    fresh=True,
    rounds=10,
    turn_s=0.2,
    blocks=5,
    warm_up_s=4.0,
    prepare_limit_s=600.0,
)

EventKind = Literal[
    "started",
    "set",
    "phase",
    "preliminary",
    "result",
    "answers",
    "warning",
    "interrupted",
    "finished",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a run tells while it goes on; `text` is one line for the user.

    preliminary: a result that later sets may still change. result: a job's final result.
    answers: every stack has been measured once, while more workloads are to come.
    done, total: finished and all jobs. share: how much of the run is done, from 0 to 1.
    """

    kind: EventKind
    text: str
    job: Job | None = None
    result: Result | None = None
    done: int = 0
    total: int = 0
    share: float = 0.0


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

# mallopt(3). With them torch's convolutions take some thousand page faults a step less.
STEADY_ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**34),
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
    profile: Profile,
    home: Path,
) -> dict[str, str]:
    """Make the whole environment of a worker: a few of the host's variables, and settings.

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
    variables |= dict.fromkeys(_THREADS, str(profile.threads))
    if profile.steady_allocator:
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


def adapter_of(environment: EnvironmentLike) -> str | None:
    """Find the adapter that computes on a stack, as the worker is told it; None if there is none.

    An environment's own `adapter` file comes first. The file of stack "torch" is
    frameworks/torch_.py, so named lest it hide the framework; "keras-jax" may stand in keras_jax.py
    or keras_jax_.py.
    """
    own = getattr(environment, "adapter", None)
    return str(own) if own is not None else adapter_of_stack(environment.stack)


def adapter_of_stack(stack: str) -> str | None:
    """Name the module in probes/frameworks that computes on a stack; None if there is none."""
    stem = stack.replace("-", "_")
    for name in (f"{stem}_", stem):
        if (FRAMEWORKS / f"{name}.py").is_file():
            return name
    return None


def declared_modes(environment: EnvironmentLike) -> dict[str, list[str]]:
    """Read an adapter's MODES (workload to its modes, the default first) without running it.

    Empty where there is no adapter, or where it does not write them as a literal.
    """
    found = declared(environment, "MODES")
    try:
        return {str(w): [str(mode) for mode in modes] for w, modes in found.items()}
    except (AttributeError, TypeError):
        return {}  # the worker will say what is wrong with it


def declared(environment: EnvironmentLike, wanted: str) -> Any:
    """Read a literal at the top of an adapter; None where there is none."""
    name = adapter_of(environment)
    if name is None:
        return None
    path = Path(name) if name.endswith(".py") else FRAMEWORKS / f"{name}.py"
    try:
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == wanted:
                return ast.literal_eval(node.value)
    except (OSError, SyntaxError, ValueError):
        pass  # the worker will say what is wrong with it
    return None


def seed_text(*parts: object) -> str:
    """Derive a seed from parts; the same parts give the same seed on any day and machine."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).hexdigest()
