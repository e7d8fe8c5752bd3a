"""What the frameworks on the table did when they were asked to, beside what is known of them."""

from collections.abc import Iterable, Sequence

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.evidence.capabilities import Held, counting, held
from recommender.explanation.sentences import Sentence
from recommender.wording import fact_words, outcome_words, value_words


def capabilities(decision: Decision) -> list[Sentence]:
    """Return what was answered here: what contradicts the facts first, then a line a framework."""
    view, answers = decision.view, decision.measurements.answers
    own = held(view, answers)
    counted = counting(view, answers).values()
    names = {ranked.framework: ranked.name for ranked in decision.ranking}
    overturned = [
        contradiction(one, names[one.result.framework])
        for one in counted
        if one.verdict == "contradicts" and one.result.framework in names
    ]
    asked = [
        sentence
        for identity, name in names.items()
        for sentence in _asked(name, [one for one in own if one.result.framework == identity])
    ]
    return [*overturned, *asked, *_later(decision)]


def contradiction(one: Held, name: str) -> Sentence:
    """Return what an answer overturns."""
    assert one.fact is not None  # noqa: S101 - for the type checker: it contradicts one
    return Sentence(
        f"{name}, {one.capability.name}: {value_words(one.result.answer)}, by {stack_words(one)} "
        f"here ({one.result.reason.rstrip('.')}), although what is known is "
        f"“{fact_words(one.fact)}”. What was measured here counts.",
        (one.result.id, one.fact.id),
    )


def stack_words(one: Held) -> str:
    """Return the stack that was asked, with the version of its framework."""
    return f"{one.result.stack} {one.version}".strip()


def _asked(name: str, own: Sequence[Held]) -> list[Sentence]:
    """Say in a sentence what a framework did, refused and could not be asked."""
    current = [one for one in own if one.verdict != "off the table"]
    yes = _names(one for one in current if one.result.answer)
    no = [one for one in current if one.result.answer is False and one.capability.name not in yes]
    answered = {*yes, *(one.capability.name for one in no)}
    silent = [one for one in current if one.result.answer is None]
    silent = [one for one in silent if one.capability.name not in answered]
    parts = [f"did {', '.join(yes)}"] if yes else []
    parts += [f"refused {', '.join(_names(no))}"] if no else []
    if silent:
        why = (f"{one.capability.name} ({outcome_words(one.result.outcome)})" for one in silent)
        parts.append(f"gave no answer on {', '.join(dict.fromkeys(why))}")
    sentences = []
    if parts:
        told = [one for one in current if one.result.answer is not None or one in silent]
        sentences.append(
            Sentence(f"{name} here: {'; '.join(parts)}.", tuple(one.result.id for one in told))
        )
    old = [one for one in own if one.verdict == "off the table"]
    for stack in dict.fromkeys(stack_words(one) for one in old):
        ids = tuple(one.result.id for one in old if stack_words(one) == stack)
        sentences.append(
            Sentence(f"{stack} is not the {name} that is on the table: not counted.", ids)
        )
    return sentences


def _names(answers: Iterable[Held]) -> list[str]:
    return list(dict.fromkeys(one.capability.name for one in answers))


def _later(decision: Decision) -> list[Sentence]:
    """Say that answers were given after the day of the advice."""
    later = decision.measurements.later_answers
    if not later:
        return []
    first = spoken(min(result.day for result in later))
    return [
        Sentence(
            f"What frameworks can do was asked from {first} on, after the date of this advice: "
            f"{len(later)} answers, not counted.",
            tuple(result.id for result in later),
        )
    ]
