"""How sure the advice is: possible ranks, rank acceptabilities, and who each framework is for.

Two questions are put to ``smaa``, over all values within their intervals: how often is each
framework first, second and so on with weights around the stated ones; and, with any weights of the
criteria that count, what do those care about for whom a framework comes first? NumPy loads when
this is asked, and only then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision
from recommender.possible_ranks import RankRange

#: Digits after the point of plain data.
DIGITS = 6
INSTALL = "pip install 'framework-recommender[sure]'"


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure one framework's place is.

    Attributes:
        framework, name: which.
        possible: the ranks that the intervals allow at the stated weights.
        ranks: how often it has each rank, first to last, with weights around the stated ones; of
            more than 64 frameworks the last is for all ranks from the 64th on.
        errors: the standard errors of these.
        anywhere: how often it is first with any weights of the criteria that count.
        central: the mean of those weights; None if it never is.
        confidence: how often it is first with its central weights, as the values vary; likewise.

    """

    framework: str
    name: str
    possible: RankRange
    ranks: tuple[float, ...]
    errors: tuple[float, ...]
    anywhere: float
    central: Mapping[str, float] | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a decision is; ``frameworks`` in the order of its ranking."""

    frameworks: tuple[Sure, ...]
    samples: int
    seed: int
    leeway: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "samples": self.samples,
            "seed": self.seed,
            "leeway": self.leeway,
            "frameworks": [
                {
                    "framework": one.framework,
                    "possible_ranks": [one.possible.best, one.possible.worst],
                    "rank_acceptabilities": [round(share, DIGITS) for share in one.ranks],
                    "standard_errors": [round(error, DIGITS) for error in one.errors],
                    "first_anywhere": round(one.anywhere, DIGITS),
                    "central_weights": None
                    if one.central is None
                    else {name: round(weight, DIGITS) for name, weight in one.central.items()},
                    "confidence_factor": None
                    if one.confidence is None
                    else round(one.confidence, DIGITS),
                }
                for one in self.frameworks
            ],
        }


def sureness(
    decision: Decision,
    samples: int | None = None,
    seed: int | None = None,
    leeway: float = 1.0,
) -> Sureness:
    """Return how sure a decision is.

    Args:
        decision: the decision.
        samples: how many draws of weights and values, in whole thousands, and two at least, since
            standard errors come from the differences between them; 100,000 if not given.
        seed: of the draws; a fixed one if not given, so that the same decision gives the same.
        leeway: how far weights go from the stated ones: see ``weight_regions.around``.

    Raises:
        ImportError: NumPy is not installed.

    """
    from recommender.sureness.smaa import BATCH, SAMPLES, SEED, acceptability
    from recommender.sureness.weight_regions import anywhere, around

    samples = SAMPLES if samples is None else max(samples, 2 * BATCH)
    seed = SEED if seed is None else seed
    if not decision.ranking:
        return Sureness((), samples, seed, leeway)
    weights = decision.preferences.weights
    low, high = (
        [
            [getattr(one.assessment.interval, end) for one in item.contributions]
            for item in decision.ranking
        ]
        for end in ("low", "high")
    )
    stated = list(weights.values())
    near = acceptability(low, high, around(stated, leeway), samples=samples, seed=seed)
    far = acceptability(low, high, anywhere(stated), samples=samples, seed=seed)
    return Sureness(
        tuple(
            Sure(
                item.framework,
                item.name,
                possible,
                tuple(near.ranks[row].tolist()),
                tuple(near.errors[row].tolist()),
                float(far.ranks[row, 0]),
                {
                    name: float(weight)
                    for name, weight in zip(weights, far.central[row], strict=True)
                    if weights[name]
                }
                if far.ranks[row, 0]
                else None,
                float(far.confidence[row]) if far.ranks[row, 0] else None,
            )
            for row, (item, possible) in enumerate(
                zip(decision.ranking, decision.possible_ranks, strict=True)
            )
        ),
        near.samples,
        seed,
        leeway,
    )
