from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from recommender.decision import Decision, decide
from recommender.explanation.what_would_change import what_would_change
from recommender.flips import weights
from recommender.flips.weights import (
    RIVALS,
    WeightChange,
    change_for,
    changes_for_each,
    moved_share,
    nearest_change,
)
from recommender.measurements import Measurements
from recommender.requirements import from_mapping
from tests.recommender import tiny
from tests.recommender.made_up_decision import decision, problems


def nearest(found: Decision) -> WeightChange | None:
    stated = found.preferences.weights
    return nearest_change(found.ranking, stated, stated.keys())


def smallest_by_scipy(
    found: Decision, framework: str, lead: float = 0.0, free: Collection[str] | None = None
) -> float | None:
    """Return the least share of weight that must move for a lead, by HiGHS; None if none will."""
    names = list(found.preferences.weights)
    before = np.array([found.preferences.weights[name] for name in names])
    values = {
        item.framework: np.array(
            [item.contribution(name).assessment.interval.middle for name in names]
        )
        for item in found.ranking
    }
    own, size = values.pop(framework), len(names)
    one, nothing = np.eye(size), np.zeros(size)
    rows = [np.concatenate([other - own, nothing]) for other in values.values()]
    limits = [-lead] * len(rows)
    for sign in (1, -1):
        rows += list(np.hstack([sign * one, -one]))
        limits += list(sign * before)
    solved = linprog(
        np.concatenate([nothing, np.full(size, 0.5)]),
        A_ub=np.array(rows),
        b_ub=limits,
        A_eq=[np.concatenate([np.ones(size), nothing])],
        b_eq=[1.0],
        bounds=[
            (weight, weight) if free is not None and name not in free else (0, None)
            for name, weight in zip(names, before, strict=True)
        ]
        + [(0, None)] * size,
        method="highs",
    )
    return None if solved.status == 2 else float(solved.fun)


def is_first(found: Decision, change: WeightChange, weights: dict[str, float]) -> bool:
    """Return whether a decision by other weights puts the framework of a change first."""
    rows = {item.framework: item for item in found.ranking}
    values = [
        [rows[f"f{index}"].contribution(name).assessment.interval.middle for name in weights]
        for index in range(len(rows))
    ]
    again = decision(values, list(weights.values())).best
    return again is not None and again.framework == change.framework


