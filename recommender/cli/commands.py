"""The command line: every command by its name, its place and what it does.

A new command is a function in the module of its topic and an entry here; nothing else of it is
imported until it runs.
"""

from typing import Annotated

import typer

from recommender import __version__
from recommender.cli.loading import Command, application
from recommender.cli.options import EXIT_CODES

#: In the order of the help. A summary is the first sentence of the command's docstring.
COMMANDS = {
    "recommend": Command(
        "recommend:recommend", "Recommend a framework for the needs in a YAML file."
    ),
    "report": Command(
        "recommend:report",
        "Write decision.md, decision.html and decision.json, and print the recommendation.",
    ),
    "ask": Command("ask:ask", "Ask what you need, then recommend."),
    "why": Command(
        "explain:why",
        "Show where a framework's score comes from: criteria, facts with sources, your answers.",
    ),
    "why-not": Command(
        "explain:why_not",
        "Show what excluded a framework, or the fewest criteria that put the first ahead of it.",
    ),
    "how": Command(
        "explain:how", "Show how your answers became weights and constraints, rule by rule."
    ),
    "compare": Command(
        "explain:compare", "Show two frameworks side by side under the needs of a file."
    ),
    "what-if": Command(
        "explain:what_if", "Show how the ranking would move if some answers were others."
    ),
    "sure": Command(
        "explain:sure",
        "Show how often each framework would be first under other weights and values (NumPy).",
    ),
    "what-would-change": Command(
        "explain:what_would_change",
        "Show the smallest change of weights, answer, fact or need that puts another first.",
    ),
    "frameworks": Command(
        "frameworks:frameworks", "Show what is known of the frameworks, with sources."
    ),
    "claims": Command(
        "claims:claims",
        "Hold what is said of the frameworks against what was measured on this machine.",
    ),
    "predict": Command(
        "predict:predict",
        "Predict your model's step time and memory on this machine (needs scikit-learn).",
    ),
    "timeline": Command(
        "timeline:timeline",
        "Tell how the advice for the same needs has changed, January by January, and why.",
    ),
    "capabilities": Command(
        "capabilities:capabilities",
        "Hold what frameworks did on this machine against what is known that they can do.",
    ),
    "replay": Command(
        "records:replay", "Make the reports of a decision record again, byte for byte."
    ),
    "review": Command(
        "records:review",
        "Hold decision records against what is known today and was measured on this machine.",
    ),
    "map": Command(
        "map:decision_map",
        "Draw which framework to use for which needs, as one small tree (needs scikit-learn).",
    ),
    "evaluate": Command(
        "evaluate:evaluate", "Hold the advice against real decisions of known outcome."
    ),
    "probe": Command(
        "probe:app", "Run frameworks on this machine, each in an environment of its own."
    ),
    "kb": Command("kb:app", "Look after the knowledge base."),
}

app = application(
    COMMANDS,
    summary="Which Python deep-learning framework, why, why not the others, and how sure.",
    epilog=EXIT_CODES,
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"framework-recommender {__version__}")
        raise typer.Exit
