"""Exploring a decision in the terminal: two frameworks side by side, and an answer changed."""

from collections.abc import Sequence
from textwrap import wrap

from recommender.decision import Decision
from recommender.explanation.as_text import bullets
from recommender.explanation.compare import SideBySide, compare
from recommender.explanation.excluding import reason
from recommender.explanation.what_if import WhatIf, parsed, with_changes
from recommender.layout import wrapped
from recommender.requirements import Requirements
from recommender.safe import visible
from recommender.wording import percent

NAME, SIDE = 22, 27


def side_by_side(decision: Decision, first: str, second: str) -> str:
    """Return what tells two frameworks apart under the needs, most telling criterion first.

    Raises:
        UserError: one of them is not in the ranking; why not.
    """
    return table(compare(decision, first, second))


def table(found: SideBySide) -> str:
    """Return two frameworks in two columns."""
    one, two = found.first, found.second
    lines = [
        f"{'':<{NAME}}  {one.name:<{SIDE}}  {two.name}",
        f"{'score':<{NAME}}  {one.score:<{SIDE}.3f}  {two.score:.3f}",
    ]
    for difference in found.differences:
        head = f"{difference.name}, {percent(difference.weight)} ({difference.amount:+.3f})"
        columns = [
            wrap(head, NAME),
            wrap(difference.first or "nothing is known", SIDE),
            wrap(difference.second or "nothing is known", SIDE),
        ]
        lines.append("")
        for row in range(max(map(len, columns))):
            cells = [column[row] if row < len(column) else "" for column in columns]
            lines.append(f"{cells[0]:<{NAME}}  {cells[1]:<{SIDE}}  {cells[2]}".rstrip())
    lines += [
        "",
        wrapped(
            f"Positive numbers speak for {one.name}, negative ones for {two.name}; they add up to "
            "the difference of the scores."
        ),
    ]
    return visible("\n".join(lines)) + "\n"


def changed(requirements: Requirements, changes: Sequence[str], decision: Decision) -> Requirements:
    """Return requirements with some answers replaced, each change as "question=answer[,answer]".

    Raises:
        UserError: there is no such question or answer.
    """
    return with_changes(requirements, parsed(changes, decision), decision.knowledge)


def before_and_after(before: Decision, after: Decision) -> str:
    """Return how the ranking moves from one decision to the other, and by which weights."""
    old = {ranked.framework: (place, ranked) for place, ranked in enumerate(before.ranking, 1)}
    lines = [f"Before: {_answer(before)}", f"After:  {_answer(after)}"]
    lines += [""] if before.ranking or after.ranking else []
    named = [ranked.name for ranked in (*before.ranking, *after.ranking)]
    width = max([12, *map(len, named)]) + 2
    for place, ranked in enumerate(after.ranking, 1):
        was = old.pop(ranked.framework, None)
        if was is None:
            moved = "was excluded"
        else:
            moved = f"{ranked.score - was[1].score:+.3f}"
            if was[0] != place:
                moved += f", was {was[0]}"
        lines.append(f"{place:>3}  {ranked.name:<{width}}{ranked.score:.3f}  {moved}")
    reasons = {item.framework: item for item in after.exclusions}
    for framework, (place, ranked) in old.items():
        constraint = reasons[framework].constraint
        why = "left out by the requirements themselves"
        why = reason(constraint, framework, after.view) if constraint else why
        lines.append(f"  -  {ranked.name:<{width}}excluded, was {place}: {why}")
    found = WhatIf(before, after)
    for section in (found.weights, found.excludes):
        lines += bullets(section.title, section.sentences)
    return visible("\n".join(lines)) + "\n"


def _answer(decision: Decision) -> str:
    best = decision.best
    return f"{best.name} ({decision.verdict})" if best else "no framework is left"
