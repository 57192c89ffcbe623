"""Makes a batch of pages. The same function runs in this process, in forked ones, and on a cluster's workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import writer

from . import urls
from .entries import Entry, Stamp
from .shell import Facts, Rules, ShellStore, shape
from .state import page_hash, stamp


@dataclass
class Outcome:
    """A page made and written: its entry for the manifest."""

    source: str
    entry: Entry


class NeedsFolder(Exception):
    """A page whose Markdown links to others: it can be made only where the whole ``docs`` folder is."""


@dataclass
class Works:
    """All that turns a page's text into its bytes; ``site`` is made only when no shell fits."""

    store: ShellStore
    rules: Rules
    levels: tuple[int, int] | None
    menu: dict[str, str]
    seen: set[str]
    make_site: Callable[[], Any]
    has_folder: bool = True
    _site: Any = field(default=None)

    @property
    def site(self) -> Any:
        if self._site is None:
            self._site = self.make_site()
        return self._site

    def learned(self) -> dict[str, Any]:
        """What this process learned of the theme, for the one that keeps the manifest."""
        return {"rules": self.rules.dump(), "seen": sorted(self.seen)}

    def take(self, learned: dict[str, Any]) -> None:
        """Add what another process learned."""
        self.rules.merge(Rules.load(learned["rules"]))
        self.seen.update(learned["seen"])

    def page(self, source: str, text: bytes) -> tuple[bytes, bool]:
        """The page's bytes, and whether they depend on which other files there are."""
        facts = self._short_way(source, text)
        listed = facts is None
        if facts is None:
            if not self.has_folder:
                raise NeedsFolder(source)
            facts = self.site.long_way(source)
        key = shape(facts, self.rules)
        shell = self.store.get(key)
        if shell is None:
            key, shell = self.site.shell(facts)
            self.store.put(key, shell)
        return shell.fill(facts, self.rules.site_url), listed

    def _short_way(self, source: str, text: bytes) -> Facts | None:
        from . import pages  # its patterns take 15 ms to compile

        if self.levels is None or b"\r" in text:
            return None
        try:
            read = pages.read(text.decode("utf-8-sig"), self.levels)
        except UnicodeDecodeError:
            return None
        if read.body is None:
            return None
        meta = read.meta if read.meta is not None else yaml_meta(text)
        title = self.menu.get(source) or (meta or {}).get("title")
        if meta is None or title is None:
            return None
        address = urls.address(urls.destination(source))
        return Facts(source, address, title, meta, read.body, read.headings, source in self.menu)


def yaml_meta(text: bytes) -> dict[str, Any] | None:
    """Front matter by YAML, as MkDocs reads it; None when it is not a mapping."""
    import yaml

    from . import pages

    match = pages.FRONT.match(text.decode("utf-8-sig"))
    if match is None:
        return None
    try:
        data = yaml.load(match.group(1), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    return data if isinstance(data, dict) else None


def make(works: Works, docs: Path, site: Path, batch: Iterable[tuple[str, Stamp]]) -> list[Outcome]:
    """Make and write the pages of a batch; each has its source's stamp as it was before reading."""
    made: set[str] = set()
    return [_make_one(works, docs, site, source, before, made) for source, before in batch]


def _make_one(works: Works, docs: Path, site: Path, source: str, before: Stamp, made: set[str]) -> Outcome:
    with open(os.path.join(docs, source), "rb") as stream:
        text = stream.read()
    data, listed = works.page(source, text)
    return written(site, source, before, page_hash(text), data, made, listed=listed)


def written(
    site: Path,
    source: str,
    before: Stamp,
    text_hash: str,
    data: bytes,
    made: set[str],
    *,
    listed: bool = False,
) -> Outcome:
    """Write a page that is made; its outcome."""
    target = urls.destination(source)
    writer.put(site, target, data, made)
    out = stamp(os.path.join(site, target))
    assert out is not None
    return Outcome(source, Entry(before, text_hash, listed, out))
