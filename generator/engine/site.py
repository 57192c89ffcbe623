"""MkDocs and Material as one object: configuration, navigation, templates. The only module that imports MkDocs.

Made at most once a run, and only when something must be rendered that no shell on disk covers.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

from . import urls
from .base import Learned, Plan, Unsupported
from .chrome import Desk, Free, FreePage, Unavailable, cut, watched
from .pages import Heading
from .setup import build_time, load_config, nav_sources, refuse_unsupported, static_files, strictly
from .shell import Facts, Rules, Shell, above_target, shape

_ENOUGH = 200
"""Renderings after which a shape still teaches something new: then the theme is not for the fast road."""


ADDRESS, DAY = "gk-address/", "gk-day"
"""Stand for a page's address and the day of the build in the site map; neither changes under escaping."""

ANY = ""
"""Among the keys of front matter that templates read: they only asked whether there is any."""


class Watched(dict[str, Any]):
    """The front matter of a page in the menu; notes which keys other pages' templates read of it."""

    def __init__(self, data: dict[str, Any], seen: set[str]) -> None:
        super().__init__(data)
        self.seen = seen

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)

    def _refuse(self, *args: Any) -> Any:
        raise Unsupported("iteration over a menu page's front matter")

    __iter__ = keys = values = items = __len__ = _refuse

    def __bool__(self) -> bool:
        self.seen.add(ANY)
        return dict.__len__(self) > 0


