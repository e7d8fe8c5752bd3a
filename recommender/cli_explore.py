"""Exploring a decision in the terminal: two frameworks side by side, and an answer changed."""

from collections.abc import Sequence
from textwrap import wrap

from recommender.decision import Decision
from recommender.entries import shown, suggestion
from recommender.errors import UserError
from recommender.explanation import contribution_words
from recommender.ranking import Ranked
from recommender.reports.safe import visible
from recommender.requirements import Requirements, from_mapping
from recommender.wording import kind_words

NAME, SIDE = 30, 36


def side_by_side(decision: Decision, first: str, second: str) -> str:
    """Return what tells two frameworks apart under the needs, most telling criterion first.

    Raises:
        UserError: one of them is not in the ranking; why not.
    """
    one, two = _ranked(decision, first), _ranked(decision, second)
    lines = [
        f"{'':<{NAME}}  {one.name:<{SIDE}}  {two.name}",
        f"{'score':<{NAME}}  {one.score:<{SIDE}.3f}  {two.score:.3f}",
    ]
    pairs = [(item, two.contribution(item.criterion)) for item in one.contributions if item.weight]
    pairs.sort(key=lambda pair: (-abs(pair[0].amount - pair[1].amount), pair[0].criterion))
    for ours, theirs in pairs:
        name = decision.knowledge.criteria[ours.criterion].name
        gap = ours.amount - theirs.amount
        head = f"{name}, {ours.weight:.0%} ({gap:+.3f})"
        columns = [
            wrap(head, NAME),
            wrap(contribution_words(ours, decision, one.framework), SIDE),
            wrap(contribution_words(theirs, decision, two.framework), SIDE),
        ]
        lines.append("")
        for row in range(max(map(len, columns))):
            cells = [column[row] if row < len(column) else "" for column in columns]
            lines.append(f"{cells[0]:<{NAME}}  {cells[1]:<{SIDE}}  {cells[2]}".rstrip())
    return visible("\n".join(lines)) + "\n"


def changed(requirements: Requirements, changes: Sequence[str], decision: Decision) -> Requirements:
    """Return requirements with some answers replaced, each change as "question=answer[,answer]".

    Raises:
        UserError: there is no such question or answer.
    """
    plain = requirements.to_dict()
    questions = decision.knowledge.questions
    for change in changes:
        question, sign, answer = change.partition("=")
        if not sign or question not in questions:
            hint = suggestion(question, questions)
            raise UserError(f"{shown(change)} is not question=answer; {hint}")
        chosen = [part.strip() for part in answer.split(",") if part.strip()]
        if not chosen:
            plain.pop(question, None)
        else:
            plain[question] = chosen if questions[question].many else ", ".join(chosen)
    return from_mapping(plain, decision.knowledge, "what-if")


def before_and_after(before: Decision, after: Decision) -> str:
    """Return how the ranking moves from one decision to the other."""
    old = {ranked.framework: (place, ranked) for place, ranked in enumerate(before.ranking, 1)}
    lines = [f"Before: {_answer(before)}", f"After:  {_answer(after)}", ""]
    for place, ranked in enumerate(after.ranking, 1):
        was = old.pop(ranked.framework, None)
        if was is None:
            moved = "was excluded"
        else:
            moved = f"{ranked.score - was[1].score:+.3f}"
            if was[0] != place:
                moved += f", was {was[0]}"
        lines.append(f"{place:>3}  {ranked.name:<14}{ranked.score:.3f}  {moved}")
    reasons = {item.framework: item for item in after.exclusions}
    for framework, (place, ranked) in old.items():
        constraint = reasons[framework].constraint
        why = constraint.because if constraint else "left out by the requirements themselves"
        lines.append(f"  -  {ranked.name:<14}excluded, was {place}: {why}")
    return visible("\n".join(lines)) + "\n"


def _answer(decision: Decision) -> str:
    best = decision.best
    return f"{best.name} ({decision.verdict})" if best else "no framework is left"


def _ranked(decision: Decision, framework: str) -> Ranked:
    for ranked in decision.ranking:
        if ranked.framework == framework:
            return ranked
    for exclusion in decision.exclusions:
        if exclusion.framework == framework:
            why = exclusion.constraint.because if exclusion.constraint else "you left it out"
            raise UserError(f"{exclusion.name} is excluded by these needs: {why}")
    known = decision.view.frameworks.get(framework)
    if known is not None:
        raise UserError(f"{known.name} is {kind_words(known.kind)} and not ranked; name another")
    hint = suggestion(framework, [ranked.framework for ranked in decision.ranking])
    raise UserError(f"no framework {shown(framework)} on that day; {hint}")
