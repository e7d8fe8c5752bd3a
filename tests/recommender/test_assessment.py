from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.assessment import assess
from recommender.evidence.facts import fact_interval
from recommender.evidence.intervals import widen
from recommender.evidence.measured import measure_value
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Measure
from recommender.measurements import Measurements, measurements
from tests.recommender import tiny

unit = st.floats(0, 1)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return tiny.knowledge()


@given(unit, unit, unit)
def test_a_better_value_never_gets_a_lower_interval(one: float, other: float, width: float) -> None:
    """Widening keeps the order of values at both ends, and stays within [0, 1]."""
    low, high = sorted((one, other))
    worse, better = widen(low, width), widen(high, width)
    assert 0 <= worse.low <= worse.high <= 1 + 1e-12
    assert worse.low <= better.low + 1e-12
    assert worse.high <= better.high + 1e-12


@given(unit, unit, unit)
def test_more_certainty_only_narrows(value: float, one: float, other: float) -> None:
    """The interval of a smaller width lies inside that of a larger one."""
    small, large = sorted((one, other))
    assert widen(value, large).low <= widen(value, small).low + 1e-12
    assert widen(value, small).high <= widen(value, large).high + 1e-12


def test_age_widens_a_fact_after_its_shelf_life(known: Knowledge) -> None:
    """A dated fact is exact within its shelf life and less certain with each one more."""
    fact = next(f for f in known.frameworks["alpha"].facts if f.attribute == "ease")
    reading, attribute = known.criteria["ease"].readings[0], known.attributes["ease"]
    widths = [
        fact_interval(fact, reading, attribute, f"{year}-03-31").width
        for year in (2017, 2020, 2022)
    ]
    assert widths[0] == 0
    assert widths[1] == pytest.approx(0.25, abs=0.01)
    assert widths[2] == pytest.approx(0.5, abs=0.01)


def test_a_claim_is_less_certain_than_a_documented_fact(known: Knowledge) -> None:
    """The same value from an opinion gets a wider interval."""
    fact = next(f for f in known.frameworks["alpha"].facts if f.attribute == "ease")
    reading, attribute = known.criteria["ease"].readings[0], known.attributes["ease"]
    claimed = fact_interval(replace(fact, documented=False), reading, attribute, "2016-06-01")
    assert claimed.width > fact_interval(fact, reading, attribute, "2016-06-01").width


def test_unknown_is_the_whole_interval_never_zero(known: Knowledge) -> None:
    """Neither a missing fact nor an explicit unknown counts as bad."""
    found = assess(known.at("2018-06-01"), Measurements(), {})
    interval = found["gamma"]["power"].interval
    assert (interval.low, interval.high) == (0, 1)
    assert found["gamma"]["power"].evidence[0].kind == "unknown"


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_a_faster_step_never_gets_a_lower_value(one: float, other: float) -> None:
    """The value of a measured time falls with the time and stays within [0, 1]."""
    measure = Measure("step_s", 1.0, best=0.1, worst=10.0)
    fast, slow = sorted((one, other))
    assert 0 <= measure_value(measure, slow) <= measure_value(measure, fast) <= 1


def test_anchors_give_nought_half_and_one() -> None:
    """The worst anchor is 0, the best 1, their geometric mean a half."""
    measure = Measure("step_s", 1.0, best=0.1, worst=10.0)
    assert [measure_value(measure, t) for t in (10, 1, 0.1)] == pytest.approx([0, 0.5, 1])


def result(stack: str, median: float, **changes: object) -> dict[str, object]:
    return {
        "schema": "framework-recommender/probe-result/1",
        "framework": stack,
        "stack": stack,
        "workload": "mlp",
        "mode": "eager",
        "device": "cpu",
        "outcome": "measured",
        "measured_at": "2026-06-01T12:00:00Z",
        "metrics": {"step_s": {"median": median, "low": median, "high": median}},
        **changes,
    }


def test_measured_speed_is_relative_to_the_yardstick_of_this_machine(known: Knowledge) -> None:
    """A step as long as NumPy's is at the anchors' geometric mean, on any machine."""
    for scale in (1.0, 7.0):
        found = measurements([result("numpy", scale), result("alpha", scale)], "2026-06-30")
        evidence = assess(known.at("2026-06-30"), found, {})["alpha"]["speed"].evidence
        measured = [item for item in evidence if item.kind == "measured"]
        assert [item.interval.middle for item in measured] == pytest.approx([0.5])


def test_only_agreeing_results_of_before_the_date_are_scored(known: Knowledge) -> None:
    """A wrong result, one without yardstick and one of after the date leave the score alone."""
    plain = assess(known.at("2026-06-30"), Measurements(), {})["alpha"]["speed"]
    for results in (
        [result("numpy", 1), result("alpha", 1, outcome="wrong_result")],
        [result("alpha", 1)],
        [result("numpy", 1), result("alpha", 1, measured_at="2026-07-01T00:00:00Z")],
    ):
        found = measurements(results, "2026-06-30")
        assert assess(known.at("2026-06-30"), found, {})["alpha"]["speed"] == plain


def test_existing_code_lives_on_in_its_framework_and_its_layers(known: Knowledge) -> None:
    """Code in Beta is worth all in Beta and in its layer Alpha, and nothing in Gamma."""
    found = assess(known.at("2019-01-01"), Measurements(), {"existing_code": "beta"})
    values = {name: found[name]["kept"].interval.middle for name in found}
    assert values == {"beta": 1, "alpha": 1, "gamma": 0}
