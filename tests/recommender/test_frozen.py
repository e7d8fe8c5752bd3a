"""Immutable types behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, fields, is_dataclass, replace

import pytest

from recommender.evidence.intervals import Interval
from recommender.frozen import Frozen
from recommender.knowledge.vocabulary import Option


class Pair(Frozen):
    """Two values, the second with a default."""

    first: str
    second: int = 2


class Same(Frozen, eq=False):
    """Equal only to itself."""

    value: int


def test_values_come_by_place_by_name_and_by_default() -> None:
    """An object is made as a dataclass is."""
    assert Pair("a") == Pair("a", 2) == Pair(first="a") == Pair(second=2, first="a")
    assert (Pair("a", 3).first, Pair("a", 3).second) == ("a", 3)
    assert repr(Pair("a")) == "Pair(first='a', second=2)"


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("a", 1, 2), {}), (("a",), {"first": "b"}), (("a",), {"third": 1})],
)
def test_wrong_values_are_refused(given: tuple[object, ...], named: dict[str, object]) -> None:
    """Too many values, none for a field, two for one, or one for no field is an error."""
    with pytest.raises(TypeError, match="Pair"):
        Pair(*given, **named)  # type: ignore[arg-type]


def test_an_object_cannot_be_changed() -> None:
    """Neither a field nor anything new can be set."""
    for name in ("first", "third"):
        with pytest.raises(AttributeError):
            setattr(Pair("a"), name, "b")


def test_objects_are_equal_by_value_or_by_identity() -> None:
    """Equal values make equal objects, unless the class says that only the same one is."""
    assert len({Pair("a"), Pair("a"), Pair("b")}) == 2
    one, other = Same(1), Same(1)
    assert one == one
    assert one != other
    assert len({one, other}) == 2


def test_dataclasses_take_such_a_type_for_one_of_theirs() -> None:
    """`replace`, `fields` and `asdict` work on them, nested ones too."""
    assert is_dataclass(Pair)
    assert replace(Pair("a"), second=5) == Pair("a", 5)
    assert [field.name for field in fields(Pair)] == ["first", "second"]
    assert asdict(Pair("a", Option("x", "X"))) == {  # type: ignore[arg-type]
        "first": "a",
        "second": {"id": "x", "label": "X", "asks_for_nothing": False},
    }


def test_copies_are_equal() -> None:
    """An object survives copying and pickling."""
    made = Interval(0.25, 0.5)
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


def test_a_row_of_another_length_is_refused() -> None:
    """A row that does not fit its type is an error, not an object with values in wrong places."""
    with pytest.raises(TypeError, match="Pair"):
        Pair._make(("a",))
