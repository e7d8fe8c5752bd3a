import pytest

from recommender.frozen import Frozen
from recommender.tables import Each, Later, Table


class Pair(Frozen):
    """Two values."""

    first: str
    second: int = 0


COLUMNS = {"first": ("a", "b", "c"), "second": (1, 2, 3)}


def test_a_table_is_its_values() -> None:
    """A table looks like the tuple of its values, whole or by a choice of rows."""
    table = Table(Pair, COLUMNS, range(3))
    assert table == (Pair("a", 1), Pair("b", 2), Pair("c", 3))
    assert (table[1], table[-1], table[:1]) == (Pair("b", 2), Pair("c", 3), (Pair("a", 1),))
    assert list(table.chosen([2, 0])) == [Pair("c", 3), Pair("a", 1)]
    assert list(table.chosen(lambda: [1])) == [Pair("b", 2)]
    assert (*table, Pair("d"))[-1] == Pair("d")
    assert Table.of(Pair, table) is table
    assert Table.of(Pair, (Pair("a", 1),)) == (Pair("a", 1),)
    assert list(Table.of(Pair, ())) == list(table.chosen([])) == []


def test_a_table_reads_the_columns_that_are_asked_for() -> None:
    """A field of the first row, or a column, is read without touching the others."""

    class OnlyFirst(dict[str, tuple[str, ...]]):
        def __missing__(self, field: str) -> tuple[str, ...]:
            raise AssertionError(field)

    table = Table(Pair, OnlyFirst(first=("a", "b")), [1, 0])
    assert table.first(["first"]) == ["b"]
    assert table.columns("first") == (("a", "b"),)
    assert len(table) == 2
    with pytest.raises(AssertionError, match="second"):
        list(table)


def test_later_values_are_made_once() -> None:
    """Values are made when somebody looks at them, and are then the same objects."""
    made: list[int] = []

    def make() -> list[Pair]:
        made.append(1)
        return [Pair("a")]

    later = Later(make)
    assert not made
    assert later == (Pair("a"),)
    assert later[0] is later[0]
    assert (len(later), hash(later), made) == (1, hash((Pair("a"),)), [1])


def test_each_value_of_a_mapping_is_made_when_it_is_asked_for() -> None:
    """A mapping has all of its keys from the beginning, and makes each value once."""
    made: list[str] = []

    def make(key: str) -> list[str]:
        made.append(key)
        return [key]

    each = Each({"a": 1, "b": 2}, make)
    assert (list(each), len(each), "a" in each, each.get("c"), made) == (
        ["a", "b"],
        2,
        True,
        None,
        ["a"],
    )
    assert each["a"] is each["a"]
    assert dict(each) == {"a": ["a"], "b": ["b"]}
    assert made == ["a", "b"]
    with pytest.raises(KeyError):
        each["c"]


def test_what_fails_while_a_value_is_made_is_no_missing_value() -> None:
    """A default stands for keys that are not there; what fails while a value is made is raised."""

    def make(key: str) -> int:
        return {"a": 1}[key]

    values = Each({"a": 0, "b": 0}, make)
    assert (values.get("a"), values.get("c"), values.get("c", 7)) == (1, None, 7)
    with pytest.raises(KeyError, match="b"):
        values.get("b", 7)
