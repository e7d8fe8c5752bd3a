"""One decision by TOPSIS in pymcdm."""

import numpy as np
from problem import CRITERIA, MATRIX, WEIGHTS
from pymcdm.methods import TOPSIS

TOPSIS()(np.array(MATRIX), np.array(WEIGHTS), np.ones(CRITERIA))
