"""The command line: recommend, report, ask, frameworks, probe.

What a command needs is imported when it runs, so that help and light commands answer at once.
"""

import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recommender import __version__
from recommender.cli_explain import TextOrJson, laid_out
from recommender.cli_kb import Layout
from recommender.cli_kb import app as kb_app
from recommender.cli_probe import app as probe_app
from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.explanation.how_sure import HowSure
    from recommender.recommendation import Recommendation

EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but something failed (a probe, or no framework is left); "
    "2 the input cannot be used; 130 interrupted."
)

app = typer.Typer(
    name="recommender",
    help="Which Python deep-learning framework, why, why not the others, and how sure.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(probe_app, name="probe")
app.add_typer(kb_app, name="kb")


class Format(StrEnum):
    """The forms of a recommendation."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"


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
ExplainedForm = Annotated[TextOrJson, typer.Option("--format", "-f", help="How to lay it out.")]
Needs = Annotated[
    str,
    typer.Argument(metavar="REQUIREMENTS.yaml", help="What you need; '-' reads standard input."),
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"framework-recommender {__version__}")
        raise typer.Exit


@app.command(epilog=EXIT_CODES)
def recommend(
    requirements: Needs,
    as_of: AsOf = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to lay it out.")
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")
    ] = None,
    probes: Probes = "auto",
) -> None:
    """Recommend a framework for the needs in a YAML file."""
    _show(_decide(_mapping_or_path(requirements), as_of, probes), form, output)


@app.command(epilog=EXIT_CODES)
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
    from recommender.reports.text import render

    found = _decide(_mapping_or_path(requirements), as_of, probes)
    _check_folder(folder)
    sure = how_sure_if_possible(found)
    written = {
        folder / f"decision.{ending}": _render(found, form, sure)
        for ending, form in (("md", Format.markdown), ("html", Format.html), ("json", Format.json))
    }
    for path, text in written.items():
        _write(path, text)
    typer.echo(render(found, sure))
    typer.echo("Written: " + ", ".join(str(path) for path in written))
    _leave(found)


@app.command(epilog=EXIT_CODES)
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
        Format, typer.Option("--format", "-f", help="How to lay out the recommendation.")
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")
    ] = None,
    probes: Probes = "auto",
) -> None:
    """Ask what you need, then recommend.

    Every question takes numbers or words, 'd' (don't know), 'a' (doesn't matter), '?' (help),
    'b' (back) and 'q' (keep the answers and leave).
    """
    from recommender.cli_ask import interview
    from recommender.knowledge_loading import shipped
    from recommender.requirements import read

    given = read(answers, shipped()) if answers else None
    if no_input and given is None:
        raise UserError("--no-input asks nothing; name a file with --answers FILE")
    found = given if no_input else interview(given, save)
    if found is None:
        raise typer.Exit(0)
    _show(_decide(found, as_of, probes), form, output)


@app.command(epilog=EXIT_CODES)
def why(
    requirements: Needs,
    framework: Annotated[
        str | None, typer.Argument(metavar="[FRAMEWORK]", help="The first if not given.")
    ] = None,
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show where a framework's score comes from: criteria, facts with sources, your answers."""
    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.why(framework), form), nl=False)


@app.command("why-not", epilog=EXIT_CODES)
def why_not(
    requirements: Needs,
    framework: Annotated[str, typer.Argument(metavar="FRAMEWORK", help="A framework.")],
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show what excluded a framework, or the fewest criteria that put the first ahead of it."""
    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.why_not(framework), form), nl=False)


@app.command(epilog=EXIT_CODES)
def how(
    requirements: Needs,
    criterion: Annotated[
        str | None,
        typer.Argument(metavar="[CRITERION]", help="All weights and constraints if not given."),
    ] = None,
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show how your answers became weights and constraints, rule by rule."""
    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.how(criterion), form), nl=False)


@app.command(epilog=EXIT_CODES)
def compare(
    requirements: Needs,
    first: Annotated[str, typer.Argument(metavar="A", help="A framework.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show two frameworks side by side under the needs of a file."""
    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.compare(first, second), form), nl=False)


@app.command("what-if", epilog=EXIT_CODES)
def what_if(
    requirements: Needs,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTION=ANSWER...",
            help="Answers to change, such as hardware=cpu or deployment=ios,android; "
            "nothing behind '=' takes an answer back.",
        ),
    ],
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show how the ranking would move if some answers were others."""
    from recommender.explanation.what_if import parsed

    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.what_if(parsed(changes, found)), form), nl=False)


@app.command(epilog=EXIT_CODES)
def sure(
    requirements: Needs,
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
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
    from recommender.cli_explain import how_sure

    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(how_sure(found, samples, seed, leeway), form), nl=False)
    _leave(found)


@app.command("what-would-change", epilog=EXIT_CODES)
def what_would_change(
    requirements: Needs,
    as_of: AsOf = None,
    form: ExplainedForm = TextOrJson.text,
    probes: Probes = "auto",
) -> None:
    """Show the smallest change of weights, answer, fact or need that puts another first."""
    found = _decide(_mapping_or_path(requirements), as_of, probes)
    typer.echo(laid_out(found.what_would_change(), form), nl=False)


@app.command(epilog=EXIT_CODES)
def frameworks(
    framework: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One framework; all if not given.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Show what is known of the frameworks, with sources."""
    from recommender.cli_frameworks import one, overview
    from recommender.dates import last_day, today
    from recommender.knowledge_loading import shipped

    view = shipped().at(last_day(as_of) if as_of else today())
    typer.echo(overview(view) if framework is None else one(view, framework), nl=False)


