"""The command that asks: the interview in the terminal, around the state in ``questionnaire``."""

from pathlib import Path
from typing import Annotated

import typer

from recommender.cli_decision import decided
from recommender.cli_options import AsOf, Probes
from recommender.cli_recommend import Output, show
from recommender.errors import UserError
from recommender.files import write_atomically
from recommender.knowledge import Question
from recommender.knowledge_loading import shipped
from recommender.questionnaire import NotAnAnswerError, Questionnaire
from recommender.reports.forms import Form
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Requirements, from_mapping, read

HOW = (
    "Type numbers (several with commas where several fit), 'd' don't know, 'a' doesn't matter, "
    "'?' help, 'b' back, 'q' keep the answers and leave. Enter alone: don't know."
)


def ask(
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Start from the answers in a requirements file."),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing; use the answers of --answers.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the answers as a requirements file.")
    ] = None,
    as_of: AsOf = None,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="How to lay out the recommendation.")
    ] = Form.text,
    output: Output = None,
    probes: Probes = "auto",
) -> None:
    """Ask what you need, then recommend.

    Every question takes numbers or words, 'd' (don't know), 'a' (doesn't matter), '?' (help),
    'b' (back) and 'q' (keep the answers and leave).
    """
    given = read(answers, shipped()) if answers else None
    if no_input and given is None:
        raise UserError("--no-input asks nothing; name a file with --answers FILE")
    found = given if no_input else interview(given, save)
    if found is None:
        raise typer.Exit(0)
    show(decided(found, as_of, probes), form, output)


def interview(given: Requirements | None, save: Path | None) -> Requirements | None:
    """Ask every question; return the requirements, or None where the user left.

    Answers are kept in ``save`` after each question, so that neither Ctrl-C nor a lost terminal
    costs any.
    """
    questions = tuple(shipped().questions.values())
    state = Questionnaire(questions, dict(given.answers) if given else {})
    typer.echo(HOW)
    while (question := state.current) is not None:
        _pose(question, state)
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            typer.echo("")
            _keep(state, given, save)
            _say_where(state, save)
            raise KeyboardInterrupt from None
        if typed == "?":
            typer.echo(f"  {question.help}")
            continue
        if typed == "b":
            state = state.back()
            continue
        if typed == "q":
            _keep(state, given, save)
            _say_where(state, save)
            return None
        try:
            state = state.answer(typed)
        except NotAnAnswerError as problem:
            typer.echo(f"  {problem}")
            continue
        _keep(state, given, save)
    typer.echo("")
    return _requirements(state, given)


def _pose(question: Question, state: Questionnaire) -> None:
    typer.echo(f"\n[{state.place + 1}/{len(state.questions)}] {question.text}")
    for number, option in enumerate(question.options, start=1):
        typer.echo(f"  {number:>2}  {option.label}")
    answer = state.answers.get(question.id)
    if answer is not None:
        labels = {option.id: option.label for option in question.options}
        labels |= {DONT_KNOW: "don't know", DOESNT_MATTER: "doesn't matter"}
        chosen = answer if isinstance(answer, tuple) else (answer,)
        typer.echo(f"  Enter keeps: {'; '.join(labels[item] for item in chosen)}")


def _requirements(state: Questionnaire, given: Requirements | None) -> Requirements:
    plain = given.to_dict() if given else {}
    return from_mapping({**plain, **state.answers}, shipped())


def _keep(state: Questionnaire, given: Requirements | None, save: Path | None) -> None:
    if save is None:
        return
    import yaml

    plain = _requirements(state, given).to_dict()
    try:
        write_atomically(save, yaml.safe_dump(plain, sort_keys=False, allow_unicode=True))
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise UserError(f"{save}: cannot be written ({reason}); choose another --save") from None


def _say_where(state: Questionnaire, save: Path | None) -> None:
    if save is not None:
        typer.echo(f"Answers kept in {save}; go on with: recommender ask --answers {save}")
    elif state.answers:
        import yaml

        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in state.answers.items()}
        typer.echo("Your answers so far, for a file that --answers takes:\n")
        typer.echo(yaml.safe_dump(plain, sort_keys=False))
