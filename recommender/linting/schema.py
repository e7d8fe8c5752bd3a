"""The strict reading itself: keys, types, the vocabulary, sources and dates that resolve."""

from collections.abc import Iterable

from recommender.errors import UserError
from recommender.linting.base import Problem


def problems(faults: Iterable[UserError]) -> list[Problem]:
    """Return what the reading complained about; "file:line: what; mend" taken apart."""
    found = []
    for fault in faults:
        place, _, rest = str(fault).partition(": ")
        file, _, line = place.rpartition(":")
        what, _, mend = rest.rpartition("; ")
        if not line.isdigit():
            file, line = place, "1"
        found.append(Problem("schema", file, int(line), fault.key, what, mend))
    return found
