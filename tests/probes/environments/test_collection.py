"""Environments are made whole or not at all.

One is really built, from a small wheel made here. Faults are injected with a fake Python, a shell
script that obeys `-m venv` and `-m pip` as a test says.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from probes import machine, paths
from probes.adapters import INSIDE
from probes.environments import collection, interpreters
from probes.environments.building import _IMPORT_SCRIPT
from probes.environments.gpu_compatibility import predict
from probes.environments.interpreters import Interpreter
from probes.environments.recipes import Recipe
from probes.environments.watching import Watcher
from probes.errors import NotInstallable, ProbeError
from probes.machine import Gpu, Machine

MACHINE = Machine("CPU", "x86_64", 2, 2, 2**33, "Linux")
GPU_MACHINE = Machine(
    "CPU", "x86_64", 2, 2, 2**33, "Linux", (Gpu("H100", 2**36, "580.65", (9, 0), "nvml"),)
)
CUDA = {"name": "CUDA build", "minimum_driver": "580", "sass": ["9.0"], "sources": ["s"]}
THIS = ">={}.{},<{}.{}".format(*sys.version_info[:2], sys.version_info[0], sys.version_info[1] + 1)


def recipe(*variants: dict[str, Any], **changes: Any) -> Recipe:
    """A recipe for the distribution `tinynet`; each variant is completed with what it lacks."""
    whole = [
        {"python": THIS, "device": "any", "requirements": ["tinynet==1.0"], **variant}
        for variant in variants or ({},)
    ]
    names = {"stack": "tiny", "framework": "tiny", "package": "TinyNet", "module": "tinynet"}
    return Recipe.from_mapping({**names, "variants": whole, **changes}, "test")


def make_wheel(folder: Path, version: str = "1.0", code: str = "") -> Path:
    """A pure-Python wheel of `tinynet` with one console script."""
    info = f"tinynet-{version}.dist-info"
    files = {
        "tinynet.py": f"__version__ = {version!r}\n{code}\ndef main():\n    print(__version__)\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinynet\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ntinynet = tinynet:main\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    path = folder / f"tinynet-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def use_only(monkeypatch: pytest.MonkeyPatch, home: Path, wheels: Path) -> None:
    """Point the program at an empty home and pip, by the user's settings, at one local folder."""
    for name in [n for n in os.environ if n.startswith(("PIP_", "PYTHON"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(home))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One environment that was really built: its recipe, itself, what was told meanwhile."""
    base = tmp_path_factory.mktemp("real environment")  # a blank in the path is no rarity
    wheels = tmp_path_factory.mktemp("wheels")
    make_wheel(wheels)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_only(monkeypatch, base / "home", wheels)
        monkeypatch.setenv("PIP_TARGET", str(base / "elsewhere"))  # must not lead out of it
        monkeypatch.setenv("PYTHONPATH", str(base))
        made = recipe({"environment": {"TINY_CACHE": "{environment}/cache"}})
        told: list[str] = []
        environment = collection.build(collection.plan(made, MACHINE), Watcher(told.append))
        yield made, environment, told


def test_a_built_environment_works(built: Any) -> None:
    """Its interpreter imports the framework, from inside it, and the lock says what is there."""
    _, environment, told = built
    code = "import sys, tinynet; print(tinynet.__file__, sys.prefix)"
    output = subprocess.run(
        [environment.python, "-I", "-c", code], capture_output=True, check=True, text=True
    ).stdout
    assert output.count(str(environment.path)) == 2
    assert environment.lock["tinynet"] == "1.0"
    assert environment.lock["pip"]
    assert environment.size_bytes > 10**6
    assert environment.seconds > 0
    assert environment.environment_variables == {"TINY_CACHE": f"{environment.path}/cache"}
    assert any("importing tinynet" in line for line in told)


def test_scripts_and_record_name_the_final_place(built: Any) -> None:
    """Built beside and renamed: nothing in it still names the folder that it was made in."""
    _, environment, _ = built
    script = environment.path / "bin" / "tinynet"
    said = subprocess.run([script], capture_output=True, check=True, text=True).stdout
    assert said == "1.0\n"
    for path in [*(environment.path / "bin").iterdir(), environment.path / "pyvenv.cfg"]:
        if not path.is_symlink() and path.is_file():
            assert b".building" not in path.read_bytes()
    record = json.loads((environment.path / "environment.json").read_text())
    assert record["schema"] == "framework-recommender/environment/1"
    assert record["recipe"]["requirements"] == ["tinynet==1.0"]
    assert (environment.path / "build.log").read_text().startswith("$ ")
    beside = {path.name for path in environment.path.parent.iterdir()}
    assert beside == {environment.path.name, environment.path.name + ".lock"}


def test_what_stands_is_found_and_not_built_again(
    built: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Find, list and a second build give the same environment; another recipe is another one."""
    made, environment, _ = built
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(environment.path.parent.parent))
    assert collection.find(made, MACHINE) == environment
    assert collection.list_environments() == (environment,)
    again = collection.plan(made, MACHINE)
    assert again.existing == environment
    assert collection.build(again) == environment
    changed = recipe({"requirements": ["tinynet==1.1"]})
    assert collection.find(changed, MACHINE) is None
    assert collection.plan(changed, MACHINE).path != environment.path


def test_shim_and_variables_follow_the_recipe(built: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recipe whose shim or variables change needs no new build, and the new ones count."""
    _, environment, _ = built
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(environment.path.parent.parent))
    today = recipe({"shim": "removed_names", "environment": {"NEW": "{environment}"}})
    found = collection.find(today, MACHINE)
    assert found is not None
    assert found.path == environment.path
    assert found.shim == "removed_names"
    assert found.environment_variables == {"NEW": str(environment.path)}


def test_a_moved_home_still_works(
    built: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Environments are found by where they are, not by where they were built."""
    made, environment, _ = built
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / "environments").symlink_to(environment.path.parent)
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(moved))
    found = collection.find(made, MACHINE)
    assert found is not None
    assert found.python.is_relative_to(moved)
    assert found.environment_variables["TINY_CACHE"].startswith(str(moved))


