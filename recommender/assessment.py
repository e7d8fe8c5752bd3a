"""How each framework does on each criterion: an interval [low, high] in [0, 1] and its evidence.

Value functions have fixed anchors and never look at the other candidates. What is not known is the
whole interval; low confidence, claims and age widen towards it; a measurement made here outranks
what is documented and enters with its own interval.
"""

from __future__ import annotations

from functools import lru_cache, partial

from recommender.evidence.capabilities import counting, left
from recommender.evidence.facts import Evidence, intervals, read
from recommender.evidence.intervals import Columns, Interval, weighted_mean
from recommender.evidence.measured import measured_elsewhere, measured_here
from recommender.evidence.relations import KNOWN, existing_code, toolkits, with_known
from recommender.frozen import Frozen
from recommender.measurements import Measurements
from recommender.tables import Each, Later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from recommender.evidence.capabilities import Held
    from recommender.evidence.intervals import Rows
    from recommender.knowledge.view import FrameworkView, View
    from recommender.knowledge.vocabulary import Criterion, Reading

NOTHING_MEASURED = Measurements()
#: For fewer frameworks columns of intervals cost more than they save.
MANY = 8
#: The questions whose answers say which measurements tell most.
MEASURED_FOR = ("hardware", "models")


class Assessment(Frozen):
    """One framework on one criterion."""

    framework: str
    criterion: str
    interval: Interval
    evidence: Sequence[Evidence]


class _Given(Frozen, eq=False):
    """What every assessment is made by; ``told``: (framework, attribute) → what was done here."""

    view: View
    measurements: Measurements
    answers: Mapping[str, object]
    told: Mapping[tuple[str, str], Held]


class Assessments(Each["Mapping[str, Assessment]"]):
    """Framework id → criterion id → assessment.

    Each is made when it is asked for: most criteria have no weight under given needs, and of what
    a constraint excludes nobody asks.
    """

    __slots__ = ("_asked", "_columns")

    def __init__(
        self, frameworks: Mapping[str, object], make: Callable[[str], Mapping[str, Assessment]]
    ) -> None:
        super().__init__(frameworks, make)
        self._columns = Columns(frameworks)
        self._asked = False

    @classmethod
    def of(cls, found: Mapping[str, Mapping[str, Assessment]]) -> Assessments:
        """Return a mapping of assessments as such."""
        return found if isinstance(found, cls) else cls(found, found.__getitem__)

    def intervals(
        self, frameworks: Sequence[str], criteria: Sequence[str]
    ) -> tuple[Rows, Rows, Rows]:
        """Return the lows, middles and highs of some frameworks on criteria, a row for each.

        Of many frameworks they are put into columns when they are asked for again.
        """
        if self._asked and len(frameworks) >= MANY:
            return self._columns.rows(frameworks, criteria, self)
        self._asked = True
        assessed = [self[framework] for framework in frameworks]
        rows = [[one[name].interval for name in criteria] for one in assessed]
        return (
            [[one.low for one in row] for row in rows],
            [[one.middle for one in row] for row in rows],
            [[one.high for one in row] for row in rows],
        )


def assess(view: View, measurements: Measurements, answers: Mapping[str, object]) -> Assessments:
    """Return the assessments of every alternative of a view."""
    if measurements != NOTHING_MEASURED:
        return _assessed(view, measurements, answers)
    asked = [(question, answers.get(question)) for question in _questions(view)]
    return _by_knowledge(view, tuple(asked))


@lru_cache(maxsize=64)
def _by_knowledge(view: View, asked: tuple[tuple[str, object], ...]) -> Assessments:
    """Return the assessments without measurements; the same day and answers are asked again."""
    return _assessed(view, NOTHING_MEASURED, dict(asked))


def _questions(view: View) -> list[str]:
    """Return the questions whose answers move an assessment, whatever was measured."""
    criteria = view.knowledge.criteria.values()
    return [*MEASURED_FOR, *(one.relation for one in criteria if one.relation is not None)]


def _assessed(view: View, measurements: Measurements, answers: Mapping[str, object]) -> Assessments:
    criteria, frameworks, by_facts = view.knowledge.criteria, view.alternatives, _by_facts(view)
    given = _Given(view, measurements, answers, counting(view, measurements.answers))

    def of(framework: str) -> Mapping[str, Assessment]:
        known, documented = frameworks[framework], by_facts[framework]
        return Each(criteria, lambda name: _assess(known, criteria[name], given, documented))

    return Assessments(frameworks, of)


def assess_criterion(
    criterion: Criterion,
    view: View,
    measurements: Measurements,
    answers: Mapping[str, object],
    among: Container[str] | None = None,
) -> dict[str, Assessment]:
    """Return framework id → assessment on one criterion, of all alternatives or those ``among``."""
    given = _Given(view, measurements, answers, counting(view, measurements.answers))
    by_facts = _by_facts(view)
    return {
        name: _assess(framework, criterion, given, by_facts[name])
        for name, framework in view.alternatives.items()
        if among is None or name in among
    }


