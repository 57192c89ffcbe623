"""From the library to pages: which pages there are, and the Markdown of each. Pure; writes nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from generator import charts
from generator.attachments.published import about_file, shown_picture
from generator.home import home, open_notices
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.pieces import remembered
from generator.library.watch import Watched
from generator.markup import plain, to_html
from generator.months import months
from generator.page import Page
from generator.record import Kind, Record
from generator.regex import regex
from generator.todo import LABELS, is_for_staff, todo

LONGEST_LIST = 200
"""So many settled records a list page shows at most; all of them stand on the pages of their years."""
PENDING = frozenset({"open", "due_soon", "overdue", "submitted", "returned", "behind"})
"""States that somebody has to act on: always on the list page."""

TEMPLATES = Path(__file__).parent / "templates"
_KINDS = Path(__file__).parent / "kinds"

_HEADING_MARK = "\x1e"
_ASCII_PUNCTUATION = regex(r"[!-/:-@\[-`{-~]")
_NOT_IN_FRONT_MATTER = regex("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


@cache
def environment() -> jinja2.Environment:
    """The template environment. What a value becomes is decided by its type, in `markup`."""
    env = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(TEMPLATES), jinja2.FileSystemLoader(_KINDS)]),
        autoescape=True,
        finalize=to_html,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(h=heading, cn_day=cn_day, kinds=all_kinds(), charts=charts, home=home, months=months)
    env.globals.update(distinct=distinct)
    env.globals.update(open_notices=open_notices, todo=todo, todo_labels=LABELS, is_for_staff=is_for_staff)
    return env


def keep_compiled(folder: Path) -> None:
    """Keep compiled templates in a folder, so that the next process need not compile those that stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    environment().bytecode_cache = jinja2.FileSystemBytecodeCache(str(folder))


def heading(level: int, text: object, anchor: str) -> Markup:
    """A heading block: the only way to make one, because only here record text meets live Markdown."""
    return Markup(f"\n{_HEADING_MARK}{'#' * level} {_literal(str(text))} {{#{anchor}}}\n")


def _literal(text: str) -> str:
    """Text with every ASCII punctuation mark as a character reference: nothing in it means anything."""
    return _ASCII_PUNCTUATION.sub(lambda m: f"&#{ord(m[0])};", " ".join(text.split()))


def cn_day(day: dt.date | None) -> str:
    """A date as official documents write it: 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page shows that does not come from records: from git history and from other outputs."""

    content: Path | None = None
    """The content folder, where records' files lie; None: only the records' text is published."""
    store: MutableMapping[str, bytes] = field(default_factory=dict)
    """Results of earlier runs (pictures, PDFs) by key."""
    tell: Callable[[str], None] = lambda sentence: None
    """Says one sentence to whoever runs the build."""
    papers: tuple[str, ...] = ()
    """The forms in which notices can be printed: `pdf`, `docx`."""
    site: Path | None = None
    """The site's folder as earlier builds left it, for outputs that change only parts of what they made."""
    missing: frozenset[str] | None = None
    """Files that earlier jobs left in the site and that are not there any more; None: nobody knows what they left."""
    key: str = ""
    """A fingerprint of the program, the settings and the day (`environment.settings`)."""


class Row(NamedTuple):
    """A record in a list: what readers can pick it by, and what they see of it."""

    record: Record
    picks: Mapping[str, Any]
    html: Markup


