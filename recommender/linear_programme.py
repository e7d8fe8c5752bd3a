"""A small linear programme, solved exactly enough by the dual simplex method.

Enough for tens of variables and constraints, where a solver library would cost more to load than to
run. The method needs costs that are not negative: then "all variables 0" is optimal but perhaps not
feasible, and each step mends one broken constraint while it stays optimal (Lemke 1954, "The dual
method of solving the linear programming problem").
"""

from collections.abc import Sequence

#: What counts as nought in the tableau.
TINY = 1e-11
#: After so many steps, choices go by number alone, which cannot go in circles (Bland 1977).
PATIENCE = 200


def minimise(
    costs: Sequence[float], rows: Sequence[Sequence[float]], limits: Sequence[float]
) -> list[float] | None:
    """Return x >= 0 with the least costs·x under rows·x <= limits, None if no x satisfies them.

    Args:
        costs: one a variable, none negative.
        rows: the coefficients of each constraint.
        limits: what each constraint may come to at most.

    """
    table, right, price = [list(row) for row in rows], list(limits), list(costs)
    if any(cost < 0 for cost in price):
        raise ValueError("costs must not be negative")
    outside = list(range(len(costs)))  # the variables that are 0, by column
    inside = list(range(len(costs), len(costs) + len(rows)))  # the others, by row
    step = 0
    while True:
        broken = [index for index, value in enumerate(right) if value < -TINY]
        if not broken:
            solution = [0.0] * len(costs)
            for variable, value in zip(inside, right, strict=True):
                if variable < len(costs):
                    solution[variable] = max(0.0, value)
            return solution
        step += 1
        patient = step <= PATIENCE
        leaving = min(broken, key=lambda index: (right[index] if patient else 0, inside[index]))
        row = table[leaving]
        useful = [column for column, value in enumerate(row) if value < -TINY]
        if not useful:
            return None
        entering = min(
            useful, key=lambda column: (round(price[column] / -row[column], 12), outside[column])
        )
        _exchange(table, right, price, leaving, entering)
        inside[leaving], outside[entering] = outside[entering], inside[leaving]


def _exchange(
    table: list[list[float]], right: list[float], price: list[float], leaving: int, entering: int
) -> None:
    """Swap the variable of a row with that of a column."""
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
