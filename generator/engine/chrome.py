"""Stand-ins for a page's values, and a Jinja environment in which every use of one is seen.

A :class:`Free` prints as a token nobody else writes. Printing it, testing whether it is there and passing it through
a filter of :data:`shell.FILTERS` is fine: that is what can be repeated for another page. Whatever else a template does with
it adds a rule. Comparing with a constant and looking for a text are answered from the page at hand, and the answer
becomes part of the shape. The rest (cut, sort, use as a key) raises :class:`Learned`: the shell is rendered again with
the value itself in that place. So nothing about the theme is assumed.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from .base import Learned, Unsupported
from .pages import Heading
from .shell import FILTERS, Facts, Rules, Shell, Slot, is_text, rule_name

_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_TESTS = {"defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "boolean"}
_PASS = {"d", "default"}


class Desk:
    """Gives out stand-ins for one rendering and notes rules.

    The tokens carry a word made from the page itself, so no record can hold one; and characters that every kind of
    escaping, cutting or tidying changes, so none of that goes unseen.
    """

    def __init__(self, rules: Rules, facts: Facts) -> None:
        self.rules = rules
        self.slots: dict[int, Slot] = {}
        self._numbers = itertools.count(1)
        self.word = "gK" + hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()[:16].translate(
            _LETTERS
        )
        self.token = re.compile(rf"{self.word}q(\d+)<b>&\"'  Kg")
        self.trace = re.compile(rf"{self.word}(?:q(\d*))?", re.IGNORECASE)

    def free(self, slot: Slot, value: Any) -> Free:
        number = next(self._numbers)
        self.slots[number] = slot
        free = str.__new__(Free, f"{self.word}q{number}<b>&\"'  Kg")
        free.__dict__.update(slots=(slot,), value=value, desk=self)
        return free

    def joined(self, text: str, parts: tuple[Slot, ...]) -> Free:
        """The text of several values put together: printable, nothing more."""
        free = str.__new__(Free, text)
        free.__dict__.update(slots=parts, value=None, desk=self)
        return free


def plain(free: Free) -> str:
    return str.__str__(free)


def _learn(free: Free) -> Learned:
    state = object.__getattribute__(free, "__dict__")
    for slot in state["slots"]:
        state["desk"].rules.literal.add(rule_name(slot[0]))
    return Learned(repr(state["slots"]))


def _refuse(self: Free, *args: Any, **kwargs: Any) -> Any:
    raise _learn(self)


class Free(str):
    """A stand-in for one value of a page."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __bool__(self) -> bool:
        return True

    def __getattribute__(self, name: str) -> Any:
        if name in ("__class__", "__str__", "__dict__"):
            return object.__getattribute__(self, name)
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise _learn(self)

    def __eq__(self, other: object) -> bool:
        slots, value, desk = _state(self)
        if isinstance(other, Free) or len(slots) != 1 or len(slots[0]) != 1 or not isinstance(value, str):
            raise _learn(self)
        if not isinstance(other, str):
            return False
        desk.rules.equals.setdefault(rule_name(slots[0][0]), set()).add(str(other))
        return bool(value == other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __contains__(self, needle: object) -> bool:
        slots, value, desk = _state(self)
        if isinstance(needle, Free) or len(slots) != 1 or len(slots[0]) != 1 or not isinstance(value, str):
            raise _learn(self)
        desk.rules.contains.setdefault(rule_name(slots[0][0]), set()).add(str(needle))
        return str(needle) in value

    def __add__(self, other: str) -> Free:
        return cast(Free, _join(self, other))

    def __radd__(self, other: str) -> Free:
        return cast(Free, _join(other, self))

    __hash__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __getitem__ = __iter__ = __mod__ = __rmod__ = __mul__ = __rmul__ = __format__ = _refuse


def _state(free: Free) -> tuple[tuple[Slot, ...], Any, Desk]:
    state = object.__getattribute__(free, "__dict__")
    return state["slots"], state["value"], state["desk"]


def _join(*values: Any) -> Any:
    """What ``~`` gives: plain text, or a stand-in when one is among the parts."""
    frees = [value for value in values if isinstance(value, Free)]
    text = "".join(plain(value) if isinstance(value, Free) else str(value) for value in values)
    if not frees:
        return text
    slots = tuple(slot for free in frees for slot in _state(free)[0])
    return _state(frees[0])[2].joined(text, slots)


class _Generator(CodeGenerator):
    """Compiles ``a ~ b`` to a call that keeps track of stand-ins."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.join_free(")
        for argument in node.nodes:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def watched(env: jinja2.Environment) -> jinja2.Environment:
    """Make the theme's environment one in which stand-ins are followed."""
    env.code_generator_class = _Generator
    env.join_free = _join  # type: ignore[attr-defined]
    for name in list(env.filters):
        env.filters[name] = _filter(name, env.filters[name])
    for name in list(env.tests):
        env.tests[name] = _test(name, cast(Callable[..., Any], env.tests[name]))
    return env


def _filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    skip = 1 if getattr(function, "jinja_pass_arg", None) is not None else 0

    def guarded(*args: Any, **kwargs: Any) -> Any:
        value = args[skip] if len(args) > skip else None
        for other in (*args[skip + 1 :], *kwargs.values()):
            if isinstance(other, Free) and name not in _PASS:
                raise _learn(other)
        if not isinstance(value, Free):
            return function(*args, **kwargs)
        if name in _PASS:
            return value
        slots, real, desk = _state(value)
        if name not in FILTERS or len(slots) != 1 or plain(value) != _token(desk, slots[0], value):
            raise _learn(value)
        return desk.free((*slots[0], name), real)

    return _like(guarded, function)


def _token(desk: Desk, slot: Slot, free: Free) -> str:
    """The token of a stand-in that is still whole; text put around it may not be filtered."""
    match = desk.token.fullmatch(plain(free))
    return match.group() if match and desk.slots.get(int(match.group(1))) == slot else ""


def _test(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*args: Any, **kwargs: Any) -> Any:
        frees = [arg for arg in (*args, *kwargs.values()) if isinstance(arg, Free)]
        if not frees:
            return function(*args, **kwargs)
        if name in ("eq", "==", "equalto"):
            return args[-2] == args[-1]
        if name in ("ne", "!="):
            return args[-2] != args[-1]
        if name not in _TESTS or len(frees) != 1 or not isinstance(_state(frees[0])[1], str):
            raise _learn(frees[0])
        return function(*[_state(arg)[1] if isinstance(arg, Free) else arg for arg in args])

    return _like(guarded, function)


def _like(wrapper: Callable[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    for mark in ("jinja_pass_arg", "jinja_async_variant"):
        if hasattr(function, mark):
            setattr(wrapper, mark, getattr(function, mark))
    return wrapper


class FreeHeading:
    """A contents entry whose texts are stand-ins; it has what MkDocs' ``AnchorLink`` has."""

    def __init__(self, desk: Desk, heading: Heading, path: str) -> None:
        self.level = heading.level
        self.title = stand_in(desk, heading.title, f"{path}.title")
        self.id = stand_in(desk, heading.id, f"{path}.id")
        self.url = stand_in(desk, f"#{heading.id}", f"{path}.url")
        self.children = [FreeHeading(desk, h, f"{path}.{n}") for n, h in enumerate(heading.children)]


def stand_in(desk: Desk, value: Any, path: str) -> Any:
    """A stand-in for a text; structures get one for every text inside; what is not text stays itself."""
    if rule_name(path) in desk.rules.literal:
        return value
    if isinstance(value, dict):
        join = "." if path == "meta" else "\x1f"
        return {key: stand_in(desk, inner, f"{path}{join}{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [stand_in(desk, inner, f"{path}\x1f{number}") for number, inner in enumerate(value)]
    return desk.free((path,), value) if is_text(value) else value


class FreeFile:
    """The file of a page that is not in the navigation."""

    def __init__(self, source: Any, address: Any) -> None:
        self.src_uri = self.src_path = source
        self.url = address


class FreePage:
    """A page outside the navigation, with what MkDocs' ``Page`` has; anything else asked of it is refused."""

    parent = children = previous_page = next_page = edit_url = None
    is_section = is_link = is_homepage = False
    is_page = is_top_level = active = True

    def __init__(self, desk: Desk, facts: Facts, site_url: str | None) -> None:
        self.ancestors: list[Any] = []
        self.meta = stand_in(desk, facts.meta, "meta")
        self.title = stand_in(desk, facts.title, "title")
        self.content = stand_in(desk, facts.content, "content")
        self.toc = [FreeHeading(desk, h, f"toc.{n}") for n, h in enumerate(facts.headings)]
        self.url = stand_in(desk, facts.address, "address")
        self.canonical_url = desk.free(("canonical",), site_url + facts.address) if site_url else None
        self.is_index = facts.source.rpartition("/")[2] in ("index.md", "README.md")
        self.file = FreeFile(stand_in(desk, facts.source, "source"), self.url)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported(f"page.{name}")


class Unavailable:
    """Something a template may have in MkDocs but that would make a page depend on every other page."""

    def __init__(self, name: str) -> None:
        self.__dict__["name"] = name

    def _refuse(self, *args: Any) -> Any:
        raise Unsupported(self.__dict__["name"])

    __getattr__ = __getitem__ = __iter__ = __len__ = __bool__ = __str__ = __contains__ = __eq__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def cut(output: str, desk: Desk) -> Shell:
    """Cut rendered chrome at the stand-ins; Learned when one was changed on its way."""
    parts: list[bytes] = []
    slots: list[Slot] = []
    pieces = desk.token.split(output)
    for index, piece in enumerate(pieces):
        if index % 2:
            slots.append(desk.slots[int(piece)])
            continue
        changed = desk.trace.search(piece)
        if changed:
            _learn_changed(changed.group(1), desk)
        parts.append(piece.encode("utf-8", "xmlcharrefreplace"))
    return Shell(parts, slots)


def _learn_changed(number: str | None, desk: Desk) -> None:
    slot = desk.slots.get(int(number)) if number else None
    if slot is None:
        raise Unsupported("a value was cut on its way to the page")
    desk.rules.literal.add(rule_name(slot[0]))
    raise Learned(slot[0])
