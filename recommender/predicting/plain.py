"""Forecasts as plain data for JSON."""

from collections.abc import Sequence
from typing import Any

from recommender.predicting.cost_regression import LEVEL, Estimate
from recommender.predicting.described_model import Model
from recommender.predicting.prediction import Forecast

SCHEMA = "framework-recommender/prediction/1"
#: Digits after the point.
DIGITS = 9


def plain(model: Model, made: Sequence[Forecast]) -> dict[str, Any]:
    """Return the forecasts as plain data."""
    at = model.costs
    return {
        "schema": SCHEMA,
        "model": model.to_dict(),
        "operations": at.operations,
        "bytes": at.bytes,
        "level": LEVEL,
        "forecasts": [
            {
                "id": one.id,
                "framework": one.framework,
                "stack": one.stack,
                "mode": one.mode,
                "device": one.device,
                "threads": one.threads,
                "processor_share": round(one.share, DIGITS),
                "step_s": _estimate(one.step_s),
                "times_numpy": _estimate(one.times) if one.times else None,
                "memory_bytes": _estimate(one.memory_bytes),
                "measured": list(one.measured),
            }
            for one in made
        ],
    }


def _estimate(what: Estimate) -> dict[str, Any]:
    """Return an estimate; the figures of one that was refused are null, its errors stay."""
    good, fitted = not what.refused, what.value > 0
    return {
        "value": round(what.value, DIGITS) if good else None,
        "low": round(what.low, DIGITS) if good else None,
        "high": round(what.high, DIGITS) if good else None,
        "median_error": round(what.error, DIGITS) if fitted else None,
        "worst_error": round(what.worst, DIGITS) if fitted else None,
        "sizes": what.count,
        "refused": what.refused or None,
    }
