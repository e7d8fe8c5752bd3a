"""Facts by their ids, as far as they were known on a day.

The facts of a knowledge base are put in order once, not anew for each of the days of a report.
"""

from functools import lru_cache

from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge, View


def known_fact(identity: str, view: View) -> Fact | None:
    """Return a fact by its id, None where it is none that was known on the view's day."""
    fact = _facts(view.knowledge).get(identity)
    if fact is None or fact.since > view.as_of or fact.framework not in view.frameworks:
        return None
    return fact


@lru_cache(maxsize=4)
def _facts(knowledge: Knowledge) -> dict[str, Fact]:
    return {fact.id: fact for known in knowledge.frameworks.values() for fact in known.facts}
