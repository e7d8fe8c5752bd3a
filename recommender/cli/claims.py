"""The command that holds claims against measurements, and how their verdicts are shown."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer

from recommender.claims import Checked, checked
from recommender.cli import decision
from recommender.cli.options import AsOf, Probes
from recommender.explanation.naming import framework_id
from recommender.knowledge.view import View
from recommender.layout import wrapped
from recommender.measurements import measurements


def claims(
    framework: Annotated[
        str | None, typer.Argument(metavar="ID", help="Claims about one framework.")
    ] = None,
    as_of: AsOf = None,
    probes: Probes = "auto",
) -> None:
    """Hold what is said of the frameworks against what was measured on this machine."""
    view = decision.view(as_of)
    if framework is not None:
        framework = framework_id(view, framework)
    found = measurements(decision.results(probes) or (), view.as_of)
    later = decision.not_counted(found.later, view.as_of)
    typer.echo(shown(checked(view, found, framework), view, later), nl=False)


def shown(found: Iterable[Checked], view: View, later: str = "") -> str:
    """Return claims by verdict: the claim, what was measured, the sources.

    later: what is said of measurements that were made after the day.
    """
    items = list(found)
    if not items:
        return "No claim that a measurement could test.\n"
    counts = Counter(item.verdict for item in items)
    lines = [", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))]
    if counts.keys() - {"untested"}:
        lines.append("By small networks on this machine: of other sizes and devices it is a hint.")
    lines += [later] if later else []
    lines.append("")
    for item in sorted(items, key=lambda item: (item.verdict, item.claim.id)):
        name = view.frameworks[item.claim.framework].name
        cited = ", ".join(view.published(item.claim.sources))
        lines.append(_wrapped(f"{item.verdict:<13} {name}: “{item.claim.text}” [{cited}]", ""))
        lines.append(_wrapped(item.because, " " * 14))
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str) -> str:
    return wrapped(text, indent, " " * 14)