def assess_framework(
    framework: FrameworkView,
    criterion: Criterion,
    view: View,
    measurements: Measurements,
    answers: Mapping[str, object],
) -> Assessment:
    """Return the assessment of one framework, of which other facts may hold than in the view."""
    by_facts = {}
    if criterion.readings:
        by_facts[criterion.id] = _by_readings(framework, criterion, view)
    told = counting(view, measurements.answers, framework)
    return _assess(framework, criterion, _Given(view, measurements, answers, told), by_facts)


def _assess(
    framework: FrameworkView,
    criterion: Criterion,
    given: _Given,
    by_facts: Mapping[str, Assessment],
) -> Assessment:
    found = _by_evidence(framework, criterion, given, by_facts)
    if criterion.relation != KNOWN:
        return found
    evidence = with_known(found.evidence, framework, given.answers, given.view)
    return found if evidence is found.evidence else combined(framework.id, criterion.id, evidence)


def _by_evidence(
    framework: FrameworkView,
    criterion: Criterion,
    given: _Given,
    by_facts: Mapping[str, Assessment],
) -> Assessment:
    """Return the assessment by all that is known, whoever will use the framework."""
    view, answers = given.view, given.answers
    if criterion.relation == "existing_code":
        evidence = [existing_code(framework, answers.get("existing_code"), view)]
        return combined(framework.id, criterion.id, evidence)
    if criterion.relation == "toolkits":
        return combined(framework.id, criterion.id, toolkits(framework, answers, view))
    measured = [
        evidence
        for measure in criterion.measures
        for evidence in measured_here(framework, measure, given.measurements, view, answers)
    ]
    elsewhere = [
        evidence
        for one in criterion.published
        for evidence in measured_elsewhere(framework, one, view, answers, beside_own=bool(measured))
    ]
    documented, pieces = by_facts[criterion.id], [*elsewhere, *measured]
    tried = [given.told.get((framework.id, reading.attribute)) for reading in criterion.readings]
    if any(tried):
        known = [
            _told(item, reading, answer, view) if answer else item
            for item, reading, answer in zip(
                documented.evidence, criterion.readings, tried, strict=True
            )
        ]
        return combined(framework.id, criterion.id, [*known, *pieces])
    if not pieces:
        return documented
    return Assessment(
        framework.id,
        criterion.id,
        _mean(framework, criterion, view, pieces),
        Later(lambda: [*documented.evidence, *pieces]),
    )


def _told(item: Evidence, reading: Reading, answer: Held, view: View) -> Evidence:
    """Return what an answer that was given here makes of what is known."""
    steps = view.knowledge.attributes[reading.attribute].steps
    interval = left(answer, reading, steps, item.interval)
    if answer.verdict == "agrees":
        return Evidence(item.kind, item.id, interval, item.weight, answer.result.id)
    return Evidence("measured", answer.result.id, interval, item.weight)


@lru_cache(maxsize=64)
def _by_facts(view: View) -> Mapping[str, Mapping[str, Assessment]]:
    """Return the assessments by facts alone; they depend on the view only, so they are kept."""
    criteria, frameworks = view.knowledge.criteria, view.alternatives

    def of(framework: str) -> Mapping[str, Assessment]:
        known = frameworks[framework]
        return Each(criteria, lambda name: _by_readings(known, criteria[name], view))

    return Each(frameworks, of)


def _by_readings(framework: FrameworkView, criterion: Criterion, view: View) -> Assessment:
    evidence = Later(partial(_evidence, framework, criterion, view))
    interval = _mean(framework, criterion, view, ())
    return Assessment(framework.id, criterion.id, interval, evidence)


def _mean(
    framework: FrameworkView, criterion: Criterion, view: View, pieces: Sequence[Evidence]
) -> Interval:
    """Return the mean of what facts say under a criterion and of other pieces of evidence."""
    known = intervals(framework, criterion.readings, view)
    return weighted_mean(
        [*[reading.weight for reading in criterion.readings], *[one.weight for one in pieces]],
        [*known, *[one.interval for one in pieces]],
    )


def _evidence(framework: FrameworkView, criterion: Criterion, view: View) -> list[Evidence]:
    return [read(framework, reading, view) for reading in criterion.readings]


def combined(framework: str, criterion: str, evidence: Sequence[Evidence]) -> Assessment:
    """Return the weighted mean of pieces of evidence."""
    interval = weighted_mean([one.weight for one in evidence], [one.interval for one in evidence])
    return Assessment(framework, criterion, interval, tuple(evidence))


def answers_that_matter(criterion: Criterion, found: Measurements) -> tuple[str, ...]:
    """Return the questions whose answers move the assessments of a criterion."""
    # A relation bears the name of its question.
    related = () if criterion.relation is None else (criterion.relation,)
    counts = found.predicted or any(result.measured for result in found.scored)
    measured = criterion.measures and counts
    return (*MEASURED_FOR, *related) if criterion.published or measured else related
