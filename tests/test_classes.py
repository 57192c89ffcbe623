"""`generator.classes.dataclass` does what the standard library's does, wherever this program relies on it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from generator import classes


class Point:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)

    def sum(self) -> int:
        return self.x + self.y


class Lone:
    only: str = "a"


class Bare:
    """No field at all."""


OPTIONS: list[dict[str, bool]] = [
    {},
    {"slots": True},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
]


def both(cls: type, options: dict[str, bool]) -> tuple[Any, Any]:
    """The class as we make it, and as the standard library does."""
    plain = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    twins = (type(cls.__name__, (), dict(plain)) for _ in range(2))
    makers: tuple[Callable[..., Any], ...] = (classes.dataclass, dataclasses.dataclass)
    ours, theirs = (make(**options)(twin) for make, twin in zip(makers, twins, strict=True))
    return ours, theirs


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("cls", [Point, Lone, Bare])
def test_it_has_the_same_fields_and_methods(cls: type, options: dict[str, bool]) -> None:
    ours, theirs = both(cls, options)
    for told in (lambda one: one.name, lambda one: one.type, lambda one: one.default):
        assert [*map(told, dataclasses.fields(ours))] == [*map(told, dataclasses.fields(theirs))]
    assert dataclasses.is_dataclass(ours)
    assert ours.__match_args__ == theirs.__match_args__
    assert vars(ours).get("__slots__") == vars(theirs).get("__slots__")
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)
    assert (ours.__name__, ours.__qualname__, ours.__module__) == (
        theirs.__name__,
        theirs.__qualname__,
        theirs.__module__,
    )


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_instances_behave_alike(options: dict[str, bool]) -> None:
    for made in both(Point, options):
        one, same, other = made(1), made(x=1, y=2, names=[]), made(1, 3)
        assert (one.x, one.y, one.names, one.sum()) == (1, 2, [], 3)
        assert one == same != other
        assert one != (1, 2, [])
        assert one.names is not same.names
        assert repr(one) == "Point(x=1, y=2, names=[])"
        assert dataclasses.asdict(other) == {"x": 1, "y": 3, "names": []}
        assert dataclasses.replace(one, y=3) == other
        assert copy.copy(one) == one
        for arguments in ((), (1, 2, [], 4)):
            with pytest.raises(TypeError):
                made(*arguments)
        if options.get("frozen"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                one.x = 4
            with pytest.raises(dataclasses.FrozenInstanceError):
                del one.x
        else:
            one.x = 4
            assert one.sum() == 6
        if options.get("slots"):
            assert not hasattr(one, "__dict__")
        if options.get("order"):
            assert one < other and other >= one and not other < one
            with pytest.raises(TypeError):
                assert one < 1


def test_frozen_instances_are_keys() -> None:
    for made in both(Point, {"frozen": True, "slots": True}):
        assert len({made(1, names=()), made(1, names=()), made(2, names=())}) == 2


@classes.dataclass(frozen=True, slots=True)
class Base:
    state: str | None = None


@classes.dataclass(frozen=True, slots=True)
class More(Base):
    days: tuple[int, ...] = ()
    by_name: dict[str, int] = field(default_factory=dict)


def test_fields_of_a_base_come_first() -> None:
    one = More("open", (1, 2))
    assert [part.name for part in dataclasses.fields(one)] == ["state", "days", "by_name"]
    assert one == More(state="open", days=(1, 2), by_name={})
    assert one != Base("open")
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("one", [Base("a"), More("a", (1,), {"b": 2})])
def test_frozen_instances_can_be_pickled(one: Base) -> None:
    assert pickle.loads(pickle.dumps(one, protocol=5)) == one
    assert copy.deepcopy(one) == one


def test_own_methods_stay() -> None:
    class Own:
        x: int

        def __repr__(self) -> str:
            return "mine"

        def __eq__(self, other: object) -> bool:
            return True

    for made in both(Own, {"slots": True}):
        assert repr(made(1)) == "mine"
        assert made(1) == 5
