"""Make an environment in a folder: venv, pip, and a first import that shows it works."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from probes.adapters import INSIDE, adapter_of_stack
from probes.environments import record
from probes.environments.installer import Installer
from probes.environments.record import Environment
from probes.environments.variables import GPU_SETTINGS
from probes.errors import NotInstallable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from probes.environments.planning import Plan
    from probes.environments.watching import Watcher

# pip of Python 3.6 as it comes (18.1) neither knows today's wheel tags nor resolves: its last one.
_OLD_PIP = (21, 3)
_LAST_PIP_OF_36 = "pip==21.3.1"
_DRY_RUN_PIP = (22, 2)
_ASKED_ONCE = ("--retries", "1", "--timeout", "15")  # with 0 pip does not say what was wrong

# Runs in the environment: load the shim as a run does, then import the framework.
_IMPORT_SCRIPT = """
import importlib, sys, types
folder, shim, module = sys.argv[1:4]
for name, path in (("probes", []), ("probes.inside", [folder])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
if shim:
    importlib.import_module("probes.inside.shims." + shim).apply()
importlib.import_module(module)
"""

# Runs in the environment after that: one training step on the GPU, held against NumPy.
_GPU_SCRIPT = (
    _IMPORT_SCRIPT
    + """
import numpy
adapter = importlib.import_module("probes.inside.frameworks." + sys.argv[4])
workload = importlib.import_module("probes.inside.workloads.mlp")
cast = importlib.import_module("probes.inside.parity").as_float32
data = workload.data(workload.SPEC)
x, y = data["batches"][0]
try:
    mode = adapter.MODES["mlp"][0]
    program = adapter.build("mlp", workload.SPEC, cast(data["weights"]), mode, "cuda")
except importlib.import_module("probes.inside.frameworks").Unsupported as refusal:
    sys.exit(str(refusal))
loss = float(program.read(program.train_step(cast(x), cast(y))))
program.synchronise()
right = workload.Reference(workload.SPEC, data["weights"], numpy.float64).step(x, y)
if not abs(loss - right) <= 1e-3 * abs(right):
    sys.exit("it computes a loss of %g on the GPU where %g is right" % (loss, right))
"""
)


def build_in(plan: Plan, folder: Path, log: Path, watcher: Watcher) -> Environment:
    """Make what was planned in `folder`, and return what is to be recorded of it.

    Raises NotInstallable with the reason. All output goes to `log`.
    """
    started = time.monotonic()
    watcher.step(f"making an environment of CPython {plan.interpreter.version_text}")
    installer = _make_venv(plan, folder, log, watcher)
    arguments = _pip_arguments(plan, folder, installer)
    if plan.variant.first:
        installer.install([*arguments, *plan.variant.first])
    installer.install([*arguments, *_with_copied_source(plan, folder)])
    shutil.rmtree(folder / "source", ignore_errors=True)
    watcher.step(f"importing {plan.recipe.module}")
    _import(plan, folder, installer)
    if plan.variant.device == "cuda":
        watcher.step("taking a step on the GPU")
        _use_gpu(plan, folder, installer)
    _readdress_scripts(folder, plan.path)
    return Environment(
        stack=plan.recipe.stack,
        framework=plan.recipe.framework,
        path=plan.path,
        python=plan.path / "bin" / "python",
        python_version=plan.interpreter.version_text,
        digest=plan.digest,
        recipe_digest=plan.variant.digest(),
        lock=record.read_lock(installer.python),
        shim=plan.variant.shim,
        environment_variables=dict(plan.variant.environment),
        device=plan.variant.device,
        source=None if plan.source is None else plan.source.argument,
        size_bytes=record.size(folder),
        seconds=round(time.monotonic() - started, 1),
        built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        warnings=plan.warnings,
    )


def _make_venv(plan: Plan, folder: Path, log: Path, watcher: Watcher) -> Installer:
    base = plan.interpreter
    if not base.has_ensurepip:
        major, minor = base.minor
        raise NotInstallable(
            f"{base.path} lacks ensurepip, which environments need: install it "
            f"(Debian and Ubuntu: apt-get install python{major}.{minor}-venv)"
        )
    Installer(base.path, log, watcher).run([base.path, "-m", "venv", folder], what="venv")
    inside = Installer(folder / "bin" / "python", log, watcher)
    if inside.pip_version() < _OLD_PIP:
        inside.install(["--upgrade", _LAST_PIP_OF_36])
    return inside


def _pip_arguments(plan: Plan, folder: Path, installer: Installer) -> tuple[str, ...]:
    """Choose further arguments of pip, such that no CUDA packages come to a CPU variant."""
    variant = plan.variant
    if not variant.cpu_arguments or installer.pip_version() < _DRY_RUN_PIP:
        return variant.pip_arguments
    report = folder / "report.json"
    asked = [*variant.pip_arguments, *variant.first, *plan.requirements]
    try:
        plain = installer.would_install(asked, report)
        if not plain.cuda:
            return variant.pip_arguments
        found = f"only a CUDA build was found ({len(plain.cuda)} packages such as {plain.cuda[0]})"
        installer.watcher.step(f"{found}: looking for a CPU build")
        _see_that_a_cpu_build_is_there(plan, asked, report, installer, found)
    finally:
        report.unlink(missing_ok=True)
    return (*variant.pip_arguments, *variant.cpu_arguments)


def _see_that_a_cpu_build_is_there(
    plan: Plan, asked: Sequence[str], report: Path, installer: Installer, found: str
) -> None:
    where = " ".join(plan.variant.cpu_arguments)
    # pip asks an index that is out of reach anew for every package: retries would take minutes.
    arguments = [*_ASKED_ONCE, *plan.variant.cpu_arguments, *asked]
    try:
        resolution = installer.would_install(arguments, report)
    except NotInstallable as error:
        why = error.reason
    else:
        if not resolution.cuda:
            return
        why = "it was not reached" if resolution.unreachable else "it has none that fits"
    reason = f"{found}, of no use without a GPU; no CPU build was had with {where}: {why}"
    raise NotInstallable(reason, installer.log)


def _with_copied_source(plan: Plan, folder: Path) -> tuple[str, ...]:
    """Return the requirements; a checkout is copied first, since building writes into it."""
    if plan.source is None or not Path(plan.source.argument).is_dir():
        return plan.requirements
    copy = folder / "source"
    shutil.copytree(plan.source.argument, copy, symlinks=True)
    return (*plan.requirements[:-1], str(copy))


def _import(plan: Plan, folder: Path, installer: Installer) -> None:
    """Import the framework once: shows that it works, and leaves its bytecode ready.

    As in runs, its home is not the user's: no settings of theirs act on it, and it leaves none.
    """
    try:
        _run_inside(_IMPORT_SCRIPT, [], plan, folder, installer)
    except NotInstallable as error:
        message = f"installed, but import {plan.recipe.module} fails: {error.reason}"
        raise NotInstallable(message, error.log) from None


def _use_gpu(plan: Plan, folder: Path, installer: Installer) -> None:
    """Take a training step on the GPU: what installs may still find no GPU, or compute nonsense."""
    adapter = adapter_of_stack(plan.recipe.stack)
    if adapter is None:
        return
    try:
        _run_inside(_GPU_SCRIPT, [adapter], plan, folder, installer, GPU_SETTINGS)
    except NotInstallable as error:
        message = f"installed, but it cannot use the GPU: {error.reason}"
        raise NotInstallable(message, error.log) from None


def _run_inside(
    script: str,
    arguments: Sequence[str],
    plan: Plan,
    folder: Path,
    installer: Installer,
    variables: Mapping[str, str] | None = None,
) -> None:
    shipped = [str(INSIDE), plan.variant.shim or "", plan.recipe.module]
    own = record.resolved(plan.variant.environment, folder)
    with tempfile.TemporaryDirectory() as home:
        installer.run(
            [installer.python, "-c", script, *shipped, *arguments],
            what=f"import {plan.recipe.module}",
            variables={**(variables or {}), "HOME": home, **own},
        )


def _readdress_scripts(folder: Path, place: Path) -> None:
    """Scripts and settings name the folder that they were made in: name the final one."""
    old, new = folder.name.encode(), place.name.encode()  # in the same folder, side by side
    for path in [*(folder / "bin").iterdir(), folder / "pyvenv.cfg"]:
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if old in content and b"\0" not in content:
            path.write_bytes(content.replace(old, new))


def recipe_data(plan: Plan) -> dict[str, Any]:
    """Return the recipe that an environment is built from, as its record keeps it."""
    variant = plan.variant
    return {
        "python": variant.python,
        "device": variant.device,
        "requirements": plan.requirements,
        "first": variant.first,
        "pip_arguments": variant.pip_arguments,
        "cpu_arguments": variant.cpu_arguments,
        "note": variant.note,
    }
