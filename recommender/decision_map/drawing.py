"""The decision map on paper: an indented tree, a Mermaid flowchart, Graphviz's DOT, and SVG.

Graphviz lays the SVG out: drawing trees well is its trade.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator

from recommender.dates import spoken
from recommender.decision_map.learning import Branch, DecisionMap, Leaf
from recommender.errors import UserError
from recommender.wording import words

#: Exceptions of a leaf that are named: those of at least this share of it; the rest is summed up.
NAMED_FROM = 0.01
#: Graphviz needs moments; whatever takes this many seconds hangs.
LIMIT_S = 60
_BOLD = "fontname=Helvetica"


def as_text(found: DecisionMap) -> str:
    """Return the map as a list of questions, of which the first with a yes decides."""
    how = "Read it from the top: the first question with a yes decides."
    return "\n".join([*_head(found), "", how, "", *_lines(found, found.root, "")]) + "\n"


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
    """Return the map in Graphviz's language: what follows a no stands below, after a yes beside.

    So questions and answers stand in a page's width, however many they are.
    """
    caption = "\\n".join(_quoted(line) for line in _head(found))
    lines = [
        "digraph map {",
        f'  graph [label="{caption}", labelloc=t, fontsize=16, nodesep=0.3, ranksep=0.25, {_BOLD}]',
        f"  node [fontsize=11, shape=box, style=filled, {_BOLD}]",
        f"  edge [fontsize=11, {_BOLD}]",
    ]
    lines += _graph(
        found,
        leaf=lambda name, text: f'  {name} [fillcolor="#dceefb", label="{_apart(text)}"]',
        branch=lambda name, text: (
            f'  {name} [style="rounded,filled", fillcolor="#f6f6f6", label="{_wrap(text)}"]'
        ),
        edge=lambda parent, word, child: (
            f'  {{rank=same; {parent} -> {child} [label=" {word} "]}}'
            if word == "yes"
            else f'  {parent} -> {child} [label=" {word}", weight=10]'
        ),
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
    head = [
        f"Which framework should I use? As of {spoken(found.as_of)}",
        f"This tree says what the recommender says in {found.fidelity:.0%} of other needs "
        f"(always the same answer: {found.always:.0%};",
        f"{found.profiles:,} made-up profiles, as common as among known decisions). "
        "Ask the recommender for your own.",
    ]
    if found.impossible:
        head.append(f"No framework offers then: {'; '.join(impossible(found))}.")
    return head


def impossible(found: DecisionMap) -> list[str]:
    """Return what no framework offers on the day, in words."""
    return [option_words(found, *option) for option in found.impossible]


def option_words(found: DecisionMap, question: str, option: str) -> str:
    """Return an option as its question words it."""
    options = found.knowledge.questions[question].options
    return next(one.label for one in options if one.id == option)


def _lines(found: DecisionMap, node: Branch | Leaf, indent: str) -> Iterator[str]:
    while isinstance(node, Branch):
        if isinstance(node.yes, Leaf):
            yield f"{indent}{_asked(found, node)} → {_leaf(found, node.yes)}"
        else:
            yield f"{indent}{_asked(found, node)}"
            yield from _lines(found, node.yes, indent + "    ")
        node = node.no
    yield f"{indent}otherwise → {_leaf(found, node)}"


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
    return f"{question.text} {option_words(found, branch.question, branch.option)}?"


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


def _apart(text: str) -> str:
    """Return an answer for a DOT label: the framework, and below it how often."""
    name, bracket, rest = text.partition(" (")
    return f"{_wrap(name)}\\n{_wrap(bracket.strip() + rest)}"


def _wrap(text: str, width: int = 26) -> str:
    """Return a text in lines for a DOT label."""
    import textwrap

    return "\\n".join(textwrap.wrap(text, width))
