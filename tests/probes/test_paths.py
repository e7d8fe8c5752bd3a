"""Where the program keeps its things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from probes import paths
from probes.errors import ProbeError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FRAMEWORK_RECOMMENDER_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_one_variable_moves_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """FRAMEWORK_RECOMMENDER_HOME is the root of all folders, and asking creates none."""
    chosen = tmp_path / "chosen"
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(chosen))
    places = (paths.home(), paths.cache(), paths.environments(), paths.results())
    assert places == (chosen, chosen / "cache", chosen / "environments", chosen / "results")
    assert not chosen.exists()


def test_relative_home_is_fixed_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A relative home is taken from where the user stands, and "~" is the user's home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", "here/../there")
    assert paths.home() == tmp_path / "there"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", "~/mine")
    assert paths.home() == tmp_path / "mine"


def test_xdg_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without it the XDG variables count, and a relative one is ignored, as their standard says."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.home() == tmp_path / ".local/share/framework-recommender"
    assert paths.cache() == tmp_path / ".cache/framework-recommender"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert paths.home() == tmp_path / "data/framework-recommender"
    assert paths.cache() == tmp_path / ".cache/framework-recommender"


def test_no_home_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home directory is told which variable to set."""
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(ProbeError, match="set FRAMEWORK_RECOMMENDER_HOME") as caught:
        paths.home()
    assert "\n" not in str(caught.value)
