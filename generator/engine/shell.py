"""A page's chrome, rendered once, with places for what differs from page to page.

The theme's templates run once a *shape* of page; for every value of the page they get a stand-in
(:mod:`generator.engine.chrome`). What comes out is cut at the stand-ins into a :class:`Shell`; filling it gives the
bytes the template would have given. Two pages have the same shape when nothing a template can ask about them
differs, except the text itself. What templates do ask beyond printing (``kind == "home"``) is learned while
rendering and kept in :class:`Rules`; from then on it is part of the shape.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import urls

if TYPE_CHECKING:
    from .pages import Heading

Slot = tuple[str, ...]
"""A place to fill: the value's path (``meta.title``, ``toc.0.id``), then the template filters applied to it."""

# Known to steer templates; anything else that does is found out while rendering.
LITERAL = ("meta.template", "meta.hide", "meta.status", "meta.icon", "meta.kind")


@dataclass(slots=True)
class Facts:
    """All that a template can see of one page."""

    source: str
    address: str
    title: Any
    meta: dict[str, Any]
    content: str
    headings: list[Heading]
    in_nav: bool = False

    @property
    def template(self) -> str:
        return str(self.meta.get("template", "main.html"))


@dataclass()
class Rules:
    """What the templates were seen to ask of a page.

    ``literal``: value paths whose text matters. ``equals``: constants a value was compared with. ``contains``: texts
    looked for in a value. ``targets``: what links were made relative to the page. ``site_url``: canonical prefix.
    """

    literal: set[str] = field(default_factory=lambda: set(LITERAL))
    equals: dict[str, set[str]] = field(default_factory=dict)
    contains: dict[str, set[str]] = field(default_factory=dict)
    targets: set[tuple[str, ...]] = field(default_factory=set)
    site_url: str | None = None

    def dump(self) -> dict[str, Any]:
        return {
            "literal": sorted(self.literal),
            "equals": {key: sorted(value) for key, value in sorted(self.equals.items())},
            "contains": {key: sorted(value) for key, value in sorted(self.contains.items())},
            "targets": sorted("/".join(target) for target in self.targets),
            "site_url": self.site_url,
        }

    def merge(self, other: Rules) -> None:
        """Add the rules of ``other``; more rules only make shapes finer."""
        self.literal |= other.literal
        self.targets |= other.targets
        self.site_url = self.site_url or other.site_url
        for mine, theirs in ((self.equals, other.equals), (self.contains, other.contains)):
            for name, texts in theirs.items():
                mine.setdefault(name, set()).update(texts)

    @classmethod
    def load(cls, data: dict[str, Any]) -> Rules:
        return cls(
            set(data["literal"]),
            {key: set(value) for key, value in data["equals"].items()},
            {key: set(value) for key, value in data["contains"].items()},
            {urls.parts(target) for target in data["targets"]},
            data["site_url"],
        )


@dataclass()
class Shell:
    """Bytes and slots in turn; ``parts`` begins and ends with bytes."""

    parts: list[bytes]
    slots: list[Slot]

    def fill(self, facts: Facts, site_url: str | None) -> bytes:
        """The whole page."""
        out = [self.parts[0]]
        values: dict[Slot, bytes] = {}
        for slot, after in zip(self.slots, self.parts[1:], strict=True):
            if slot not in values:
                text = str(apply(slot, value_at(facts, slot[0], site_url), facts.address))
                values[slot] = text.encode("utf-8", "xmlcharrefreplace")
            out.append(values[slot])
            out.append(after)
        return b"".join(out)

    def dump(self) -> str:
        return json.dumps(
            {"parts": [part.decode() for part in self.parts], "slots": self.slots}, ensure_ascii=False
        )

    @classmethod
    def load(cls, text: str) -> Shell:
        data = json.loads(text)
        return cls([part.encode() for part in data["parts"]], [tuple(slot) for slot in data["slots"]])


