"""Facts as evidence: an interval of values by confidence, by who says it and by age."""

from __future__ import annotations

from recommender.dates import years_between
from recommender.evidence.intervals import UNKNOWN_INTERVAL, Interval, age_width, widen
from recommender.frozen import Frozen
from recommender.knowledge.frameworks import UNKNOWN, last_attested

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from recommender.knowledge.frameworks import Fact
    from recommender.knowledge.view import FrameworkView, View
    from recommender.knowledge.vocabulary import Attribute, Reading

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


#: The fields of a fact that its interval follows from.
_WEIGHED = ("value", "confidence", "documented", "since", "source_dates", "record_read")


def fact_interval(fact: Fact, reading: Reading, attribute: Attribute, as_of: str) -> Interval:
    """Return the interval of one fact under a reading's value function, at its age."""
    return _interval([getattr(fact, name) for name in _WEIGHED], reading, attribute, as_of)


def _interval(
    weighed: Sequence[Any], reading: Reading, attribute: Attribute, as_of: str
) -> Interval:
    value, confidence, documented, since, source_dates, record_read = weighed
    if value == UNKNOWN:
        return UNKNOWN_INTERVAL
    width = CONFIDENCE_WIDTH[confidence] + (0.0 if documented else CLAIM_WIDTH)
    age = years_between(last_attested(as_of, since, source_dates, record_read), as_of)
    width += age_width(max(0.0, age), attribute.shelf_life)
    return widen(reading.values[str(value).lower()], min(1.0, width))


def intervals(framework: FrameworkView, readings: Sequence[Reading], view: View) -> list[Interval]:
    """Return the interval under each reading, as ``read`` does, without making the evidence.

    A decision weighs hundreds of facts, and somebody looks at the evidence of a few.
    """
    attributes, found = view.knowledge.attributes, []
    for reading in readings:
        weighed = framework.known(reading.attribute, _WEIGHED)
        found.append(
            UNKNOWN_INTERVAL
            if weighed is None
            else _interval(weighed, reading, attributes[reading.attribute], view.as_of)
        )
    return found


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
