"""A decision as one self-contained HTML page: no network, no script, light and dark, printable."""

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation import (
    Sentence,
    citations_by_id,
    explain,
    source_plain,
    sources_of,
)
from recommender.explanation.how_sure import HEADS as SURE_HEADS
from recommender.explanation.how_sure import HowSure
from recommender.figures import HEADS
from recommender.reports.answers import asked
from recommender.reports.safe import one_line

#: Criteria that are shown as columns of the table of contributions, heaviest first.
COLUMNS = 8


def render(decision: Decision, sure: HowSure | None = None) -> str:
    """Return the page, with how sure the answer is if that is given.

    Everything that is not markup of the template is escaped by the template.
    """
    explanation = explain(decision)
    citations = sources_of(decision, explanation.sentences())
    numbers = {citation: number for number, citation in enumerate(citations, start=1)}
    by_id = citations_by_id(decision.view)

    def notes(sentence: Sentence) -> list[int]:
        cited = dict.fromkeys(
            citation for identity in sentence.ids for citation in by_id.get(identity, ())
        )
        return [numbers[citation] for citation in cited]

    weights = decision.preferences.weights
    heaviest = [
        decision.knowledge.criteria[name]
        for name in sorted(weights, key=lambda name: (-weights[name], name))[:COLUMNS]
        if weights[name]
    ]
    page = _template().render(
        title=one_line(decision.requirements.title) or "Which deep-learning framework?",
        decision=decision,
        date=spoken(decision.as_of),
        asked=asked(decision),
        explanation=explanation,
        criteria=heaviest,
        weights=weights,
        notes=notes,
        sources=[source_plain(citation, decision.view) for citation in citations],
        spoken=spoken,
        plain=one_line,
        heads=HEADS,
        sure=sure,
        sure_heads=SURE_HEADS,
    )
    return page.rstrip() + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    folder = resources.files("recommender.reports") / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["style"] = Markup((folder / "report.css").read_text("utf-8"))  # noqa: S704 - our own file
    return environment.from_string((folder / "report.html.j2").read_text("utf-8"))