def test_an_environment_of_the_users_is_left_untouched(
    built: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Adopting one changes nothing in it, and what runs write goes elsewhere."""
    made, environment, _ = built
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    before = {p: p.lstat().st_mtime_ns for p in environment.path.rglob("*")}
    adopted = collection.adopt(made, MACHINE, environment.path)
    assert {p: p.lstat().st_mtime_ns for p in environment.path.rglob("*")} == before
    assert adopted.adopted
    assert adopted.python == environment.path / "bin" / "python"
    assert adopted.lock == environment.lock
    assert adopted.environment_variables["PYTHONDONTWRITEBYTECODE"] == "1"
    assert adopted.environment_variables["TINY_CACHE"].startswith(str(tmp_path / "home/cache"))
    with pytest.raises(ProbeError, match="left as it is"):
        collection.remove(adopted)
    with pytest.raises(ProbeError, match="othernet is not installed there"):
        collection.adopt(recipe(package="othernet"), MACHINE, environment.python)


# A fake Python: `-m venv DIR` puts a copy of itself there, `-m pip --version` answers, and
# `-m pip install ...` runs $FAKE_PIP, a shell text; other commands succeed.
FAKE_PYTHON = """#!/bin/sh
echo "$@" >> "$FAKE_CALLS"
case "$*" in
*"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo home > "$3/pyvenv.cfg" ;;
*"-m pip --version"*) echo "pip ${FAKE_PIP_VERSION:-24.0} from somewhere (python 3.9)" ;;
*"-m pip install"*) eval "$FAKE_PIP" ;;
*importlib.metadata*) echo '{"tinynet": "1.0"}' ;;
*train_step*) eval "$FAKE_GPU" ;;
*import_module*) eval "$FAKE_IMPORT" ;;
esac
"""


@pytest.fixture
def fake_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty home and a fake Python 3.9, the only one there is; returns its log of calls."""
    use_only(monkeypatch, tmp_path / "home", tmp_path)
    executable = tmp_path / "python3.9"
    executable.write_text(FAKE_PYTHON, encoding="utf-8")
    executable.chmod(0o755)
    calls = tmp_path / "calls"
    calls.touch()
    monkeypatch.setenv("FAKE_CALLS", str(calls))
    monkeypatch.setenv("FAKE_PIP", "true")
    monkeypatch.setenv("FAKE_IMPORT", "true")
    monkeypatch.setenv("FAKE_GPU", "true")
    only = Interpreter(executable, (3, 9, 1), True, True, True)
    monkeypatch.setattr(interpreters, "find", lambda: (only,))
    return calls


