"""The decision: preferences, assessments and constraints joined in one pure function."""

from __future__ import annotations

from recommender.assessment import assess
from recommender.frozen import Frozen
from recommender.inference import infer
from recommender.ranking import lead, rank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recommender.inference import Preferences
    from recommender.knowledge.view import Knowledge, View
    from recommender.measurements import Measurements
    from recommender.possible_ranks import RankRange
    from recommender.ranking import Exclusion, Ranked
    from recommender.requirements import Requirements

#: Below this difference of scores (of a scale from 0 to 1) the first two are too close to call.
TOO_CLOSE = 0.02
#: From this difference on the first is clearly ahead.
CLEAR = 0.08


class Decision(Frozen, eq=False):
    """Which framework, out of which, by what, and how sure; immutable.

    Attributes:
        as_of: the ISO day for which the advice is given; nothing known later entered it.
        requirements: what was asked.
        ranking: the frameworks on the table, best first, each with its contributions.
        exclusions: the frameworks that a constraint or the user excluded.
        preferences: weights, emphases, constraints, and the trace of every rule.
        measurements: the probe results, those that counted and those shown only.
        knowledge: the knowledge base that was used; ``view`` is it as of the day.

    """

    as_of: str
    requirements: Requirements
    ranking: tuple[Ranked, ...]
    exclusions: tuple[Exclusion, ...]
    preferences: Preferences
    measurements: Measurements
    view: View

    @property
    def knowledge(self) -> Knowledge:
        """Return the knowledge base that was used."""
        return self.view.knowledge

    @property
    def best(self) -> Ranked | None:
        """Return the first of the ranking, None where everything is excluded."""
        return self.ranking[0] if self.ranking else None

    @property
    def margin(self) -> float | None:
        """Return how far the first is ahead of the second, None without a second."""
        if len(self.ranking) < 2:
            return None
        return lead(self.ranking[0].score, self.ranking[1].score)

    @property
    def possible_ranks(self) -> tuple[RankRange, ...]:
        """Return the ranks that the intervals allow at these weights, in the ranking's order."""
        from recommender.possible_ranks import possible_ranks

        return possible_ranks(self.ranking)

    @property
    def verdict(self) -> str:
        """Return "nothing left", "only one left", "too close to call", "leaning" or "clear"."""
        if not self.ranking:
            return "nothing left"
        if self.margin is None:
            return "only one left"
        if self.margin < TOO_CLOSE:
            return "too close to call"
        return "clear" if self.margin >= CLEAR else "leaning"

    @property
    def measured_here(self) -> tuple[str, ...]:
        """Return the frameworks of the ranking with a measurement that counted."""
        ran = {result.framework for result in self.measurements.scored if result.measured}
        return tuple(item.framework for item in self.ranking if item.framework in ran)

    @property
    def not_measured_here(self) -> tuple[str, ...]:
        """Return the frameworks of the ranking without a measurement that counted."""
        here = {*self.measured_here}
        return tuple(item.framework for item in self.ranking if item.framework not in here)


def decide(
    requirements: Requirements, as_of: str, found: Measurements, knowledge: Knowledge
) -> Decision:
    """Decide by checked inputs; pure."""
    return decide_by(knowledge.at(as_of), requirements, found)


def decide_by(view: View, requirements: Requirements, found: Measurements) -> Decision:
    """Decide by what is known on a view's day."""
    knowledge = view.knowledge
    preferences = infer(
        requirements.answers,
        requirements.emphasis,
        knowledge.rules,
        knowledge.criteria,
        requirements.leaning,
    )
    ranking, exclusions = rank(
        view,
        assess(view, found, requirements.answers),
        preferences.weights,
        preferences.constraints,
        requirements.only,
        requirements.without,
        preferences.warnings,
    )
    return Decision(view.as_of, requirements, ranking, exclusions, preferences, found, view)
