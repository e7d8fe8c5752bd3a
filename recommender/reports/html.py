"""A decision as one self-contained HTML page: no network, light and dark, printable, and alive.

The template lays out the whole decision, which stands without scripts. The scripts, inlined and
named by their digests in the page's content security policy, draw the charts and let ranking and
reasons follow other weights and dates, from the data of ``page_model``.
"""

import json
from functools import lru_cache
from math import ceil
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import (
    Explanation,
    Sentence,
    citations_by_id,
    explain,
    source_plain,
    sources_of,
)
from recommender.explanation.how_sure import HEADS as SURE_HEADS
from recommender.explanation.how_sure import HowSure, how_sure_if_possible
from recommender.explanation.weights import heaviest_first
from recommender.figures import HEADS
from recommender.reports.answers import asked
from recommender.reports.page_charts import page_charts
from recommender.reports.page_model import decisions, page_model, stated_points
from recommender.reports.page_scripts import early, policy, scripts, style
from recommender.reports.vendoring import libraries
from recommender.safe import one_line
from recommender.wording import percent, series

#: Criteria that are shown as columns of the table of contributions, heaviest first.
COLUMNS = 8
#: Criteria that have a colour in the chart of contributions; the last stands for all others.
SERIES = 8
#: Sliders go up to so many points, or as far as the stated ones do.
POINTS = 10


def render(decision: Decision, sure: HowSure | None = None) -> str:
    """Return the page; how sure the answer is is computed, where NumPy is there, if not given.

    Everything that is not markup of the template is escaped by the template.
    """
    sure = how_sure_if_possible(decision) if sure is None else sure
    explanation = explain(decision)
    citations = sources_of(decision, explanation.sentences())
    days = decisions(decision)
    charts = page_charts(decision, explanation.figures, sure)
    data = {
        "cited": len(citations),
        "columns": COLUMNS,
        "model": page_model(decision, days, citations),
        "charts": charts,
    }
    page = _template().render(
        **_decided(decision, explanation, citations),
        **_controls(decision),
        **_charts(charts, days),
        days=days,
        sure=sure,
        sure_heads=SURE_HEADS,
        data=_embedded(data),
    )
    return page.rstrip() + "\n"


def _decided(
    decision: Decision, explanation: Explanation, citations: tuple[str, ...]
) -> dict[str, Any]:
    numbers = {citation: number for number, citation in enumerate(citations, start=1)}
    by_id = citations_by_id(decision.view)

    def notes(sentence: Sentence) -> list[int]:
        cited = dict.fromkeys(
            citation for identity in sentence.ids for citation in by_id.of(identity)
        )
        return [numbers[citation] for citation in cited]

    return {
        "title": one_line(decision.requirements.title) or "Which deep-learning framework?",
        "decision": decision,
        "date": spoken(decision.as_of),
        "asked": asked(decision),
        "explanation": explanation,
        "notes": notes,
        "sources": [source_plain(citation, decision.view) for citation in citations],
    }


def _controls(decision: Decision) -> dict[str, Any]:
    """Return what the table of contributions, its key and the sliders need."""
    criteria = decision.knowledge.criteria
    points, order = stated_points(decision), heaviest_first(decision)
    named = order if len(order) <= SERIES else order[: SERIES - 1]
    others = ["All others"] if len(order) > SERIES else []
    return {
        "weights": decision.preferences.weights,
        "points": points,
        "most": max(POINTS, ceil(max(points.values()))),
        "criteria": [criteria[identity] for identity in order[:COLUMNS]],
        "series": [one_line(criteria[identity].name) for identity in named] + others,
        "weighed": [criteria[identity] for identity in order],
        "unweighed": [one for one in criteria.values() if one.id not in order],
    }


def _charts(charts: dict[str, Any], days: tuple[Decision, ...]) -> dict[str, Any]:
    """Return what the page must know of the charts before a script draws them."""
    coverage = charts["coverage"]
    last = max((row["year"] for row in coverage["rows"]), default=0)
    leaders = dict.fromkeys(day.best.name for day in days if day.best)
    return {
        "leaders": [one_line(name) for name in leaders],
        "measured": charts["measured"],
        "coverage_states": coverage["states"],
        "coverage_last": [row for row in coverage["rows"] if row["year"] == last],
    }


def _embedded(data: dict[str, Any]) -> Markup:
    """Return data as JSON that cannot end its script element, whatever its words are."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - no character of markup is left in it


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("recommender.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "early": Markup(early()),  # noqa: S704 - our own files, and the libraries that we carry
        "heads": HEADS,
        "libraries": series([f"{one.name} {one.version}" for one in libraries() if one.script]),
        "percent": percent,
        "plain": one_line,
        "policy": policy(),
        "scripts": [Markup(script) for script in scripts()],  # noqa: S704
        "spoken": spoken,
        "style": Markup(style()),  # noqa: S704
    }
    return environment.get_template("report.html.j2")
