"""Immutable types with named fields, as cheap to define as their values are to make.

A class over ``Frozen`` reads like a frozen dataclass, type checkers take it for one, and so do the
functions of ``dataclasses`` (``replace``, ``fields``, ``asdict``). Underneath it is a tuple. The
main path defines some forty types, and as dataclasses these would take longer than everything else
that a recommendation does, since each compiles methods of its own; and a tuple is made from a row
of the compiled knowledge by one call.

Modules with such classes begin with ``from __future__ import annotations``: their annotations are
names of fields here, and never evaluated.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache

#: True for type checkers alone: importing ``typing`` takes as long as starting Python.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_options):  # noqa: D103 - typing's own, without importing it
        return lambda found: found


_tuple: Any = tuple.__new__
#: What reads a field of a named tuple; a property would take four times as long.
_field: Any = type(vars(namedtuple("_One", "field"))["field"])


@dataclass_transform(frozen_default=True)
class FrozenType(type):
    """Makes classes of annotated fields; those with a default come last."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, eq: bool = True
    ) -> FrozenType:
        """Make a class; with ``eq=False`` its instances are equal only if they are one object."""
        fields = tuple(namespace.get("__annotations__", ()))
        if fields:
            namespace["_fields"] = fields
            namespace["_field_defaults"] = {
                field: namespace.pop(field) for field in fields if field in namespace
            }
            namespace |= {field: _field(index, "") for index, field in enumerate(fields)}
        if not eq:
            for method in ("__eq__", "__ne__", "__hash__"):
                namespace[method] = getattr(object, method)
        namespace["__slots__"] = ()
        return super().__new__(cls, name, bases, namespace)


class _Fields:
    """The fields as ``dataclasses`` knows them, made when somebody asks."""

    def __get__(self, value: object, kind: type) -> object:
        return _dataclass_fields(kind)


if TYPE_CHECKING:

    class Frozen(metaclass=FrozenType):
        """The base of immutable types, as type checkers see it."""

        _fields: ClassVar[tuple[str, ...]]
        _field_defaults: ClassVar[dict[str, Any]]

        @classmethod
        def _make(cls, row: Iterable[Any]) -> Self:
            """Return the value that a row holds."""

else:

    class Frozen(tuple, metaclass=FrozenType):
        """The base of immutable types."""

        __dataclass_fields__ = _Fields()

        def __new__(cls, *given, **named):  # noqa: D102 - the class says how
            if named or len(given) != len(cls._fields):
                given = _completed(cls, given, named)
            return _tuple(cls, given)

        @classmethod
        def _make(cls, row):
            """Return the value that a row holds."""
            found = _tuple(cls, row)
            if len(found) != len(cls._fields):
                raise TypeError(f"{cls.__name__}: a row of {len(found)} values")
            return found

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            values = ", ".join(
                f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True)
            )
            return f"{type(self).__name__}({values})"


def _completed(kind: type[Frozen], given: tuple[Any, ...], named: Mapping[str, Any]) -> list[Any]:
    """Return the value of every field, from values by place, by name and by default."""
    missing = len(kind._fields) - len(given)
    if not named and 0 < missing <= len(kind._field_defaults):
        return [*given, *[*kind._field_defaults.values()][-missing:]]
    values = dict(zip(kind._fields, given, strict=False))
    if len(given) > len(kind._fields) or values.keys() & named.keys():
        raise TypeError(f"{kind.__name__}: more values than fields, or two for one field")
    values = {**kind._field_defaults, **values, **named}
    if values.keys() != {*kind._fields}:
        wrong = ", ".join(sorted(values.keys() ^ {*kind._fields}))
        raise TypeError(f"{kind.__name__}: no such fields, or fields without a value: {wrong}")
    return [values[field] for field in kind._fields]


@cache
def _dataclass_fields(kind: Any) -> object:
    from dataclasses import make_dataclass

    twin: Any = make_dataclass(kind.__name__, kind._fields, init=False, repr=False, eq=False)
    return twin.__dataclass_fields__
