"""The front door: needs, a date and measurements in, a recommendation that explains itself."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from os import PathLike

from recommender.dates import last_day, today
from recommender.decision import Decision, decide
from recommender.measurements import measurements
from recommender.requirements import Requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from recommender.explanation import Explanation
    from recommender.explanation.compare import SideBySide
    from recommender.explanation.how import How
    from recommender.explanation.how_sure import HowSure
    from recommender.explanation.stack import StackAdvice
    from recommender.explanation.what_if import WhatIf
    from recommender.explanation.what_would_change import WhatWouldChange
    from recommender.explanation.why import Why
    from recommender.explanation.why_excluded import WhyExcluded
    from recommender.explanation.why_not import WhyNot
    from recommender.knowledge.view import Knowledge


class Recommendation(Decision, eq=False):
    """A decision that explains itself: see :class:`Decision` for what it holds; immutable."""

    @classmethod
    def of(cls, decision: Decision) -> Recommendation:
        """Return a decision as a recommendation."""
        return cls(
            decision.as_of,
            decision.requirements,
            decision.ranking,
            decision.exclusions,
            decision.preferences,
            decision.measurements,
            decision.view,
        )

    @property
    def explanation(self) -> Explanation:
        """Return why, why not the others, and what is not known, as sentences with their ids."""
        from recommender.explanation import explain

        return explain(self)

    def why(self, framework: str | None = None) -> Why:
        """Return where a framework's score comes from: criteria, facts, answers.

        Raises:
            UserError: there is no such framework, or the needs exclude it.
        """
        from recommender.explanation.why import why

        return why(self, framework)

    def why_not(self, framework: str) -> WhyNot | WhyExcluded:
        """Return the fewest criteria that put the first ahead of it, or what excluded it.

        Raises:
            UserError: there is no such framework, or it is the first.
        """
        from recommender.explanation.why_not import why_not

        return why_not(self, framework)

    def how(self, criterion: str | None = None) -> How:
        """Return how answers became the weight of a criterion, or all weights and constraints.

        Raises:
            UserError: there is no such criterion.
        """
        from recommender.explanation.how import how

        return how(self, criterion)

    def what_if(self, changes: Mapping[str, Any]) -> WhatIf:
        """Return what moves if some answers were others; None takes an answer back.

        Raises:
            UserError: there is no such question or answer.
        """
        from recommender.explanation.what_if import what_if

        return what_if(self, changes)

    def compare(self, first: str, second: str) -> SideBySide:
        """Return two frameworks of the ranking side by side.

        Raises:
            UserError: one of them is not in the ranking; why not.
        """
        from recommender.explanation.compare import compare

        return compare(self, first, second)

    def how_sure(
        self, samples: int | None = None, seed: int | None = None, leeway: float = 1.0
    ) -> HowSure:
        """Return how often each framework has each rank, over weights and values; needs NumPy.

        Args:
            samples: how many draws; 100,000 if not given.
            seed: of the draws; always the same if not given.
            leeway: how far weights go from the stated ones, from 0 (not at all) to 1.

        Raises:
            ImportError: NumPy is not installed.

        """
        from recommender.explanation.how_sure import how_sure

        return how_sure(self, samples, seed, leeway)

    def what_would_change(self) -> WhatWouldChange:
        """Return the smallest changes of weights, an answer, a fact or a need that flip it."""
        from recommender.explanation.what_would_change import what_would_change

        return what_would_change(self)

    @property
    def stack(self) -> StackAdvice | None:
        """Return on which backend to run the first, None where it runs on no other framework."""
        from recommender.explanation.stack import stack

        return stack(self)

    @property
    def summary(self) -> str:
        """Return the recommendation on one screen: the answer, how sure, why, the runner-up."""
        from recommender.reports.summary import render

        return render(self)

    @property
    def text(self) -> str:
        """Return the recommendation as plain text for a terminal, in full."""
        from recommender.reports.text import render

        return render(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        from recommender.reports.plain import to_plain

        return to_plain(self)

    def _repr_html_(self) -> str:
        from recommender.reports.notebook import recommendation_html

        return recommendation_html(self)

    def _repr_markdown_(self) -> str:
        from recommender.reports.notebook import recommendation_markdown

        return recommendation_markdown(self)

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
    # What is made on the way stays. Looking for garbage in it takes the longer the more there is:
    # of a thousand frameworks a third of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _recommend(requirements, as_of, probe_results, knowledge)
    finally:
        if collects:
            gc.enable()


def _recommend(
    requirements: Requirements | Mapping[str, Any] | str | Path,
    as_of: str | None,
    probe_results: Iterable[Mapping[str, Any]] | str | Path | None,
    knowledge: Knowledge | None,
) -> Recommendation:
    if knowledge is None:
        from recommender.loading.loader import shipped

        knowledge = shipped()
    wanted = _requirements(requirements, knowledge)
    day = today() if as_of is None else last_day(str(as_of))
    if not knowledge.at(day).alternatives:
        from recommender.explanation.naming import check_choosable

        check_choosable(knowledge.at(day))
    found = measurements(_results(probe_results), day)
    if wanted.model is not None:
        from recommender.predicting.prediction import with_forecasts

        found = with_forecasts(found, wanted.model)
    return Recommendation.of(decide(wanted, day, found, knowledge))


def _requirements(
    requirements: Requirements | Mapping[str, Any] | str | Path, knowledge: Knowledge
) -> Requirements:
    if isinstance(requirements, Requirements):
        return requirements
    from recommender.requirements import from_mapping, read

    if isinstance(requirements, Mapping):
        return from_mapping(requirements, knowledge)
    from pathlib import Path

    return read(Path(requirements), knowledge)


def _results(
    given: Iterable[Mapping[str, Any]] | str | Path | None,
) -> Iterable[Mapping[str, Any]]:
    if given is None:
        return ()
    if isinstance(given, str | PathLike):
        from pathlib import Path

        from recommender.probe_evidence import read

        return read(Path(given))
    return given