class Site:
    """Renders shells, whole-site pages and pages in full Markdown."""

    def __init__(
        self, plan: Plan, rules: Rules, seen: set[str], nav_meta: Callable[[str], dict[str, Any]]
    ) -> None:
        from mkdocs.structure.files import File, Files, set_exclusions
        from mkdocs.structure.nav import get_navigation

        self.plan = plan
        self.rules = rules
        self.seen = seen
        with build_time(plan.epoch), strictly():
            self.config = load_config(plan)
            refuse_unsupported(self.config)
            sources = nav_sources(self.config.nav)
            files = Files([File(source, str(plan.docs), str(plan.site), True) for source in sources])
            set_exclusions(files, self.config)
            self.nav = get_navigation(files, self.config)
        rules.site_url = self.config.site_url
        self.env = self.config.theme.get_env()
        self.watched = watched(self.config.theme.get_env())
        self.watched.filters["url"] = _watched_url(self, self.watched.filters["url"])
        self.pages = {page.file.src_uri: page for page in self.nav.pages}
        for source, page in self.pages.items():
            self._rest(page, nav_meta(source))

    def _rest(self, page: Any, meta: dict[str, Any]) -> None:
        """Put a menu page into the state in which other pages may look at it."""
        if page.title is None:
            raise Unsupported("a menu entry without a title")
        page.meta = Watched(meta, self.seen)
        page.content = page.markdown = Unavailable("content of another page")
        page.toc = Unavailable("contents of another page")

    @property
    def levels(self) -> tuple[int, int] | None:
        """The heading levels of the contents, or None when pages must all go through Python-Markdown."""
        extensions = set(self.config.markdown_extensions)
        options = dict(self.config.mdx_configs.get("toc") or {})
        depth = str(options.pop("toc_depth", 6))
        if options.pop("permalink", False) or options:
            return None
        if not extensions <= {"toc", "tables", "fenced_code", "attr_list"} or "attr_list" not in extensions:
            return None
        top, _, bottom = depth.rpartition("-")
        return int(top or 1), int(bottom)

    def shell(self, facts: Facts) -> tuple[str, Shell]:
        """The shell for a page and its key; the first filling is compared with what the theme itself renders."""
        for _ in range(_ENOUGH):
            desk = Desk(self.rules, facts)
            own = facts.in_nav or above_target(facts, self.rules)
            try:
                shell = cut(self._render_free(facts, desk, own), desk)
            except Learned:
                continue
            if not own and above_target(facts, self.rules):
                continue
            if shell.fill(facts, self.rules.site_url) != self.whole(facts):
                raise Unsupported(f"shell of {facts.source}")
            return shape(facts, self.rules), shell
        raise Unsupported("templates look at too many values")

    def _render_free(self, facts: Facts, desk: Desk, own: bool) -> str:
        address = facts.address if own else "/".join([*urls.parts(facts.address)[:-1], "gk-page", ""])
        self._address = address
        template = self.watched.get_template(facts.template)
        if not facts.in_nav:
            page: Any = FreePage(desk, facts, self.rules.site_url)
            return template.render(self._context(page, address))
        page = self.pages[facts.source]
        with self._at_work(page, facts, desk):
            return template.render(self._context(page, address))

    @contextlib.contextmanager
    def _at_work(self, page: Any, facts: Facts, desk: Desk | None) -> Iterator[None]:
        """A menu page while it is itself the page rendered; with stand-ins when there is a ``desk``."""
        resting = page.meta, page.content, page.toc
        free = FreePage(desk, facts, self.rules.site_url) if desk else None
        page.meta = free.meta if free else facts.meta
        page.content = free.content if free else facts.content
        page.toc = free.toc if free else _anchors(facts.headings)
        page.active = True
        try:
            yield
        finally:
            page.active = False
            page.meta, page.content, page.toc = resting

    def whole(self, facts: Facts) -> bytes:
        """The page as the theme renders it, without stand-ins."""
        from mkdocs.structure.files import File
        from mkdocs.structure.pages import Page

        template = self.env.get_template(facts.template)
        with build_time(self.plan.epoch), strictly():
            if facts.in_nav:
                page = self.pages[facts.source]
                with self._at_work(page, facts, None):
                    return self._encoded(template.render(self._context(page, facts.address, plain=True)))
            file = File(facts.source, str(self.plan.docs), str(self.plan.site), True)
            page = Page(facts.title, file, self.config)
            page.meta, page.content, page.toc = facts.meta, facts.content, _anchors(facts.headings)
            page.active = True
            return self._encoded(template.render(self._context(page, facts.address, plain=True)))

    @staticmethod
    def _encoded(output: str) -> bytes:
        return output.encode("utf-8", "xmlcharrefreplace")

    def _context(self, page: Any, address: str, *, plain: bool = False) -> dict[str, Any]:
        import mkdocs

        def link(path: Any) -> str:
            return urls.relative(str(path), address) if plain else self.link(str(path), address)

        return {
            "nav": self.nav,
            "pages": Unavailable("the list of all pages"),
            "base_url": urls.relative(".", address),
            "extra_css": [link(path) for path in self.config.extra_css],
            "extra_javascript": [link(path) for path in self.config.extra_javascript],
            "mkdocs_version": mkdocs.__version__,
            "build_date_utc": Unavailable("the build's time"),
            "config": self.config,
            "page": page,
        }

    def link(self, path: str, address: str) -> str:
        """A relative link made by a template; its target is noted."""
        link = urls.relative(path, address)
        if path and not path.startswith(("/", "#")) and ":" not in path:
            self.rules.targets.add(urls.parts(path))
        return link

    def static_pages(self) -> dict[str, bytes]:
        """``404.html`` and other templates of the theme that are pages by themselves; not the site map."""
        from urllib.parse import urlsplit

        import mkdocs
        from mkdocs.utils import get_relative_url, is_error_template

        made = {}
        for name in sorted(set(self.config.theme.static_templates) - {"sitemap.xml"}):
            root = urlsplit(self.config.site_url or "/").path
            base = root if is_error_template(name) else get_relative_url(".", name)
            context = self._context(None, "") | {"base_url": base, "mkdocs_version": mkdocs.__version__}
            for key in ("extra_css", "extra_javascript"):
                context[key] = [_from_base(str(path), base) for path in self.config[key]]
            with build_time(self.plan.epoch), strictly():
                output = self.env.get_template(name).render(context)
            if output.strip():
                made[name] = output.encode()
        return made

    def sitemap(self) -> list[str]:
        """``sitemap.xml`` as text before, text for each page (:data:`ADDRESS`, :data:`DAY`), text after."""
        none, one, two, three = (self._sitemap(number) for number in range(4))
        place = len(os.path.commonprefix([none, one]))  # noqa: RUF071 - of texts, not paths
        head, tail = none[:place], none[place:]
        each = one[place : len(one) - len(tail)]
        if (one, two, three) != tuple(head + each * number + tail for number in (1, 2, 3)):
            raise Unsupported("sitemap.xml")
        return [head, each, tail]

    def _sitemap(self, number: int) -> str:
        pages = [_Listed(ADDRESS, self.config.site_url, DAY)] * number
        context = self._context(None, "") | {"pages": pages, "base_url": "."}
        text: str = self.env.get_template("sitemap.xml").render(context)
        return text

    def theme_files(self) -> dict[str, str]:
        """Files of the theme that go into the site: path → where it is. The first folder of the theme that has one wins."""
        from mkdocs.structure.files import File, set_exclusions

        found: dict[str, Any] = {}
        for folder in self.config.theme.dirs:
            for path in static_files(folder, self.config.theme.static_templates):
                file = File(path, folder, str(self.plan.site), True)
                found.setdefault(file.src_uri, file)
        set_exclusions(found.values(), self.config)
        return {
            path: found[path].abs_src_path for path in sorted(found) if found[path].inclusion.is_included()
        }

    def long_way(self, source: str) -> Facts:
        """A page through Python-Markdown, with MkDocs' checks of its links."""
        from mkdocs.structure.pages import Page

        with build_time(self.plan.epoch), strictly():
            files = self._all_files()
            file = files.get_file_from_path(source)
            page = Page(self.pages[source].title if source in self.pages else None, file, self.config)
            page.read_source(self.config)
            page.render(self.config, files)
            page.validate_anchor_links(files=files, log_level=logging.WARNING)
        headings = _headings(page.toc)
        return Facts(
            source, page.url, page.title, dict(page.meta), page.content or "", headings, source in self.pages
        )

    def _all_files(self) -> Any:
        if not hasattr(self, "_files"):
            from mkdocs.structure.files import get_files

            self._files = get_files(self.config)
            self._files.add_files_from_theme(self.env, self.config)
        return self._files


class _Listed:
    """A page as the site map's template sees it."""

    def __init__(self, address: str, site_url: str | None, day: str) -> None:
        from urllib.parse import urlsplit

        self.page = self
        self.is_link = False
        self.update_date = day
        self.canonical_url = site_url + address if site_url else None
        self.abs_url = urlsplit(self.canonical_url).path if self.canonical_url else None


def _watched_url(site: Site, guarded: Callable[..., Any]) -> Callable[..., Any]:
    import jinja2

    @jinja2.pass_context
    def url(context: Any, value: Any) -> Any:
        if isinstance(value, Free):
            return guarded(context, value)
        return site.link(str(value), site._address)

    return url


def _from_base(path: str, base: str) -> str:
    from mkdocs.utils import normalize_url

    return normalize_url(path, None, base)


def _anchors(headings: list[Heading]) -> Any:
    from mkdocs.structure.toc import AnchorLink, TableOfContents

    def one(heading: Heading) -> Any:
        link = AnchorLink(heading.title, heading.id, heading.level)
        link.children = [one(child) for child in heading.children]
        return link

    return TableOfContents([one(heading) for heading in headings])


def _headings(toc: Any) -> list[Heading]:
    return [Heading(item.level, item.id, item.title, _headings(item.children)) for item in toc]