def fake_plan(*variants: dict[str, Any], machine: Machine = MACHINE) -> collection.Plan:
    completed = [{"python": "==3.9", **variant} for variant in variants or ({},)]
    return collection.plan(recipe(*completed), machine)


def left_behind() -> set[str]:
    """What stands in the folder of environments beside the locks."""
    return {p.name for p in paths.environments().iterdir() if p.suffix != ".lock"}


@pytest.mark.parametrize(
    ("pip", "said"),
    [
        (
            "echo 'ERROR: Could not find a version that satisfies the requirement x==1'; "
            "echo 'ERROR: No matching distribution found for x==1'; exit 1",
            "Could not find a version that satisfies the requirement x==1",
        ),
        (
            "echo 'WARNING: Retrying after NameResolutionError: failed'; "
            "echo 'ERROR: No matching distribution found for x==1'; exit 1",
            "the package index could not be reached",
        ),
        (
            "echo '  error: subprocess-exited-with-error'; "
            "echo \"      ModuleNotFoundError: No module named 'imp'\"; "
            "echo 'ERROR: Failed to build x'; exit 1",
            "No module named 'imp'",
        ),
        (
            "echo 'ERROR: Could not install packages due to an OSError: "
            "[Errno 28] No space left on device'; exit 1",
            "the disk is full",
        ),
        (
            "echo 'The conflict is caused by:'; echo '    a 1 depends on b<2'; "
            "echo '    The user requested b==3'; echo 'ERROR: ResolutionImpossible'; exit 1",
            "a 1 depends on b<2; The user requested b==3",
        ),
        ("kill -KILL $$", "killed by SIGKILL"),
        ("exit 3", "exit code 3 and no message"),
        ("head -c 300000 /dev/zero | tr '\\0' 'x'; exit 1", "x…"),
    ],
)
@pytest.mark.usefixtures("fake_python")
def test_a_failure_gives_its_reason_and_leaves_only_the_log(
    monkeypatch: pytest.MonkeyPatch, pip: str, said: str
) -> None:
    """A failed build says why in one line, keeps the installer's output, and nothing half-made."""
    monkeypatch.setenv("FAKE_PIP", pip)
    plan = fake_plan()
    with pytest.raises(NotInstallable) as caught:
        collection.build(plan)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert caught.value.log is not None
    assert "pip install" in caught.value.log.read_text()
    assert left_behind() == {caught.value.log.name}
    assert collection.list_environments() == ()
    assert collection.remove_leftovers() == (caught.value.log,)
    assert left_behind() == set()


@pytest.mark.usefixtures("fake_python")
def test_a_framework_that_does_not_import_is_not_installable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Installed is not enough: the first import decides, and its error is the reason."""
    text = "ImportError: libquadmath.so.0: cannot open shared object file"
    monkeypatch.setenv("FAKE_IMPORT", f"echo Traceback; echo '{text}'; exit 1")
    with pytest.raises(NotInstallable, match=r"import tinynet fails: ImportError: libquadmath"):
        collection.build(fake_plan())
    assert collection.list_environments() == ()


@pytest.mark.usefixtures("fake_python")
def test_a_build_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure, or a build that was killed outright, the next one succeeds."""
    monkeypatch.setenv("FAKE_PIP", "exit 1")
    plan = fake_plan()
    with pytest.raises(NotInstallable):
        collection.build(plan)
    half = plan.path.with_name(plan.path.name + ".building")
    (half / "bin").mkdir(parents=True)
    (half / "environment.json").write_text("{}")
    assert collection.list_environments() == ()
    monkeypatch.setenv("FAKE_PIP", "true")
    environment = collection.build(plan)
    assert collection.list_environments() == (environment,)
    assert left_behind() == {plan.path.name}


