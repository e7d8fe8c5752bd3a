"""Laws of the value model, over random problems; its numbers beside published and other ones."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.assessment import Assessment, assess
from recommender.decision import decide
from recommender.evidence.intervals import Interval
from recommender.inference import infer
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.knowledge.view import FrameworkView, Knowledge, View
from recommender.measurements import Measurements
from recommender.ranking import Ranked, rank
from recommender.requirements import Requirements
from tests.recommender import tiny
from tests.recommender.made_up_decision import decision, named_decision, problems

KNOWN = tiny.knowledge()


def ranked(values: Mapping[str, list[Interval]], weights: Mapping[str, float]) -> list[Ranked]:
    """Rank made-up candidates; values are in the order of the weights."""
    view = View("2020-01-01", KNOWN, {n: FrameworkView(n, n, (), (), (), {}) for n in values})
    assessments = {
        name: {
            criterion: Assessment(name, criterion, value, ())
            for criterion, value in zip(weights, row, strict=True)
        }
        for name, row in values.items()
    }
    return list(rank(view, assessments, weights, ())[0])


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6), st.integers(1, 5))
def test_no_rank_reversal_in_10_000_problems(seed: int, many: int, criteria: int) -> None:
    """Candidates added, removed and cloned never reorder the others, nor move their scores.

    Belton and Gear (1983, "On a short-coming of Saaty's method of analytic hierarchies") show how
    a clone reverses the ranks of others where values are relative to the candidates. Each of the
    500 examples stands for 20 problems.
    """
    chance = random.Random(seed)  # noqa: S311 - not a secret

    def value() -> Interval:
        low, high = sorted((chance.random(), chance.random()))
        return Interval(low, low if chance.random() < 0.3 else high)

    for _ in range(20):
        points = [chance.choice([0.1, 1.0, 1.0, 2.0, 5.0]) for _ in range(criteria)]
        weights = {f"c{index}": amount / sum(points) for index, amount in enumerate(points)}
        values = {f"f{index}": [value() for _ in weights] for index in range(many)}
        changed = dict(values)
        for name in chance.sample(sorted(values), chance.randrange(many)):
            del changed[name]
        for index in range(chance.randrange(3)):
            changed[f"a{index}"] = [value() for _ in weights]
        for name in chance.sample(sorted(values), chance.randrange(many)):
            changed[f"{name}-clone"] = values[name]
        kept = values.keys() & changed.keys()
        before, after = (
            [
                (one.framework, one.score, one.low, one.high)
                for one in ranked(some, weights)
                if one.framework in kept
            ]
            for some in (values, changed)
        )
        assert before == after


@given(problems, st.data())
def test_a_better_value_never_lowers_a_place_or_a_score(
    problem: tuple[list[list[float]], list[float]], data: st.DataObject
) -> None:
    """Monotonicity: raising an end of an interval raises the score, and the place or keeps it."""
    values, points = problem
    which = data.draw(st.integers(0, len(values) - 1))
    index = data.draw(st.integers(0, len(points) - 1))
    better = data.draw(st.floats(values[which][index], 1))
    now = {one.framework: (place, one) for place, one in enumerate(decision(*problem).ranking)}
    row = [*values[which][:index], (values[which][index], better), *values[which][index + 1 :]]
    changed = decision([*values[:which], row, *values[which + 1 :]], points)
    then = {one.framework: (place, one) for place, one in enumerate(changed.ranking)}
    name = f"f{which}"
    assert then[name][0] <= now[name][0]
    assert then[name][1].score >= now[name][1].score
    assert then[name][1].low == now[name][1].low
    for other in now.keys() - {name}:
        assert then[other][1].score == now[other][1].score


@given(problems, st.data())
def test_who_is_nowhere_worse_is_not_behind(
    problem: tuple[list[list[float]], list[float]], data: st.DataObject
) -> None:
    """Dominance: at least as good on every criterion, it scores at least as much."""
    values, points = problem
    less = [data.draw(st.floats(0, 1)) * value for value in values[0]]
    found = named_decision({"better": values[0], "zworse": less}, points)
    assert found.ranking[0].framework == "better"
    assert found.ranking[0].score >= found.ranking[1].score


@given(problems, st.floats(0.01, 100))
def test_the_scale_of_the_points_means_nothing(
    problem: tuple[list[list[float]], list[float]], factor: float
) -> None:
    """Scale invariance: all points times the same number give the same scores and order."""
    values, points = problem
    now, then = decision(values, points), decision(values, [factor * point for point in points])
    assert [one.framework for one in now.ranking] == [one.framework for one in then.ranking]
    for one, other in zip(now.ranking, then.ranking, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-12)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN.criteria)), st.floats(0, 10)))
def test_weights_are_a_share_of_all_points(emphasis: dict[str, float]) -> None:
    """The weights that follow from any emphasis add up to 1, and more of it never weighs less."""
    plain = infer({}, {}, KNOWN.rules, KNOWN.criteria).weights
    found = infer({}, emphasis, KNOWN.rules, KNOWN.criteria).weights
    assert sum(found.values()) == pytest.approx(1)
    if len(emphasis) == 1:
        (name,) = emphasis
        assert found[name] >= plain[name] - 1e-12


# -- learning ----------------------------------------------------------------------------------
def learnt(framework: str, attribute: str, value: object, day: str, *, documented: bool) -> Fact:
    return Fact(
        f"{framework}.{attribute}@{day}",
        framework,
        attribute,
        value,
        day,
        day,
        None,
        (),
        documented,
        stated_from=day,
    )


def with_facts(known: Knowledge, *facts: Fact) -> Knowledge:
    frameworks = dict(known.frameworks)
    for fact in facts:
        framework = frameworks[fact.framework]
        frameworks[framework.id] = replace(framework, facts=(*framework.facts, fact))
    return replace(known, frameworks=frameworks)


def intervals(known: Knowledge, day: str) -> dict[tuple[str, str], Interval]:
    return {
        (framework, criterion): assessment.interval
        for framework, row in assess(known.at(day), Measurements(), {}).items()
        for criterion, assessment in row.items()
    }


facts = st.tuples(
    st.sampled_from(["alpha", "beta", "gamma"]),
    st.sampled_from([("ease", ("hard", "fair", "easy")), ("power", ("weak", "strong"))]),
    st.sampled_from(["2018-06-01", "2019-06-01", "2022-06-01"]),
    st.sampled_from(["2018-06-01", "2021-03-01", "2026-01-01"]),
    st.booleans(),
    st.sampled_from(["high", "medium", "low"]),
)


@given(facts, st.data())
def test_learning_what_was_not_known_only_narrows(
    what: tuple[str, tuple[str, tuple[str, ...]], str, str, bool, str], data: st.DataObject
) -> None:
    """Whatever a fact says, and however sure it is, no interval leaves what it was before."""
    framework, (attribute, values), since, day, documented, confidence = what
    ignorant = replace(
        KNOWN,
        frameworks={
            name: replace(
                one,
                facts=tuple(fact for fact in one.facts if fact.attribute != attribute),
            )
            for name, one in KNOWN.frameworks.items()
        },
    )
    fact = learnt(
        framework, attribute, data.draw(st.sampled_from(values)), since, documented=documented
    )
    fact = replace(fact, confidence=confidence)
    before, after = intervals(ignorant, day), intervals(with_facts(ignorant, fact), day)
    for key, interval in before.items():
        assert interval.low <= after[key].low + 1e-12
        assert after[key].high <= interval.high + 1e-12
    # To write down that one does not know is to know nothing.
    nothing = replace(fact, value=UNKNOWN)
    assert intervals(with_facts(ignorant, nothing), day) == before


@given(facts, st.data())
def test_a_better_fact_never_lowers_a_score(
    what: tuple[str, tuple[str, tuple[str, ...]], str, str, bool, str], data: st.DataObject
) -> None:
    """Of two facts that differ in their value alone, the better gives no lower end anywhere."""
    framework, (attribute, values), since, day, documented, confidence = what
    one, other = (
        data.draw(st.integers(0, len(values) - 1)),
        data.draw(st.integers(0, len(values) - 1)),
    )
    scores = []
    for place in sorted((one, other)):
        fact = learnt(framework, attribute, values[place], since, documented=documented)
        known = with_facts(KNOWN, replace(fact, confidence=confidence))
        found = decide(Requirements({}), day, Measurements(), known)
        scores.append({item.framework: item for item in found.ranking}[framework])
    worse, better = scores
    assert better.low >= worse.low - 1e-12
    assert better.score >= worse.score - 1e-12
    assert better.high >= worse.high - 1e-12


@given(facts, st.data())
def test_age_only_widens(
    what: tuple[str, tuple[str, tuple[str, ...]], str, str, bool, str], data: st.DataObject
) -> None:
    """With no news, every interval of a later day contains that of an earlier one."""
    framework, (attribute, values), since, _, documented, confidence = what
    fact = learnt(
        framework, attribute, data.draw(st.sampled_from(values)), since, documented=documented
    )
    known = with_facts(KNOWN, replace(fact, confidence=confidence))
    days = st.dates(date(2022, 6, 1), date(2042, 1, 1)).map(date.isoformat)
    early, late = sorted((data.draw(days), data.draw(days)))
    before, after = intervals(known, early), intervals(known, late)
    for key, interval in before.items():
        assert after[key].low <= interval.low + 1e-12
        assert interval.high <= after[key].high + 1e-12


# -- published and other numbers -----------------------------------------------------------------
def test_the_weighted_sum_of_triantaphyllou_2000() -> None:
    """Weights .20, .15, .40, .25 give 21.50, 22.00 and 22.00.

    The example of the weighted sum model in Triantaphyllou (2000, "Multi-criteria decision making
    methods: a comparative study"), as many introductions repeat it; values are of 100.
    """
    values = {
        "A1": [25, 20, 15, 30],
        "A2": [10, 30, 20, 30],
        "A3": [30, 10, 30, 10],
    }
    found = named_decision(
        {name: [value / 100 for value in row] for name, row in values.items()}, [20, 15, 40, 25]
    )
    scores = {item.framework: 100 * item.score for item in found.ranking}
    assert scores == pytest.approx({"A1": 21.5, "A2": 22.0, "A3": 22.0}, abs=1e-6)
    assert [item.framework for item in found.ranking] == ["A2", "A3", "A1"]


def test_the_office_of_goodwin_and_wright() -> None:
    """Addison Square has benefits of 80.8, contributions included.

    Goodwin and Wright (Decision Analysis for Management Judgment, chapter 3): closeness to
    customers, visibility, image, size, comfort and car parking weigh 32, 26, 23, 10, 6 and 3.
    """
    row = [100, 60, 100, 75, 0, 90]
    found = named_decision({"Addison Square": [v / 100 for v in row]}, [32, 26, 23, 10, 6, 3])
    (addison,) = found.ranking
    assert 100 * addison.score == pytest.approx(80.8, abs=1e-6)
    parts = [10_000 * item.amount for item in addison.contributions]
    assert parts == pytest.approx([3200, 1560, 2300, 750, 0, 270], abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_the_weighted_sum_of_pymcdm(seed: int) -> None:
    """Random problems get pymcdm's scores, to 1e-6, and its order.

    pymcdm scales by the candidates; the ideal and its opposite among them make its scale ours.
    """
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    rng = np.random.default_rng(seed)
    matrix = np.vstack([rng.random((12, 25)), np.zeros(25), np.ones(25)])
    points = rng.integers(1, 10, 25)
    theirs = WSM(minmax_normalization)(matrix, points / points.sum(), np.ones(25), validation=False)
    found = decision(matrix.tolist(), points.tolist())
    scores = {item.framework: item.score for item in found.ranking}
    assert [scores[f"f{index}"] for index in range(len(matrix))] == pytest.approx(theirs, abs=1e-6)
    assert [item.framework for item in found.ranking] == [
        f"f{index}" for index in np.argsort(-theirs, kind="stable")
    ]
