"""The command that holds the advice against labelled cases."""

from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.options import Layout, TextOrJson
from recommender.evaluating.cases import read, shipped_cases
from recommender.evaluating.evaluation import evaluate as judge_all
from recommender.evaluating.evaluation import share
from recommender.loading.loader import shipped
from recommender.reports.evaluation import as_json, as_text


def evaluate(
    cases: Annotated[
        list[Path] | None,
        typer.Argument(metavar="CASES.yaml", help="Labelled cases; those shipped if none."),
    ] = None,
    form: TextOrJson = Layout.text,
    leave_one_out: Annotated[
        bool,
        typer.Option(
            "--leave-one-out", help="Also how far this rests on single cases and single rules."
        ),
    ] = False,
    at_least: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Exit with 1 if a smaller share is right at rank 1."),
    ] = None,
) -> None:
    """Hold the advice against real decisions of known outcome.

    By kind, year and framework: how often what was accepted comes first and among the first three,
    beside two baselines; what was ruled out and yet comes first; every miss with its reason. Exits
    with 1 where something that must never be advised is not warned of, or --at-least is not met.
    """
    known = shipped()
    found = judge_all(read(cases or shipped_cases(), known), known)
    laid_out = as_json if form is Layout.json else as_text
    typer.echo(laid_out(found, known, jackknife=leave_one_out), nl=False)
    missed = at_least is not None and share(found.answered) < at_least
    if missed or any(item.never and item.violated for item in found.judged):
        raise typer.Exit(1)