@pytest.mark.usefixtures("fake_python")
def test_remove_deletes_what_was_built(tmp_path: Path) -> None:
    """A removed environment is gone, removing it twice is no error, and others are refused."""
    environment = collection.build(fake_plan())
    collection.remove(environment)
    collection.remove(environment)
    assert left_behind() == set()
    elsewhere = collection.Environment("s", "f", tmp_path, tmp_path, "3.9.1", "d", "r", {})
    with pytest.raises(ProbeError, match="left as it is"):
        collection.remove(elsewhere)
    assert tmp_path.exists()


BUILD_SCRIPT = """
import sys
from pathlib import Path
from probes.environments import collection, interpreters, logged_commands
from probes.environments.interpreters import Interpreter
from probes.environments.watching import Watcher
from tests.probes.environments.test_collection import fake_plan
only = Interpreter(Path(sys.argv[1]), (3, 9, 1), True, True, True)
interpreters.find = lambda: (only,)
logged_commands._GRACE_S = 0.2
try:
    collection.build(fake_plan(), Watcher(lambda line: print(line, flush=True)))
except KeyboardInterrupt:
    sys.exit(130)
"""


def start_build(executable: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", BUILD_SCRIPT, executable],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(condition: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


def test_an_interruption_leaves_nothing(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ctrl-C in the middle: the installer and its children are gone, and nothing half-made."""
    pids = tmp_path / "pids"
    # An installer that ignores every request to end, with a child of its own.
    monkeypatch.setenv(
        "FAKE_PIP", f"trap '' INT TERM; sleep 60 & echo $$ $! > {pids}; echo Collecting; sleep 60"
    )
    process = start_build(fake_python.parent / "python3.9")
    wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    wait_for(lambda: not any(alive(int(pid)) for pid in pids.read_text().split()))  # killed is soon
    assert {Path(name).suffix for name in left_behind()} == {".log"}


def test_two_builds_of_the_same_make_one(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The second process says that it waits, and takes what the first has built."""
    gate = tmp_path / "gate"
    monkeypatch.setenv("FAKE_PIP", f"while [ ! -e {gate} ]; do sleep 0.05; done")
    executable = fake_python.parent / "python3.9"
    first = start_build(executable)
    wait_for(lambda: "-m pip install" in fake_python.read_text())
    second = start_build(executable)
    assert second.stdout is not None
    assert "waiting for it" in second.stdout.readline()
    gate.touch()
    first.communicate(timeout=30)
    second.communicate(timeout=30)
    assert (first.returncode, second.returncode) == (0, 0)
    assert fake_python.read_text().count("-m pip install") == 1
    assert len(collection.list_environments()) == 1


def test_leftovers_of_a_running_build_are_kept(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cleaning up while another process builds takes nothing from under it."""
    gate = tmp_path / "gate"
    monkeypatch.setenv("FAKE_PIP", f"while [ ! -e {gate} ]; do sleep 0.05; done")
    process = start_build(fake_python.parent / "python3.9")
    wait_for(lambda: "-m pip install" in fake_python.read_text())
    assert collection.remove_leftovers() == ()
    gate.touch()
    process.communicate(timeout=30)
    assert process.returncode == 0


REPORT = """
case "$*" in
*--dry-run*)
  file=$(echo "$*" | sed 's/.*--report \\([^ ]*\\).*/\\1/')
  case "$*" in *example.org/cpu*) cuda=$CUDA_THERE ;; *) cuda=yes ;; esac
  if [ $cuda = unreachable ]; then cuda=yes; echo 'NewConnectionError: x'; fi
  if [ $cuda = fails ]; then echo 'ERROR: No matching distribution found'; exit 1; fi
  if [ $cuda = yes ]; then more=', {"metadata": {"name": "nvidia_cublas"}}'; fi
  echo "{\\"install\\": [{\\"metadata\\": {\\"name\\": \\"tinynet\\"}}$more]}" > $file ;;
