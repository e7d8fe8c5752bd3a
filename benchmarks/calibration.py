"""How often the first framework is right, beside how sure the advice says it is of it.

    python benchmarks/calibration.py [--samples 20000]

Takes the shipped cases that name an answer. The probability of being first is that of the model's
weights and values alone, so it need not be how often the experts agree; this prints both, for
several sizes of the region of weights, and for a region that keeps half of each stated weight.
"""

import argparse
import sys

import numpy as np

from recommender.evaluating.cases import read, shipped_cases
from recommender.evaluating.evaluation import Judged, evaluate
from recommender.loading.loader import shipped
from recommender.sureness.smaa import acceptability
from recommender.sureness.weight_regions import OwnCorners, anywhere, around

BINS = ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.999), (0.999, 1.1))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=20_000)
    samples = parser.parse_args().samples
    knowledge = shipped()
    judged = [
        one
        for one in evaluate(read(shipped_cases(), knowledge), knowledge).judged
        if one.case.accepted and one.decision.ranking
    ]
    sys.stdout.write(f"{len(judged)} cases; mean log loss and Brier score: less is better\n")
    for leeway in (0.0, 0.25, 0.5, 0.75, 1.0):
        found = [_shares(one, samples, around(_stated(one), leeway)) for one in judged]
        _print(f"around the stated weights, leeway {leeway:g}", judged, found)
    found = []
    for one in judged:
        stated = np.array(_stated(one))
        kept = 0.5 * stated[:, None] + 0.5 * np.asarray(anywhere(stated))
        found.append(_shares(one, samples, kept))
    _print("each keeps half of its weight, the rest anywhere", judged, found)
    return 0


def _stated(one: Judged) -> list[float]:
    return list(one.decision.preferences.weights.values())


def _shares(one: Judged, samples: int, corners: np.ndarray | OwnCorners) -> np.ndarray:
    """Return how often each framework is first, in the order of the ranking."""
    names = list(one.decision.preferences.weights)
    rows = [
        [item.contribution(name).assessment.interval for name in names]
        for item in one.decision.ranking
    ]
    low = [[interval.low for interval in row] for row in rows]
    high = [[interval.high for interval in row] for row in rows]
    return np.asarray(acceptability(low, high, corners, samples=samples).ranks[:, 0])


def _print(title: str, judged: list[Judged], found: list[np.ndarray]) -> None:
    said = np.array([shares[0] for shares in found])
    right = np.array([one.first for one in judged], float)
    accepted = np.array(
        [
            sum(
                share
                for share, item in zip(shares, one.decision.ranking, strict=True)
                if item.framework in one.case.accepted
            )
            for one, shares in zip(judged, found, strict=True)
        ]
    )
    loss = -np.log(np.clip(accepted, 0.01, 1)).mean()
    agrees = np.mean([shares.argmax() == 0 for shares in found])
    sys.stdout.write(
        f"{title}: says {said.mean():.2f}, right {right.mean():.2f}; log loss {loss:.2f}, Brier "
        f"{((said - right) ** 2).mean():.3f}; the first is the most probable in {agrees:.0%}\n"
    )
    for low, high in BINS:
        inside = (said >= low) & (said < high)
        if inside.any():
            sys.stdout.write(
                f"    says {said[inside].mean():.2f}: right {right[inside].mean():.2f} "
                f"of {inside.sum()}\n"
            )


if __name__ == "__main__":
    sys.exit(main())
