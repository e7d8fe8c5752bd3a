"""A decision record held against the knowledge of today and this machine: pure.

Three things can move an old decision, and they are told apart by taking one after the other: what
the knowledge base now says of the record's own day (facts and rules that were added or mended
since), the time that has passed, and measurements of this machine. What moved is read off the
evidence of both decisions, so the knowledge of then is not needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recommender.decision import Decision, decide
from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements, measurements
from recommender.predicting.prediction import with_forecasts
from recommender.ranking import Contribution, Exclusion, Ranked
from recommender.reviewing.records import Record
from recommender.turning_points import TurningPoint, turning_points

#: A margin that shrank by less has not: within a quarter, age alone takes up to 0.004 from those of
#: the shipped cases.
SHRANK = 0.005
#: How clear an answer is, clearest first; an answer that fell a step is weaker.
_CLARITY = ("only one left", "clear", "leaning", "too close to call", "nothing left")


class Outcome(StrEnum):
    """What came of a review, best first."""

    unchanged = "unchanged"
    weaker = "weaker"
    overturned = "overturned"


@dataclass(frozen=True, slots=True)
class Step:
    """Where the decision stands once one more thing is as it is today.

    ``lead`` is how far the record's first is ahead of the best of the others, negative where it is
    behind; None where it is excluded, or where nothing else is left.
    """

    what: str
    first: str | None
    lead: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One piece of evidence, or one weight, that is another than in the record.

    Attributes:
        framework, criterion: of which framework, on which criterion.
        before, after: the ids of the evidence, None where there was or is none, or where the
            weight is what moved.
        amount: what it adds to the lead of the record's first, below 0 where it hurts.
        same: the evidence is the same, and only counts otherwise (it has aged, say).

    """

    framework: str
    criterion: str
    before: str | None
    after: str | None
    amount: float
    same: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """What came of a record.

    Attributes:
        record: the record.
        decision: the decision for the same requirements today.
        outcome: unchanged, weaker or overturned.
        rival: whom the record's first is held against: who is first now, or else the runner-up.
        steps: the record, then with one more thing as it is today each, today's decision last.
        excluded: the record's first among today's exclusions, None where it is on the table.
        moved: what moved of the record's first and the rival, the most harmful first.
        turns: the days on which another took over as time passed, by today's knowledge alone.
        arrived: frameworks on the table that the record does not know.
        admitted: frameworks on the table that the record excludes.
        own_results: whether results of this machine counted, not those of the record.

    """

    record: Record
    decision: Decision
    outcome: Outcome
    rival: str | None
    steps: tuple[Step, ...]
    excluded: Exclusion | None
    moved: tuple[Moved, ...]
    turns: tuple[TurningPoint, ...]
    arrived: tuple[str, ...]
    admitted: tuple[str, ...]
    own_results: bool

    @property
    def first(self) -> str | None:
        """Return the framework that the record puts first."""
        return self.record.ranking[0].framework if self.record.ranking else None


def review(
    record: Record,
    as_of: str,
    knowledge: Knowledge,
    results: Iterable[Mapping[str, object]] | None = None,
) -> Reviewed:
    """Return what has become of a decision.

    Args:
        record: the record.
        as_of: the ISO day of the review.
        knowledge: what is known now.
        results: probe results of this machine; where there are none, those of the record go on
            counting.

    Raises:
        UserError: the record asks what this knowledge base does not, or results are garbled.

    """
    wanted = record.requirements(knowledge)
    given = list(results or ())

    def decided(day: str, found: Measurements) -> Decision:
        return decide(wanted, day, with_forecasts(found, wanted.model), knowledge)

    known = decided(record.as_of, measurements(record.probe_results, record.as_of))
    later = decided(as_of, measurements(record.probe_results, as_of))
    now = decided(as_of, measurements(given, as_of)) if given else later
    first = record.ranking[0].framework if record.ranking else None
    steps = [
        _step("the record", record.ranking, first),
        _step("with what is known today of that day", known.ranking, first),
        _step("with the time that has passed", later.ranking, first),
    ]
    if given:
        steps.append(_step("with the measurements of this machine", now.ranking, first))
    rival = next((one.framework for one in now.ranking if one.framework != first), None)
    out = {one.framework: one for one in now.exclusions}
    before = {one.framework for one in record.ranking}
    left_out = {one.framework for one in record.excluded}
    return Reviewed(
        record,
        now,
        _outcome(record, now, first),
        rival,
        tuple(steps),
        out.get(first) if first else None,
        _moved(record, now, first, rival),
        _turns(known, later),
        tuple(one.framework for one in now.ranking if one.framework not in before | left_out),
        tuple(one.framework for one in now.ranking if one.framework in left_out),
        bool(given),
    )


