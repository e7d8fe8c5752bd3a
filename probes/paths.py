"""Where environments, results and caches live. Nothing is created by asking.

`FRAMEWORK_RECOMMENDER_HOME` names one folder for everything; without it the XDG base directories
are used (XDG Base Directory Specification: a relative path in one of its variables is ignored).
"""

from __future__ import annotations

import os

from probes.errors import ProbeError

TYPE_CHECKING = False  # pathlib and typing take longer to import than Python takes to start
if TYPE_CHECKING:
    from pathlib import Path

HOME_VARIABLE = "FRAMEWORK_RECOMMENDER_HOME"
_FOLDER = "framework-recommender"


def home() -> Path:
    """Return the folder for what is worth keeping: environments and results."""
    return _path(_chosen() or os.path.join(_xdg("XDG_DATA_HOME", ".local/share"), _FOLDER))


def cache() -> Path:
    """Return the folder for what can be made again."""
    return _path(cache_folder())


def cache_folder() -> str:
    """Return the same as a text, for what cannot wait for pathlib."""
    chosen = _chosen()
    if chosen:
        return os.path.join(chosen, "cache")
    return os.path.join(_xdg("XDG_CACHE_HOME", ".cache"), _FOLDER)


def environments() -> Path:
    """Return the folder that holds one environment per stack and recipe."""
    return home() / "environments"


def results() -> Path:
    """Return the folder of the results' files, one a run."""
    return home() / "results"


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _chosen() -> str:
    value = os.environ.get(HOME_VARIABLE, "")
    # Relative to where the user stands now, and fixed: probes run in other folders.
    return os.path.abspath(os.path.expanduser(value)) if value else ""


def _xdg(variable: str, default: str) -> str:
    value = os.environ.get(variable, "")
    if os.path.isabs(value):
        return value
    own = os.path.expanduser("~")
    if not os.path.isabs(own):
        raise ProbeError(f"no home directory found; set {HOME_VARIABLE} to a folder to use")
    return os.path.join(own, default)
