"""The commands that recommend: to the terminal or a file, and as a report of three files."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli_decision import check_folder, decided, leave, write
from recommender.cli_options import AsOf, Needs, Probes

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure
    from recommender.recommendation import Recommendation


class Form(StrEnum):
    """The forms of a recommendation."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"


RecommendationForm = Annotated[Form, typer.Option("--format", "-f", help="How to lay it out.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")
]


def recommend(
    requirements: Needs,
    as_of: AsOf = None,
    form: RecommendationForm = Form.text,
    output: Output = None,
    probes: Probes = "auto",
) -> None:
    """Recommend a framework for the needs in a YAML file."""
    show(decided(requirements, as_of, probes), form, output)


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

    found = decided(requirements, as_of, probes)
    check_folder(folder)
    sure = how_sure_if_possible(found)
    written = {
        folder / f"decision.{ending}": rendered(found, form, sure)
        for ending, form in (("md", Form.markdown), ("html", Form.html), ("json", Form.json))
    }
    for path, text in written.items():
        write(path, text)
    typer.echo(rendered(found, Form.text, sure))
    typer.echo("Written: " + ", ".join(str(path) for path in written))
    leave(found)


def show(found: "Recommendation", form: Form, output: Path | None) -> None:
    """Print a recommendation or write it to a file; leave by whether a framework is left."""
    if output is None:
        typer.echo(rendered(found, form), nl=False)
    else:
        check_folder(output.parent)
        write(output, rendered(found, form))
        typer.echo(f"Written: {output}", err=True)
    leave(found)


def rendered(found: "Recommendation", form: Form, sure: "HowSure | None" = None) -> str:
    """Return a recommendation in the form that was asked for."""
    if form is Form.json:
        import json

        from recommender.reports.plain import to_plain

        return json.dumps(to_plain(found, sure), indent=2, ensure_ascii=False) + "\n"
    if form is Form.markdown:
        from recommender.reports.markdown import render

        return render(found, sure)
    if form is Form.html:
        from recommender.reports.html import render as page

        return page(found, sure)
    from recommender.reports.text import render as text

    return text(found, sure)
