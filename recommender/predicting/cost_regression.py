"""A quantity learnt from what it was at a few costs: a value, an interval, an honest error (pure).

The model of a step's time is linear, overhead + a·operations + b·bytes + c·calls, no term of it
negative: the bounds of a roofline (Williams, Waterman and Patterson 2009, *Roofline: an insightful
visual performance model for multicore architectures*) added up, as where computing does not overlap
with moving, instead of the largest of them. It is fitted by least squares on relative errors
(scikit-learn's LinearRegression on rows divided by what was measured). The interval is jackknife+
on the logarithm, whose width comes from how far each measurement was from what the others foretold
(Barber, Candès, Ramdas and Tibshirani 2021, *Predictive inference with the jackknife+*). It needs
no model of the noise, but that what is asked for is drawn like what was measured; the sizes of a
design are spread on purpose, so the level is a nominal one.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

#: The share that is meant to lie in the interval.
LEVEL = 0.8
#: From fewer measurements nothing is predicted.
LEAST = 6
#: So many times less than the least, or more than the most that was measured, is not predicted.
FURTHEST = 4.0
#: Median relative error under cross-validation from which on nothing is predicted.
LARGEST_ERROR = 0.3
#: The same of the interval: its high end over its low end.
WIDEST = 4.0

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was learnt about one quantity.

    Attributes:
        value, low, high: the prediction and its interval, in the unit of what was learnt from;
            0 where nothing could be fitted.
        error, worst: the median and the largest relative error of leaving one measurement out.
        count: how many measurements it was learnt from.
        refused: why the value is no prediction, in one line; "" where it is one.

    """

    value: float
    low: float
    high: float
    error: float
    worst: float
    count: int
    refused: str = ""


def estimate(
    rows: Sequence[Row],
    values: Sequence[float],
    wanted: Row,
    units: Sequence[float] | None = None,
) -> Estimate:
    """Return what the values at some rows of costs tell about the value at another row.

    Args:
        rows: the costs of each measurement, all positive; a constant is added here.
        values: what was measured, positive.
        wanted: the costs that are asked for.
        units: what was measured beside each value; then their quotient is foretold, as that of two
            models. What slowed both alike cancels out of its errors.

    Raises:
        ImportError: scikit-learn is not installed.

    """
    count = len(values)
    if count < LEAST:
        sizes = "1 size" if count == 1 else f"{count} sizes"
        return Estimate(0.0, 0.0, 0.0, 0.0, 0.0, count, f"{sizes} measured, {LEAST} needed")
    shown = values if units is None else [v / u for v, u in zip(values, units, strict=True)]
    value = _foretelling(rows, values, units)(wanted)
    centres, ratios = [], []
    for left_out in range(count):
        others = [index for index in range(count) if index != left_out]
        foretell = _foretelling(
            [rows[i] for i in others],
            [values[i] for i in others],
            None if units is None else [units[i] for i in others],
        )
        centres.append(foretell(wanted))
        ratios.append(foretell(rows[left_out]) / shown[left_out])
    low, high = _interval(centres, ratios)
    low, high = min(low, value), max(high, value)
    errors = sorted(abs(ratio - 1.0) for ratio in ratios)
    middle = (errors[(count - 1) // 2] + errors[count // 2]) / 2
    found = (value, low, high, middle, errors[-1], count)
    return Estimate(*found, _refusal(rows, wanted, middle, high / low))


def _interval(centres: Sequence[float], ratios: Sequence[float]) -> tuple[float, float]:
    """Return the jackknife+ interval at LEVEL; the widest there is where the level is too high."""
    count = len(centres)
    spread = [math.exp(abs(math.log(ratio))) for ratio in ratios]
    lows = sorted((c / s for c, s in zip(centres, spread, strict=True)), reverse=True)
    highs = sorted(c * s for c, s in zip(centres, spread, strict=True))
    # Rounded: 0.8 times 10 must not be a little more than 8.
    place = min(math.ceil(round(LEVEL * (count + 1), 9)), count) - 1
    return lows[place], highs[place]


def _refusal(rows: Sequence[Row], wanted: Row, error: float, width: float) -> str:
    """Return why a prediction is none; "" where it is one."""
    for column, asked in zip(zip(*rows, strict=True), wanted, strict=True):
        if asked > FURTHEST * max(column):
            return f"too far from what was measured: {asked / max(column):.0f} times the largest"
        if asked * FURTHEST < min(column):
            return f"too far from what was measured: a {min(column) / asked:.0f}th of the smallest"
    if error > LARGEST_ERROR:
        limit = f"{LARGEST_ERROR:.0%} is the limit"
        return (
            f"too uncertain: half of the left-out sizes were off by {error:.0%} or more ({limit})"
        )
    if width > WIDEST:
        return f"too uncertain: the interval spans {width:.1f}-fold ({WIDEST:g}-fold is the limit)"
    return ""


def _foretelling(
    rows: Sequence[Row], values: Sequence[float], units: Sequence[float] | None
) -> Callable[[Row], float]:
    """Return the function that foretells a value, or its quotient by the unit's."""
    value = _fitted(rows, values)
    if units is None:
        return value
    unit = _fitted(rows, units)
    return lambda row: value(row) / unit(row)


def _fitted(rows: Sequence[Row], values: Sequence[float]) -> Callable[[Row], float]:
    """Return the function that the measurements make."""
    import numpy
    from sklearn.linear_model import LinearRegression

    table, measured = numpy.array(rows, float), numpy.array(values, float)
    # What is the same in all rows is the overhead; twice in the table it would only be split.
    varies = table.min(axis=0) < table.max(axis=0)

    def columns(given: Any) -> Any:
        return numpy.column_stack([numpy.ones(len(given)), given[:, varies]])

    scale = columns(table).max(axis=0)
    relative = columns(table) / scale / measured[:, None]
    model = LinearRegression(positive=True, fit_intercept=False)
    terms = model.fit(relative, numpy.ones(len(values))).coef_ / scale

    def foretell(row: Row) -> float:
        return float(max((columns(numpy.array([row], float)) @ terms)[0], numpy.finfo(float).tiny))

    return foretell
