"""The command that draws the decision map: an indented tree, or a Mermaid flowchart."""

from collections.abc import Iterator
from typing import Annotated

import typer

from recommender.cli_decision import day
from recommender.cli_options import AsOf
from recommender.dates import spoken
from recommender.decision_map import DecisionMap, Leaf, draw
from recommender.errors import UserError
from recommender.knowledge_loading import shipped
from recommender.wording import words

#: Exceptions of a leaf that are named.
NAMED = 2


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
    try:
        found = draw(shipped(), day(as_of), leaves)
    except ImportError:
        wanted = "pip install 'framework-recommender[map]'"
        raise UserError(f"the map needs scikit-learn; install it: {wanted}") from None
    if found.fidelity < least:
        raise UserError(
            f"a tree of {leaves} leaves says what the recommender says in {found.fidelity:.0%} of "
            f"the cases only; give it more --leaves, or a lower --min-fidelity"
        )
    typer.echo(as_mermaid(found) if mermaid else as_text(found), nl=False)


def as_text(found: DecisionMap) -> str:
    """Return the map as an indented tree."""
    return "\n".join([*_head(found), "", *_lines(found, found.root, "")]) + "\n"


def as_mermaid(found: DecisionMap) -> str:
    """Return the map as a Mermaid flowchart."""
    lines = [*(f"%% {line}" for line in _head(found)), "flowchart TD"]
    number = iter(range(10_000))

    def drawn(node: object) -> str:
        name = f"n{next(number)}"
        if isinstance(node, Leaf):
            lines.append(f'    {name}(["{_leaf(found, node)}"])')
            return name
        lines.append(f'    {name}{{"{_asked(found, node)}"}}')
        for word, child in (("yes", node.yes), ("no", node.no)):  # type: ignore[attr-defined]
            lines.append(f"    {name} -- {word} --> {drawn(child)}")
        return name

    drawn(found.root)
    return "\n".join(lines) + "\n"


def _head(found: DecisionMap) -> list[str]:
    return [
        f"Which framework should I use? As of {spoken(found.as_of)}",
        f"This tree says what the recommender says in {found.fidelity:.0%} of other needs",
        f"(always the same answer: {found.always:.0%}; {found.profiles:,} made-up profiles). "
        "Ask the recommender for your own.",
    ]


def _lines(found: DecisionMap, node: object, indent: str) -> Iterator[str]:
    if isinstance(node, Leaf):
        yield f"{indent}→ {_leaf(found, node)}"
        return
    yield f"{indent}{_asked(found, node)}"
    for word, child in (("yes", node.yes), ("no", node.no)):  # type: ignore[attr-defined]
        yield f"{indent}  {word}"
        yield from _lines(found, child, indent + "    ")


def _asked(found: DecisionMap, branch: object) -> str:
    question = found.knowledge.questions[branch.question]  # type: ignore[attr-defined]
    labels = {option.id: option.label for option in question.options}
    label = labels[branch.option].replace('"', "'")  # type: ignore[attr-defined]
    return f"{question.text} {label}?"


def _leaf(found: DecisionMap, leaf: Leaf) -> str:
    def name(identity: str) -> str:
        known = found.knowledge.frameworks.get(identity)
        return known.name if known else words(identity)

    exceptions = ", ".join(f"{name(other)} {share:.0%}" for other, share in leaf.exceptions[:NAMED])
    but = f"; else {exceptions}" if exceptions else ""
    return f"{name(leaf.framework)} ({leaf.share:.0%} of all{but})"
