"""The value of every framework on a criterion under sets of answers, each worked out once.

Most answers move no value, and those that do move few: what a criterion's assessments can depend on
is all that they are kept by.
"""

from collections.abc import Hashable, Mapping, Sequence

from recommender.assessment import answers_that_matter, assess_criterion
from recommender.evidence.facts import intervals
from recommender.evidence.measured import Reach, asked_for, reach
from recommender.evidence.relations import KNOWN, toolkit_readings
from recommender.knowledge.view import View
from recommender.knowledge.vocabulary import Criterion, Reading
from recommender.measurements import Measurements
from recommender.requirements import Answer, chosen

#: A value for each framework.
Row = tuple[float, ...]
#: Rows kept per criterion; more than any interview meets.
KEPT = 100_000


class AnsweredValues:
    """Values for one day and one set of measurements, in the order of ``frameworks``."""

    def __init__(self, view: View, found: Measurements, frameworks: Sequence[str]) -> None:
        self.view, self.found, self.frameworks = view, found, frameworks
        criteria = view.knowledge.criteria.values()
        self._questions = {one.id: answers_that_matter(one, found) for one in criteria}
        self._kept: dict[str, dict[Hashable, Row]] = {one.id: {} for one in criteria}
        self._reached: dict[str, Reach] = {}
        self._weighed: dict[Hashable, Row] = {}
        self._toolkits: dict[str, Row] = {}

    def under(self, answers: Mapping[str, Answer], criterion: Criterion) -> Row:
        """Return the value of each framework on a criterion under answers."""
        questions, kept = self._questions[criterion.id], self._kept[criterion.id]
        key = tuple([answers.get(question) for question in questions])
        found = kept.get(key)
        if found is None:
            if len(kept) >= KEPT:
                kept.clear()
            telling = {question: answers[question] for question in questions if question in answers}
            found = kept[key] = self._row(criterion, telling)
        return found

    def _row(self, criterion: Criterion, answers: Mapping[str, Answer]) -> Row:
        if answers and criterion.relation is None:
            return self._measured(criterion, answers)
        if criterion.relation == "toolkits":
            readings = toolkit_readings(answers, self.view)
            if readings:
                # Each counts alike, so the value is the mean of what each has alone.
                rows = [self._toolkit(reading) for reading in readings]
                return tuple([sum(column) / len(rows) for column in zip(*rows, strict=True)])
        if criterion.relation == KNOWN and len(known := chosen(answers, KNOWN)) > 1:
            # What helps most counts, so the value is the best of what each has alone.
            alone = [self.under({**answers, KNOWN: (name,)}, criterion) for name in sorted(known)]
            return tuple([max(column) for column in zip(*alone, strict=True)])
        assessed = assess_criterion(criterion, self.view, self.found, answers)
        return tuple(assessed[name].interval.middle for name in self.frameworks)

    def _measured(self, criterion: Criterion, answers: Mapping[str, Answer]) -> Row:
        """Return the values where answers weigh measurements: of few frameworks, by few answers."""
        if criterion.id not in self._reached:
            self._reached[criterion.id] = reach(criterion, self.view, self.found)
        reached = self._reached[criterion.id]
        key = (criterion.id, asked_for(self.view, answers, reached))
        if key not in self._weighed:
            moved = assess_criterion(criterion, self.view, self.found, answers, reached.frameworks)
            self._weighed[key] = tuple(
                moved[name].interval.middle if name in moved else still
                for name, still in zip(self.frameworks, self.under({}, criterion), strict=True)
            )
        return self._weighed[key]

    def _toolkit(self, reading: Reading) -> Row:
        """Return how well one toolkit runs on each framework."""
        row = self._toolkits.get(reading.attribute)
        if row is None:
            known = self.view.frameworks
            row = self._toolkits[reading.attribute] = tuple(
                intervals(known[name], [reading], self.view)[0].middle for name in self.frameworks
            )
        return row
