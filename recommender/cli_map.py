"""How the decision map is shown: as an indented tree, and as a Mermaid flowchart for Markdown."""

from collections.abc import Iterator

from recommender.dates import spoken
from recommender.decision_map import DecisionMap, Leaf
from recommender.wording import words

#: Exceptions of a leaf that are named.
NAMED = 2


def as_text(found: DecisionMap) -> str:
    """Return the map as an indented tree."""
    return "\n".join([*_head(found), "", *_lines(found, found.root, "")]) + "\n"


def as_mermaid(found: DecisionMap) -> str:
    """Return the map as a Mermaid flowchart."""
    lines = [*(f"%% {line}" for line in _head(found)), "flowchart TD"]
    number = iter(range(10_000))

    def draw(node: object) -> str:
        name = f"n{next(number)}"
        if isinstance(node, Leaf):
            lines.append(f'    {name}(["{_leaf(found, node)}"])')
            return name
        lines.append(f'    {name}{{"{_asked(found, node)}"}}')
        for word, child in (("yes", node.yes), ("no", node.no)):  # type: ignore[attr-defined]
            lines.append(f"    {name} -- {word} --> {draw(child)}")
        return name

    draw(found.root)
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
