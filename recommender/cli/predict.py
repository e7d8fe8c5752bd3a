"""The command that predicts what the described model would cost here, and how that is shown."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from recommender.cli import decision
from recommender.cli.options import Layout, Needs, Probes, TextOrJson
from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.predicting.cost_regression import Estimate
    from recommender.predicting.described_model import Model
    from recommender.predicting.prediction import Forecast

EXAMPLE = "model: {kind: mlp, inputs: 784, hidden: 1024, classes: 10, batch: 256}"


def predict(requirements: Needs, probes: Probes = "auto", layout: TextOrJson = Layout.text) -> None:
    """Predict your model's step time and memory on this machine (needs scikit-learn).

    It is learnt from the sizes that 'probe run --sizes' measured; where that says too little, the
    reason stands in place of a figure.
    """
    from recommender.dates import today
    from recommender.measurements import measurements
    from recommender.predicting.prediction import forecasts

    needs = decision.needs(requirements)
    if needs.model is None:
        raise UserError(f"{requirements}: no model is described; add one, such as '{EXAMPLE}'")
    found = measurements(decision.results(probes) or (), today())
    try:
        made = forecasts(found, needs.model)
    except ImportError:
        wanted = "pip install 'framework-recommender[predict]'"
        raise UserError(f"predicting needs scikit-learn; install it: {wanted}") from None
    if layout is Layout.json:
        from recommender.predicting.plain import plain

        typer.echo(json.dumps(plain(needs.model, made), indent=2))
    else:
        typer.echo(shown(needs.model, made), nl=False)
    if not any(one.step_s.refused == "" for one in made):
        raise typer.Exit(1)


def shown(model: "Model", made: Sequence["Forecast"]) -> str:
    """Return the forecasts as text: a table, then what was refused and why."""
    from probes.results.statistics import DISTURBED
    from recommender.predicting.cost_regression import LEVEL
    from recommender.safe import one_line

    at = model.costs
    lines = [
        f"Your model: {model}",
        f"A training step: {_count(at.operations)} floating-point operations, "
        f"{_size(at.bytes)} of parameters and activations.",
    ]
    measure = f"recommender probe run STACK… --sizes --workload {model.kind}"
    if not made:
        return "\n".join([*lines, f"No {model.kind} is measured here yet: {measure}", ""])
    cores = {one.threads for one in made}
    on = f" on {cores.pop()} core" if cores == {1} else ""
    lines += [
        f"Predicted from sizes that were measured on this machine{on}; the interval is meant for "
        f"{LEVEL:.0%}.",
        "“Off by” is the median and the worst error when each measured size was left out and "
        "predicted.",
    ]
    for name, title, unit in (
        ("step_s", "a training step", _seconds),
        ("times", "times NumPy's", _times),
        ("memory_bytes", "peak memory", _size),
    ):
        good = [one for one in made if (own := getattr(one, name)) and not own.refused]
        if good:
            heads = ("stack", "mode", "device", title, "interval", "off by", "sizes")
            rows = [heads, *(_row(one, getattr(one, name), unit) for one in good)]
            widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
            lines.append("")
            lines += [
                "  ".join(map(str.ljust, map(one_line, row), widths)).rstrip() for row in rows
            ]
    if (share := min(one.share for one in made)) < DISTURBED:
        lines += [
            "",
            f"Other work had {1 - share:.0%} of the processor while these sizes were measured: on "
            "an idle machine steps are shorter.",
        ]
    refused = [
        one_line(
            f"  {one.stack} ({one.mode}, {one.device}), {title}: {what.refused}{_errors(what)}"
        )
        for one in made
        for title, what in (("step", one.step_s), ("memory", one.memory_bytes))
        if what.refused
    ]
    if refused:
        lines += ["", "Not predicted", *refused]
    if any("needed" in one.step_s.refused for one in made):
        lines.append(f"  To measure more: {measure}")
    return "\n".join(lines) + "\n"


def _row(
    one: "Forecast", what: "Estimate", unit: Callable[[float], str]
) -> tuple[str, str, str, str, str, str, str]:
    interval = f"{unit(what.low)} to {unit(what.high)}"
    off = f"{what.error:.0%}, {what.worst:.0%}"
    return (one.stack, one.mode, one.device, unit(what.value), interval, off, str(what.count))


def _errors(what: "Estimate") -> str:
    return f"; off by {what.error:.0%}, {what.worst:.0%}" if what.value else ""


def _seconds(value: float) -> str:
    from recommender.wording import seconds

    return seconds(value)


def _times(value: float) -> str:
    from recommender.wording import significant

    return significant(value, 2)


def _size(value: float) -> str:
    from recommender.wording import in_unit

    return in_unit(value, ((1e9, "GB"), (1e6, "MB")))


def _count(value: float) -> str:
    from recommender.wording import in_unit

    if value < 1e6:
        return f"{value:,.0f}"
    return in_unit(value, ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")))
