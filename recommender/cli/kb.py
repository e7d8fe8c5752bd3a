"""The command line of the knowledge base itself: is it sound, what does it cover."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.loading import Command, application
from recommender.cli.options import Layout, TextOrJson
from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.linting.runner import Linted

COMMANDS = {
    "lint": Command(
        "kb:lint", "Check a knowledge base: every complaint names file, line, key and mend."
    ),
    "coverage": Command("kb:coverage", "Show what is known, of which framework, of what and when."),
    "schema": Command(
        "kb:schema",
        "Print the JSON Schema of a kind of file, by which editors complete and check.",
    ),
    "diff": Command(
        "kb:diff",
        "Show what a change of knowledge is, and what it does to every labelled case's answer.",
    ),
    "refresh": Command(
        "kb:refresh",
        "Ask the package index, through pip, for newer releases; propose the change as a diff.",
    ),
}
app = application(
    COMMANDS,
    summary="Look after the knowledge base.",
)


def lint(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A knowledge base; the one that is shipped if none."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="LINTER", help="Only these linters.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Name the linters and leave.")] = False,
    form: TextOrJson = Layout.text,
) -> None:
    """Check a knowledge base: every complaint names file, line, key and mend."""
    from knowledge_base import FOLDER
    from recommender.dates import today
    from recommender.entries import shown, suggestion
    from recommender.linting import runner
    from recommender.safe import one_line

    if listed:
        for name, summary in runner.summaries().items():
            typer.echo(f"{name:<22}{summary}")
        return
    for name in only or ():
        if name not in runner.NAMES:
            raise UserError(f"no linter {shown(name)}; {suggestion(name, runner.NAMES)}")
    found = runner.lint(folder or FOLDER, today(), only or ())
    if form is Layout.json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(one) for one in found.problems], indent=2))
    else:
        for problem in found.problems:
            typer.echo(one_line(str(problem)))
        typer.echo(_summary(found))
    if found.problems:
        raise typer.Exit(1)


class Table(StrEnum):
    """The forms of a table."""

    text = "text"
    json = "json"
    csv = "csv"


def coverage(
    framework: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this framework, attribute by attribute; repeatable."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also the attributes that no criterion reads.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Up to a date. Default: today.")
    ] = None,
    form: Annotated[Table, typer.Option("--format", "-f", help="How to lay it out.")] = Table.text,
) -> None:
    """Show what is known, of which framework, of what and when."""
    from recommender.cli import coverage
    from recommender.dates import last_day, today
    from recommender.explanation.naming import framework_id
    from recommender.loading.loader import shipped
    from recommender.maintaining.coverage import coverage as covered

    known = shipped()
    day = last_day(as_of) if as_of else today()
    framework = [framework_id(known.at(day), name) for name in framework or ()]
    cells = covered(known, day, framework, known.attributes if every else ())
    if form is Table.json:
        typer.echo(coverage.as_json(cells, day), nl=False)
    elif form is Table.csv:
        typer.echo(coverage.as_csv(cells), nl=False)
    else:
        typer.echo(coverage.as_text(cells, known, day, each=bool(framework)), nl=False)


def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One kind of file; all their names if not given."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--write", metavar="FOLDER", help="Write all into a folder.")
    ] = None,
) -> None:
    """Print the JSON Schema of a kind of file, by which editors complete and check."""
    import json

    from recommender.entries import shown, suggestion
    from recommender.files import write_atomically
    from recommender.loading.loader import shipped
    from recommender.schemas import schemas

    made = {
        kind: json.dumps(one, indent=1, ensure_ascii=False) + "\n"
        for kind, one in schemas(shipped()).items()
    }
    if name is not None and name not in made:
        raise UserError(f"no schema {shown(name)}; {suggestion(name, made)}")
    if folder is not None:
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder; make it first")
        for kind, text in made.items():
            write_atomically(folder / f"{kind}.schema.json", text)
    typer.echo(made[name] if name else "\n".join(made), nl=name is None)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder, or a git revision.")],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help="The same; the knowledge base in use if not given."),
    ] = None,
    cases: Annotated[
        list[Path] | None,
        typer.Option(metavar="CASES.yaml", help="Labelled cases; those shipped if none."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show also the cases whose answer stays the same.")
    ] = False,
    form: TextOrJson = Layout.text,
) -> None:
    """Show what a change of knowledge is, and what it does to every labelled case's answer."""
    from knowledge_base import FOLDER
    from recommender.cli.diff import as_json, as_text
    from recommender.evaluating.cases import each, shipped_cases
    from recommender.maintaining.knowledge_diff import differences, moved
    from recommender.maintaining.knowledge_states import state

    before, after = state(old, FOLDER), state(new or str(FOLDER), FOLDER)
    paths = cases or shipped_cases()
    asked = [[case for path in paths for case in each(path, known)] for known in (before, after)]
    found, held = differences(before, after), moved(asked[0], asked[1], before, after)
    if form is Layout.json:
        typer.echo(as_json(found, held), nl=False)
    else:
        typer.echo(as_text(found, held, every=every), nl=False)


def refresh(
    frameworks: Annotated[
        list[str] | None,
        typer.Argument(metavar="FRAMEWORK", help="Those still developed if none is named."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="A knowledge base; the one that is shipped if none."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Change the files; without it nothing is written.")
    ] = False,
) -> None:
    """Ask the package index, through pip, for newer releases; propose the change as a diff."""
    from knowledge_base import FOLDER
    from recommender.cli.refresh import refreshed
    from recommender.dates import today

    for line in refreshed(folder or FOLDER, frameworks or (), today(), write=write):
        typer.echo(line)


def _summary(found: "Linted") -> str:
    if found.base is None:
        return f"{_complaints(found)}; the other linters run once that is mended"
    known = found.base.knowledge
    facts = sum(len(framework.facts) for framework in known.frameworks.values())
    return (
        f"{_complaints(found)} about {len(known.frameworks)} frameworks, "
        f"{facts:,} facts, {len(known.sources):,} sources, {len(known.rules)} rules"
    )


def _complaints(found: "Linted") -> str:
    many = len(found.problems)
    return f"{many or 'no'} complaint" + ("" if many == 1 else "s")
