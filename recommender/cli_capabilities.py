"""How the answers to capabilities are shown in the terminal."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probes.results import Result


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
    return "not available" if outcome == "unsupported" else outcome.replace("_", " ")
