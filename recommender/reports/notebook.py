"""What a notebook shows of a recommendation: fragments of HTML and Markdown."""

from recommender.decision import Decision
from recommender.explanation.fragments import as_html, as_markdown
from recommender.explanation.overview import verdict, why_first, why_not_first
from recommender.explanation.sentences import Section
from recommender.explanation.warnings import warnings
from recommender.explanation.would_change import would_change

#: So many changes that flip the answer are shown.
CHANGES = 2


def recommendation_html(decision: Decision) -> str:
    """Return a recommendation in short: the answer, why, the runner-up, what would change it."""
    return as_html(_title(decision), decision, _sections(decision))


def recommendation_markdown(decision: Decision) -> str:
    """Return the same as Markdown."""
    return as_markdown(_title(decision), decision, _sections(decision))


def _title(decision: Decision) -> str:
    title = decision.requirements.title
    best = decision.best.name if decision.best else "none"
    return f"{title}: {best}" if title else f"Which framework? {best}"


def _sections(decision: Decision) -> tuple[Section, ...]:
    ranking = decision.ranking
    parts = [
        Section("", (*verdict(decision), *warnings(decision))),
        Section("Why", why_first(decision)),
        Section("What would change it", would_change(decision)[:CHANGES]),
    ]
    if len(ranking) > 1:
        against = why_not_first(decision, ranking[0], ranking[1])
        parts.insert(2, Section(f"Why not {ranking[1].name}", against))
    return tuple(part for part in parts if part.sentences)
