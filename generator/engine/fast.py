"""The fast road: only pages that changed, chrome rendered once a shape, work in batches.

Its bytes are those of the plain road (:mod:`generator.engine.plain`); a test compares the two over the whole sample
site, and each shell is compared with the theme's own output when it is made.
"""

from __future__ import annotations

import datetime
import functools
import gzip
import io
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import writer
from generator.classes import dataclass

from . import batch, state, urls
from .base import Unsupported
from .shell import Rules, ShellStore
from .state import Entry, Made, Stamp, State

if TYPE_CHECKING:
    from .base import Plan
    from .run import Runner
    from .site import Site

Progress = Callable[[int, int], None]

BUILDING = "building.json"
"""There while the site is being changed: the files a killed run may have left."""

FEW = 64
"""So few pages are made in this process; starting others would take longer."""


@dataclass()
class Result:
    """What a build did. ``owned`` are all files of the site that come from the engine, whether written or not."""

    written: list[str]
    removed: list[str]
    owned: set[str]
    pages: int
    made: int
    road: str


class Build:
    """One run over one folder."""

    def __init__(self, plan: Plan, cache: Path, runner: Runner, progress: Progress | None) -> None:
        self.plan = plan
        self.cache = cache
        self.runner = runner
        self.progress = progress or (lambda done, total: None)
        self.old, self.time = State.load(cache)
        environment, self.assets = state.environment(plan.config, plan.settings)
        self.new = State(environment=environment)
        self.rules = Rules()
        self.seen: set[str] = set()
        self.written: list[str] = []
        self.changed = False
        self.interrupted = _interrupted(cache)
        self._site: Site | None = None
        self._bodies: dict[str, dict[str, Any]] = {}

    @property
    def site(self) -> Site:
        """MkDocs, made when first needed."""
        if self._site is None:
            from .site import Site

            self._site = Site(self.plan, self.rules, self.seen, self._menu_meta)
        return self._site

    def run(self, changed: set[str] | None) -> Result:
        """Bring the site folder up to date."""
        found = self._sources(changed)
        sources = {path: stamp for path, stamp in found.items() if path.endswith(".md")}
        self.new.static = {path: stamp for path, stamp in found.items() if path not in sources}
        self._learned(sources)
        targets = _targets(sources)
        todo = self._todo(sources, targets)
        self.new_sources = sources.keys()
        gone = self._gone(set(targets.values()))
        if todo or gone:
            self._begin(targets.values())
        removed = self._remove(gone)
        for outcome in self._make(todo):
            self.new.pages[outcome.source] = outcome.entry
            self.written.append(targets[outcome.source])
        self.new.pages = {source: self.new.pages[source] for source in sources}
        self._whole_site(list(sources))
        removed += self._remove(set(self.old.others) - set(self.new.others) - set(targets.values()))
        self._finish()
        owned = set(targets.values()) | set(self.new.others)
        return Result(self.written, removed, owned, len(sources), len(todo), "fast")

    def _sources(self, changed: set[str] | None) -> dict[str, Stamp]:
        """All files of ``docs`` with their stamps; from the manifest when the caller says what changed."""
        old, docs = self.old, os.fspath(self.plan.docs)
        self.told = (
            changed is not None and self.interrupted is None and old.environment == self.new.environment
        )
        if not self.told or not changed <= old.pages.keys():  # type: ignore[operator]
            self.told = False
            return _supported(dict(state.scan(self.plan.docs)))
        now = {path: state.stamp(f"{docs}/{path}") for path in changed}  # type: ignore[union-attr]
        if None in now.values():
            self.told = False
            return _supported(dict(state.scan(self.plan.docs)))
        known = {path: entry.stamp for path, entry in old.pages.items()}
        return {**known, **old.static, **{path: stamp for path, stamp in now.items() if stamp}}

    def _learned(self, sources: dict[str, Stamp]) -> None:
        """Take over what was learned under the same environment, or learn it."""
        old, new = self.old, self.new
        new.listing = state.digest(sorted(sources))
        if old.environment == new.environment:
            self.rules = Rules.load(old.rules)
            self.seen = set(old.menu_keys)
            new.nav, new.levels, new.sitemap = old.nav, old.levels, old.sitemap
        else:
            new.nav = dict(_nav_titles(self._configured_nav()))
            new.levels, new.sitemap = self.site.levels, self.site.sitemap()
        self.menu = {source: title for source, title in new.nav.items() if source in sources}
        new.chrome = self._chrome()
        self.store = ShellStore(self.cache / "shells" / new.chrome)

    def _configured_nav(self) -> Any:
        """The ``nav`` before lines without a page are left out."""
        if "nav" in self.plan.settings:
            return self.plan.settings["nav"]
        import yaml

        class Loader(yaml.SafeLoader):
            pass

        Loader.add_multi_constructor("", lambda loader, suffix, node: None)
        return yaml.load(self.plan.config.read_bytes(), Loader).get("nav")

    def _chrome(self) -> str:
        """Hash of what the shells are made from: environment, menu, front matter that other pages show."""
        self.new.menu_keys = sorted(self.seen)
        seen = [(source, self._menu_view(source)) for source in self.menu] if self.seen else list(self.menu)
        return state.digest(self.new.environment, seen)

    def _menu_view(self, source: str) -> list[Any]:
        meta = self._menu_meta(source)
        return [meta.get(key) if key else bool(meta) for key in self.new.menu_keys]

    def _menu_meta(self, source: str) -> dict[str, Any]:
        if source not in self._bodies:
            text = (self.plan.docs / source).read_bytes()
            self._bodies[source] = batch.yaml_meta(text) or {}
        return self._bodies[source]

    def _todo(self, sources: dict[str, Stamp], targets: dict[str, str]) -> list[tuple[str, Stamp]]:
        """Pages whose source, chrome or written file is not what the manifest says."""
        if self.old.chrome != self.new.chrome or self.interrupted is not None:
            return list(sources.items())
        same_list = self.old.listing == self.new.listing
        site = os.fspath(self.plan.site)
        todo: list[tuple[str, Stamp]] = []
        looked = not self.told
        for source, stamp in sources.items():
            entry = self.old.pages.get(source)
            if (
                entry is None
                or (entry.listed and not same_list)
                or not self._same(source, entry, stamp)
                or (looked and state.stamp(f"{site}/{targets[source]}") != entry.out)
            ):
                todo.append((source, stamp))
            else:
                self.new.pages[source] = entry if entry.stamp == stamp else entry._replace(stamp=stamp)
        return todo

    def _same(self, source: str, entry: Entry, stamp: Stamp) -> bool:
        if state.trusted(entry.stamp, stamp, self.time):
            return True
        return entry.hash == state.page_hash((self.plan.docs / source).read_bytes())

    def _begin(self, targets: Iterable[str]) -> None:
        """Note, before the site is touched, what this run may leave behind if it is killed."""
        if not self.changed:
            self.changed = True
            writer.put(self.cache, BUILDING, json.dumps(sorted(targets)).encode())

    def _gone(self, targets: set[str]) -> list[str]:
        """Files of pages that are no longer there, of the last build and of one that was killed."""
        before = {urls.destination(source) for source in self.old.pages if source not in self.new_sources}
        before.update(self.interrupted or ())
        return sorted(before - targets)

    def _make(self, todo: list[tuple[str, Stamp]]) -> Iterable[batch.Outcome]:
        works = batch.Works(self.store, self.rules, self.new.levels, self.menu, self.seen, lambda: self.site)
        first, rest = _sample(todo)
        done = 0
        for outcome in batch.make(works, self.plan.docs, self.plan.site, first):
            done += 1
            yield outcome
        self.progress(done, len(todo))
        for outcomes in self.runner(works, self.plan, _batches(rest)):
            done += len(outcomes)
            self.progress(done, len(todo))
            yield from outcomes

    def _remove(self, gone: Iterable[str]) -> list[str]:
        return writer.update(self.plan.site, {}, sorted(gone)).removed if gone else []

    def _whole_site(self, sources: list[str]) -> None:
        """Other files of ``docs``, theme files, 404 and site map: each redone when its own key or its file changed."""
        for path, stamp in self.new.static.items():
            self._put(path, state.digest(stamp), (self.plan.docs / path).read_bytes)
        self._theme()
        listing = state.digest(self.new.environment, sources, _day(self.plan.epoch))
        xml = self._put(
            "sitemap.xml", listing, lambda: _sitemap(self.new.sitemap, sources, _day(self.plan.epoch))
        )
        seconds = _midnight(self.plan.epoch) if sources else self.plan.epoch
        self._put("sitemap.xml.gz", listing, lambda: _gzip(xml(), seconds))

    def _theme(self) -> None:
        key = state.digest(self.new.chrome, self.assets)
        known = {path: made for path, made in self.old.others.items() if made.key == key}
        whole = known and all(
            state.stamp(os.path.join(self.plan.site, path)) == m.stamp for path, m in known.items()
        )
        if whole:
            self.new.others.update(known)
            return
        for path, place in self.site.theme_files().items():
            if path not in self.new.static:
                self._put(path, key, Path(place).read_bytes)
        for path, data in self.site.static_pages().items():
            self._put(path, key, functools.partial(bytes, data))

    def _put(self, path: str, key: str, content: Callable[[], bytes]) -> Callable[[], bytes]:
        """Write one file unless the manifest knows it under ``key``; returns how to get its bytes."""
        place = os.path.join(self.plan.site, path)
        known = self.old.others.get(path)
        if known is not None and known.key == key and state.stamp(place) == known.stamp:
            self.new.others[path] = known
            return lambda: Path(place).read_bytes()
        data = content()
        self._begin(())
        if writer.put(self.plan.site, path, data):
            self.written.append(path)
        now = state.stamp(place)
        assert now is not None
        self.new.others[path] = Made(key, now)
        return lambda: data

    def _finish(self) -> None:
        new = self.new
        before, new.chrome = new.chrome, self._chrome()
        if before != new.chrome:
            self._rekey(before)
        new.rules = self.rules.dump()
        if self.changed or vars(new) != vars(self.old):
            new.save(self.cache)
            (self.cache / BUILDING).unlink(missing_ok=True)
        state.keep_only(self.cache / "shells", new.chrome)

    def _rekey(self, before: str) -> None:
        """The chrome's hash, now that the keys templates read of menu pages are known; shells move with it."""
        shells, after = self.cache / "shells", self.new.chrome
        state.keep_only(shells, before)
        if (shells / before).is_dir():
            os.replace(shells / before, shells / after)
        old_key, new_key = (state.digest(chrome, self.assets) for chrome in (before, after))
        for path, made in self.new.others.items():
            if made.key == old_key:
                self.new.others[path] = made._replace(key=new_key)