esac
"""
CPU = {"device": "cpu", "cpu_arguments": ["--extra-index-url", "https://example.org/cpu"]}


def test_cuda_packages_never_come_silently(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a GPU a CUDA build is not installed: the framework's own CPU index is asked."""
    monkeypatch.setenv("FAKE_PIP", REPORT)
    monkeypatch.setenv("CUDA_THERE", "no")
    collection.build(fake_plan(CPU))
    installs = [c for c in fake_python.read_text().splitlines() if "pip install" in c]
    assert len(installs) == 3
    assert "example.org" not in installs[0]
    assert "--dry-run" not in installs[2]
    assert "--extra-index-url https://example.org/cpu" in installs[2]


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("yes", "it has none that fits"),
        ("unreachable", "it was not reached"),
        ("fails", "No matching distribution found"),
    ],
)
def test_only_a_cuda_build_is_a_refusal(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, there: str, why: str
) -> None:
    """Where no CPU build can be had the outcome is "not installable", and nothing was installed."""
    monkeypatch.setenv("FAKE_PIP", REPORT)
    monkeypatch.setenv("CUDA_THERE", there)
    with pytest.raises(NotInstallable, match="only a CUDA build was found") as caught:
        collection.build(fake_plan(CPU))
    said = f"no CPU build was had with --extra-index-url https://example.org/cpu: {why}"
    assert said in str(caught.value)
    installs = [c for c in fake_python.read_text().splitlines() if "pip install" in c]
    assert all("--dry-run" in call for call in installs)