def _outcome(record: Record, now: Decision, first: str | None) -> Outcome:
    if (now.best.framework if now.best else None) != first:
        return Outcome.overturned
    was, is_now = _lead(record.ranking, first), _lead(now.ranking, first)
    shrank = is_now is not None and (was is None or was - is_now >= SHRANK)
    fell = _CLARITY.index(now.verdict) > _clarity(record.verdict)
    return Outcome.weaker if shrank or fell else Outcome.unchanged


def _clarity(verdict: str) -> int:
    return _CLARITY.index(verdict) if verdict in _CLARITY else len(_CLARITY)


def _step(what: str, ranking: Sequence[Ranked], first: str | None) -> Step:
    return Step(what, ranking[0].framework if ranking else None, _lead(ranking, first))


def _lead(ranking: Sequence[Ranked], first: str | None) -> float | None:
    """Return how far a framework is ahead of the best other, None without it or without others."""
    own = [one.score for one in ranking if one.framework == first]
    others = [one.score for one in ranking if one.framework != first]
    return own[0] - max(others) if own and others else None


def _turns(known: Decision, later: Decision) -> tuple[TurningPoint, ...]:
    """Return the turning points between two days, by knowledge alone."""
    if known.as_of >= later.as_of:
        return ()
    bare = [
        decide(one.requirements, one.as_of, Measurements(), one.knowledge) for one in (known, later)
    ]
    return turning_points(*bare)


# -- what moved -------------------------------------------------------------------------------
def _moved(
    record: Record, now: Decision, first: str | None, rival: str | None
) -> tuple[Moved, ...]:
    """Return what moved of two frameworks that both decisions rank, the most harmful first."""
    before = {one.framework: one for one in record.ranking}
    after = {one.framework: one for one in now.ranking}
    found: list[Moved] = []
    for framework, sign in ((first, 1.0), (rival, -1.0)):
        if framework in before and framework in after:
            found += _of(before[framework], after[framework], sign)
    return tuple(sorted(found, key=lambda one: (one.amount, one.framework, one.criterion)))


def _of(before: Ranked, after: Ranked, sign: float) -> Iterable[Moved]:
    """Return what moved of one framework; the amounts add up to the change of its score."""
    was = {one.criterion: one for one in before.contributions}
    for contribution in after.contributions:
        criterion, old = contribution.criterion, was.pop(contribution.criterion, None)
        weight = contribution.weight - (old.weight if old else 0.0)
        if abs(weight) > _NOTHING and old is not None:
            worth = weight * old.assessment.interval.middle
            yield Moved(after.framework, criterion, None, None, sign * worth)
        if old is None:
            if weight > _NOTHING:
                yield Moved(after.framework, criterion, None, None, sign * contribution.amount)
            continue
        yield from _evidence(after.framework, old, contribution, sign)
    for criterion, old in was.items():
        yield Moved(after.framework, criterion, None, None, -sign * old.amount)


#: Plain data is rounded to nine digits; less than this is that.
_NOTHING = 1e-6


def _evidence(
    framework: str, before: Contribution, after: Contribution, sign: float
) -> Iterable[Moved]:
    """Return the pieces of evidence that moved, by the attribute or measurement that they are of.

    A fact's id names its attribute before the day, so a newer fact stands where the older stood.
    """
    middle = before.assessment.interval.middle
    old, new = _shares(before, middle), _shares(after, middle)
    for key in [*old, *(key for key in new if key not in old)]:
        was, now = old.get(key, (None, 0.0)), new.get(key, (None, 0.0))
        amount = sign * after.weight * (now[1] - was[1])
        if abs(amount) > _NOTHING:
            yield Moved(framework, after.criterion, was[0], now[0], amount, was[0] == now[0])


def _shares(contribution: Contribution, middle: float) -> dict[str, tuple[str, float]]:
    """Return by how much each piece of evidence pulls a criterion's value away from ``middle``.

    Evidence is averaged, so a piece that says just that pulls at nothing, however much it weighs.
    The keys are what the pieces are of, the ids without the day.
    """
    evidence = contribution.assessment.evidence
    total = sum(one.weight for one in evidence)
    found: dict[str, tuple[str, float]] = {}
    for one in evidence:
        key = one.id.partition("@")[0]
        pull = one.weight / total * (one.interval.middle - middle)
        found[key] = (one.id, found[key][1] + pull if key in found else pull)
    return found
