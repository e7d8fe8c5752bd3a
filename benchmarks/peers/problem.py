"""The decision that every peer makes: 12 alternatives by 25 criteria, all to be maximised."""

import random

ALTERNATIVES, CRITERIA, SAMPLES = 12, 25, 100_000
_RANDOM = random.Random(2017)  # noqa: S311 - the same problem everywhere, no secret
MATRIX = [[_RANDOM.uniform(0.1, 1) for _ in range(CRITERIA)] for _ in range(ALTERNATIVES)]
_POINTS = [_RANDOM.uniform(0.5, 3) for _ in range(CRITERIA)]
WEIGHTS = [point / sum(_POINTS) for point in _POINTS]
