"""What the HTML report's page computes with: every value at every date, and the words behind it.

The page has the same additive model as ``ranking`` and says its sentences by the templates of
``explanation.phrases``; a test moves weights, switches and dates in a browser and compares.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from recommender.dates import spoken
from recommender.decision import CLEAR, TOO_CLOSE, Decision, decide
from recommender.explanation.evidence import ids_of, parts_of
from recommender.explanation.excluding import excluded
from recommender.explanation.overview import DIFFERENCES, REASONS, SPEAKS
from recommender.explanation.phrases import phrases
from recommender.explanation.sentences import Citations, Sentence, citations_by_id, source_plain
from recommender.explanation.warnings import of_the_day, warnings_of
from recommender.history import dates_of_advice
from recommender.inference import points
from recommender.measurements import measurements
from recommender.predicting.prediction import with_forecasts
from recommender.ranking import Contribution, Ranked
from recommender.reports.plain import given
from recommender.safe import one_line


def page_model(
    decision: Decision, days: Sequence[Decision], cited: Sequence[str]
) -> dict[str, Any]:
    """Return what the page computes with, as plain data; pure.

    Args:
        decision: the decision of the report.
        days: the decisions of the dates that one can choose.
        cited: the citations of the static page, in the order of their numbers there; those that
            only changed settings bring up follow them.

    """
    return _Model(decision, days, cited).plain()


def decisions(decision: Decision) -> tuple[Decision, ...]:
    """Return the decisions for the same needs at the dates of advice; the last is the given one.

    Each is what the program says as of that day, measurements included that were made by then.
    """
    needs, results = decision.requirements, given(decision)
    *earlier, _ = dates_of_advice(decision.as_of)
    return (
        *(
            decide(
                needs,
                day,
                with_forecasts(measurements(results, day), needs.model),
                decision.knowledge,
            )
            for day in earlier
        ),
        decision,
    )


def stated_points(decision: Decision) -> dict[str, float]:
    """Return the points of each criterion, of which the weights are the shares."""
    return points(decision.preferences.emphases, decision.knowledge.criteria)


class _Model:
    """Cells, words and citations are kept once each and named by their places in the tables."""

    def __init__(self, decision: Decision, days: Sequence[Decision], cited: Sequence[str]) -> None:
        self.decision = decision
        self.days = days
        self.words: dict[str, int] = {}
        self.cells: dict[tuple[Any, ...], int] = {}
        self.citations = {citation: place for place, citation in enumerate(cited)}

    def plain(self) -> dict[str, Any]:
        knowledge = self.decision.knowledge
        days = [self._day(day) for day in self.days]
        return {
            "criteria": [
                {
                    "id": criterion.id,
                    "name": one_line(criterion.name),
                    "points": stated,
                }
                for criterion, stated in zip(
                    knowledge.criteria.values(), stated_points(self.decision).values(), strict=True
                )
            ],
            "limits": {
                "too_close": TOO_CLOSE,
                "clear": CLEAR,
                "reasons": REASONS,
                "speaks": SPEAKS,
                "differences": DIFFERENCES,
            },
            "phrases": phrases(),
            "days": days,
            "cells": [list(cell) for cell in self.cells],
            "words": list(self.words),
            **self._sources(),
        }

    def _day(self, day: Decision) -> dict[str, Any]:
        by_id = citations_by_id(day.view)

        def cite(identities: Iterable[str]) -> tuple[int, ...]:
            return tuple(self._cite(identities, by_id))

        def said(sentence: Sentence) -> list[Any]:
            return [one_line(sentence.text), list(cite(sentence.ids))]

        def cell(contribution: Contribution, ranked: Ranked) -> int:
            interval = contribution.assessment.interval
            found = (
                # Every digit, so that the page orders what is level but for rounding as we do.
                interval.low,
                interval.high,
                tuple(
                    self.words.setdefault(one_line(part), len(self.words))
                    for part in parts_of(contribution, day, ranked.framework)
                ),
                cite(ids_of(contribution)),
            )
            return self.cells.setdefault(found, len(self.cells))

        return {
            "day": day.as_of,
            "words": spoken(day.as_of),
            "warnings": [said(sentence) for sentence in of_the_day(day)],
            "frameworks": [
                {
                    "id": ranked.framework,
                    "name": one_line(ranked.name),
                    "cells": [cell(item, ranked) for item in ranked.contributions],
                    "warnings": [said(sentence) for sentence in warnings_of(ranked, day)],
                }
                for ranked in sorted(day.ranking, key=lambda ranked: ranked.framework)
            ],
            "excluded": [
                {"name": one_line(item.name), "said": said(excluded(item, day))}
                for item in day.exclusions
            ],
        }

    def _cite(self, identities: Iterable[str], by_id: Citations) -> Iterator[int]:
        cited = dict.fromkeys(
            citation for identity in identities for citation in by_id.of(identity)
        )
        for citation in cited:
            yield self.citations.setdefault(citation, len(self.citations))

    def _sources(self) -> dict[str, Any]:
        """Return the sources, each once, and the citations: a source and the place in it."""
        sources: dict[str, dict[str, str]] = {}
        places: dict[str, int] = {}
        citations = []
        for citation in self.citations:
            identity, _, place = citation.partition("#")
            places.setdefault(identity, len(places))
            citations.append([places[identity], one_line(place)])
            if identity not in sources:
                sources[identity] = _source(source_plain(citation, self.decision.view))
        return {"sources": list(sources.values()), "citations": citations}


def _source(plain: dict[str, Any]) -> dict[str, str]:
    address = plain["address"] or ""
    return {
        "author": one_line(plain["author"] or ""),
        "title": one_line(plain["title"]),
        "date": spoken(plain["date"]) if plain["date"] else "",
        "address": address if address.startswith(("https://", "http://")) else "",
    }
