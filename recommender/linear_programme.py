"""A small linear programme, solved exactly enough by the dual simplex method, row by row.

Enough for thousands of variables under a few constraints that matter, where a solver library would
cost more to load than to run. The method needs costs that are not negative: then "all variables 0"
is optimal but perhaps not feasible, and each step mends one broken constraint while it stays
optimal (Lemke 1954, "The dual method of solving the linear programming problem"). So a constraint
can be added to a solution, and whoever has many adds those that are broken (cutting planes).

The most that a variable may be is no row of the table: at its top it is replaced by what is missing
to the top, and where variables are many one step takes as many to their tops as it needs (the
bound-flipping ratio test). So a step costs rows times variables, and the number of steps goes by
the constraints.
"""

from collections.abc import Sequence
from math import inf

#: What counts as nought in the table.
TINY = 1e-11
#: Up to so many variables none is put at its top before it has entered. Steps are few then anyway,
#: and which of several equally good solutions is found depends on their order: it stays as it was.
SMALL = 128
#: After so many steps, choices go by number alone, which cannot go in circles (Bland 1977).
PATIENCE = 200


class Programme:
    """Look for the x with the least costs·x, where 0 <= x <= tops, under the rows added so far.

    Args:
        costs: one a variable, none negative.
        tops: the most that each variable may be, ``inf`` for no limit; without them none has one.

    """

    def __init__(self, costs: Sequence[float], tops: Sequence[float] | None = None) -> None:
        if any(cost < 0 for cost in costs):
            raise ValueError("costs must not be negative")
        self._variables = len(costs)
        self._tops = [inf] * len(costs) if tops is None else list(tops)
        self._price = list(costs)
        #: The variables that are 0, by column, and the others, by row. Beside those of the
        #: programme there is one for each constraint: how far it is from being broken.
        self._outside = list(range(len(costs)))
        self._inside: list[int] = []
        #: The variables that stand in the table as what is missing to their tops.
        self._turned: set[int] = set()
        self._table: list[list[float]] = []
        self._right: list[float] = []

    def add(self, row: Sequence[float], limit: float) -> None:
        """Add the constraint row·x <= limit."""
        column = {variable: place for place, variable in enumerate(self._outside)}
        added, missing = [0.0] * len(self._outside), limit
        signed = list(row)
        for variable in self._turned:
            if variable < self._variables:
                missing -= row[variable] * self._tops[variable]
                signed[variable] = -row[variable]
        for variable, factor in enumerate(signed):
            if factor and variable in column:
                added[column[variable]] = factor
        for index, variable in enumerate(self._inside):
            if variable < self._variables and signed[variable]:
                factor = signed[variable]
                missing -= factor * self._right[index]
                added = [
                    value - factor * part
                    for value, part in zip(added, self._table[index], strict=True)
                ]
        self._inside.append(len(self._tops))
        self._tops.append(inf)
        self._table.append(added)
        self._right.append(missing)

    def solve(self) -> list[float] | None:
        """Return the best x, None if none satisfies the constraints."""
        step = 0
        while True:
            step += 1
            leaving = self._leaving(patient=step <= PATIENCE)
            if leaving is None:
                return self._solution()
            if self._right[leaving] > 0:
                self._turn_row(leaving)
            entering = self._entering(leaving, patient=step <= PATIENCE)
            if entering is None:
                return None
            self._exchange(leaving, entering)

    def _solution(self) -> list[float]:
        found = [0.0] * len(self._tops)
        for variable, value in zip(self._inside, self._right, strict=True):
            found[variable] = value
        for variable in self._turned:
            found[variable] = self._tops[variable] - found[variable]
        return [max(0.0, value) for value in found[: self._variables]]

    def _leaving(self, *, patient: bool) -> int | None:
        """Return the row that is furthest below 0 or above its top, None if all are within."""
        beyond = [
            max(-value, value - self._tops[variable])
            for value, variable in zip(self._right, self._inside, strict=True)
        ]
        broken = [index for index, by in enumerate(beyond) if by > TINY]
        return min(
            broken,
            key=lambda index: (-beyond[index] if patient else 0.0, self._inside[index]),
            default=None,
        )

    def _entering(self, leaving: int, *, patient: bool) -> int | None:
        """Return the column that mends a row at the least price for each unit.

        Cheaper ones that cannot mend it, even at their tops, are put there.
        """
        price, outside, row = self._price, self._outside, self._table[leaving]
        missing = -self._right[leaving]
        useful = [column for column, value in enumerate(row) if value < -TINY]
        useful.sort(key=lambda at: (round(price[at] / -row[at], 12), outside[at]))
        passed: list[int] = []
        one_by_one = not patient or self._variables <= SMALL
        for column in useful:
            most = -row[column] * self._tops[outside[column]]
            if one_by_one or most >= missing - TINY:
                for one in passed:
                    self._turn_column(one)
                return column
            missing -= most
            passed.append(column)
        return None

    def _turn_row(self, index: int) -> None:
        """Put what is missing to the top in the place of a row's variable."""
        variable = self._inside[index]
        self._turned ^= {variable}
        self._right[index] = self._tops[variable] - self._right[index]
        self._table[index] = [-value for value in self._table[index]]

    def _turn_column(self, column: int) -> None:
        """Put what is missing to the top in the place of a column's variable."""
        variable = self._outside[column]
        self._turned ^= {variable}
        for index, row in enumerate(self._table):
            self._right[index] -= row[column] * self._tops[variable]
            row[column] = -row[column]
        self._price[column] = -self._price[column]

    def _exchange(self, leaving: int, entering: int) -> None:
        """Swap the variable of a row with that of a column."""
        table, right, price = self._table, self._right, self._price
        pivot = table[leaving][entering]
        row = [value / pivot for value in table[leaving]]
        row[entering] = 1 / pivot
        table[leaving] = row
        right[leaving] /= pivot
        for index, other in enumerate(table):
            factor = other[entering]
            if index == leaving or not factor:
                continue
            changed = [value - factor * part for value, part in zip(other, row, strict=True)]
            changed[entering] = -factor / pivot
            table[index] = changed
            right[index] -= factor * right[leaving]
        factor = price[entering]
        price[:] = [value - factor * part for value, part in zip(price, row, strict=True)]
        price[entering] = -factor / pivot
        pair = self._inside[leaving], self._outside[entering]
        self._outside[entering], self._inside[leaving] = pair
