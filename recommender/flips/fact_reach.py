"""Which facts of a framework could decide, and by which values: what its score and needs read.

But for one (`relations.moves_others`), a fact moves its framework alone: no score looks at another
candidate, and how frameworks follow from one another is told by references, which are not tried. So
a fact can decide only if it brings its framework level with the best of the others. How far it can
bring it is told without assessing anything anew: by the ends of what is read, and value by value
where a reading says what a value is worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from recommender.assessment import Assessment, assess
from recommender.decision import Decision
from recommender.evidence.facts import fact_interval
from recommender.evidence.relations import BREAKING, moves_others
from recommender.flips.fact_change import attribute_of, supposed
from recommender.knowledge.view import FrameworkView
from recommender.knowledge.vocabulary import Reading
from recommender.ranking import place, satisfies

#: How far short of the other a framework may fall and still be tried, for rounding.
NEAR = 1e-9
#: What frameworks are ordered by.
Place: TypeAlias = tuple[float, str]
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """One framework's score, whether or not a need excludes it, and which needs do."""

    view: FrameworkView
    assessments: Mapping[str, Assessment]
    score: float
    excluded_by: frozenset[int]

    @property
    def place(self) -> Place:
        """Return what it is ordered by."""
        return place(self.view.id, self.score)


@dataclass(slots=True)
class Read:
    """An attribute that a framework's score or a need reads.

    ``fall`` and ``rise`` are how much the score loses and gains where every reading of the
    attribute goes to its end.
    """

    attribute: str
    criteria: list[str] = field(default_factory=list)
    fall: float = 0.0
    rise: float = 0.0


def standings(decision: Decision) -> dict[str, Standing]:
    """Return every framework that the user left on the table, those excluded by needs too."""
    requirements, view = decision.requirements, decision.view
    weights, constraints = decision.preferences.weights, decision.preferences.constraints
    assessments = assess(view, decision.measurements, requirements.answers)
    return {
        name: Standing(
            framework,
            assessments[name],
            sum(
                weight * assessments[name][criterion].interval.middle
                for criterion, weight in weights.items()
            ),
            frozenset(
                index
                for index, constraint in enumerate(constraints)
                if satisfies(framework, constraint, view) is False
            ),
        )
        for name, framework in view.alternatives.items()
        if name not in requirements.without and (not requirements.only or name in requirements.only)
    }


class Reach:
    """How far the facts of frameworks can bring them, held against the best of the others."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        #: Who is first now.
        self.now = decision.best.framework if decision.best else None
        #: Attribute → the needs that read it.
        self._needs: dict[str, set[int]] = {}
        for index, constraint in enumerate(decision.preferences.constraints):
            self._needs.setdefault(constraint.attribute, set()).add(index)
        #: (criterion, attribute) → the reading. What people know already, and what frameworks did
        #: here, is weighed with what is read, so that a reading alone does not tell.
        self._readings = {
            (criterion.id, reading.attribute): reading
            for criterion in decision.knowledge.criteria.values()
            for reading in criterion.readings
            if criterion.relation is None and not decision.measurements.answers
        }
        self._middles: dict[tuple[str, str, Any], float] = {}
        self._moved: dict[str, frozenset[str]] = {}

    def read(self, standing: Standing) -> dict[str, Read]:
        """Return what a framework's score or a need reads, by attribute."""
        decision = self.decision
        found = {attribute: Read(attribute) for attribute in self._needs}
        answers, framework = decision.requirements.answers, standing.view.id
        for criterion, weight in decision.preferences.weights.items():
            if not weight:
                continue
            if decision.knowledge.criteria[criterion].relation == "existing_code" and moves_others(
                framework, BREAKING, answers
            ):
                found.setdefault(BREAKING, Read(BREAKING)).criteria.append(criterion)
                continue
            evidence = standing.assessments[criterion].evidence
            total = sum([item.weight for item in evidence])
            for item in evidence:
                name = attribute_of(item.id)
                read = found.get(name)
                if read is None:
                    read = found[name] = Read(name)
                if read.criteria[-1:] != [criterion]:
                    read.criteria.append(criterion)
                share, middle = weight * item.weight / total, item.interval.middle
                read.fall += share * middle
                read.rise += share * (1.0 - middle)
        return found

    def may_decide(self, read: Read, standing: Standing, rival: Standing | None) -> bool:
        """Return whether an attribute could decide if its readings were at their ends."""
        needed = self._needs.get(read.attribute, _NONE)
        if standing.excluded_by and standing.excluded_by - needed:
            return False
        leads = standing.view.id == self.now
        if rival is None or (leads and needed):
            return True
        return self._reaches(standing, rival, -read.fall if leads else read.rise)

    def values(
        self, values: Sequence[Any], read: Read, standing: Standing, rival: Standing | None
    ) -> list[Any]:
        """Return the values of such an attribute that could, by what its readings say of them."""
        if rival is None or read.attribute in self._needs:
            return [*values]
        changes = dict.fromkeys(values, 0.0)
        for criterion in read.criteria:
            reading = self._readings.get((criterion, read.attribute))
            if reading is None:
                return [*values]
            evidence = standing.assessments[criterion].evidence
            weight = self.decision.preferences.weights[criterion]
            share = weight * reading.weight / sum([item.weight for item in evidence])
            for item in evidence:
                if attribute_of(item.id) == read.attribute:
                    for value in values:
                        middle = self._middle(reading, criterion, value)
                        changes[value] += share * (middle - item.interval.middle)
        return [
            value for value, change in changes.items() if self._reaches(standing, rival, change)
        ]

    def moved(self, read: Read) -> frozenset[str]:
        """Return the criteria whose assessments a fact can move, whatever they rest on now."""
        name = read.attribute
        if name not in self._moved:
            self._moved[name] = frozenset(
                one.id
                for one in self.decision.knowledge.criteria.values()
                if one.relation is not None
                or any(reading.attribute == name for reading in one.readings)
            )
        return self._moved[name]

    def _reaches(self, standing: Standing, rival: Standing, change: float) -> bool:
        lead = standing.score + change - rival.score
        return lead <= NEAR if standing.view.id == self.now else lead >= -NEAR

    def _middle(self, reading: Reading, criterion: str, value: Any) -> float:
        """Return the middle of a reading where a value is supposed."""
        key = (criterion, reading.attribute, value)
        if key not in self._middles:
            day, attribute = self.decision.as_of, reading.attribute
            fact = supposed("", attribute, value, day)
            known = self.decision.knowledge.attributes[attribute]
            self._middles[key] = fact_interval(fact, reading, known, day).middle
        return self._middles[key]
