import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.answered_values import AnsweredValues
from recommender.assessment import assess_criterion
from recommender.loading.loader import shipped
from recommender.measurements import Measurements, measurements
from tests.recommender import made_up
from tests.recommender.probed import measured, plain

DAY = "2026-11-24"
VIEW = shipped().at(DAY)
NAMES = tuple(sorted(VIEW.alternatives))
RESULTS = plain(
    measured("numpy", "numpy", 0.002),
    measured("torch", "pytorch", 0.001, wait=2),
    measured("theano", "theano", 0.004, wait=20),
)
KINDS = {
    "published figures alone": AnsweredValues(VIEW, Measurements(), NAMES),
    "measured here too": AnsweredValues(VIEW, measurements(RESULTS, DAY), NAMES),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_kept_is_what_assessing_anew_says(kind: str, data: st.DataObject) -> None:
    """Whatever was asked before, each value is the middle of the assessment under these answers."""
    values = KINDS[kind]
    answers = data.draw(made_up.requirements(shipped())).answers
    for criterion in shipped().criteria.values():
        assessed = assess_criterion(criterion, VIEW, values.found, answers)
        wanted = [assessed[name].interval.middle for name in NAMES]
        assert values.under(answers, criterion) == pytest.approx(wanted, abs=1e-15)
