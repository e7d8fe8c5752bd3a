"""What differs between two states of a knowledge base, and what that does to labelled cases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from recommender.errors import UserError
from recommender.evaluating.cases import Case
from recommender.evaluating.evaluation import Judged, judge
from recommender.knowledge.view import Knowledge

#: What of a fact is compared; the rest follows from it.
COMPARED = ("value", "holds_from", "until", "sources", "confidence", "note", "by", "through")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was added, removed or changed.

    ``kind`` is fact, claim, release, source, attribute, criterion, question, rule, study or
    framework; ``before`` and ``after`` hold what of it differs, None where it is not there.
    """

    kind: str
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def what(self) -> str:
        """Return "added", "removed" or "changed"."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Moved:
    """A labelled case under both states; None with a reason where one cannot be asked it."""

    id: str
    before: Judged | None
    after: Judged | None
    unasked: str | None = None

    @property
    def changed(self) -> bool:
        """Return whether the answer is another one, or cannot be compared."""
        if self.before is None or self.after is None:
            return True
        return _answer(self.before) != _answer(self.after)


def differences(old: Knowledge, new: Knowledge) -> tuple[Difference, ...]:
    """Return everything that was added, removed or changed, in a fixed order."""
    found: list[Difference] = []
    for kind, table in _TABLES.items():
        found += _compared(kind, table(old), table(new))
    return tuple(found)


def moved(
    old: Iterable[tuple[str, Callable[[], Case]]],
    new: Iterable[tuple[str, Callable[[], Case]]],
    before: Knowledge,
    after: Knowledge,
) -> tuple[Moved, ...]:
    """Return every case with its answer under both states.

    Args:
        old: the cases, to be read by the questions of the earlier state.
        new: the same cases, to be read by those of the later one.
        before: the earlier state.
        after: the later one.

    """
    pairs = zip(old, new, strict=True)
    return tuple(_moved(name, one, other, before, after) for (name, one), (_, other) in pairs)


def _moved(
    name: str, one: Callable[[], Case], other: Callable[[], Case], old: Knowledge, new: Knowledge
) -> Moved:
    judged: list[Judged | None] = []
    unasked = None
    for read, known in ((one, old), (other, new)):
        try:
            judged.append(judge(read(), known))
        except UserError as problem:
            judged.append(None)
            unasked = str(problem)
    return Moved(name, judged[0], judged[1], unasked)


def _answer(judged: Judged) -> tuple[Any, ...]:
    decision = judged.decision
    return (
        [ranked.framework for ranked in decision.ranking[:1]],
        decision.verdict,
        judged.place,
        judged.violated,
    )


def _compared(
    kind: str, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterable[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            yield Difference(kind, name, before, after)
        elif before != after:
            keys = [key for key in before if before[key] != after.get(key)]
            keys += [key for key in after if key not in before]
            yield Difference(
                kind,
                name,
                {key: before.get(key) for key in keys},
                {key: after.get(key) for key in keys},
            )


def _plain(thing: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        field.name: getattr(thing, field.name)
        for field in fields(thing)
        if field.name not in leave_out
    }


def _facts(known: Knowledge) -> dict[str, dict[str, Any]]:
    facts = [fact for f in known.frameworks.values() for fact in f.facts]
    return {fact.id: {key: getattr(fact, key) for key in COMPARED} for fact in facts}


def _table(of: str) -> Callable[[Knowledge], dict[str, dict[str, Any]]]:
    return lambda known: {name: _plain(one) for name, one in getattr(known, of).items()}


_TABLES: dict[str, Callable[[Knowledge], dict[str, dict[str, Any]]]] = {
    "framework": lambda known: {
        name: {"name": one.name, "kind": one.kind, "began": one.began}
        for name, one in known.frameworks.items()
    },
    "release": lambda known: {
        f"{name} {release.version}": _plain(release)
        for name, one in known.frameworks.items()
        for release in one.releases
    },
    "fact": _facts,
    "claim": lambda known: {
        claim.id: _plain(claim) for one in known.frameworks.values() for claim in one.claims
    },
    "rule": lambda known: {rule.id: _plain(rule, ("tests",)) for rule in known.rules},
    "criterion": _table("criteria"),
    "attribute": _table("attributes"),
    "question": _table("questions"),
    "study": _table("studies"),
    "source": _table("sources"),
}
