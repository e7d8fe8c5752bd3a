import sys
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.results.outcomes import Outcome
from recommender import batch_arrays, batch_columns
from recommender.batch import recommend_many
from recommender.batch_arrays import best_of_each
from recommender.decision import decide
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements, measurements
from recommender.requirements import from_mapping
from recommender.scorer import Scorer
from tests.recommender import made_up, tiny
from tests.recommender.probed import answered, failed, measured, plain

TINY, SHIPPED = tiny.knowledge(), shipped()
RESULTS = plain(
    measured("numpy", "numpy", 0.002),
    measured("torch", "pytorch", 0.001, wait=2),
    measured("theano", "theano", 0.004, wait=20),
    failed("mxnet", "mxnet", Outcome.FAILED, "a reason"),
    answered("torch", "pytorch", "higher_order_gradients", True, version="2.13.0"),
    answered("mxnet", "mxnet", "higher_order_gradients", False, version="1.9.1"),
)
MEASURED = measurements(RESULTS, "2026-11-24")
NOTHING = Measurements()
SCORERS = {
    (known.digest, day, found is NOTHING): (Scorer(known.at(day), found), known, found)
    for known, day, found in (
        (TINY, "2018-06-01", NOTHING),
        (SHIPPED, "2015-06-30", NOTHING),
        (SHIPPED, "2017-01-31", NOTHING),
        (SHIPPED, "2026-11-24", NOTHING),
        (SHIPPED, "2026-11-24", MEASURED),
    )
}


@pytest.mark.parametrize("key", SCORERS, ids=str)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_it_says_what_decide_says(key: tuple[str, str, bool], data: st.DataObject) -> None:
    """First place, every score and every exclusion are those of the full decision."""
    scorer, known, found = SCORERS[key]
    needs = data.draw(made_up.requirements(known))
    decision = decide(needs, key[1], found, known)
    assert scorer.best(needs) == (decision.best.framework if decision.best else None)
    summed = scorer.sums(needs)
    places = {name: place for place, name in enumerate(scorer.frameworks)}
    for ranked in decision.ranking:
        place = places[ranked.framework]
        assert not summed.excluded >> place & 1
        assert summed.scores[place] / summed.points == pytest.approx(ranked.score, abs=1e-12)
    for exclusion in decision.exclusions:
        assert summed.excluded >> places[exclusion.framework] & 1


def rules_of(text: str) -> Knowledge:
    return tiny.knowledge(rules=text)


@pytest.mark.parametrize(
    "rules",
    [
        """
- {id: a, because: A., when: [{requirement: places, includes_any: [desk, phone]}],
   then: [{emphasise: ease, by: 3}, {conclude: mobile_work}]}
- {id: b, because: B., when: [{concept: mobile_work}, {requirement: purpose, is: work}],
   then: [{emphasise: power, by: 5}, {conclude: heavy}]}
- {id: c, because: C., when: [{concept: heavy}], then: [{require: mobile, is: true}]}
""",
        """
- {id: a, because: A., when: [{requirement: places, includes: desk}],
   then: [{conclude: office}]}
- {id: b, because: B., when: [{concept: office}], unless: [{requirement: purpose, is: work}],
   then: [{emphasise: power, by: 5}, {require: power, is: strong}]}
""",
        """
- {id: a, because: A., when: [{requirement: purpose, is: study}],
   then: [{emphasise: ease, by: -3}, {emphasise: kept, by: 1}]}
- {id: b, because: B., when: [{requirement: places, includes: desk}],
   then: [{emphasise: ease, by: 1}, {emphasise: kept, by: 2}]}
- {id: c, because: C., when: [{requirement: places, includes: phone}],
   then: [{emphasise: power, by: -1}]}
""",
    ],
)
@settings(deadline=None)
@given(data=st.data())
def test_rules_of_every_shape_are_followed(rules: str, data: st.DataObject) -> None:
    """Chained concepts, exceptions, and emphasis that takes away more than there is."""
    known = rules_of(rules)
    scorer = Scorer(known.at("2018-06-01"), NOTHING)
    for _ in range(5):
        needs = data.draw(made_up.requirements(known))
        decision = decide(needs, "2018-06-01", NOTHING, known)
        assert scorer.best(needs) == (decision.best.framework if decision.best else None)


@pytest.mark.parametrize("key", SCORERS, ids=str)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_arrays_say_what_one_at_a_time_says(
    key: tuple[str, str, bool], data: st.DataObject
) -> None:
    """All sets of needs scored together get the answers that each gets alone."""
    scorer, known, _ = SCORERS[key]
    many = data.draw(st.lists(made_up.requirements(known), max_size=12))
    assert best_of_each(scorer, many) == [scorer.best(needs) for needs in many]


@pytest.mark.parametrize(
    ("module", "name", "few"),
    [
        (batch_columns, "READ", 2),
        (batch_columns, "MOST", 2),
        (batch_arrays, "SUMS", 1),
        (batch_arrays, "TOGETHER", 3),
    ],
    ids=["read", "told apart", "summed", "together"],
)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_how_many_are_worked_on_at_once_changes_nothing(
    module: ModuleType, name: str, few: int, data: st.DataObject
) -> None:
    """Read, told apart and summed a few at a time, sets get the answers that they get together."""
    scorer, known, _ = SCORERS[SHIPPED.digest, "2026-11-24", False]
    many = data.draw(st.lists(made_up.requirements(known), min_size=2, max_size=12))
    together = best_of_each(scorer, many)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, few)
        assert best_of_each(scorer, many) == together


def test_without_numpy_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy makes it faster; it is not needed."""
    needs = [from_mapping({"purpose": purpose}, TINY) for purpose in ("study", "work")]
    view = TINY.at("2016-06-01")
    with_numpy = recommend_many(needs, view)
    monkeypatch.setitem(sys.modules, "recommender.batch_arrays", None)
    assert recommend_many(needs, view) == with_numpy


def test_many_at_once() -> None:
    """Several sets of needs give several answers, in their order; None where none is left."""
    needs = [
        from_mapping(given, TINY)
        for given in ({"purpose": "study"}, {"purpose": "work"}, {"only": ["gamma"]})
    ]
    assert recommend_many(needs, TINY.at("2016-06-01")) == ["alpha", "beta", None]
