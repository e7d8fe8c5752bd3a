"""Facts as evidence: an interval of values by confidence, by who says it and by age."""

from __future__ import annotations

from recommender.frozen import Frozen
from recommender.intervals import UNKNOWN_INTERVAL, Interval, age_width, widen
from recommender.knowledge import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recommender.knowledge import Attribute, Fact, FrameworkView, Reading, View

#: How far each confidence widens an interval towards [0, 1] (0: not at all, 1: wholly).
CONFIDENCE_WIDTH = {"high": 0.0, "medium": 0.1, "low": 0.25}
#: What a claim is widened by, beside a documented fact.
CLAIM_WIDTH = 0.05


class Evidence(Frozen):
    """What fed one reading of a criterion.

    ``kind`` is measured (here), published (measured elsewhere), documented, claimed or unknown;
    ``id`` leads back to the fact, the measurement or the study, or to the attribute that nobody
    could fill. ``confirmed_by`` is the measurement that agrees with a fact and has narrowed it.
    """

    kind: str
    id: str
    interval: Interval
    weight: float
    confirmed_by: str | None = None


def fact_interval(fact: Fact, reading: Reading, attribute: Attribute, as_of: str) -> Interval:
    """Return the interval of one fact under a reading's value function, at its age."""
    if fact.value == UNKNOWN:
        return UNKNOWN_INTERVAL
    value = reading.values[str(fact.value).lower()]
    width = CONFIDENCE_WIDTH[fact.confidence] + (0.0 if fact.documented else CLAIM_WIDTH)
    width += age_width(fact.age(as_of), attribute.shelf_life)
    return widen(value, min(1.0, width))


def read(framework: FrameworkView, reading: Reading, view: View) -> Evidence:
    """Return what is known of a framework under a reading."""
    fact = framework.fact(reading.attribute)
    if fact is None:
        missing = f"{framework.id}.{reading.attribute}"
        return Evidence("unknown", missing, UNKNOWN_INTERVAL, reading.weight)
    attribute = view.knowledge.attributes[reading.attribute]
    interval = fact_interval(fact, reading, attribute, view.as_of)
    kind = "documented" if fact.documented else "claimed"
    kind = "unknown" if fact.value == UNKNOWN else kind
    return Evidence(kind, fact.id, interval, reading.weight, None)
