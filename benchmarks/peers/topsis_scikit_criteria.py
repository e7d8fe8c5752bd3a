"""One decision by TOPSIS in scikit-criteria, scaled as its tutorial does."""

import skcriteria as skc
from problem import CRITERIA, MATRIX, WEIGHTS
from skcriteria.agg.similarity import TOPSIS
from skcriteria.pipeline import mkpipe
from skcriteria.preprocessing.scalers import SumScaler, VectorScaler

decision = skc.mkdm(MATRIX, [max] * CRITERIA, weights=WEIGHTS)
mkpipe(VectorScaler(target="matrix"), SumScaler(target="weights"), TOPSIS()).evaluate(decision)
