"""The command that draws the decision map."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.decision import view
from recommender.cli.options import AsOf
from recommender.errors import UserError
from recommender.files import write_atomically
from recommender.loading.loader import shipped
from recommender.terminal import say


class Drawing(StrEnum):
    """How the map is drawn."""

    text = "text"
    mermaid = "mermaid"
    dot = "dot"
    svg = "svg"


def decision_map(
    as_of: AsOf = None,
    leaves: Annotated[int, typer.Option(min=2, max=64, help="At most so many answers.")] = 12,
    least: Annotated[
        float,
        typer.Option("--min-fidelity", min=0, max=1, help="Draw nothing that is right less often."),
    ] = 0.6,
    drawing: Annotated[
        Drawing,
        typer.Option(
            "--format",
            help="An indented tree, a Mermaid flowchart, Graphviz's language, or a picture for "
            "print (by Graphviz).",
        ),
    ] = Drawing.text,
    output: Annotated[
        Path | None, typer.Option(help="Write it to this file instead of the terminal.")
    ] = None,
) -> None:
    """Draw which framework to use for which needs, as one small tree (needs scikit-learn)."""
    from recommender.decision_map.drawing import as_dot, as_mermaid, as_svg, as_text
    from recommender.decision_map.learning import draw
    from recommender.interviewing.answer_prior import shipped_prior

    knowledge = shipped()
    try:
        found = draw(knowledge, view(as_of).as_of, shipped_prior(knowledge).terse, leaves)
    except ImportError:
        wanted = "pip install 'framework-recommender[map]'"
        raise UserError(f"the map needs scikit-learn; install it: {wanted}") from None
    if found.fidelity < least:
        raise UserError(
            f"a tree of {leaves} leaves says what the recommender says in {found.fidelity:.0%} of "
            f"the cases only; give it more --leaves, or a lower --min-fidelity"
        )
    drawn = {
        Drawing.text: as_text,
        Drawing.mermaid: as_mermaid,
        Drawing.dot: as_dot,
        Drawing.svg: as_svg,
    }[drawing](found)
    if output is None:
        say(drawn, nl=False)
        return
    try:
        write_atomically(output, drawn)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise UserError(
            f"{output}: cannot be written ({reason}); choose another --output"
        ) from None
    say(f"Written: {output}", err=True)