@app.command(epilog=EXIT_CODES)
def claims(
    framework: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Claims about one framework.")
    ] = None,
    as_of: AsOf = None,
    probes: Probes = "auto",
) -> None:
    """Hold what is said of the frameworks against what was measured on this machine."""
    from recommender.claims import checked
    from recommender.cli_claims import shown
    from recommender.cli_frameworks import check_known
    from recommender.dates import last_day, today
    from recommender.knowledge_loading import shipped
    from recommender.measurements import measurements

    view = shipped().at(last_day(as_of) if as_of else today())
    if framework is not None:
        check_known(view, framework)
    results = measurements(_results(probes) or (), today())
    typer.echo(shown(checked(view, results, framework), view), nl=False)


@app.command(epilog=EXIT_CODES)
def timeline(
    requirements: Needs,
    as_of: AsOf = None,
    form: Annotated[
        Layout, typer.Option("--format", "-f", help="How to lay it out.")
    ] = Layout.text,
) -> None:
    """Tell how the advice for the same needs has changed, January by January, and why."""
    from recommender.cli_timeline import as_json, as_text

    found = _decide(_mapping_or_path(requirements), as_of, "none")
    typer.echo(as_json(found) if form is Layout.json else as_text(found), nl=False)


@app.command(epilog=EXIT_CODES)
def capabilities(
    framework: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Answers of one framework.")
    ] = None,
    as_of: AsOf = None,
    probes: Probes = "auto",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="A table of stacks and answers, for Markdown.")
    ] = False,
) -> None:
    """Hold what frameworks did on this machine against what is known that they can do."""
    from recommender.capabilities import held
    from recommender.cli_capabilities import shown, table
    from recommender.cli_frameworks import check_known
    from recommender.dates import last_day, today
    from recommender.knowledge_loading import shipped
    from recommender.measurements import measurements

    view = shipped().at(last_day(as_of) if as_of else today())
    if framework is not None:
        check_known(view, framework)
    found = measurements(_results(probes) or (), today()).answers
    own = held(view, [one for one in found if framework in (None, one.framework)])
    typer.echo(table(own) if markdown else shown(own, every=framework is not None), nl=False)


@app.command("map", epilog=EXIT_CODES)
def decision_map(
    as_of: AsOf = None,
    leaves: Annotated[int, typer.Option(min=2, max=64, help="At most so many answers.")] = 12,
    least: Annotated[
        float,
        typer.Option("--min-fidelity", min=0, max=1, help="Draw nothing that is right less often."),
    ] = 0.6,
    mermaid: Annotated[
        bool, typer.Option("--mermaid", help="A Mermaid flowchart, for Markdown.")
    ] = False,
) -> None:
    """Draw which framework to use for which needs, as one small tree (needs scikit-learn)."""
    from recommender.cli_map import as_mermaid, as_text
    from recommender.dates import last_day, today
    from recommender.decision_map import draw
    from recommender.knowledge_loading import shipped

    day = last_day(as_of) if as_of else today()
    try:
        found = draw(shipped(), day, leaves)
    except ImportError:
        wanted = "pip install 'framework-recommender[map]'"
        raise UserError(f"the map needs scikit-learn; install it: {wanted}") from None
    if found.fidelity < least:
        raise UserError(
            f"a tree of {leaves} leaves says what the recommender says in {found.fidelity:.0%} of "
            f"the cases only; give it more --leaves, or a lower --min-fidelity"
        )
    typer.echo(as_mermaid(found) if mermaid else as_text(found), nl=False)


@app.command(epilog=EXIT_CODES)
def evaluate(
    cases: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[CASES.yaml]...", help="Labelled cases; those shipped if none."),
    ] = None,
) -> None:
    """Hold the advice against real decisions of known outcome."""
    from recommender.cases import read, shipped_cases
    from recommender.cli_evaluate import shown
    from recommender.evaluation import evaluate as judge_all
    from recommender.knowledge_loading import shipped

    known = shipped()
    typer.echo(shown(judge_all(read(cases or shipped_cases(), known), known), known), nl=False)


# -- what the commands share -------------------------------------------------------------------
def _mapping_or_path(requirements: str) -> Any:
    if requirements != "-":
        return Path(requirements)
    from recommender.knowledge_loading import shipped
    from recommender.requirements import read_stream

    return read_stream(sys.stdin.buffer, "standard input", shipped())


def _decide(requirements: Any, as_of: str | None, probes: str) -> "Recommendation":
    from recommender.recommendation import recommend as decide

    return decide(requirements, as_of, _results(probes))


def _results(probes: str) -> Iterable[Mapping[str, Any]] | None:
    if probes == "none":
        return None
    from recommender.probe_evidence import read, stored

    return stored() if probes == "auto" else read(Path(probes))


def _render(found: "Recommendation", form: Format, sure: "HowSure | None" = None) -> str:
    if form is Format.json:
        import json

        from recommender.reports.plain import to_plain

        return json.dumps(to_plain(found, sure), indent=2, ensure_ascii=False) + "\n"
    if form is Format.markdown:
        from recommender.reports.markdown import render

        return render(found, sure)
    if form is Format.html:
        from recommender.reports.html import render as page

        return page(found, sure)
    return found.text


def _show(found: "Recommendation", form: Format, output: Path | None) -> None:
    if output is None:
        typer.echo(_render(found, form), nl=False)
    else:
        _check_folder(output.parent)
        _write(output, _render(found, form))
        typer.echo(f"Written: {output}", err=True)
    _leave(found)


def _leave(found: "Recommendation") -> None:
    if found.best is None:
        raise typer.Exit(1)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; make it first")


def _write(path: Path, text: str) -> None:
    from recommender.files import write_atomically

    try:
        write_atomically(path, text)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise UserError(f"{path}: cannot be written ({reason}); choose another place") from None
