"""How the work grows with what is known, by counting steps: no clock, so no chance."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import pytest

from benchmarks import growth
from benchmarks.growth import steps
from benchmarks.synthetic_knowledge import Size, files
from recommender.batch_arrays import best_of_each
from recommender.compiling import compile_texts
from recommender.decision import Decision, decide
from recommender.flips import answer_changes, fact_changes, facts, need_changes, weights
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


def deciding_again(size: Size) -> Work:
    work = deciding(size)
    work()
    return work


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


def trying_facts(size: Size) -> Work:
    found = advice(size)
    return lambda: fact_changes(found)


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
        deciding_again,
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


def test_a_batch_grows_no_faster_than_its_sets() -> None:
    """Ten times the sets of needs take at most ten times the steps."""
    scorer = Scorer(known(BASE).at(DAY), Measurements())
    chances = Random(1)  # noqa: S311 - made-up needs, no secret
    many = [
        Requirements({f"q{one}": f"o{chances.randrange(4)}" for one in range(0, 10, 2)})
        for _ in range(2_000)
    ]
    best_of_each(scorer, many)
    few = steps(lambda: best_of_each(scorer, many[:200]))
    assert steps(lambda: best_of_each(scorer, many)) <= LINEAR * few


def test_facts_that_decide_cost_no_more_among_more_frameworks() -> None:
    """A framework looked at and a fact stated take as many steps however many frameworks there are.

    How many facts decide is up to the knowledge: here more than ten times as many, among ten times
    the frameworks. In all, the work still grows by what counts as linear over such a step.
    """
    costs, stated = [], []
    for size in (BASE, GROWN["frameworks"]):
        stated.append(len(fact_changes(advice(size))))
        costs.append(steps(trying_facts(size)))
    before, after = costs
    looked_at = [BASE.frameworks + stated[0], GROWN["frameworks"].frameworks + stated[1]]
    assert stated[1] > LINEAR * stated[0] > 0
    assert after / looked_at[1] <= LINEAR / 10 * before / looked_at[0]
    assert after <= 10**growth.LINEAR * before


@pytest.mark.parametrize("factor", ["criteria", "facts"])
def test_flips_of_facts_grow_no_faster_than_criteria_and_facts(factor: str) -> None:
    """Ten times the criteria or facts take at most ten times the steps."""
    assert steps(trying_facts(GROWN[factor])) <= LINEAR * steps(trying_facts(BASE))


def test_values_that_cannot_decide_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out anew is little more than what is stated."""
    tried = []

    def watched(*given: Any, **named: Any) -> Any:
        tried.append(given)
        return try_one(*given, **named)

    try_one = facts._tried
    monkeypatch.setattr(facts, "_tried", watched)
    stated = fact_changes(advice(GROWN["frameworks"]))
    assert len(stated) <= len(tried) <= 1.25 * len(stated)
