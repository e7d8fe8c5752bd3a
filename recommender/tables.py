"""Values of one type kept by columns, and values that are made when somebody looks at them.

The knowledge base holds thousands of facts, of which a decision reads a few fields of some hundred.
By columns, what it does not read is neither loaded nor made into objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeVar

    from recommender.frozen import Frozen

    R = TypeVar("R", bound=Frozen)
    V = TypeVar("V")


class Later(Sequence["R"]):
    """Values that are made when they are first looked at; equal to a tuple of the same."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[R]]) -> None:
        self._make = make
        self._made: tuple[R, ...] | None = None

    def _all(self) -> tuple[R, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]

    def __iter__(self) -> Iterator[R]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class Each(Mapping[str, "V"]):
    """A mapping whose values are made one by one, each when it is first asked for."""

    __slots__ = ("_keys", "_made", "_make")

    def __init__(self, keys: Mapping[str, object], make: Callable[[str], V]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        made = self._made.get(key)
        if made is None:
            if key not in self._keys:
                raise KeyError(key)
            made = self._made[key] = self._make(key)
        return made

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or the default; what fails while one is made is raised."""
        made = self._made.get(key)
        if made is not None:
            return made
        return self[key] if key in self._keys else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Table(Later["R"]):
    """Some rows of columns as values of a type.

    Args:
        kind: the type, whose fields are the columns.
        columns: field → the values of all rows, which other tables share.
        places: which rows are this table's, in its order; or what finds them, when looked at.

    """

    __slots__ = ("_columns", "_places", "kind")

    def __init__(
        self,
        kind: type[R],
        columns: Mapping[str, Sequence[Any]],
        places: Sequence[int] | Callable[[], Sequence[int]],
    ) -> None:
        self.kind = kind
        self._columns = columns
        self._places = places
        self._made = None

    @classmethod
    def of(cls, kind: type[R], values: Iterable[R]) -> Table[R]:
        """Return values as a table."""
        if isinstance(values, Table):
            return values
        rows = tuple(values)
        columns = {
            field: [row[index] for row in rows]  # type: ignore[index]  # underneath it is a tuple
            for index, field in enumerate(kind._fields)
        }
        return cls(kind, columns, range(len(rows)))

    @property
    def places(self) -> Sequence[int]:
        """Return which rows of the columns are this table's."""
        if callable(self._places):
            self._places = self._places()
        return self._places

    def columns(self, *fields: str) -> tuple[Sequence[Any], ...]:
        """Return the whole columns of some fields, to be read at ``places``."""
        return tuple([self._columns[field] for field in fields])

    def first(self, fields: Iterable[str]) -> list[Any]:
        """Return what some fields hold in the first row, without making its value."""
        place, columns = self.places[0], self._columns
        return [columns[field][place] for field in fields]

    def chosen(self, places: Sequence[int] | Callable[[], Sequence[int]]) -> Table[R]:
        """Return a table of other rows of the same columns."""
        return Table(self.kind, self._columns, places)

    def _all(self) -> tuple[R, ...]:
        if self._made is None:
            columns = self.columns(*self.kind._fields)
            rows = zip(
                *[[column[place] for place in self.places] for column in columns], strict=True
            )
            self._made = tuple(map(self.kind._make, rows))
        return self._made

    def __getitem__(self, index: Any) -> Any:
        if self._made is None and isinstance(index, int):
            place = self.places[index]
            return self.kind._make([column[place] for column in self.columns(*self.kind._fields)])
        return self._all()[index]

    def __len__(self) -> int:
        return len(self.places)