@dataclass
class Renderer:
    """Renders the pages of one library."""

    library: Library
    around: Surroundings = field(default_factory=Surroundings)

    def pages(self) -> Iterator[Page]:
        """Every page of the site, in a stable order."""
        yield from self.fixed_pages()
        for kind in all_kinds().values():
            yield self.index(kind)
            yield from (self.archive(kind, year) for year in self.library.years(kind.name))
            for record in self.library.records(kind.name):
                yield self.record(record)
        for record in self.library.withdrawn:
            yield self.tombstone(record)

    def fixed_pages(self) -> Iterator[Page]:
        """Pages that are neither a record nor a list of one kind."""
        for name in fixed_page_names(self.library):
            yield self.fixed_page(name)

    def fixed_page(self, name: str) -> Page:
        """The page of `templates/pages/<name>.md.j2`."""
        path = "index.md" if name == "home" else f"{name}/index.md"
        body, values = self._body(f"pages/{name}.md.j2", path, {})
        return _page(path, {"title": values.get("title", self.library.site.name), **values}, body)

    def index(self, kind: Kind) -> Page:
        """The list page of a kind."""
        path = f"{kind.name}/index.md"
        records = self.library.records(kind.name)
        shown = self.current(kind)
        values = {"kind": kind, "records": shown, "cut": len(shown) < len(records)}
        values["overview"] = kind.overview(self.library)
        body, _ = self._body(f"{kind.name}/index.md.j2", path, values)
        years, _ = self._body(
            "years.md.j2", path, {"kind": kind, "years": self.library.years(kind.name), "total": len(records)}
        )
        body = f"{body}\n{years}" if years.strip() else body
        meta = {"title": self.label(kind), "list": kind.name, "crumbs": [{"title": self.label(kind)}]}
        return _page(path, meta, _with_title(body, self.label(kind)))

    def archive(self, kind: Kind, year: int) -> Page:
        """The page of one year: every record of it, their count and states."""
        path = f"{kind.name}/{year}/index.md"
        title = f"{self.label(kind)} {year} 年"
        records = self.library.of_year(kind.name, year)
        shown = list(self.library.pieces("picks", records, _year_picks))
        values = {
            "kind": kind,
            "year": year,
            "records": records,
            "branches": list(dict.fromkeys(name for _, picks in shown for name in picks["branch"])),
            "states": Counter(picks["state"] for _, picks in shown if picks["state"]),
            "year_picks": _year_picks,
        }
        body, _ = self._body("archive.md.j2", path, values)
        crumbs = [{"title": self.label(kind), "url": f"{kind.name}/"}, {"title": f"{year} 年"}]
        return _page(path, {"title": title, "kind": kind.name, "crumbs": crumbs}, _with_title(body, title))

    def current(self, kind: Kind) -> Sequence[Record]:
        """What a list page shows: everything, or when that is too much, the newest and all that is not settled.

        What has no day is on no page of a year, so it stays.
        """
        records: Sequence[Record] = self.library.records(kind.name)
        if len(records) <= LONGEST_LIST:
            return records
        standing = list(self.library.pieces("standing", records, _standing))
        by_day = sorted(standing, key=lambda one: one[1][0], reverse=True)
        kept = {record.key for record, _ in by_day[:LONGEST_LIST]}
        return [record for record, (day, pending) in standing if not day or pending or record.key in kept]

    def record(self, record: Record) -> Page:
        """The page of one record."""
        kind = all_kinds()[record.kind]
        path = f"{record.key}.md"
        facts = self.library.facts(record)
        body, _ = self._body(
            f"{kind.name}/page.md.j2", path, {"record": record, "facts": facts, "kind": kind}
        )
        told, _ = self._body("history.md.j2", path, {"entries": self.library.past(record)})
        body = f"{body}\n{told}" if told.strip() else body
        return _page(path, self._record_meta(record, kind), _with_title(body, record.title))

    def tombstone(self, record: Record) -> Page:
        """What stays of a withdrawn record: title, period and outcome."""
        kind = all_kinds()[record.kind]
        path = f"{record.key}.md"
        values = {"record": record, "facts": self.library.facts(record), "kind": kind}
        body, _ = self._body("tombstone.md.j2", path, values)
        meta = {"title": record.title, "record": record.key, "kind": kind.name, "withdrawn": True}
        return _page(path, meta, _with_title(body, record.title))

    def label(self, kind: Kind) -> str:
        """The unit's own name for a section, or the kind's."""
        named = {section.kind: section.name for section in self.library.site.sections}
        return named.get(kind.name, kind.label)

    def _record_meta(self, record: Record, kind: Kind) -> dict[str, Any]:
        return {
            "title": record.title,
            "description": kind.summary(record)[:150],
            "record": record.key,
            "kind": kind.name,
            **self._dates(record),
            "source": record.path,
            "source_url": self._source_url(record),
            "crumbs": [{"title": self.label(kind), "url": f"{kind.name}/"}, {"title": record.title}],
            **self._neighbours(record),
        }

    def _source_url(self, record: Record) -> str | None:
        """Where the record's file is shown, by the unit's own pattern."""
        pattern = self.library.site.source_url
        return pattern.replace("{path}", quote(record.path)) if pattern else None

    def _dates(self, record: Record) -> dict[str, dt.date | None]:
        """When a record came into git and when it was last changed, as far as its readers may know."""
        told = self.library.past(record)
        return {"created": told[-1].day, "updated": told[0].day} if told else {}

    def _neighbours(self, record: Record) -> dict[str, Any]:
        """The records before and after one in its list, as the page's `prev` and `next`."""
        near = zip(("prev", "next"), self.library.neighbours(record), strict=True)
        return {name: {"title": one.title, "url": f"{one.key}/"} for name, one in near if one is not None}

    def _body(self, template: str, path: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        base = "../" * _depth(path)
        meta: dict[str, Any] = {}

        def set_meta(**given: Any) -> str:
            meta.update(given)
            return ""

        def url(record: Record | None) -> str:
            return f"{base}{record.key}/" if record is not None else ""

        def link(record: Record | None, text: str | None = None) -> Markup:
            if record is None:
                return Markup()
            return Markup('<a href="{}">{}</a>').format(url(record), plain(text or record.title))

        def asset(record: Record, name: str) -> str:
            return f"{base}{record.key}/{quote(name)}"

        library = self.library

        def picture(record: Record, name: str) -> dict[str, Any]:
            return shown_picture(asset(record, name), name, library.file(record, name))

        def file_info(record: Record, name: str) -> dict[str, str]:
            return about_file(name, library.file(record, name))

        def rows(
            records: Sequence[Record], macro: Callable[..., str], name: str = "row", picks: Any = None
        ) -> list[Row]:
            """A list's row of each record, made by `macro(record, picks, lib)` from those alone."""

            def piece(record: Record, library: Library) -> tuple[dict[str, Any], str]:
                found = dict((picks or all_kinds()[record.kind].picks)(record, library))
                return found, str(macro(record, found, library))

            made = library.pieces(name, records, piece)
            return [Row(record, found, Markup(html)) for record, (found, html) in made]

        def each(values: Sequence[tuple[Any, ...]], macro: Callable[..., str], name: str) -> Markup:
            """What a macro makes of plain values, one after the other; it must look at nothing else."""
            parts = library.parts if isinstance(library, Watched) else None
            return Markup("").join(map(Markup, remembered(name, values, lambda one: str(macro(*one)), parts)))

        rendered = (
            environment()
            .get_template(template)
            .render(
                lib=library,
                site=library.site,
                policy=library.policy,
                as_of=library.as_of,
                around=self.around,
                recent=library.recent,
                base=base,
                url=url,
                link=link,
                asset=asset,
                picture=picture,
                file_info=file_info,
                rows=rows,
                each=each,
                meta=set_meta,
                label=self.label,
                **values,
            )
        )
        return tidy(rendered), meta


def distinct(rows: Iterable[Row], name: str) -> list[Any]:
    """What rows can be picked by under a name, each once."""
    return list(dict.fromkeys(row.picks[name] for row in rows))


def _year_picks(record: Record, library: Library) -> dict[str, Any]:
    """What readers can pick a record by on the page of its year: its branches and its state."""
    branches = [library.get("branches", ref) for ref in all_kinds()[record.kind].branches(record)]
    state = library.facts(record).state
    return {
        "branch": tuple(str(one.name) for one in branches if one),
        "state": state.label if state else "",
    }


def _standing(record: Record, library: Library) -> tuple[int, bool]:
    """The number of a record's day (0: it has none), and whether somebody has to act on it."""
    day, state = all_kinds()[record.kind].day(record), library.facts(record).state
    return day.toordinal() if day else 0, state is not None and state.name in PENDING


def fixed_page_names(library: Library) -> tuple[str, ...]:
    """Every template in `templates/pages/`; the list of what staff must do only in the site for staff."""
    names = sorted(file.name.removesuffix(".md.j2") for file in (TEMPLATES / "pages").glob("*.md.j2"))
    return tuple(name for name in names if name != "todo" or is_for_staff(library))


def _depth(path: str) -> int:
    """How many folders deep the page's address is: `index.md` 0, `notices/index.md` 1, `notices/2026/x.md` 3."""
    return path.removesuffix(".md").removesuffix("/index").count("/") + (path != "index.md")


def _with_title(body: str, title: str) -> str:
    """The record's title is the page's only h1; a template that places it itself keeps its place."""
    if "<h1" in body:
        return body
    return f'<h1 data-field="title">{plain(title)}</h1>\n\n{body}'


def tidy(rendered: str) -> str:
    """Restricted Markdown: headings and HTML blocks separated by blank lines, no blank line inside a block."""
    out: list[str] = []
    for line in rendered.split("\n"):
        line = line.rstrip()
        if line.startswith(_HEADING_MARK):
            out += ["", line[1:], ""]
        elif line:
            out.append(line.replace(_HEADING_MARK, ""))
    text = "\n".join(out).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _page(path: str, meta: Mapping[str, Any], body: str) -> Page:
    return Page(path, body, {key: value for key, value in meta.items() if value not in (None, "", [])})


def serialize(page: Page) -> bytes:
    """A page as the bytes of its Markdown file. Front matter values are JSON, which YAML reads as typed."""
    front = "".join(f"{key}: {_front_matter(value)}\n" for key, value in page.meta.items())
    return f"---\n{front}---\n\n{page.body}".encode()


def _front_matter(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _NOT_IN_FRONT_MATTER.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
