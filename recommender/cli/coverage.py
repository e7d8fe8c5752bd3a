"""How the coverage of knowledge is shown: a table for the terminal, JSON, CSV."""

import csv
import io
import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, fields
from typing import TypeVar

from recommender.dates import spoken
from recommender.knowledge.view import Knowledge
from recommender.maintaining.coverage import KNOWN, MISSING, NOT_KNOWN, STALE, STATES, Cell, totals
from recommender.safe import visible
from recommender.wording import words

SIGNS = {KNOWN: "■", STALE: "▒", NOT_KNOWN: "?", MISSING: "·"}
NAME = 34

_Key = TypeVar("_Key", bound=Hashable)


def as_text(cells: tuple[Cell, ...], knowledge: Knowledge, as_of: str, *, each: bool) -> str:
    """Return a row for each framework, or with ``each`` a row for each of their attributes.

    The columns are years; a row of a framework shows the share that is known, in percent.
    """
    years = sorted({cell.year for cell in cells})
    lines = [
        f"As of {spoken(as_of)}; each year at its end",
        *(_grids(cells, knowledge, years) if each else _shares(cells, knowledge, years)),
        "",
        "Cells: " + ", ".join(f"{count:,} {state}" for state, count in totals(cells).items()),
    ]
    return visible("\n".join(lines)) + "\n"


def as_json(cells: tuple[Cell, ...], as_of: str) -> str:
    """Return the cells with their totals, in all and by framework."""
    by_framework = _grouped(cells, lambda cell: cell.framework)
    return (
        json.dumps(
            {
                "schema": "framework-recommender/coverage/1",
                "as_of": as_of,
                "totals": totals(cells),
                "frameworks": {name: totals(own) for name, own in by_framework.items()},
                "cells": [asdict(cell) for cell in cells],
            },
            indent=1,
        )
        + "\n"
    )


def as_csv(cells: tuple[Cell, ...]) -> str:
    """Return a line for each cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [field.name for field in fields(Cell)]
    writer.writerow(names)
    writer.writerows([getattr(cell, name) for name in names] for cell in cells)
    return text.getvalue()


def _shares(cells: tuple[Cell, ...], knowledge: Knowledge, years: list[int]) -> Iterable[str]:
    yield "Share of the attributes that a criterion reads that is known, in percent;"
    yield "in brackets what is said but stale, said to be unknown, and missing at the last date"
    yield ""
    yield f"{'':<{NAME}}" + "".join(f"{year:>6}" for year in years)
    for name, own in _grouped(cells, lambda cell: cell.framework).items():
        by_year = _grouped(own, lambda cell: cell.year)
        row = "".join(_percent(by_year.get(year, ())) for year in years)
        last = totals(by_year[max(by_year)])
        rest = ", ".join(str(last[state]) for state in STATES[1:])
        yield f"{knowledge.frameworks[name].name:<{NAME}}{row}   ({rest})"


def _percent(cells: Iterable[Cell]) -> str:
    counted = totals(cells)
    total = sum(counted.values())
    return f"{100 * counted[KNOWN] // total:>6}" if total else " " * 6


def _grids(cells: tuple[Cell, ...], knowledge: Knowledge, years: list[int]) -> Iterable[str]:
    yield ", ".join(f"{sign} {state}" for state, sign in SIGNS.items())
    for name, own in _grouped(cells, lambda cell: cell.framework).items():
        yield ""
        title = knowledge.frameworks[name].name
        yield f"{title:<{NAME}}" + " ".join(f"{year % 100:02}" for year in years)
        for attribute, row in _grouped(own, lambda cell: cell.attribute).items():
            signs = {cell.year: SIGNS[cell.state] for cell in row}
            yield (
                f"  {words(attribute):<{NAME - 2}}"
                + "  ".join(signs.get(year, " ") for year in years).rstrip()
            )


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], _Key]) -> dict[_Key, tuple[Cell, ...]]:
    groups: dict[_Key, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return {name: tuple(own) for name, own in groups.items()}
