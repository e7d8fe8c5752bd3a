"""Getting probe results for the recommendation: from a file, or the newest of this machine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recommender.errors import ProbeResultsError


def read(path: Path) -> tuple[Mapping[str, Any], ...]:
    """Return the results of a results file (JSON Lines).

    Raises:
        ProbeResultsError: it cannot be read, a line is damaged, or it holds no result.
    """
    from probes.errors import ProbeError
    from probes.results.reading import SKIPPED, load

    problems: list[str] = []
    try:
        found = load(path, problems.append)
    except ProbeError as problem:
        raise ProbeResultsError(str(problem)) from None
    if problems:
        first = problems[0].removesuffix(SKIPPED)
        raise ProbeResultsError(f"{first}; give a results file of 'recommender probe run'")
    if not found:
        raise ProbeResultsError(f"{path}: no probe results in it; give a file of 'probe run'")
    return tuple(result.to_dict() for result in found)


def stored() -> tuple[Mapping[str, Any], ...]:
    """Return the newest result that this machine gave for every job; empty where there is none."""
    from probes import paths

    if not paths.results().is_dir():
        return ()
    from probes.machine import describe
    from probes.results.reading import latest
    from probes.results.store import ResultStore

    found = latest(ResultStore(paths.home()), describe().digest(), lambda _problem: None)
    return tuple(result.to_dict() for result in found)
