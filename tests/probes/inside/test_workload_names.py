from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.inside.workload_names import joined, plain, split

KEYS = st.from_regex(re.compile(r"[a-z_]{1,12}"), fullmatch=True)
SIZES = st.dictionaries(KEYS, st.integers(1, 999_999_999), max_size=5)


@given(st.from_regex(re.compile(r"[a-z][a-z0-9_]{0,11}"), fullmatch=True), SIZES)
def test_names_and_sizes_are_the_same_thing(workload: str, sizes: dict[str, int]) -> None:
    """A name gives back the workload and the sizes that it was made of."""
    assert split(joined(workload, sizes)) == (workload, sizes)
    assert plain(joined(workload, sizes)) == workload


def test_sizes_have_one_order() -> None:
    """However the sizes are given, the name is the same."""
    assert joined("mlp", {"hidden": 2, "batch": 1}) == joined("mlp", {"batch": 1, "hidden": 2})
    assert joined("mlp", {}) == "mlp"


@pytest.mark.parametrize(
    "name",
    ["", "mlp@", "mlp@hidden", "mlp@hidden=", "mlp@hidden=0", "mlp@hidden=-1", "mlp@hidden=1.5",
     "mlp@hidden=1,", "mlp@hidden=1,hidden=2", "mlp@hidden=9999999999", "../mlp", "mlp@a=1/../b=2"],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    """Nothing but a plain name, or one with whole positive sizes each once, is taken."""
    with pytest.raises(ValueError, match=r"mlp|''"):
        split(name)
