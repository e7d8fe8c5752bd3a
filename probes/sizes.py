"""The sizes in which a workload can be computed: which there are, what is allowed, a design.

A workload's file says its SPEC and which keys of it are SIZES; both are read here without running
it, for it needs NumPy.
"""

from __future__ import annotations

import ast
import functools
from itertools import product
from typing import TYPE_CHECKING, Any

from probes.adapters import INSIDE
from probes.errors import ProbeError
from probes.inside.workload_names import joined, split

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKLOADS = INSIDE / "workloads"
#: No size is larger, whatever it is the size of.
LARGEST = 65_536
#: The sizes that a design varies: the low and the high level of each factor, about the plain
#: workload in geometric steps. Sizes in one factor change together.
LEVELS: dict[str, tuple[dict[str, tuple[int, int]], ...]] = {
    "mlp": ({"batch": (32, 512)}, {"hidden": (128, 2048)}, {"inputs": (64, 1024)}),
    "convnet": ({"batch": (16, 64)}, {"size": (20, 40)}, {"first": (8, 32), "second": (16, 64)}),
    "lstm": (
        {"batch": (16, 64)},
        {"hidden": (16, 256)},
        {"steps": (12, 48)},
        {"inputs": (8, 128)},
    ),
    "attention": (
        {"batch": (8, 32)},
        {"features": (32, 128), "inner": (64, 256)},
        {"positions": (16, 64)},
        {"heads": (2, 8)},
    ),
}


def sizes_of(workload: str) -> dict[str, int]:
    """Return the sizes of a plain workload; empty where it has none that can be changed."""
    spec = _literal(workload, "SPEC")
    return {name: spec[name] for name in _literal(workload, "SIZES") or ()}


def specification(name: str) -> dict[str, Any]:
    """Return the whole specification of a workload, plain or sized."""
    workload, sizes = split(name)
    return {**_literal(workload, "SPEC"), **sizes}


def name_of(workload: str, sizes: Mapping[str, int]) -> str:
    """Return the one name of a workload in these sizes; what is not given is as in the plain one.

    Raises ProbeError where there is no such size, or the sizes do not go together.
    """
    if complaint := wrong(workload, sizes):
        raise ProbeError(f"workload {workload}: {complaint[1]}")
    own = sizes_of(workload)
    return joined(workload, {key: value for key, value in sizes.items() if value != own[key]})


def canonical(name: str) -> str:
    """Return the one name of a workload, however its sizes were ordered; ProbeError for none."""
    try:
        workload, sizes = split(name)
    except ValueError as problem:
        raise ProbeError(str(problem)) from None
    return name_of(workload, sizes) if sizes else workload


def wrong(workload: str, sizes: Mapping[str, int]) -> tuple[str, str] | None:
    """Return what is wrong with some sizes, the key first; None where nothing is."""
    own = sizes_of(workload)
    for key, value in sizes.items():
        if key not in own:
            possible = ", ".join(own) or "none"
            return key, f"it has no size {key!r}; its sizes are {possible}"
        if not 1 <= value <= LARGEST:
            return key, f"{key} is {value}; it must be from 1 to {LARGEST}"
    all_ = {**own, **sizes}
    if workload == "attention" and all_["features"] % all_["heads"]:
        return "heads", f"{all_['features']} features do not divide among {all_['heads']} heads"
    if workload == "convnet":
        after_first = (all_["size"] - all_["kernel"] + 1) // 2
        if after_first - all_["kernel"] + 1 < 2:
            return "size", f"images of size {all_['size']} leave nothing for the dense layer"
    return None


def design(workload: str) -> tuple[str, ...]:
    """Return the nine sizes, the plain workload among them, from which others are predicted.

    An orthogonal array of strength two, OA(9, 4, 3, 2), of which as many columns are used as the
    workload has factors: each level of a factor meets each level of every other once (Hedayat,
    Sloane and Stufken 1999, *Orthogonal Arrays*). Empty for a workload without sizes.
    """
    factors = LEVELS.get(workload, ())
    own = sizes_of(workload) if factors else {}
    rows = (
        # The columns are shifted so that the middle of all is one of the nine.
        (first, second, (first + second + 2) % 3, (first + 2 * second + 1) % 3)
        for first, second in product(range(3), repeat=2)
    )
    names = []
    for row in rows if factors else ():
        sizes = {
            key: (low, own[key], high)[level]
            for factor, level in zip(factors, row, strict=False)
            for key, (low, high) in factor.items()
        }
        names.append(name_of(workload, sizes))
    return tuple(sorted(names, key=lambda name: (name != workload, name)))


@functools.cache
def _literal(workload: str, wanted: str) -> Any:
    """Read a literal at the top of a workload's file; None where there is none."""
    path = WORKLOADS / f"{workload}.py"
    if not path.is_file() or not workload.isidentifier():
        raise ProbeError(f"there is no workload {workload!r}")
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == wanted:
            return ast.literal_eval(node.value)
    return None