@settings(max_examples=300, deadline=None)
@given(problems)
# Two criteria that are equal but for rounding: no weight may wander between them.
@example(([[0.65, 0.45, 0.0, 0.6], [0.75, 0.4, 0.65, 0.55]], [9.0, 1.0, 3.0, 6.0]))
def test_every_stated_change_flips_and_is_the_smallest(
    problem: tuple[list[list[float]], list[float]],
) -> None:
    """Applied, each change makes its framework first; a linear programme finds none smaller."""
    found = decision(*problem)
    weights = found.preferences.weights
    sizes = []
    for item in found.ranking[1:]:
        change = change_for(found.ranking, weights, weights.keys(), item.framework)
        if change is None:
            assert smallest_by_scipy(found, item.framework, lead=1e-4) is None
            continue
        wanted = smallest_by_scipy(found, item.framework)
        assert wanted is not None
        sizes.append(wanted)
        assert change.moved == pytest.approx(wanted, abs=1e-6)
        assert change.moved == moved_share(weights, change.weights)
        for applied in (change.weights, change.stated):
            assert sum(applied.values()) == pytest.approx(1)
            assert min(applied.values()) >= -1e-12
            assert is_first(found, change, {k: max(0.0, v) for k, v in applied.items()})
        assert moved_share(weights, change.stated) <= change.moved + 1e-3 * len(weights)
    overall = nearest(found)
    assert (overall is None) == (not sizes)
    if overall is not None:
        assert overall.moved == pytest.approx(min(sizes), abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_the_smallest_changes_in_problems_of_real_size(seed: int) -> None:
    """With 14 frameworks and 40 criteria, half of which count, each change is the smallest."""
    rng = np.random.default_rng(seed)
    values = rng.random((14, 40)).round(3)
    points = rng.integers(1, 10, 40) * (rng.random(40) < 0.5)
    found = decision(values.tolist(), points.tolist())
    weights = found.preferences.weights
    for item in found.ranking[1:]:
        change = change_for(found.ranking, weights, weights.keys(), item.framework)
        wanted = smallest_by_scipy(found, item.framework)
        assert change is not None
        assert wanted is not None
        assert change.moved == pytest.approx(wanted, abs=1e-6)
        assert is_first(found, change, dict(change.stated))


@pytest.mark.parametrize(("frameworks", "criteria"), [(60, 12), (8, 90)])
def test_the_smallest_changes_where_frameworks_or_criteria_are_many(
    frameworks: int, criteria: int
) -> None:
    """Told only of those that stand in the way, the programme finds what HiGHS finds with all."""
    rng = np.random.default_rng(frameworks)
    values, points = rng.random((frameworks, criteria)), rng.integers(0, 5, criteria)
    found = decision(values.tolist(), points.tolist())
    changes = changes_for_each(found.ranking, found.preferences.weights)
    counting = [name for name, weight in found.preferences.weights.items() if weight]
    assert list(changes) == [item.framework for item in found.ranking[1 : 1 + RIVALS]]
    for name, change in changes.items():
        wanted = smallest_by_scipy(found, name, lead=1e-9)
        wanted_counting = smallest_by_scipy(found, name, lead=1e-9, free=counting)
        assert (change is None) == (wanted is None)
        if change is not None:
            expected = wanted if wanted_counting is None else wanted_counting
            assert change.moved == pytest.approx(expected, abs=1e-6)
            assert is_first(found, change, dict(change.stated))


def test_frameworks_far_down_are_counted_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first others get a change of their own, and how many more there are is said."""
    monkeypatch.setattr(weights, "RIVALS", 1)
    known = tiny.knowledge()
    found = decide(from_mapping({"purpose": "study"}, known), "2018-06-01", Measurements(), known)
    what = what_would_change(found)
    assert [one.framework for one in what.found.rivals] == [found.ranking[1].framework]
    assert what.numbers()["weights"]["untried"] == len(found.ranking) - 2 == 1
    (section,) = [one for one in what.sections if "each of the others" in one.title]
    assert section.sentences[-1].text == (
        "Only the first 1 of the others was asked for: 1 more is further down."
    )


def test_weight_goes_from_where_it_hurts_most_to_where_it_helps_most() -> None:
    """(1, .5, 0) against (0, .5, .8) at weights (.6, .2, .2): 22/90 of the weight must move."""
    found = decision([[1, 0.5, 0], [0, 0.5, 0.8]], [6, 2, 2])
    change = nearest(found)
    assert change is not None
    assert change.framework == "f1"
    assert change.moved == pytest.approx((0.6 - 0.16) / 1.8)
    assert change.changes() == (
        ("c0", pytest.approx(0.6), pytest.approx(0.355)),
        ("c2", pytest.approx(0.2), pytest.approx(0.445)),
    )


def test_a_framework_that_others_overtake_needs_a_larger_change() -> None:
    """To be first, the compromise must pass both specialists, not only the present first."""
    found = decision([[1, 0], [0, 1], [0.52, 0.52]], [8, 2])
    change = change_for(found.ranking, found.preferences.weights, ["c0", "c1"], "f2")
    assert change is not None
    assert change.weights["c0"] == pytest.approx(0.52, abs=1e-6)
    # A third of the way up, nobody can make it first: it is in the shade of the other two.
    shaded = decision([[1, 0], [0, 1], [0.45, 0.45]], [8, 2])
    assert change_for(shaded.ranking, shaded.preferences.weights, ["c0", "c1"], "f2") is None


@given(problems, st.data())
def test_only_free_weights_change(
    problem: tuple[list[list[float]], list[float]], data: st.DataObject
) -> None:
    """What is not free keeps its weight, and less freedom never makes a change smaller."""
    found = decision(*problem)
    weights = found.preferences.weights
    free = data.draw(st.sets(st.sampled_from(sorted(weights)), min_size=1))
    change = nearest_change(found.ranking, weights, free)
    if change is not None:
        assert {name for name, _, _ in change.changes()} <= free
        whole = nearest(found)
        assert whole is not None
        assert change.moved >= whole.moved - 1e-9


def test_a_dominating_framework_stays_first() -> None:
    """No weights help a framework that is nowhere better."""
    found = decision([[1, 1], [0.5, 1]], [1, 1])
    assert nearest(found) is None
    assert change_for(found.ranking, found.preferences.weights, ["c0", "c1"], "f1") is None
