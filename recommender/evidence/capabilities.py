"""What frameworks did when they were asked to, held against what is known of them.

An answer speaks for the framework of its stack, by the version that was asked: it counts if that
version is on the table on the day of the advice, which is to say out by then and of the newest
major release. Where several stacks of a framework answered, one that did it shows that it can be
done. What could not be tried is no answer, and says nothing.
"""

from __future__ import annotations

from recommender.evidence.intervals import Interval
from recommender.frozen import Frozen
from recommender.inference import evaluate
from recommender.knowledge.frameworks import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, TypeAlias

    from recommender.knowledge.frameworks import Fact
    from recommender.knowledge.view import FrameworkView, View
    from recommender.knowledge.vocabulary import Capability, Reading, Telling
    from recommender.measurements import ProbeResult

    #: "new": nothing was known of the attribute. "shown": the answer speaks of no attribute.
    #: "off the table": by a version that the facts do not speak of.
    Verdict: TypeAlias = Literal[
        "agrees", "contradicts", "new", "shown", "off the table", "no answer"
    ]


class Held(Frozen):
    """A stack's result on one capability, held against the fact that it speaks of.

    Attributes:
        result: the result; its answer is None where there was none.
        capability: what was asked.
        version: the version of the framework that was asked; "" where it is not known.
        telling: what the answer says of the attribute; None where it says nothing.
        fact: the fact that holds of the attribute on the day.
        verdict: whether they agree.

    """

    result: ProbeResult
    capability: Capability
    version: str
    telling: Telling | None
    fact: Fact | None
    verdict: Verdict


def held(
    view: View, results: Iterable[ProbeResult], instead: FrameworkView | None = None
) -> tuple[Held, ...]:
    """Return the results on each capability in turn, held against what is known on a view's day.

    ``instead`` takes the place of the view's own framework: of it other facts may hold.
    """
    known, given = view.knowledge.capabilities, list(results)
    frameworks = {**view.frameworks, **({instead.id: instead} if instead else {})}
    return tuple(
        _held(result, capability, view, frameworks[result.framework])
        for capability in known.values()
        for result in given
        if result.workload == capability.id and result.framework in frameworks
    )


def counting(
    view: View, answers: Iterable[ProbeResult], instead: FrameworkView | None = None
) -> dict[tuple[str, str], Held]:
    """Return (framework, attribute) → the answer that counts; ``instead`` is as for ``held``."""
    found: dict[tuple[str, str], Held] = {}
    for one in held(view, answers, instead) if answers else ():
        if one.verdict not in ("agrees", "contradicts", "new") or not one.capability.attribute:
            continue
        key = (one.result.framework, one.capability.attribute)
        if key not in found or (one.result.answer and not found[key].result.answer):
            found[key] = one
    return found


def left(answer: Held, reading: Reading, steps: tuple[str, ...], before: Interval) -> Interval:
    """Return the interval that an answer leaves of a reading's values.

    Where it agrees with the fact it only narrows the interval that the fact had. Where they
    contradict, what was measured here outranks what is documented, and of the values that it leaves
    the nearest to the documented one holds: nothing more is overturned than was measured. Where
    nothing was known, all that it leaves is possible.
    """
    values = _allowed(answer.telling, reading, steps)
    low, high = min(values), max(values)
    if answer.verdict == "agrees":
        return Interval(max(low, before.low), min(high, before.high))
    if answer.verdict == "contradicts" and answer.fact is not None:
        documented = reading.values[str(answer.fact.value).lower()]
        low = high = min(values, key=lambda value: abs(value - documented))
    return Interval(low, high)


def _allowed(telling: Telling | None, reading: Reading, steps: tuple[str, ...]) -> list[float]:
    """Return the values of the steps that an answer leaves; ``steps`` are those of a level."""
    if telling is None:
        return list(reading.values.values())
    return [
        value
        for step, value in reading.values.items()
        if evaluate(telling.operator, _actual(step), telling.value, steps)
    ]


def _held(
    result: ProbeResult, capability: Capability, view: View, framework: FrameworkView
) -> Held:
    version = _version(result, view)
    telling = None
    if result.answer is not None:
        telling = capability.if_true if result.answer else capability.if_false
    fact = framework.fact(capability.attribute) if capability.attribute else None
    verdict: Verdict = "shown"
    if result.answer is None:
        verdict = "no answer"
    elif not _on_the_table(version, framework, ran_by_then=result.day <= view.as_of):
        verdict = "off the table"
    elif telling is not None and capability.attribute is not None:
        steps = view.knowledge.attributes[capability.attribute].steps
        verdict = "new"
        if fact is not None and fact.value != UNKNOWN:
            agrees = evaluate(telling.operator, fact.value, telling.value, steps)
            verdict = "agrees" if agrees else "contradicts"
    return Held(result, capability, version, telling, fact, verdict)


def _version(result: ProbeResult, view: View) -> str:
    """Return the version of the framework itself among all that a stack is made of."""
    recipes = view.knowledge.frameworks[result.framework].recipes
    module = next((r["module"] for r in recipes if r["stack"] == result.stack), result.stack)
    return result.versions.get(str(module).partition(".")[0], "")


def _on_the_table(version: str, framework: FrameworkView, *, ran_by_then: bool) -> bool:
    """Return whether a version was out on the day, and of the newest major release or a later one.

    Not every release is known; one that ran by the day was out.
    """
    finals = [_numbers(release.version) for release in framework.releases]
    newest = max((numbers for numbers in finals if numbers), default=None)
    own = _numbers(version.partition("+")[0])
    if own is None or newest is None:
        return False
    return own[0] >= newest[0] and (ran_by_then or own <= newest)


def _numbers(version: str) -> tuple[int, ...] | None:
    """Return a final release as numbers; None for one that is none, such as a beta.

    Noughts at the end say nothing: a program may call 1.0 what the package index calls 1.0.0.
    """
    parts = version.split(".")
    if not all(map(str.isdecimal, parts)):
        return None
    numbers = [int(part) for part in parts]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _actual(step: str) -> bool | str:
    return {"true": True, "false": False}.get(step, step)
