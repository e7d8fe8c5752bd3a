"""Where environments, results and caches live. Nothing is created by asking.

`FRAMEWORK_RECOMMENDER_HOME` names one folder for everything; without it the XDG base directories
are used (XDG Base Directory Specification: a relative path in one of its variables is ignored).
"""

from __future__ import annotations

import os
from pathlib import Path

from probes.errors import ProbeError

HOME_VARIABLE = "FRAMEWORK_RECOMMENDER_HOME"
_FOLDER = "framework-recommender"


def home() -> Path:
    """Return the folder for what is worth keeping: environments and results."""
    return _chosen() or _xdg("XDG_DATA_HOME", ".local/share") / _FOLDER


def cache() -> Path:
    """Return the folder for what can be made again."""
    chosen = _chosen()
    return chosen / "cache" if chosen else _xdg("XDG_CACHE_HOME", ".cache") / _FOLDER


def environments() -> Path:
    """Return the folder that holds one environment per stack and recipe."""
    return home() / "environments"


def results() -> Path:
    """Return the folder of the results' files, one a run."""
    return home() / "results"


def _chosen() -> Path | None:
    value = os.environ.get(HOME_VARIABLE, "")
    if not value:
        return None
    # Relative to where the user stands now, and fixed: probes run in other folders.
    return Path(os.path.abspath(os.path.expanduser(value)))  # noqa: PTH100, PTH111


def _xdg(variable: str, default: str) -> Path:
    value = os.environ.get(variable, "")
    if value and Path(value).is_absolute():
        return Path(value)
    try:
        return Path.home() / default
    except RuntimeError as error:
        message = f"no home directory found ({error}); set {HOME_VARIABLE} to a folder to use"
        raise ProbeError(message) from None
