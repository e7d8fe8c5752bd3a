"""What the commands share in their bodies: from options to a decision, and a text into a file."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.knowledge.view import View
    from recommender.measurements import ProbeResult
    from recommender.recommendation import Recommendation
    from recommender.requirements import Requirements


def decided(requirements: Any, as_of: str | None, probes: str) -> "Recommendation":
    """Return the recommendation for a file ('-': standard input) or for checked requirements."""
    from recommender.recommendation import recommend

    return recommend(_given(requirements), as_of, results(probes))


def needs(requirements: str) -> "Requirements":
    """Return the checked requirements of a file ('-': standard input)."""
    from recommender.loading.loader import shipped
    from recommender.requirements import read, read_stream

    if requirements == "-":
        return read_stream(sys.stdin.buffer, "standard input", shipped())
    return read(Path(requirements), shipped())


def view(as_of: str | None) -> "View":
    """Return the knowledge base as of a date, today if none is given.

    Raises:
        UserError: nothing had been released by then.
    """
    from recommender.explanation.naming import check_choosable
    from recommender.loading.loader import shipped

    found = shipped().at(day(as_of))
    check_choosable(found)
    return found


def day(as_of: str | None) -> str:
    """Return the day that a date stands for, today if none is given."""
    from recommender.dates import last_day, today

    return last_day(as_of) if as_of else today()


def results(probes: str) -> Iterable[Mapping[str, Any]] | None:
    """Return the probe results that the option --probes names."""
    if probes == "none":
        return None
    from recommender.probe_evidence import read, stored

    return stored() if probes == "auto" else read(Path(probes))


def not_counted(later: Sequence["ProbeResult"], as_of: str) -> str:
    """Return what is said of results that were made after a day; "" if there are none."""
    from recommender.dates import spoken

    if not later:
        return ""
    first = spoken(min(result.day for result in later))
    many = "1 result was" if len(later) == 1 else f"{len(later)} results were"
    return f"{many} made after {spoken(as_of)}, from {first} on: not counted."


def leave(found: "Recommendation") -> None:
    """End with exit code 1 where no framework is left."""
    if found.best is None:
        raise typer.Exit(1)


def check_folder(folder: Path) -> None:
    """Do nothing if there is such a folder.

    Raises:
        UserError: there is none.
    """
    if folder.is_file():
        raise UserError(f"{folder}: is a file, no folder; name a folder")
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; make it first")


def write(path: Path, text: str) -> None:
    """Write a text whole or not at all.

    Raises:
        UserError: it cannot be written there; why.
    """
    from recommender.files import write_atomically

    try:
        write_atomically(path, text)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise UserError(f"{path}: cannot be written ({reason}); choose another place") from None


def _given(requirements: Any) -> Any:
    """Return the requirements of standard input for '-', a path for any other text."""
    if not isinstance(requirements, str):
        return requirements
    return needs(requirements) if requirements == "-" else Path(requirements)
