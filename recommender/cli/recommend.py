"""The commands that recommend: to the terminal or a file, and as a report of three files."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.decision import check_folder, decided, leave, write
from recommender.cli.options import AsOf, Needs, Probes
from recommender.reports.forms import Form, laid_out
from recommender.terminal import say

if TYPE_CHECKING:
    from recommender.recommendation import Recommendation


RecommendationForm = Annotated[Form, typer.Option("--format", "-f", help="How to lay it out.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")
]

Full = Annotated[
    bool, typer.Option("--full", help="All of the text: every framework, every source.")
]


def recommend(
    requirements: Needs,
    as_of: AsOf = None,
    form: RecommendationForm = Form.text,
    output: Output = None,
    full: Full = False,
    probes: Probes = "auto",
) -> None:
    """Recommend a framework for the needs in a YAML file."""
    found = decided(requirements, as_of, probes)
    show(found, form, output, full=full, asked=requirements)


def report(
    requirements: Needs,
    as_of: AsOf = None,
    folder: Annotated[
        Path, typer.Option("--folder", "-d", metavar="FOLDER", help="Where the files go.")
    ] = Path(),
    probes: Probes = "auto",
) -> None:
    """Write decision.md, decision.html and decision.json, and print the recommendation."""
    from recommender.explanation.how_sure import how_sure_if_possible
    from recommender.reports import forms

    found = decided(requirements, as_of, probes)
    check_folder(folder)
    sure = how_sure_if_possible(found)
    written = {folder / name: text for name, text in forms.report(found, sure).items()}
    for path, text in written.items():
        write(path, text)
    typer.echo(_summary(found, requirements))
    say("Written: " + ", ".join(str(path) for path in written))
    leave(found)


def show(
    found: "Recommendation", form: Form, output: Path | None, *, full: bool, asked: str = "-"
) -> None:
    """Print a recommendation or write it to a file; leave by whether a framework is left.

    Text is a summary unless all is wanted; ``asked`` is the file that the summary refers to.
    """
    short = form is Form.text and not full
    text = _summary(found, asked) if short else laid_out(found, form)
    if output is None:
        typer.echo(text, nl=False)
    else:
        check_folder(output.parent)
        write(output, text)
        say(f"Written: {output}", err=True)
    leave(found)


def _summary(found: "Recommendation", asked: str) -> str:
    from recommender.reports.summary import render

    return render(found, "FILE" if asked == "-" else quote(asked))
