"""A decision on one screen: the answer and how sure, why, the runner-up, and where to ask further.

Each part has a number of lines that it may take, so that the whole never needs more than LINES;
what does not fit ends in "…" and stands in the full text.
"""

from collections.abc import Iterable
from textwrap import wrap

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import Sentence
from recommender.explanation.excluding import reason
from recommender.explanation.existing_code import existing_code
from recommender.explanation.layers import next_of_another_base, on_top
from recommender.explanation.overview import verdict, why_first, why_not_first
from recommender.explanation.stack import stack
from recommender.explanation.warnings import warnings
from recommender.explanation.would_change import would_change
from recommender.layout import WIDTH
from recommender.safe import one_line, visible

#: Lines of a terminal's first screen.
LINES = 24
#: Columns of the labels.
LABEL = 14
REASONS = 3
MORE = "…"
_OWN_CHOICE = "You left it out."


def render(decision: Decision, asked: str = "FILE") -> str:
    """Return the summary; it ends with a newline and has at most LINES lines.

    Args:
        decision: the decision.
        asked: the requirements' file, as the commands name it by which one can ask further.

    """
    title = one_line(decision.requirements.title) or "Which framework?"
    best, code = decision.best, existing_code(decision)[:1]
    lines = [
        _cut(title, 1, WIDTH)[0],
        f"As of {spoken(decision.as_of)}",
        "",
        *_part("Answer", [_texts(verdict(decision))], 3),
        *_part("Mind", [_texts(warnings(decision))], 1),
        *_part("Why", (one.text for one in why_first(decision)[:REASONS]), 4 if code else 5),
        *_part("Runner-up", _runner_up(decision), 3),
        *_part("Stack", [_texts(_base(decision)[:1])], 2),
        *_part("Your code", [_texts(code)], 1),
        *_part("Would change", (one.text for one in would_change(decision)[:1]), 2),
        *_part("Excluded", _excluded(decision), 2 if best else 6),
        *_part("Measured", [_measured(decision)], 1),
        *_labelled("Ask further", _further(decision, asked)),
    ]
    return visible("\n".join(lines)) + "\n"


def _texts(sentences: Iterable[Sentence]) -> str:
    return " ".join(one.text for one in sentences)


def _runner_up(decision: Decision) -> list[str]:
    """Return what costs the second most, and where it is ahead."""
    if len(decision.ranking) < 2:
        return []
    best, second = decision.ranking[:2]
    against = why_not_first(decision, best, second)
    first_of = {sentence.stance: sentence for sentence in reversed(against)}
    said = _texts(first_of[stance] for stance in sorted(first_of))
    return [f"{second.name}, {second.score:.2f}. {said}"]


def _base(decision: Decision) -> tuple[Sentence, ...]:
    """Return on what the first runs; else, where a layer over it is second, who comes next."""
    on = stack(decision)
    return on.sentences if on else next_of_another_base(decision) or on_top(decision)


def _excluded(decision: Decision) -> list[str]:
    """Return who is excluded by which need, the one that excludes most first, then by choice."""
    groups: dict[str, list[str]] = {}
    for one in decision.exclusions:
        because = _OWN_CHOICE
        if one.constraint:
            because = reason(one.constraint, one.framework, decision.view)
        groups.setdefault(because, []).append(one.name)
    most = sorted(groups.items(), key=lambda group: (group[0] == _OWN_CHOICE, -len(group[1])))
    return [" ".join(f"{_names(names)}: {because}" for because, names in most)]


def _measured(decision: Decision) -> str:
    ran = {*decision.measured_here}
    here = [one.name for one in decision.ranking if one.framework in ran]
    if not here:
        return "Nothing on this machine yet: 'recommender probe' measures it."
    rest = [one.name for one in decision.ranking if one.framework not in ran]
    return f"{_names(here)} on this machine" + (f"; not {_names(rest)}." if rest else ".")


def _further(decision: Decision, asked: str) -> list[str]:
    """Return a command as it can be typed, and the names of the others."""
    others = [one.framework for one in decision.ranking[1:]]
    by_choice = sorted(decision.exclusions, key=lambda one: one.constraint is None)
    others += [one.framework for one in by_choice]
    first = f"why-not {asked} {others[0]}" if others else f"why {asked}"
    return [
        f"recommender {one_line(first)}",
        "why, how, what-if, sure, what-would-change, timeline; all: --full",
    ]


def _names(names: list[str], shown: int = 4) -> str:
    more = len(names) - shown
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:shown])} and {more} more"


def _part(label: str, texts: Iterable[str], most: int) -> list[str]:
    """Return the lines of a part under its label, none where it says nothing."""
    lines: list[str] = []
    said = [one_line(text) for text in texts if text.strip()]
    for number, text in enumerate(said):
        left = most - len(lines) - (len(said) - number - 1)
        lines += _cut(text, max(1, left), WIDTH - LABEL)
    return _labelled(label, lines)


def _labelled(label: str, lines: list[str]) -> list[str]:
    heads = [label, *[""] * len(lines)]
    return [f"{head:<{LABEL}}{line}" for head, line in zip(heads, lines, strict=False)]


def _cut(text: str, most: int, width: int) -> list[str]:
    """Return a text as at most so many lines; what is cut off is marked."""
    lines = wrap(text, width, break_on_hyphens=False)
    if len(lines) <= most:
        return lines
    last = wrap(" ".join(lines[most - 1 :]), width - len(MORE) - 1, break_on_hyphens=False)[0]
    return [*lines[: most - 1], f"{last} {MORE}"]
