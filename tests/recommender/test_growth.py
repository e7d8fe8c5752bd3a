"""How the work grows with what is known, by counting steps: no clock, so no chance."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from benchmarks.growth import steps
from benchmarks.synthetic_knowledge import Size, files
from recommender.compiling import compile_texts
from recommender.decision import Decision, decide
from recommender.flips import answer_changes, fact_changes, need_changes, weights
from recommender.flips.weights import changes_for_each, nearest_change
from recommender.knowledge.view import Knowledge
from recommender.linting.runner import lint
from recommender.loading.loader import assemble
from recommender.maintaining.coverage import coverage
from recommender.measurements import Measurements
from recommender.possible_ranks import possible_ranks
from recommender.requirements import Requirements
from recommender.scorer import Scorer
from recommender.sensitivity import weight_flips

Work: TypeAlias = Callable[[], object]
DAY = "2026-11-24"
#: Nothing that excludes: how many are left would be chance.
NEEDS = Requirements({"q0": "o0", "q2": "o0", "q3": ("o0", "o1")})
BASE = Size(frameworks=5, criteria=10, facts=50)
#: Ten times as much may take so many times the steps: ten, and a little for what data choose.
LINEAR = 10.5
GROWN = {
    "frameworks": replace(BASE, frameworks=50),
    "criteria": replace(BASE, criteria=100),
    "facts": replace(BASE, facts=500),
}


@cache
def compiled(size: Size) -> dict[str, Any]:
    """Return a made-up knowledge base as plain data."""
    return compile_texts(dict(files(size)))


def known(size: Size) -> Knowledge:
    """Return it anew, so that nothing is kept of it yet."""
    return assemble(compiled(size), str(size))


def advice(size: Size) -> Decision:
    return decide(NEEDS, DAY, Measurements(), known(size))


def compiling(size: Size) -> Work:
    texts = dict(files(size))
    return lambda: compile_texts(texts)


def deciding(size: Size) -> Work:
    found = known(size)
    return lambda: decide(NEEDS, DAY, Measurements(), found)


def covering(size: Size) -> Work:
    found = known(size)
    return lambda: coverage(found, DAY)


def ranging(size: Size) -> Work:
    found = advice(size)
    return lambda: possible_ranks(found.ranking)


def flipping(size: Size) -> Work:
    found = advice(size)
    return lambda: weight_flips(found)


def nearing(size: Size) -> Work:
    found = advice(size)
    stated = found.preferences.weights
    return lambda: nearest_change(found.ranking, stated, stated.keys())


def nearing_each(size: Size) -> Work:
    found = advice(size)
    return lambda: changes_for_each(found.ranking, found.preferences.weights)


def answering_otherwise(size: Size) -> Work:
    found = advice(size)
    return lambda: answer_changes(found)


def giving_up(size: Size) -> Work:
    found = advice(size)
    return lambda: need_changes(found)


def scoring(size: Size) -> Work:
    view = known(size).at(DAY)
    many = [Requirements({"q0": f"o{one}", "q1": (f"o{one}", "o3")}) for one in range(3)]
    return lambda: [Scorer(view, Measurements()).best(one) for one in many]


def test_made_up_knowledge_is_knowledge(tmp_path: Path) -> None:
    """What the growth is measured on passes the strict reading and every linter."""
    for name, text in files(Size()):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert lint(tmp_path, DAY).problems == ()


@pytest.mark.parametrize("factor", GROWN)
@pytest.mark.parametrize(
    "prepared",
    [
        compiling,
        deciding,
        covering,
        ranging,
        scoring,
        flipping,
        nearing,
        nearing_each,
        answering_otherwise,
        giving_up,
    ],
    ids=lambda one: one.__name__,
)
def test_work_grows_no_faster_than_what_is_known(
    monkeypatch: pytest.MonkeyPatch, prepared: Callable[[Size], Work], factor: str
) -> None:
    """Ten times the frameworks, criteria or facts take at most ten times the steps."""
    monkeypatch.setattr(weights, "RIVALS", BASE.frameworks - 1)
    before, after = (steps(prepared(size)) for size in (BASE, GROWN[factor]))
    assert after <= LINEAR * before


@pytest.mark.parametrize("factor", GROWN)
def test_facts_that_decide_cost_no_more_among_more_frameworks(factor: str) -> None:
    """A framework tried and a fact stated take as many steps however much is known beside them.

    How many facts decide is up to the knowledge: more than ten times as many here, among ten times
    the frameworks.
    """
    costs = {}
    for size in (BASE, GROWN[factor]):
        found = advice(size)
        looked_at = size.frameworks + len(fact_changes(found))
        costs[size] = steps(partial(fact_changes, advice(size))) / looked_at
    times = 1 if factor == "frameworks" else 10
    assert costs[GROWN[factor]] <= LINEAR / 10 * times * costs[BASE]
