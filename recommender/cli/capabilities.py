"""The command that holds answers to capabilities against facts, and how they are shown."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli import decision
from recommender.cli.options import AsOf, Probes
from recommender.evidence.capabilities import Held, held
from recommender.layout import wrapped
from recommender.safe import markdown as escaped
from recommender.wording import fact_words, outcome_words

if TYPE_CHECKING:
    from probes.results.result import Result

#: In this order, with what each says; "no answer" has its words from the outcome.
_VERDICTS = {
    "contradicts": "contradicts what is known",
    "agrees": "agrees with what is known",
    "new": "was not known",
    "shown": "speaks of no fact",
    "off the table": "by a version that is not on the table, not counted",
    "no answer": "no answer",
}
_FAMILIAR = ("agrees", "shown")


def capabilities(
    framework: Annotated[
        str | None, typer.Argument(metavar="ID", help="Answers of one framework.")
    ] = None,
    as_of: AsOf = None,
    probes: Probes = "auto",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="A table of stacks and answers, for Markdown.")
    ] = False,
) -> None:
    """Hold what frameworks did on this machine against what is known that they can do."""
    from recommender.explanation.naming import framework_id
    from recommender.measurements import measurements

    view = decision.view(as_of)
    if framework is not None:
        framework = framework_id(view, framework)
    found = measurements(decision.results(probes) or (), view.as_of)
    own, later = (
        [one for one in answers if framework in (None, one.framework)]
        for answers in (found.answers, found.later_answers)
    )
    against = held(view, own)
    if markdown:
        typer.echo(table(against), nl=False)
        return
    after = decision.not_counted(later, view.as_of)
    typer.echo(shown(against, after, every=framework is not None), nl=False)


def answers(results: Iterable["Result"]) -> str:
    """Return a line for each answer: the stack, the capability, yes, no or the outcome, why."""
    head = f"{'stack':<18}{'capability':<24}{'answer':<14}reason\n"
    return head + "".join(
        f"{result.stack:<18}{result.workload:<24}"
        f"{answer_word(result.outcome, result.answer):<14}{result.reason}\n"
        for result in results
    )


def answer_word(outcome: str, answer: bool | None) -> str:
    """Return what a capability's result says in a word or two."""
    if answer is not None:
        return "yes" if answer else "no"
    return outcome_words(outcome)


def shown(found: Sequence[Held], later: str = "", *, every: bool = False) -> str:
    """Return the answers by what they make of the facts, contradictions first.

    later: what is said of answers that were given after the day.
    every: a line with its reason for every answer; else only where they tell something new.
    """
    if not found:
        if later:
            return f"{later}\n"
        return (
            "No framework has been asked on this machine what it can do; "
            "'recommender probe run --capability all' does.\n"
        )
    lines = []
    for verdict, title in _VERDICTS.items():
        own = [one for one in found if one.verdict == verdict]
        if own:
            told = _together if verdict in _FAMILIAR and not every else _one_by_one
            lines += [f"{title[0].upper()}{title[1:]}: {len(own)}", *told(own), ""]
    lines += [later] if later else []
    return "\n".join(lines).rstrip() + "\n"


def _one_by_one(found: Sequence[Held]) -> list[str]:
    """Return a paragraph for each capability, answer and reason, with the stacks that gave it."""
    grouped: dict[tuple[str, ...], list[Held]] = {}
    for one in found:
        word = answer_word(one.result.outcome, one.result.answer)
        known = ""
        if one.fact and one.verdict in ("agrees", "contradicts"):
            known = f" [{fact_words(one.fact)}; {one.fact.id}]"
        grouped.setdefault((one.capability.name, word, known, one.result.reason), []).append(one)
    return [
        _filled(f"{_stacks(own)}: {name}: {word}{known}: {reason}")
        for (name, word, known, reason), own in grouped.items()
    ]


def _together(found: Sequence[Held]) -> list[str]:
    """Return a paragraph for each capability and answer, with the stacks that gave it."""
    grouped: dict[tuple[str, str], list[Held]] = {}
    for one in found:
        word = answer_word(one.result.outcome, one.result.answer)
        grouped.setdefault((one.capability.name, word), []).append(one)
    return [_filled(f"{name}: {word}: {_stacks(own)}") for (name, word), own in grouped.items()]


def _stacks(found: Sequence[Held]) -> str:
    return ", ".join(f"{one.result.stack} {one.version}".strip() for one in found)


def _filled(text: str) -> str:
    return wrapped(text, "  ", "      ")


def _plain(text: str) -> str:
    """Return a name without anything that Markdown would take for more."""
    return re.sub(r"[^\w.+ -]", "", text)


def table(found: Sequence[Held]) -> str:
    """Return stacks by capabilities as a table in Markdown; what contradicts a fact is bold."""
    names = list(dict.fromkeys(one.capability.name for one in found))
    stacks: dict[str, dict[str, str]] = {}
    for one in sorted(found, key=lambda one: one.result.stack):
        word = answer_word(one.result.outcome, one.result.answer)
        cell = f"**{word}**" if one.verdict == "contradicts" else word
        stack = _plain(f"{one.result.stack} {one.version}".strip())
        stacks.setdefault(stack, {})[one.capability.name] = cell
    lines = [
        "| stack | " + " | ".join(map(escaped, names)) + " |",
        "| --- " * (len(names) + 1) + "|",
    ]
    lines += [
        f"| {stack} | " + " | ".join(cells.get(name, "") for name in names) + " |"
        for stack, cells in stacks.items()
    ]
    return "\n".join(lines) + "\n"
