"""The forms of a recommendation, and the files that a report consists of."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommender.decision import Decision
    from recommender.explanation.how_sure import HowSure


class Form(StrEnum):
    """The forms of a recommendation."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"


#: What `recommender report` writes.
FILES = {
    "decision.md": Form.markdown,
    "decision.html": Form.html,
    "decision.json": Form.json,
}


def laid_out(decision: "Decision", form: Form, sure: "HowSure | None" = None) -> str:
    """Return a decision in one form, with how sure it is if that is given; ends with a newline."""
    if form is Form.json:
        from recommender.reports.plain import to_plain
        from recommender.safe import json_text

        return json_text(to_plain(decision, sure))
    if form is Form.markdown:
        from recommender.reports import markdown

        return markdown.render(decision, sure)
    if form is Form.html:
        from recommender.reports import html

        return html.render(decision, sure)
    from recommender.reports import text

    return text.render(decision, sure)


def report(decision: "Decision", sure: "HowSure | None") -> Mapping[str, str]:
    """Return the files of a report, by name, and what is in them."""
    return {name: laid_out(decision, form, sure) for name, form in FILES.items()}
