"""One decision by TOPSIS in pyDecision."""

import numpy as np
from problem import CRITERIA, MATRIX, WEIGHTS
from pyDecision.algorithm import topsis_method

topsis_method(np.array(MATRIX), WEIGHTS, ["max"] * CRITERIA, graph=False, verbose=False)
