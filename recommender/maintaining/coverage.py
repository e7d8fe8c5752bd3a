"""What the knowledge base knows, of which framework, of what and when; a pure function of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recommender.knowledge.frameworks import UNKNOWN
from recommender.knowledge.view import FrameworkView, Knowledge

FIRST_YEAR = 2015
#: What can be said of a cell: a value that is fresh enough; a value that nobody looked at again for
#: longer than its attribute's shelf life; an explicit unknown; nothing.
KNOWN, STALE, NOT_KNOWN, MISSING = STATES = ("known", "stale", "unknown", "missing")


@dataclass(frozen=True, slots=True)
class Cell:
    """One attribute of one framework at the end of a year.

    ``fact`` is the id of the fact that holds; ``age`` the years since a source attested it.
    """

    framework: str
    attribute: str
    year: int
    as_of: str
    state: str
    fact: str | None = None
    age: float | None = None
    shelf_life: float | None = None


def coverage(
    knowledge: Knowledge,
    as_of: str,
    frameworks: Iterable[str] = (),
    attributes: Iterable[str] = (),
) -> tuple[Cell, ...]:
    """Return a cell for each framework, attribute and year in which the framework was on the table.

    Args:
        knowledge: the knowledge base.
        as_of: ISO day; the last period ends on it, the earlier ones with their year.
        frameworks: ids, if not all.
        attributes: ids; by default those that some criterion reads.

    """
    wanted = tuple(frameworks) or tuple(knowledge.frameworks)
    read = tuple(attributes) or scored_attributes(knowledge)
    views = [(int(day[:4]), knowledge.at(day)) for day in ends_of_years(as_of)]
    return tuple(
        _cell(view.frameworks[framework], attribute, year, view.as_of, knowledge)
        for framework in wanted
        for attribute in read
        for year, view in views
        if framework in view.frameworks
    )


def scored_attributes(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the attributes that some criterion reads, in the vocabulary's order."""
    read = {reading.attribute for c in knowledge.criteria.values() for reading in c.readings}
    return tuple(attribute for attribute in knowledge.attributes if attribute in read)


def ends_of_years(as_of: str, first_year: int = FIRST_YEAR) -> tuple[str, ...]:
    """Return the last day of each year before a day's year, then that day."""
    return (*(f"{year}-12-31" for year in range(first_year, int(as_of[:4]))), as_of)


def totals(cells: Iterable[Cell]) -> dict[str, int]:
    """Return how many cells are in each state."""
    counts = Counter(cell.state for cell in cells)
    return {state: counts[state] for state in STATES}


def _cell(view: FrameworkView, attribute: str, year: int, as_of: str, knowledge: Knowledge) -> Cell:
    fact = view.fact(attribute)
    if fact is None:
        return Cell(view.id, attribute, year, as_of, MISSING)
    age, shelf_life = fact.age(as_of), knowledge.attributes[attribute].shelf_life
    state = STALE if age > shelf_life else KNOWN
    if fact.value == UNKNOWN:
        state = NOT_KNOWN
    return Cell(view.id, attribute, year, as_of, state, fact.id, round(age, 2), shelf_life)
