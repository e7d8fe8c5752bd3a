"""The main job: requirements, knowledge at a date and measurements in, a recommendation out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.assessment import assess
from recommender.dates import last_day, today
from recommender.inference import Preferences, infer
from recommender.knowledge import Knowledge, View
from recommender.measurements import Measurements, measurements
from recommender.ranking import Exclusion, Ranked, rank
from recommender.requirements import Requirements

if TYPE_CHECKING:
    from recommender.explanation import Explanation

#: Below this difference of scores (of a scale from 0 to 1) the first two are too close to call.
TOO_CLOSE = 0.02
#: From this difference on the first is clearly ahead.
CLEAR = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Recommendation:
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
        return self.ranking[0].score - self.ranking[1].score

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
        return tuple(
            item.framework for item in self.ranking if item.framework not in self.measured_here
        )

    @property
    def explanation(self) -> "Explanation":
        """Return why, why not the others, and what is not known, as sentences with their ids."""
        from recommender.explanation import explain

        return explain(self)

    @property
    def text(self) -> str:
        """Return the recommendation as plain text for a terminal."""
        from recommender.reports.text import render

        return render(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        from recommender.reports.plain import to_plain

        return to_plain(self)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        best = self.best.framework if self.best else None
        return f"<Recommendation as of {self.as_of}: {best} ({self.verdict})>"


def recommend(
    requirements: Requirements | Mapping[str, Any] | str | Path,
    as_of: str | None = None,
    probe_results: Iterable[Mapping[str, Any]] | str | Path | None = None,
    *,
    knowledge: Knowledge | None = None,
) -> Recommendation:
    """Return the recommendation for requirements as of a date.

    Args:
        requirements: a mapping of answers, a :class:`Requirements`, or the path of a YAML file.
        as_of: "2017", "2017-01" or "2017-01-31" (a month or year means its last day); today if
            not given.
        probe_results: results of probes on this machine as mappings, the path of a results file
            (JSON Lines), or None for advice from knowledge alone. Results that were measured after
            ``as_of`` are shown and do not count.
        knowledge: a knowledge base of your own; default the one that is shipped.

    Raises:
        UserError: requirements, date or results that cannot be used; one line that says why.

    """
    if knowledge is None:
        from recommender.knowledge_loading import shipped

        knowledge = shipped()
    wanted = _requirements(requirements, knowledge)
    day = today() if as_of is None else last_day(str(as_of))
    return decide(wanted, day, measurements(_results(probe_results), day), knowledge)


def decide(
    requirements: Requirements, as_of: str, found: Measurements, knowledge: Knowledge
) -> Recommendation:
    """Return the recommendation of checked inputs; pure."""
    view = knowledge.at(as_of)
    preferences = infer(
        requirements.answers, requirements.emphasis, knowledge.rules, knowledge.criteria
    )
    ranking, exclusions = rank(
        view,
        assess(view, found, requirements.answers),
        preferences.weights,
        preferences.constraints,
        requirements.only,
        requirements.without,
    )
    return Recommendation(as_of, requirements, ranking, exclusions, preferences, found, view)


def _requirements(
    requirements: Requirements | Mapping[str, Any] | str | Path, knowledge: Knowledge
) -> Requirements:
    if isinstance(requirements, Requirements):
        return requirements
    from recommender.requirements import from_mapping, read

    if isinstance(requirements, Mapping):
        return from_mapping(requirements, knowledge)
    return read(Path(requirements), knowledge)


def _results(
    given: Iterable[Mapping[str, Any]] | str | Path | None,
) -> Iterable[Mapping[str, Any]]:
    if given is None:
        return ()
    if isinstance(given, str | Path):
        from recommender.probe_evidence import read

        return read(Path(given))
    return given
