"""What the commands share in their signatures: options, arguments, forms and exit codes."""

from enum import StrEnum
from typing import Annotated

import typer

EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but something failed (a probe, a record, or no framework is "
    "left); 2 the input cannot be used; 130 interrupted; 141 the reader of a pipe left."
)


class Layout(StrEnum):
    """Text for people, JSON for programs."""

    text = "text"
    json = "json"


Needs = Annotated[
    str,
    typer.Argument(metavar="REQUIREMENTS.yaml", help="What you need; '-' reads standard input."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Give the advice of a date: YYYY, YYYY-MM or YYYY-MM-DD (a month means its last day). "
        "Default: today.",
    ),
]
Probes = Annotated[
    str,
    typer.Option(
        metavar="auto|none|FILE",
        help="Probe results that count: this machine's newest (auto), none, or a results file.",
    ),
]
TextOrJson = Annotated[Layout, typer.Option("--format", "-f", help="How to lay it out.")]