def _sample(todo: list[tuple[str, Stamp]]) -> tuple[list[tuple[str, Stamp]], list[tuple[str, Stamp]]]:
    """Pages from all over the site, to be made first: they teach nearly all there is to learn; and the rest."""
    step = max(1, len(todo) // FEW)
    return todo[::step], [page for number, page in enumerate(todo) if number % step]


def _interrupted(cache: Path) -> list[str] | None:
    """What a killed run was making; None when the last one came to its end."""
    try:
        return [str(path) for path in json.loads((cache / BUILDING).read_bytes())]
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return []


def _supported(found: dict[str, Stamp]) -> dict[str, Stamp]:
    """``found``, unless it holds a name that MkDocs treats in its own way."""
    for path in found:
        name = path.rpartition("/")[2]
        if (
            path.startswith("assets/")
            or name.startswith("README.")
            or name.endswith((".markdown", ".mdown", ".mkdn", ".mkd"))
        ):
            raise Unsupported(path)
    return found


def _targets(sources: Iterable[str]) -> dict[str, str]:
    targets = {source: urls.destination(source) for source in sources}
    if len(set(targets.values())) != len(targets):
        raise Unsupported("two pages with one address")
    return targets


def _nav_titles(nav: Any) -> Iterable[tuple[str, str]]:
    for item in nav if isinstance(nav, list) else [nav]:
        if isinstance(item, dict):
            for title, value in item.items():
                if isinstance(value, str):
                    yield value, title
                else:
                    yield from _nav_titles(value)


def _batches(todo: list[tuple[str, Stamp]], size: int = 250) -> list[list[tuple[str, Stamp]]]:
    return [todo[start : start + size] for start in range(0, len(todo), size)]


def _sitemap(parts: list[str], sources: list[str], day: str) -> bytes:
    head, each, tail = parts
    each = each.replace("gk-day", day)
    addresses = (urls.address(urls.destination(source)) for source in sources)
    return (head + "".join(each.replace("gk-address/", address) for address in addresses) + tail).encode()


def _day(epoch: int) -> str:
    return datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%d")


def _midnight(epoch: int) -> int:
    return epoch - epoch % 86400


def _gzip(data: bytes, seconds: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, filename="sitemap.xml.gz", mode="wb", mtime=seconds) as stream:
        stream.write(data)
    return out.getvalue()
