from __future__ import annotations

import importlib
from collections import Counter
from itertools import combinations

import numpy
import pytest

from probes import sizes
from probes.errors import ProbeError
from probes.inside import workloads
from recommender.predicting.model_costs import costs

KINDS = sorted(sizes.LEVELS)


@pytest.mark.parametrize("kind", KINDS)
def test_sizes_are_those_of_the_workload(kind: str) -> None:
    """What is read without running a workload's file is what the file says."""
    module = importlib.import_module(f"probes.inside.workloads.{kind}")
    assert sizes.specification(kind) == module.SPEC
    assert sizes.sizes_of(kind) == {name: module.SPEC[name] for name in module.SIZES}
    assert not {"seed", "learning_rate", "batches", "epsilon"} & set(module.SIZES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_design_is_balanced_and_holds_the_plain_workload(kind: str) -> None:
    """Nine sizes, the plain one first; every two factors meet at each pair of levels once."""
    names = sizes.design(kind)
    assert len(set(names)) == 9
    assert names[0] == kind
    specs = [sizes.specification(name) for name in names]
    factors = [next(iter(factor)) for factor in sizes.LEVELS[kind]]
    for one, other in combinations(factors, 2):
        assert set(Counter((spec[one], spec[other]) for spec in specs).values()) == {1}


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_geometric_about_the_plain_workload(kind: str) -> None:
    """The low level is to the plain one as the plain one is to the high one, to a tenth."""
    own = sizes.sizes_of(kind)
    for factor in sizes.LEVELS[kind]:
        for name, (low, high) in factor.items():
            assert (own[name] / low) / (high / own[name]) == pytest.approx(1, rel=0.1)


def test_workloads_without_sizes_have_no_design() -> None:
    """A workload that has no levels is measured as it is."""
    assert sizes.design("matmul") == ()
    assert sizes.sizes_of("matmul") == {}


def test_one_computation_has_one_name() -> None:
    """Sizes in any order, and those that the plain workload has anyway, give the same name."""
    assert sizes.canonical("mlp@inputs=64,batch=32") == "mlp@batch=32,inputs=64"
    assert sizes.canonical("mlp@hidden=512,batch=128") == "mlp"
    assert sizes.canonical("tree") == "tree"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("mlp@seed=3", "no size 'seed'; its sizes are inputs, hidden, classes, batch"),
        ("mlp@hidden=65537", "hidden is 65537; it must be from 1 to 65536"),
        ("attention@heads=3", "64 features do not divide among 3 heads"),
        ("convnet@size=8", "images of size 8 leave nothing"),
        ("matmul@batch=3", "no size 'batch'; its sizes are none"),
        ("abacus@batch=3", "there is no workload 'abacus'"),
        ("mlp@hidden=big", "is no name of a workload"),
    ],
)
def test_sizes_that_cannot_be_are_refused(name: str, complaint: str) -> None:
    """One line says what is wrong with sizes that there are none of or that do not go together."""
    with pytest.raises(ProbeError, match=complaint):
        sizes.canonical(name)


def test_a_sized_workload_is_the_workload_in_these_sizes() -> None:
    """Data, digest and reference are those of the specification with other sizes."""
    found, plain = workloads.find("lstm@hidden=5,steps=3"), workloads.find("lstm")
    assert found.SPEC == {**plain.SPEC, "hidden": 5, "steps": 3}
    assert workloads.find("mlp@hidden=5").SPEC["learning_rate"] == 0.005
    data = found.data(found.SPEC)
    assert data["weights"]["u"].shape == (5, 20)
    assert found.digest(found.SPEC, data) != plain.digest(plain.SPEC, plain.data(plain.SPEC))
    with pytest.raises(ValueError, match="lstm has no size seed"):
        workloads.find("lstm@seed=1")


@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_size_trains_steadily(kind: str) -> None:
    """Its losses do not run away, and float32 stays near float64, so that parity can tell."""
    name = max(sizes.design(kind), key=lambda name: costs(kind, sizes.specification(name)).bytes)
    workload = workloads.find(name)
    data = workload.data({**workload.SPEC, "batches": 2})
    exact, rounded = (
        workload.Reference(workload.SPEC, data["weights"], dtype)
        for dtype in (numpy.float64, numpy.float32)
    )
    losses = []
    for index in range(4):
        x, y = data["batches"][index % 2]
        losses.append(exact.step(x, y))
        assert rounded.step(x, y) == pytest.approx(losses[-1], rel=2e-6)
    assert max(losses) < 2 * losses[0]


def test_a_size_is_a_positive_number_below_the_largest() -> None:
    """Neither nothing nor more than is allowed, however it was asked for."""
    assert sizes.wrong("mlp", {"hidden": 1}) is None
    assert sizes.wrong("mlp", {"hidden": sizes.LARGEST}) is None
    for value in (0, -1, sizes.LARGEST + 1):
        key, complaint = sizes.wrong("mlp", {"hidden": value}) or ("", "")
        assert key == "hidden"
        assert f"hidden is {value}; it must be from 1 to" in complaint