def test_pip_of_python_36_is_renewed_first(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pip too old for today's wheels is upgraded to its last release before anything else."""
    monkeypatch.setenv("FAKE_PIP_VERSION", "18.1")
    collection.build(fake_plan({"first": ["six==1.17.0"], "pip_arguments": ["--no-deps"]}))
    installs = [c for c in fake_python.read_text().splitlines() if "pip install" in c]
    assert [call.split("install ")[1] for call in installs] == [
        "--upgrade pip==21.3.1",
        "--no-deps six==1.17.0",
        "--no-deps tinynet==1.0",
    ]


def test_a_python_without_ensurepip_is_told_apart(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian ships venv's parts in a package of their own: its name is the reason given."""
    bare = Interpreter(fake_python.parent / "python3.9", (3, 9, 1), True, False, True)
    monkeypatch.setattr(interpreters, "find", lambda: (bare,))
    with pytest.raises(NotInstallable, match=r"apt-get install python3\.9-venv"):
        collection.build(fake_plan())
    assert left_behind() == set()


@pytest.mark.usefixtures("fake_python")
def test_no_fitting_python_says_which_would() -> None:
    """Where no installed Python fits, the error says which would, which are there, and the mend."""
    with pytest.raises(ProbeError) as caught:
        collection.plan(recipe({"python": ">=3.5,<3.8"}, {"python": "==3.12"}), MACHINE)
    assert "needs >=3.5,<3.8 or ==3.12, found 3.9" in str(caught.value)
    assert "--python" in str(caught.value)


@pytest.mark.usefixtures("fake_python")
def test_the_first_fitting_variant_wins() -> None:
    """Variants are tried in the recipe's order, whatever else fits."""
    first, second = {"python": "==3.12"}, {"requirements": ["tinynet==0.9"]}
    assert fake_plan(first, second, {}).requirements == ("tinynet==0.9",)


@pytest.mark.usefixtures("fake_python")
def test_the_machine_chooses_the_build() -> None:
    """CUDA where a GPU can use it, else the CPU build, with the reason as a warning."""
    cuda = {"device": "cuda", "gpu": CUDA}
    old = {"device": "cuda", "gpu": {**CUDA, "sass": ["7.0"]}, "requirements": ["tinynet==0.1"]}
    assert fake_plan(CPU, cuda, machine=GPU_MACHINE).variant.device == "cuda"
    assert fake_plan(cuda, CPU).variant.device == "cpu"
    assert fake_plan(old, cuda, CPU, machine=GPU_MACHINE).requirements == ("tinynet==1.0",)
    without = fake_plan(old, CPU, machine=GPU_MACHINE)
    assert without.variant.device == "cpu"
    assert "H100 is not used: CUDA build: It was compiled for 7.0" in without.warnings[0]
    assert fake_plan(CPU).warnings == ()


@pytest.mark.parametrize(
    ("step", "shell", "why"),
    [
        (
            "FAKE_PIP",
            "case \"$*\" in *cuda*) echo 'ERROR: No matching distribution found for x'; "
            "exit 1;; esac",
            "No matching distribution found for x",
        ),
        (
            "FAKE_GPU",
            "echo 'torch sees no CUDA device' >&2; exit 1",
            "installed, but it cannot use the GPU: torch sees no CUDA device",
        ),
    ],
)
@pytest.mark.usefixtures("fake_python")
def test_a_cuda_build_that_fails_gives_way_to_the_cpu_build(
    monkeypatch: pytest.MonkeyPatch, step: str, shell: str, why: str
) -> None:
    """Where CUDA cannot be set up or finds no GPU, the CPU build stands, and says why it does."""
    monkeypatch.setenv(step, shell)
    cuda = {"device": "cuda", "gpu": CUDA, "python": "==3.9", "requirements": ["tiny-cuda==1.0"]}
    cpu = {"device": "cpu", "python": "==3.9"}
    made = recipe(cuda, cpu, stack="torch")  # a stack with an adapter, which takes the step
    told: list[str] = []
    plan = collection.plan(made, GPU_MACHINE)
    assert plan.variant.device == "cuda"
    built = collection.build_or_fall_back(plan, Watcher(told.append))
    assert built.device == "cpu"
    sentence = f"H100 is not used: CUDA build could not be set up: {why}"
    assert built.warnings[0].startswith(sentence)
    assert any(line.startswith(sentence) and "instead" in line for line in told)
    assert collection.find(made, GPU_MACHINE) == built
    with pytest.raises(NotInstallable):
        collection.build(plan)


@pytest.mark.usefixtures("fake_python")
def test_a_cuda_build_that_works_stays() -> None:
    """Nothing falls back where the GPU can be used, and a CPU build that fails fails."""
    cuda = {"device": "cuda", "gpu": CUDA, "python": "==3.9"}
    cpu = {"device": "cpu", "python": "==3.9"}
    plan = collection.plan(recipe(cuda, cpu, stack="torch"), GPU_MACHINE)
    assert collection.build_or_fall_back(plan).device == "cuda"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("FAKE_PIP", "exit 1")
        with pytest.raises(NotInstallable):
            collection.build_or_fall_back(fake_plan(cpu))


@pytest.mark.parametrize(
    ("name", "version", "device"),
    [
        ("nvidia-cublas-cu12", "12.8", "cuda"),
        ("torch", "2.10.0+cu128", "cuda"),
        ("jax-cuda12-plugin", "0.10.2", "cuda"),
        ("mxnet_cu112", "1.9.1", "cuda"),
        ("torch", "2.13.0+cpu", "any"),
        ("tinynet", "1.0", "any"),
    ],
)
def test_an_adopted_environment_with_cuda_runs_on_the_gpu(
    built: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    version: str,
    device: str,
) -> None:
    """What the user has installed for CUDA is measured on the GPU, where there is one."""
    made, environment, _ = built
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    lock = {"tinynet": "1.0", name: version}
    monkeypatch.setattr(collection.record, "read_lock", lambda _python: lock)
    assert collection.adopt(made, GPU_MACHINE, environment.python).device == device
    assert collection.adopt(made, MACHINE, environment.python).device == "any"


def test_another_distribution_of_the_same_framework_is_accepted(
    built: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The user's environment may hold the framework under any name that the recipe knows."""
    _, environment, _ = built
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    other = recipe(package="othernet", packages=["Tiny.Net", "tinynet"])
    assert collection.adopt(other, MACHINE, environment.python).lock["tinynet"] == "1.0"
    with pytest.raises(ProbeError, match="othernet or thirdnet is not installed there"):
        collection.adopt(
            recipe(package="othernet", packages=["thirdnet"]), MACHINE, environment.python
        )


@pytest.mark.usefixtures("fake_python")
def test_a_source_takes_the_place_of_every_distribution_of_the_framework(tmp_path: Path) -> None:
    """The CPU build under another name gives way too, lest both be installed."""
    wheel = make_wheel(tmp_path)
    made = recipe(
        {"python": "==3.9", "requirements": ["tinynet-cpu==1.0", "six==1.17.0"]},
        packages=["tinynet-cpu"],
    )
    plan = collection.plan(made, MACHINE, source=str(wheel))
    assert plan.requirements == ("six==1.17.0", str(wheel))


def test_it_is_said_what_a_new_set_up_would_change(
    fake_python: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An environment of another Python than would be chosen now is told as such."""
    made = recipe({"python": ">=3.8,<3.12"})
    environment = collection.build(collection.plan(made, MACHINE))
    assert collection.differences(environment, made, MACHINE) == ()
    newer = Interpreter(fake_python.parent / "python3.9", (3, 11, 4), True, True, True)
    monkeypatch.setattr(interpreters, "find", lambda: (newer,))
    (said,) = collection.differences(environment, made, MACHINE)
    assert said == "A new set-up would take Python 3.11.4; this one was built with 3.9.1."
    with_gpu = recipe(
        {"device": "cuda", "gpu": CUDA, "python": ">=3.8,<3.12"},
        {"device": "cpu", "python": ">=3.8,<3.12"},
    )
    assert "would be for CUDA" in collection.differences(environment, with_gpu, GPU_MACHINE)[1]


def test_an_interpreter_that_can_make_environments_goes_first(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that fit, one with ensurepip is taken, wherever it stands in the order."""
    path = fake_python.parent / "python3.9"
    bare = Interpreter(path, (3, 11, 7), True, False, True)
    whole = Interpreter(path, (3, 9, 1), True, True, True)
    monkeypatch.setattr(interpreters, "find", lambda: (bare, whole))
    assert collection.plan(recipe({"python": ">=3.8"}), MACHINE).interpreter == whole


@pytest.mark.usefixtures("fake_python")
def test_what_the_system_lacks_is_a_warning() -> None:
    """A missing compiler does not stop a plan, but it is said, with why and how to get it."""
    need = {"name": "git", "why": "sources are fetched with it", "how": "apt-get install git"}
    headers = {"name": "python-headers", "why": "w", "how": "h"}
    made = recipe({"python": "==3.9"}, system=[need, headers])
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PATH", "/nowhere")
        plan = collection.plan(made, MACHINE)
    assert plan.warnings == (
        "git was not found: sources are fetched with it (apt-get install git)",
    )


@pytest.mark.usefixtures("fake_python")
def test_off_the_index_needs_the_users_say(tmp_path: Path) -> None:
    """A framework that the index lacks is planned only from a source that the user names."""
    made = recipe({"python": "==3.9"}, on_index=False, upstream="git+https://example.org/tiny.git")
    command = "recommender probe setup tiny --from git+https://example.org/tiny.git"
    with pytest.raises(ProbeError, match="not on the package index") as caught:
        collection.plan(made, MACHINE)
    assert str(caught.value).endswith(command)
    wheel = make_wheel(tmp_path)
    assert collection.plan(made, MACHINE, source=str(wheel)).requirements == (str(wheel),)


def test_a_source_takes_the_place_of_the_pin(
    fake_python: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The framework's own pin gives way, the others stay, and the checkout is not written into."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "setup.py").write_text("from setuptools import setup; setup(name='tinynet')")
    made = recipe({"python": "==3.9", "requirements": ["numpy==1.21.6", "TinyNet==1.0"]})
    monkeypatch.setenv("FAKE_PIP", 'for last; do :; done; touch "$last/build-leavings"')
    plan = collection.plan(made, MACHINE, source=str(checkout))
    assert plan.requirements == ("numpy==1.21.6", str(checkout))
    environment = collection.build(plan)
    assert [path.name for path in checkout.iterdir()] == ["setup.py"]
    assert not (environment.path / "source").exists()
    assert environment.source == str(checkout)
    (install,) = [c for c in fake_python.read_text().splitlines() if "pip install" in c]
    assert install.endswith(".building/source")
    (checkout / "setup.py").write_text("from setuptools import setup; setup(name='tinynet', x=1)")
    assert collection.plan(made, MACHINE, source=str(checkout)).path != plan.path


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("missing", "no such file or folder"),
        ("empty", "neither pyproject.toml nor setup.py"),
        ("notes.txt", "neither a wheel nor a source archive"),
    ],
)
@pytest.mark.usefixtures("fake_python")
def test_a_wrong_source_is_one_clear_line(tmp_path: Path, source: str, said: str) -> None:
    """What cannot be installed from is refused before anything is made."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").touch()
    with pytest.raises(ProbeError, match=said) as caught:
        collection.plan(recipe({"python": "==3.9"}), MACHINE, source=str(tmp_path / source))
    assert source in str(caught.value)
    assert not paths.environments().exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other/1"}', "\x00"])
@pytest.mark.usefixtures("fake_python")
def test_damaged_records_are_left_out(text: str) -> None:
    """A folder whose record cannot be read, or is of another schema, is no environment."""
    environment = collection.build(fake_plan())
    (environment.path / "environment.json").write_text(text, encoding="utf-8")
    assert collection.list_environments() == ()
    assert collection.build(fake_plan()).path == environment.path


@pytest.mark.usefixtures("fake_python")
def test_a_home_that_cannot_be_written_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file where the home should be is a clear error, not a traceback."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "file"))
    with pytest.raises(NotInstallable, match="Not a directory"):
        collection.build(fake_plan())


def shipped(stack: str) -> Recipe:
    """The recipe that the project ships for a stack."""
    folder = Path(__file__).parents[3] / "knowledge_base"
    for path in sorted(folder.rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for mapping in data.get("recipes", ()) if isinstance(data, dict) else ():
            if mapping["stack"] == stack:
                return Recipe.from_mapping(mapping, path.name)
    raise AssertionError(f"no recipe is shipped for {stack}")


@pytest.mark.parametrize(
    ("stack", "capability"),
    [
        ("tensorflow", (9, 0)),
        ("keras-tensorflow", (9, 0)),
        ("jax", (12, 0)),
        ("keras-jax", (12, 0)),
    ],
)
def test_what_a_build_carries_ptx_for_it_carries_machine_code_for(
    stack: str, capability: tuple[int, int]
) -> None:
    """TensorFlow's build rules make both of "compute_90": no slow first start is told of."""
    gpu = Gpu("a GPU", 80 * 2**30, "580.65.06", capability, "nvml")
    for variant in shipped(stack).variants:
        if variant.gpu is not None:
            said = " ".join(predict(variant.gpu, gpu).reasons)
            assert "slow once" not in said


COMPUTE = {
    "numpy": "import numpy; print(numpy.ones((2, 3)).sum())",
    "theano": (
        "import theano, theano.tensor as T; x = T.matrix(); "
        "print(theano.function([x], T.dot(x, x.T).sum())([[1., 1.]]) * 3)"
    ),
}


@pytest.mark.real
@pytest.mark.parametrize("stack", ["numpy", "theano"])
def test_a_real_framework_is_built_and_computes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stack: str
) -> None:
    """From nothing, with the user's own pip settings, to a framework that computes (here, 6)."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path))
    environment = collection.build(collection.plan(shipped(stack), machine.describe()))
    assert collection.find(shipped(stack), machine.describe()) == environment
    code = f"{_IMPORT_SCRIPT}\n{COMPUTE[stack]}"
    said = subprocess.run(
        [environment.python, "-W", "ignore", "-c", code, INSIDE, environment.shim or "", stack],
        capture_output=True,
        check=True,
        env={**os.environ, **environment.environment_variables},
        text=True,
    ).stdout
    assert float(said) == 6.0
    collection.remove(environment)
    assert collection.list_environments() == ()


def test_the_first_import_has_a_home_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A framework that writes settings into its home on import leaves none in the user's."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "ours"))
    users = tmp_path / "user"
    users.mkdir()
    code = "import pathlib; (pathlib.Path.home() / 'settings').write_text('mine')"
    wheel = make_wheel(tmp_path, code=code)
    monkeypatch.setenv("HOME", str(users))
    collection.build(collection.plan(recipe(), MACHINE, sys.executable, str(wheel)))
    assert not (users / "settings").exists()
