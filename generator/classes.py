"""`dataclass`, as the standard library means it, for a program that has to start quickly.

`dataclasses.dataclass` writes, compiles and runs up to six functions for every class, which takes a millisecond; a build begins
with more than a hundred such classes. Here only the constructor is written for each; comparing, hashing, printing and
pickling are the same few lines for all. `fields`, `replace`, `asdict` and mypy see a dataclass.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, field
from operator import attrgetter, ge, gt, le, lt
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C", bound=type)
Fields = Mapping[str, "Field[Any]"]
_FIELDS = "__dataclass_fields__"


class _Parameters:
    """What other programs ask of a dataclass (Dask, pytest)."""

    __slots__ = ("frozen", "order", "repr")

    def __init__(self, frozen: bool, order: bool) -> None:
        self.frozen, self.order, self.repr = frozen, order, True


@dataclass_transform(field_specifiers=(field,))
def dataclass(*, frozen: bool = False, slots: bool = False, order: bool = False) -> Callable[[C], C]:
    """A class of fields; the arguments say what they say in the standard library."""

    def made(cls: C) -> C:
        fields = _fields(cls)
        methods: dict[str, Any] = {_FIELDS: fields, "__match_args__": tuple(fields)}
        methods["__dataclass_params__"] = _Parameters(frozen, order)
        methods |= {"__init__": _constructor(fields, frozen), "_values": _values_of(fields)}
        methods |= (_FROZEN if frozen else _OPEN) | (_ORDERED if order else {})
        return _with_slots(cls, methods) if slots else _with(cls, methods)

    return made


def _fields(cls: type) -> Fields:
    """The fields of a class behind those of its bases."""
    fields: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= vars(base).get(_FIELDS, {})
    for name, annotation in vars(cls).get("__annotations__", {}).items():
        default = vars(cls).get(name, MISSING)
        one: Any = default if isinstance(default, Field) else field(default=default)
        one.name, one.type, one._field_type = name, annotation, dataclasses._FIELD  # type: ignore[attr-defined]
        fields[name] = one
    return fields


def _constructor(fields: Fields, frozen: bool) -> Callable[..., None]:
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    parameters, lines = ["self"], ["  pass"]
    for name, one in fields.items():
        value = name
        if one.default is not MISSING:
            known[f"_{name}"] = one.default
            parameters.append(f"{name}=_{name}")
        elif one.default_factory is not MISSING:
            known[f"_{name}"] = one.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_{name}() if {name} is _missing else {name}"
        else:
            parameters.append(name)
        lines.append(f"  _set(self, {name!r}, {value})" if frozen else f"  self.{name} = {value}")
    exec("\n".join((f"def __init__({', '.join(parameters)}):", *lines)), known)
    constructor: Callable[..., None] = known["__init__"]
    return constructor


def _values_of(fields: Fields) -> Callable[[Any], tuple[Any, ...]]:
    """What gives all values of an instance."""
    if len(fields) > 1:
        return attrgetter(*fields)
    return staticmethod(lambda one: tuple(getattr(one, name) for name in fields))


def _with(cls: C, methods: Mapping[str, Any]) -> C:
    """The class with these methods, as far as it has none of its own, and plain defaults for attributes."""
    for name, value in methods.items():
        if name not in vars(cls):
            setattr(cls, name, value)
    for name, one in methods[_FIELDS].items():
        if one.default is not MISSING:
            setattr(cls, name, one.default)
        elif name in vars(cls):
            delattr(cls, name)
    return cls


def _with_slots(cls: C, methods: Mapping[str, Any]) -> C:
    """The class once more, with a place for every field instead of a dictionary."""
    fields = methods[_FIELDS]
    taken = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
    own = {
        name: value for name, value in vars(cls).items() if name not in (*fields, "__dict__", "__weakref__")
    }
    slots = tuple(name for name in fields if name not in taken)
    made: C = type(cls)(cls.__name__, cls.__bases__, {**methods, **own, "__slots__": slots})
    made.__qualname__ = cls.__qualname__
    return made


# --- the methods that are the same for all


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._values(self) == other._values(other)


def _hash(self: Any) -> int:
    return hash(self._values(self))


def _repr(self: Any) -> str:
    told = (f"{name}={getattr(self, name)!r}" for name in getattr(self, _FIELDS))
    return f"{type(self).__qualname__}({', '.join(told)})"


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    return type(self), self._values(self)


def _refuse(self: Any, name: str, *value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _comparing(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compared(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compare(self._values(self), other._values(other))

    return compared


_OPEN: dict[str, Any] = {"__eq__": _equal, "__repr__": _repr, "__hash__": None}
_FROZEN: dict[str, Any] = _OPEN | {
    "__hash__": _hash,
    "__reduce__": _reduce,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}
_ORDERED = {f"__{one.__name__}__": _comparing(one) for one in (lt, le, gt, ge)}
