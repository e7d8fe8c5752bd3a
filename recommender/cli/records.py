"""The commands on decision records: replay one byte for byte, review whether it still holds."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.decision import check_folder, day, results, write
from recommender.cli.options import Probes
from recommender.errors import UserError
from recommender.reports.forms import Form

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure
    from recommender.knowledge.view import Knowledge
    from recommender.recommendation import Recommendation
    from recommender.reviewing.records import Compared, Record
    from recommender.reviewing.review_sentences import Review


#: So many causes stand in an annotation; the text has more.
ANNOTATED = 3


class ReviewForm(StrEnum):
    """The forms of a review."""

    text = "text"
    json = "json"
    github = "github"


class FailOn(StrEnum):
    """From which outcome of a review on the exit code is 1."""

    weaker = "weaker"
    overturned = "overturned"
    never = "never"


Known = Annotated[
    str | None,
    typer.Option(
        "--knowledge",
        metavar="FOLDER|REVISION",
        help="Another state of the knowledge: a folder, or a git revision of this checkout.",
    ),
]


def replay(
    record: Annotated[Path, typer.Argument(metavar="RECORD.json", help="A decision.json.")],
    form: Annotated[
        Form, typer.Option("--format", "-f", help="Which report to print.")
    ] = Form.text,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", "-d", metavar="FOLDER", help="Write all reports there instead."),
    ] = None,
    knowledge: Known = None,
) -> None:
    """Make the reports of a decision record again, byte for byte.

    They are held against the record, and against decision.md and decision.html beside it; where a
    byte differs, the exit code is 1.
    """
    from recommender.reports import forms
    from recommender.reviewing import records

    given = records.read(record)
    if folder is not None:
        check_folder(folder)
    found, sure = _replayed(given, knowledge)
    made = forms.report(found, sure)
    same = [_held(one) for one in records.compare(given, made)]
    if folder is None:
        typer.echo(forms.laid_out(found, form, sure), nl=False)
    else:
        for name, text in made.items():
            write(folder / name, text)
    if not all(same):
        raise typer.Exit(1)


def review(
    record: Annotated[
        list[Path], typer.Argument(metavar="RECORD.json", help="One decision.json or more.")
    ],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day of the review. Default: today."),
    ] = None,
    probes: Probes = "auto",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="From which outcome on the exit code is 1.")
    ] = FailOn.overturned,
    form: Annotated[
        ReviewForm,
        typer.Option("--format", "-f", help="How to lay it out; github: workflow annotations."),
    ] = ReviewForm.text,
    knowledge: Known = None,
) -> None:
    """Hold decision records against what is known today and was measured on this machine.

    A decision is unchanged, weaker (its margin shrank) or overturned, with the facts that did it.
    Where this machine has no probe results, those of the record go on counting.
    """
    from recommender.reviewing import records
    from recommender.reviewing.review import Outcome
    from recommender.reviewing.review import review as reviewed
    from recommender.reviewing.review_sentences import told

    when = day(as_of)
    outcomes = []
    for path in record:
        given = records.read(path)
        if when < given.as_of:
            raise UserError(
                f"{path}: is of {given.as_of}, after the day of the review; name a later --as-of"
            )
        found = told(reviewed(given, when, _knowledge(knowledge), results(probes)))
        outcomes.append(found.outcome)
        typer.echo(_laid_out(found, form), nl=False)
    bad = {FailOn.weaker: {*Outcome} - {Outcome.unchanged}, FailOn.overturned: {Outcome.overturned}}
    if bad.get(fail_on, set()) & {*outcomes}:
        raise typer.Exit(1)


def _replayed(record: "Record", knowledge: str | None) -> "tuple[Recommendation, HowSure | None]":
    """Return a record's recommendation, made again; say which revision has its knowledge."""
    from recommender.errors import OtherKnowledgeError
    from recommender.reviewing import records

    try:
        return records.replay(record, _knowledge(knowledge))
    except OtherKnowledgeError as problem:
        from knowledge_base import FOLDER
        from recommender.maintaining.knowledge_states import revision_of

        there = revision_of(record.digest, FOLDER)
        if there is None:
            raise
        text = str(problem).replace(records.ANY, f"{there}, which has it")
        raise OtherKnowledgeError(text) from None


def _held(one: "Compared") -> bool:
    """Say whether a report is the one that lies there."""
    from recommender.safe import one_line

    typer.echo(one_line(str(one)), err=True)
    return one.line is None


def _laid_out(found: "Review", form: ReviewForm) -> str:
    if form is ReviewForm.json:
        from recommender.safe import json_text

        return json_text(found.to_dict())
    return _annotation(found) if form is ReviewForm.github else found.text


def _annotation(found: "Review") -> str:
    """Return a review as the workflow command that GitHub shows beside the file."""
    from recommender.safe import one_line

    level = {"unchanged": "notice", "weaker": "warning", "overturned": "error"}[found.outcome]
    said = [found.verdict.text, *(sentence.text for sentence in found.causes[:ANNOTATED])]
    message, path = (
        one_line(text).replace("%", "%25") for text in (" ".join(said), found.found.record.name)
    )
    for character, code in ((":", "%3A"), (",", "%2C")):
        path = path.replace(character, code)
    return f"::{level} file={path}::{message}\n"


def _knowledge(name: str | None) -> "Knowledge":
    """Return the knowledge that was named, or the one in use.

    Raises:
        KnowledgeError: there is no such folder or revision.

    """
    from recommender.loading.loader import shipped

    if name is None:
        return shipped()
    from knowledge_base import FOLDER
    from recommender.maintaining.knowledge_states import state

    return state(name, FOLDER)
