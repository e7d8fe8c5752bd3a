"""Every attribute that is scored is known, or explicitly unknown, of whoever must be known.

That is: of each living framework today, and of each framework that an article surveys at the
article's date.
"""

from collections.abc import Iterator

from recommender.dates import last_day, spoken
from recommender.knowledge.view import FrameworkView
from recommender.linting.base import Base, Finding
from recommender.maintaining.coverage import scored_attributes


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each scored attribute that such a framework lacks."""
    scored = scored_attributes(base.knowledge)
    files = {framework.id: at for framework, at in base.frameworks()}
    today = base.knowledge.at(base.today)
    living = [view for view in today.alternatives.values() if view.value("maintenance") != "ended"]
    due = [(view, base.today) for view in living]
    for article in base.knowledge.articles.values():
        day = last_day(article["date"])
        views = base.knowledge.at(day).alternatives
        due += [(views[name], day) for name in article["surveys"] if name in views]
    for view, day in due:
        for attribute in missing(view, scored):
            yield files[view.id].wrong(
                "facts",
                f"{attribute} is scored and nothing is said of it as of {spoken(day)}",
                "add the fact with its source, or 'value: unknown' with a note of where you looked",
            )


def missing(view: FrameworkView, attributes: tuple[str, ...]) -> list[str]:
    """Return the attributes of which a view holds neither a value nor an explicit unknown."""
    return [attribute for attribute in attributes if view.fact(attribute) is None]