def is_text(value: Any) -> bool:
    """Whether a stand-in may take the value's place: text that is not empty, a number, a day."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, (str, int, datetime.date)) and value not in ("", 0)


def value_at(facts: Facts, path: str, site_url: str | None) -> Any:
    """The page's own value at a slot's path."""
    head, _, rest = path.partition(".")
    if head == "meta":
        value: Any = facts.meta
        for key in rest.split("\x1f"):
            value = value[int(key)] if isinstance(value, list) else value[key]
        return value
    if head == "toc":
        return _heading_value(facts.headings, rest)
    if head == "canonical":
        return (site_url or "") + facts.address
    return getattr(facts, head)


def _heading_value(headings: list[Heading], path: str) -> str:
    *places, name = path.split(".")
    heading = headings[int(places[0])]
    for place in places[1:]:
        heading = heading.children[int(place)]
    return {"url": f"#{heading.id}", "id": heading.id, "title": heading.title}[name]


def apply(slot: Slot, value: Any, address: str) -> Any:
    """Run the filters of a slot over a value, as Jinja would."""
    for name in slot[1:]:
        value = FILTERS[name](value, address)
    return value


def _escape(value: Any, address: str) -> Any:
    from markupsafe import escape

    return escape(value)


def _safe(value: Any, address: str) -> Any:
    from markupsafe import Markup

    return Markup(value)


def _striptags(value: Any, address: str) -> Any:
    from markupsafe import Markup

    return Markup(str(value)).striptags()


def _url(value: Any, address: str) -> Any:
    return urls.relative(str(value), address)


def _string(value: Any, address: str) -> Any:
    return value if isinstance(value, str) else str(value)


FILTERS: dict[str, Callable[[Any, str], Any]] = {
    "e": _escape,
    "escape": _escape,
    "safe": _safe,
    "striptags": _striptags,
    "url": _url,
    "string": _string,
}
"""Filters that are carried out when a page is filled; any other filter makes its value part of the shape."""


@functools.lru_cache(maxsize=4096)
def rule_name(path: str) -> str:
    """The name under which a value's rules are kept: list positions are left out (``meta.crumbs.*.url``)."""
    keys = path.replace("\x1f", ".").split(".")
    if keys[0] == "toc":
        return f"toc.*.{keys[-1]}"
    return ".".join("*" if key.isdigit() else key for key in keys)


def shape(facts: Facts, rules: Rules) -> str:
    """The key of the shell a page needs; equal keys mean equal chrome."""
    folder = urls.parts(facts.address)[:-1]
    fixed = (facts.address, facts.title) if facts.in_nav or above_target(facts, rules) else ()
    return repr(
        (
            facts.template,
            len(folder),
            urls.common_prefix(folder, rules.targets),
            fixed,
            facts.source.rpartition("/")[2] in ("index.md", "README.md"),
            _seen(facts.meta, "meta", rules),
            [_answers(value, path, rules) for path, value in _named(facts, rules)],
            _outline(facts.headings),
            [
                (_seen(h.title, "toc.*.title", rules), _seen(h.id, "toc.*.id", rules))
                for h in _flat(facts.headings)
            ],
        )
    )


def above_target(facts: Facts, rules: Rules) -> bool:
    """Whether a link made by the templates leads below this very page; its own name is then part of the link."""
    own = urls.parts(facts.address)
    return any(target[: len(own)] == own for target in rules.targets)


def _named(facts: Facts, rules: Rules) -> Iterator[tuple[str, Any]]:
    for path in ("title", "content", "address", "source"):
        value = getattr(facts, path)
        yield path, value if is_text(value) and path not in rules.literal else (value,)


def _answers(value: Any, name: str, rules: Rules) -> Any:
    """What templates can learn of a text: which of the known constants it equals, what it contains."""
    if isinstance(value, tuple):
        return value
    if name not in rules.equals and name not in rules.contains:
        return type(value).__name__
    equal = value if value in rules.equals.get(name, ()) else None
    inside = [needle in str(value) for needle in sorted(rules.contains.get(name, ()))]
    return (type(value).__name__, equal, inside)


def _seen(value: Any, name: str, rules: Rules) -> Any:
    if isinstance(value, dict):
        if name in rules.literal:
            return value
        return [(key, _seen(inner, rule_name(f"{name}.{key}"), rules)) for key, inner in value.items()]
    if isinstance(value, list):
        return value if name in rules.literal else [_seen(inner, f"{name}.*", rules) for inner in value]
    if not is_text(value) or name in rules.literal:
        return (value,)
    return _answers(value, name, rules)


def _outline(headings: list[Heading]) -> list[Any]:
    return [(heading.level, _outline(heading.children)) for heading in headings]


def _flat(headings: list[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield heading
        yield from _flat(heading.children)


class ShellStore:
    """Shells in memory and, by the hash of their shape, in one folder a state of the environment."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.shells: dict[str, Shell] = {}

    def get(self, key: str) -> Shell | None:
        shell = self.shells.get(key)
        if shell is None and self.folder is not None:
            try:
                shell = Shell.load(self._place(key).read_text(encoding="utf-8"))
            except (OSError, ValueError, KeyError):
                return None
            self.shells[key] = shell
        return shell

    def put(self, key: str, shell: Shell) -> None:
        from generator import writer

        self.shells[key] = shell
        if self.folder is not None:
            place = self._place(key)
            writer.make_folder(place.parent)
            writer.put(place.parent, place.name, shell.dump().encode())

    def _place(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
