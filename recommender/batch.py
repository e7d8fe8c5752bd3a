"""Which framework comes first for each of many sets of requirements."""

from collections.abc import Iterable

from recommender.knowledge.view import View
from recommender.measurements import Measurements
from recommender.requirements import Requirements
from recommender.scorer import Scorer


def recommend_many(
    many: Iterable[Requirements], view: View, found: Measurements | None = None
) -> list[str | None]:
    """Return the framework that comes first for each set of requirements, None if none is left.

    With NumPy installed, all sets are scored together, some five times faster.
    """
    scorer = Scorer(view, found or Measurements())
    try:
        from recommender.batch_arrays import best_of_each
    except ImportError:
        return [scorer.best(requirements) for requirements in many]
    return best_of_each(scorer, list(many))
