"""The commands that explain a decision: why, why-not, how, compare, what-if, sure and more."""

from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.decision import decided, leave
from recommender.cli.options import AsOf, Layout, Needs, Probes, TextOrJson
from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.explanation.explained import Explained
    from recommender.recommendation import Recommendation


def why(
    requirements: Needs,
    framework: Annotated[
        str | None, typer.Argument(metavar="FRAMEWORK", help="The first if not given.")
    ] = None,
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show where a framework's score comes from: criteria, facts with sources, your answers."""
    found = decided(requirements, as_of, probes)
    _show(found.why(framework), form)


def why_not(
    requirements: Needs,
    framework: Annotated[str, typer.Argument(metavar="FRAMEWORK", help="A framework.")],
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show what excluded a framework, or the fewest criteria that put the first ahead of it."""
    found = decided(requirements, as_of, probes)
    _show(found.why_not(framework), form)


def how(
    requirements: Needs,
    criterion: Annotated[
        str | None,
        typer.Argument(metavar="CRITERION", help="All weights and constraints if not given."),
    ] = None,
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show how your answers became weights and constraints, rule by rule."""
    found = decided(requirements, as_of, probes)
    _show(found.how(criterion), form)


def compare(
    requirements: Needs,
    first: Annotated[str, typer.Argument(metavar="A", help="A framework.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show two frameworks side by side under the needs of a file."""
    found = decided(requirements, as_of, probes)
    _show(found.compare(first, second), form)


def what_if(
    requirements: Needs,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTION=ANSWER",
            help="Answers to change, such as hardware=cpu or deployment=ios,android; "
            "nothing behind '=' takes an answer back.",
        ),
    ],
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show how the ranking would move if some answers were others."""
    from recommender.explanation.what_if import parsed

    found = decided(requirements, as_of, probes)
    _show(found.what_if(parsed(changes, found)), form)


def sure(
    requirements: Needs,
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    samples: Annotated[
        int | None, typer.Option(min=1, max=10_000_000, help="Draws; 100,000 if not given.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the draws; fixed by default.")] = None,
    leeway: Annotated[
        float,
        typer.Option(min=0, max=1, help="How far weights go from the stated ones; 0: not at all."),
    ] = 1.0,
    probes: Probes = "auto",
) -> None:
    """Show how often each framework would be first under other weights and values (NumPy)."""
    found = decided(requirements, as_of, probes)
    _show(how_sure(found, samples, seed, leeway), form)
    leave(found)


def what_would_change(
    requirements: Needs,
    as_of: AsOf = None,
    form: TextOrJson = Layout.text,
    probes: Probes = "auto",
) -> None:
    """Show the smallest change of weights, answer, fact or need that puts another first."""
    found = decided(requirements, as_of, probes)
    _show(found.what_would_change(), form)


def _show(explained: "Explained", form: Layout) -> None:
    typer.echo(laid_out(explained, form), nl=False)


def laid_out(explained: "Explained", form: Layout) -> str:
    """Return an explanation in the form that was asked for."""
    if form is Layout.json:
        from recommender.safe import json_text

        return json_text(explained.to_dict())
    from recommender.cli import explore
    from recommender.explanation.compare import SideBySide
    from recommender.explanation.what_if import WhatIf

    if isinstance(explained, SideBySide):
        return explore.table(explained)
    if isinstance(explained, WhatIf):
        return explore.before_and_after(explained.decision, explained.after)
    return explained.text


def how_sure(
    found: "Recommendation", samples: int | None, seed: int | None, leeway: float
) -> "Explained":
    """Return how sure a recommendation is.

    Raises:
        UserError: NumPy is not installed.
    """
    try:
        return found.how_sure(samples, seed, leeway)
    except ImportError:
        from recommender.sureness.of_decision import INSTALL

        raise UserError(f"how sure needs NumPy; install it: {INSTALL}") from None
