"""The fast road: only pages that changed, chrome rendered once a shape, work in batches.

Its bytes are those of the plain road (:mod:`generator.engine.plain`); a test compares the two over the whole sample
site, and each shell is compared with the theme's own output when it is made.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import writer

from . import batch, sitemap, state, urls
from .base import Unsupported
from .entries import Entry, Pages, Stamp
from .shell import Rules, ShellStore
from .state import Made, State

if TYPE_CHECKING:
    from .base import Plan
    from .run import Runner
    from .site import Site

Progress = Callable[[int, int], None]

BUILDING = "building.json"
"""There while the site is being changed: the files a killed run may have left."""

FEW = 64
"""So few pages are made in this process; starting others would take longer."""


@dataclass
class Result:
    """What a build did; ``files`` says which files of the site come from the engine, ``others`` which are no pages."""

    written: list[str]
    removed: list[str]
    files: Callable[[], set[str]]
    others: set[str]
    pages: int
    made: int
    road: str

    @property
    def owned(self) -> set[str]:
        """All files of the site that come from the engine, whether written or not."""
        return self.files()


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
        same = self.interrupted is None and self.old.environment == self.new.environment
        if changed is not None and same and (result := self._told(changed)):
            return result
        return self._looked()

    def _told(self, changed: set[str]) -> Result | None:
        """Only these pages may differ: no other is looked at. None when the others may not be as they were."""
        old, new, docs = self.old, self.new, os.fspath(self.plan.docs)
        now = {path: state.stamp(f"{docs}/{path}") for path in sorted(changed)}
        known = old.pages.some(now)
        new.listing, new.static = old.listing, old.static
        self._learned(old.pages)
        if None in now.values() or None in known.values() or old.chrome != new.chrome:
            return None
        kept: dict[str, Entry] = {}
        todo: list[tuple[str, Stamp]] = []
        for path, entry in known.items():
            stamp = now[path]
            assert stamp is not None and entry is not None
            if self._same(path, entry, stamp):
                kept[path] = entry._replace(stamp=stamp)
            else:
                todo.append((path, stamp))
        if todo:
            self._begin(urls.destination(path) for path, _ in todo)
        made = dict(self._made(todo))
        new.pages = old.pages.put({**kept, **made})
        return self._rest_of(lambda: list(old.pages), len(todo), [])

    def _looked(self) -> Result:
        """Every file of ``docs`` and every page of the site is looked at."""
        found = _supported(dict(state.scan(self.plan.docs)))
        sources = {path: stamp for path, stamp in found.items() if path.endswith(".md")}
        self.new.static = {path: stamp for path, stamp in found.items() if path not in sources}
        self.new.listing = state.digest(list(sources))
        self._learned(sources)
        targets = _targets(sources)
        before = self.old.pages.all()
        kept, todo = self._todo(sources, targets, before)
        gone = self._gone(before.keys() - sources.keys(), set(targets.values()))
        if todo or gone:
            self._begin(targets.values())
        removed = self._remove(gone)
        entries = {**kept, **dict(self._made(todo))}
        self.new.pages = Pages.of({source: entries[source] for source in sources})
        return self._rest_of(lambda: list(sources), len(todo), removed)

    def _rest_of(self, sources: Callable[[], list[str]], made: int, removed: list[str]) -> Result:
        """What the site has besides pages, and the manifest."""

        def owned() -> set[str]:
            return {*map(urls.destination, sources()), *self.new.others}

        self._whole_site(sources)
        if gone := self.old.others.keys() - self.new.others.keys():
            removed += self._remove(gone - owned())
        self._finish()
        return Result(self.written, removed, owned, set(self.new.others), len(self.new.pages), made, "fast")

    def _learned(self, sources: Container[str]) -> None:
        """Take over what was learned under the same environment, or learn it."""
        old, new = self.old, self.new
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

    def _todo(
        self, sources: dict[str, Stamp], targets: dict[str, str], before: dict[str, Entry]
    ) -> tuple[dict[str, Entry], list[tuple[str, Stamp]]]:
        """Pages that stay, and those whose source, chrome or written file is not what the manifest says."""
        if self.old.chrome != self.new.chrome or self.interrupted is not None:
            return {}, list(sources.items())
        same_list = self.old.listing == self.new.listing
        site = os.fspath(self.plan.site)
        kept: dict[str, Entry] = {}
        todo: list[tuple[str, Stamp]] = []
        for source, stamp in sources.items():
            entry = before.get(source)
            if (
                entry is None
                or (entry.listed and not same_list)
                or not self._same(source, entry, stamp)
                or state.stamp(f"{site}/{targets[source]}") != entry.out
            ):
                todo.append((source, stamp))
            else:
                kept[source] = entry if entry.stamp == stamp else entry._replace(stamp=stamp)
        return kept, todo

    def _same(self, source: str, entry: Entry, stamp: Stamp) -> bool:
        if state.trusted(entry.stamp, stamp, self.time):
            return True
        return entry.hash == state.page_hash((self.plan.docs / source).read_bytes())

    def _begin(self, targets: Iterable[str]) -> None:
        """Note, before the site is touched, what this run may leave behind if it is killed."""
        if not self.changed:
            self.changed = True
            writer.put(self.cache, BUILDING, json.dumps(sorted(targets)).encode())

    def _gone(self, sources: Iterable[str], targets: set[str]) -> list[str]:
        """Files of pages that are no longer there, of the last build and of one that was killed."""
        before = {urls.destination(source) for source in sources}
        before.update(self.interrupted or ())
        return sorted(before - targets)

    def _made(self, todo: list[tuple[str, Stamp]]) -> Iterator[tuple[str, Entry]]:
        """Make pages; their entries."""
        for outcome in self._make(todo):
            self.written.append(urls.destination(outcome.source))
            yield outcome.source, outcome.entry

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

    def _whole_site(self, sources: Callable[[], list[str]]) -> None:
        """Other files of ``docs``, theme files, 404 and site map: each redone when its own key or its file changed."""
        for path, stamp in self.new.static.items():
            self._put(path, state.digest(stamp), (self.plan.docs / path).read_bytes)
        self._theme()
        day = sitemap.day(self.plan.epoch)
        key = state.digest(self.new.environment, self.new.listing, day)
        xml = self._put("sitemap.xml", key, lambda: sitemap.xml(self.new.sitemap, sources(), day))
        seconds = sitemap.midnight(self.plan.epoch) if self.new.pages else self.plan.epoch
        self._put("sitemap.xml.gz", key, lambda: sitemap.gz(xml(), seconds))

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
