"""Which Pythons are on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from probes.environments import interpreters
from probes.errors import ProbeError


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No interpreters but the running one and those that a test makes in the folder returned."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin-that-is-not-there")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PYENV_ROOT", "XDG_DATA_HOME", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    interpreters._ask.cache_clear()
    return folder


def fake(path: Path, version: tuple[int, int, int] = (3, 9, 1), **changes: Any) -> Path:
    """Make an executable that answers as a Python of that version would, and counts its calls."""
    answer = {
        "implementation": "cpython",
        "version": version,
        "final": True,
        "executable": str(path),
        "bits": 64,
        "has_venv": True,
        "has_ensurepip": True,
        "has_headers": False,
        **changes,
    }
    return script(path, f"echo x >> {path}.calls\ncat <<'END'\n{json.dumps(answer)}\nEND")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def versions() -> list[str]:
    return [found.version_text for found in interpreters.find()[1:]]


def test_the_running_one_is_first() -> None:
    """The interpreter that runs the tests is found, first, outside its virtual environment."""
    own = interpreters.find()[0]
    assert own.version == sys.version_info[:3]
    assert own.path.resolve() == Path(sys.executable).resolve()


def test_path_pyenv_and_uv_are_searched(bare_machine: Path, tmp_path: Path) -> None:
    """PATH, pyenv's versions and uv's managed Pythons are found, newest first."""
    fake(bare_machine / "python3.9")
    fake(tmp_path / ".pyenv/versions/3.6.15/bin/python3.6", (3, 6, 15))
    fake(tmp_path / ".local/share/uv/python/cpython-3.12.1-linux/bin/python3.12", (3, 12, 1))
    assert versions() == ["3.12.1", "3.9.1", "3.6.15"]


def test_what_cannot_serve_is_left_out(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Other implementations, 32 bits, pre-releases, failures, hangs and shims do not count."""
    monkeypatch.setattr(interpreters, "_TIMEOUT_S", 0.3)
    fake(bare_machine / "python3.4", implementation="pypy")
    fake(bare_machine / "python3.5", bits=32)
    fake(bare_machine / "python3.6", final=False)
    script(bare_machine / "python3.7", "echo pyenv: python3.7: command not found >&2; exit 127")
    script(bare_machine / "python3.8", "exec sleep 20")
    script(bare_machine / "python3.9", "echo not JSON")
    fake(bare_machine / "python3.10-config")
    fake(bare_machine / "python3.11").chmod(0o644)
    monkeypatch.setenv("PATH", f"{bare_machine}:{tmp_path / 'shims'}")
    fake(tmp_path / "shims/python3.12")
    assert versions() == []


def test_each_is_asked_once(bare_machine: Path) -> None:
    """Links to one interpreter are one interpreter, and a second search asks nothing again."""
    real = fake(bare_machine / "python3.9")
    (bare_machine / "python3").symlink_to(real)
    (bare_machine / "python").symlink_to(real)
    assert versions() == versions() == ["3.9.1"]
    assert (bare_machine / "python3.9.calls").read_text().count("x") == 1


def test_a_named_one_is_asked(bare_machine: Path) -> None:
    """An interpreter, or an environment's folder, that the user names is what it says it is."""
    path = fake(bare_machine / "python3.9")
    assert interpreters.ask(path).version_text == "3.9.1"
    assert interpreters.ask(Path(sys.prefix)).version == sys.version_info[:3]


@pytest.mark.parametrize(
    ("name", "said"), [("missing", "no such interpreter"), ("broken", "is not a 64-bit CPython")]
)
def test_a_wrong_name_is_one_clear_line(bare_machine: Path, name: str, said: str) -> None:
    """A path that is no interpreter gives one line that names it."""
    script(bare_machine / "broken", "exit 1")
    with pytest.raises(ProbeError, match=said) as caught:
        interpreters.ask(bare_machine / name)
    assert str(bare_machine / name) in str(caught.value)
    assert "\n" not in str(caught.value)
