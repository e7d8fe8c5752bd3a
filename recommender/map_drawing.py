"""The decision map on paper: an indented tree, a Mermaid flowchart, Graphviz's DOT, and SVG.

Graphviz lays the SVG out: drawing trees well is its trade.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from recommender.dates import spoken
from recommender.decision_map import Branch, DecisionMap, Leaf
from recommender.errors import UserError
from recommender.wording import words

#: Exceptions of a leaf that are named: those of at least this share of it; the rest is summed up.
NAMED_FROM = 0.01
#: Graphviz needs moments; whatever takes this many seconds hangs.
LIMIT_S = 60
_BOLD = "fontname=Helvetica"


def as_text(found: DecisionMap) -> str:
    """Return the map as an indented tree."""
    return "\n".join([*_head(found), "", *_lines(found, found.root, "")]) + "\n"


def as_mermaid(found: DecisionMap) -> str:
    """Return the map as a Mermaid flowchart."""
    lines = [*(f"%% {line}" for line in _head(found)), "flowchart TD"]
    lines += _graph(
        found,
        leaf=lambda name, text: f'    {name}(["{text}"])',
        branch=lambda name, text: f'    {name}{{"{text}"}}',
        edge=lambda parent, word, child: f"    {parent} -- {word} --> {child}",
    )
    return "\n".join(lines) + "\n"


def as_dot(found: DecisionMap) -> str:
    """Return the map in Graphviz's language, with its fidelity as the caption."""
    caption = "\\n".join(_quoted(line) for line in _head(found))
    lines = [
        "digraph map {",
        f'  graph [rankdir=LR, label="{caption}", labelloc=t, fontsize=16, {_BOLD}]',
        f"  node [fontsize=11, style=filled, {_BOLD}]",
        f"  edge [fontsize=11, {_BOLD}]",
    ]
    lines += _graph(
        found,
        leaf=lambda name, text: f'  {name} [shape=box, fillcolor="#dceefb", label="{_wrap(text)}"]',
        branch=lambda name, text: (
            f'  {name} [shape=box, style="rounded,filled", fillcolor="#f6f6f6", '
            f'label="{_wrap(text)}"]'
        ),
        edge=lambda parent, word, child: f'  {parent} -> {child} [label="{word}"]',
    )
    return "\n".join([*lines, "}"]) + "\n"


def as_svg(found: DecisionMap) -> str:
    """Return the map as an SVG picture, laid out by Graphviz.

    Raises:
        UserError: Graphviz is not installed or fails.
    """
    dot = shutil.which("dot")
    if dot is None:
        raise UserError(
            "the picture needs Graphviz; install it (on Debian: apt install graphviz), "
            "or take --format text, mermaid or dot"
        )
    done = subprocess.run(  # noqa: S603 - the program found on the path, our own text to its input
        [dot, "-Tsvg"],
        input=as_dot(found),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines() or ["no reason given"]
        raise UserError(f"Graphviz failed ({reason[-1]}); take --format dot and see why")
    return done.stdout


def _head(found: DecisionMap) -> list[str]:
    return [
        f"Which framework should I use? As of {spoken(found.as_of)}",
        f"This tree says what the recommender says in {found.fidelity:.0%} of other needs",
        f"(always the same answer: {found.always:.0%}; {found.profiles:,} made-up profiles). "
        "Ask the recommender for your own.",
    ]


def _lines(found: DecisionMap, node: Branch | Leaf, indent: str) -> Iterator[str]:
    if isinstance(node, Leaf):
        yield f"{indent}→ {_leaf(found, node)}"
        return
    yield f"{indent}{_asked(found, node)}"
    for word, child in (("yes", node.yes), ("no", node.no)):
        yield f"{indent}  {word}"
        yield from _lines(found, child, indent + "    ")


def _graph(
    found: DecisionMap,
    leaf: Callable[[str, str], str],
    branch: Callable[[str, str], str],
    edge: Callable[[str, str, str], str],
) -> list[str]:
    """Return a line for each node and edge, parents first."""
    lines: list[str] = []
    count = iter(range(10_000))

    def drawn(node: Branch | Leaf) -> str:
        name = f"n{next(count)}"
        if isinstance(node, Leaf):
            lines.append(leaf(name, _quoted(_leaf(found, node))))
            return name
        lines.append(branch(name, _quoted(_asked(found, node))))
        for word, child in (("yes", node.yes), ("no", node.no)):
            lines.append(edge(name, word, drawn(child)))
        return name

    drawn(found.root)
    return lines


def _asked(found: DecisionMap, branch: Branch) -> str:
    question = found.knowledge.questions[branch.question]
    labels = {option.id: option.label for option in question.options}
    return f"{question.text} {labels[branch.option]}?"


def _leaf(found: DecisionMap, leaf: Leaf) -> str:
    def name(identity: str) -> str:
        known = found.knowledge.frameworks.get(identity)
        return known.name if known else words(identity)

    named = [
        f"{name(other)} {share:.0%}" for other, share in leaf.exceptions if share >= NAMED_FROM
    ]
    rest = sum(share for _, share in leaf.exceptions if share < NAMED_FROM)
    named += [f"others {rest:.1%}"] if rest else []
    but = f"; else {', '.join(named)}" if named else ""
    return f"{name(leaf.framework)} ({leaf.share:.1%} of all{but})"


def _quoted(text: str) -> str:
    """Return a text without what would end a quoted label of Mermaid or DOT."""
    return text.replace("\\", "/").replace('"', "'")


def _wrap(text: str, width: int = 34) -> str:
    """Return a text in lines for a DOT label."""
    import textwrap

    return "\\n".join(textwrap.wrap(text, width))
