"""The command that asks, then recommends."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.decision import decided, results, view
from recommender.cli.options import AsOf, Probes
from recommender.cli.recommend import Full, Output, show
from recommender.errors import UserError
from recommender.loading.loader import shipped
from recommender.reports.forms import Form
from recommender.requirements import Requirements, read

if TYPE_CHECKING:
    from recommender.interviewing.question_choice import QuestionChoice


def ask(
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Go on from the answers in a requirements file."),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing; use the answers of --answers.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask every question, also where nothing hangs on it.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep the answers as a requirements file; else they are kept in a usual place.",
        ),
    ] = None,
    as_of: AsOf = None,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="How to lay out the recommendation.")
    ] = Form.text,
    output: Output = None,
    full: Full = False,
    probes: Probes = "auto",
) -> None:
    """Ask what you need, then recommend.

    The question that can still change the answer most comes next; when none is likely to, it
    says so and stops. Every question takes numbers or words ('~' behind them: not firm), 'd'
    (don't know), 'a' (doesn't matter), '?' (why it is asked), 'b' (back), 'c' (change an earlier
    answer) and 'q' (leave). The answers are kept after each question: Ctrl-C costs none, and
    --answers goes on from them.
    """
    given = read(answers, shipped()) if answers else None
    if no_input and given is None:
        raise UserError("--no-input asks nothing; name a file with --answers FILE")
    if no_input and save is not None:
        raise UserError("--no-input asks nothing that could be kept; leave --save out")
    found = given if no_input else _interviewed(given, answers, save, as_of, probes, everything)
    show(decided(found, as_of, probes), form, output, full=full)


def _interviewed(
    given: Requirements | None,
    answers: Path | None,
    save: Path | None,
    as_of: str | None,
    probes: str,
    everything: bool,
) -> Requirements:
    from recommender.cli.interview import Interview, LeftError
    from recommender.interviewing.kept_answers import place_of
    from recommender.interviewing.questionnaire import Questionnaire

    start = given or Requirements({})
    state = Questionnaire(shipped().questions, dict(start.answers), frozenset(start.leaning))
    kept = place_of(save, answers)
    if answers is None and not kept.named and kept.path is not None and kept.path.exists():
        typer.echo(
            f"Answers of an earlier interview: {kept.path}; "
            f"to go on with them: recommender ask --answers {kept.path}\n"
        )
    try:
        return Interview(_choice(as_of, probes), start, state, kept, everything).run()
    except LeftError:
        raise typer.Exit(0) from None


def _choice(as_of: str | None, probes: str) -> "QuestionChoice":
    from recommender.interviewing.answer_prior import shipped_prior
    from recommender.interviewing.question_choice import QuestionChoice
    from recommender.measurements import measurements
    from recommender.scorer import Scorer

    asked = view(as_of)
    scorer = Scorer(asked, measurements(results(probes) or (), asked.as_of))
    return QuestionChoice(scorer, shipped_prior(shipped()))
