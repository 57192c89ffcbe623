"""Atom feeds: one a kind, one a branch, and one of everything that is new.

Written as lines of XML, an entry a piece: putting a tree of fifty entries together to show one new one costs more than
finding out which fifty are the newest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.roll import came_out
from generator.outputs.fulltext import full_text
from generator.record import Attachment, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LATEST = 50
_LATEST_OF_BRANCH = 20
_IN_FULL = 10
"""So many of the newest entries carry their whole text; the others a sentence and the link."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_IN_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_IN_ATTRIBUTE = {**_IN_TEXT, ord('"'): "&quot;", ord("\r"): "&#13;", ord("\n"): "&#10;", ord("\t"): "&#09;"}
_MIDNIGHT = "T00:00:00+08:00"
Entry = tuple[str, str]
"""A record's entry as XML behind the day on which the record was last changed."""


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`feeds/<kind>.atom`, `feeds/branches/<id>.atom`, `feeds/all.atom` and `feeds/changes.atom`."""
    for name in all_kinds():
        yield name, partial(_kind_feed, name)
    yield "all", _all_feed
    yield "changes", _changes_feed
    for branch in library.records("branches"):
        yield f"branches/{branch.id}", partial(_branch_feed, branch.id)


def _kind_feed(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    records = library.newest(_LATEST, name)
    gone = [record for record in library.withdrawn if record.kind == name]
    yield f"feeds/{name}.atom", feed(f"feeds/{name}.atom", all_kinds()[name].label, records, library, gone)


def _all_feed(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    records = library.newest(_LATEST)
    yield "feeds/all.atom", feed("feeds/all.atom", "全部栏目", records, library, library.withdrawn)


def _changes_feed(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    yield "feeds/changes.atom", changes_feed(library)


def _branch_feed(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    branch = library.get("branches", name)
    if branch is not None:
        path = f"feeds/branches/{name}.atom"
        newest = library.newest(_LATEST, branch)
        records = [record for record in newest if record.kind != "branches"][:_LATEST_OF_BRANCH]
        own = {branch.id, branch.slug}
        gone = [one for one in library.withdrawn if own.intersection(all_kinds()[one.kind].branches(one))]
        yield path, feed(path, branch.title, records, library, gone)


def feed(
    path: str, title: str, records: Sequence[Record], library: Library, gone: Iterable[Record] = ()
) -> bytes:
    """An Atom 1.0 document (RFC 4287). Ids are tag URIs (RFC 4151): they survive a change of the site's address.

    `gone` are withdrawn records: readers' copies of them should go (RFC 6721).
    """
    last = sorted(gone, key=_withdrawn_on, reverse=True)[:_LATEST]
    entries = [
        *library.pieces("full entry", records[:_IN_FULL], partial(_entry, path, True)),
        *library.pieces("entry", records[_IN_FULL:], partial(_entry, path, False)),
    ]
    days = [changed for _, (changed, _) in entries] + [str(_withdrawn_on(record)) for record in last]
    updated = f"{max(days, default=library.as_of)}{_MIDNIGHT}"
    tombstones = (_tombstone(record, library) for record in last)
    told = (entry for _, (_, entry) in entries)
    return _document([*_head(path, title, updated, library), *tombstones, *told], bool(last))


def _withdrawn_on(record: Record) -> dt.date:
    return record.withdraw_on or dt.date.min


def _tombstone(record: Record, library: Library) -> str:
    when = f"{_withdrawn_on(record)}{_MIDNIGHT}"
    return _element("at:deleted-entry", ref=_tag_uri(library, f"{record.key}/"), when=when)


def _changed(record: Record, library: Library) -> dt.date:
    """The last day on which a record came out, was corrected, or changed in git."""
    days = [
        came_out(record),
        *(one.day for one in record.corrections),
        *(one.day for one in library.past(record)[:1]),
    ]
    return max((day for day in days if day and day <= library.as_of), default=library.as_of)


def _head(path: str, title: str, updated: str, library: Library) -> list[str]:
    return [
        _element("id", _tag_uri(library, path)),
        _element("title", f"{title} — {library.site.name}"),
        _element("updated", updated),
        _link(_address(library, path, path), "self", "application/atom+xml"),
        _link(_address(library, path, ""), "alternate", "text/html"),
        _group("author", [_element("name", library.site.unit)]),
    ]


def _document(inside: Iterable[str], has_tombstones: bool) -> bytes:
    spaces = f' xmlns="{_ATOM}"' + (f' xmlns:at="{_TOMBSTONES}"' if has_tombstones else "")
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<feed{spaces} xml:lang=\"zh-CN\">"
    return "\n".join([head, *(f" {one}" for one in inside), "</feed>", ""]).encode()


def changes_feed(library: Library) -> bytes:
    """What changed, from git: an entry for every commit's change of every visible record."""
    told = library.recent(_LATEST)
    path = "feeds/changes.atom"
    updated = f"{told[0][1].day if told else library.as_of}{_MIDNIGHT}"
    entries = (
        [
            _element("id", _tag_uri(library, f"{record.key}/{entry.commit}")),
            _element("title", record.title),
            _element("updated", f"{entry.day}{_MIDNIGHT}"),
            _link(_address(library, path, f"{record.key}/"), "alternate", "text/html"),
            _element("summary", "；".join(entry.what)),
        ]
        for record, entry in told
    )
    head = _head(path, "更新记录", updated, library)
    return _document([*head, *(_group("entry", lines) for lines in entries)], False)


def _entry(path: str, in_full: bool, record: Record, library: Library) -> Entry:
    kind = all_kinds()[record.kind]
    changed = str(_changed(record, library))
    state = library.facts(record).state
    told = full_text(record, library) if in_full else ""
    lines = [
        _element("id", _tag_uri(library, f"{record.key}/")),
        _element("title", record.title),
        _element("updated", f"{changed}{_MIDNIGHT}"),
        _element("published", f"{came_out(record)}{_MIDNIGHT}"),
        _link(_address(library, path, f"{record.key}/"), "alternate", "text/html"),
        _element("category", term=kind.name, label=kind.label),
        *([_element("category", term=f"state:{state.name}", label=state.label)] if state is not None else []),
        *(_enclosure(path, record, one, library) for one in record.attachments),
        _element("summary", kind.summary(record) or record.title),
        *([_element("content", told, type="html")] if told else []),
    ]
    return changed, _group("entry", [line for line in lines if line])


def _enclosure(path: str, record: Record, one: Attachment, library: Library) -> str:
    """An attachment; a picture is made anew, so that its length is not known here."""
    found = library.file(record, one.file)
    if found is None or not found.sha256:
        return ""
    more = {"title": one.label or one.file}
    if found.pixels is None and found.type != "svg":
        more["length"] = str(found.size)
    return _link(_address(library, path, f"{record.key}/{one.file}"), "enclosure", found.mime, **more)


def _address(library: Library, feed_path: str, path: str) -> str:
    """The address readers type, or, when the unit has not said it, one relative to the feed's own folder."""
    site = library.site.url
    return (site.rstrip("/") + "/" if site else "../" * feed_path.count("/")) + quote(path)


def _tag_uri(library: Library, path: str) -> str:
    host = (library.site.url or "gongkai.invalid").partition("//")[2].partition("/")[0] or "gongkai.invalid"
    return f"tag:{host},2026:{quote(path)}"


def _element(name: str, text: str = "", **attributes: str) -> str:
    given = "".join(f' {key}="{_clean(value).translate(_IN_ATTRIBUTE)}"' for key, value in attributes.items())
    inside = _clean(text).translate(_IN_TEXT)
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given} />"


def _group(name: str, lines: Iterable[str]) -> str:
    """An element of a feed that holds others, a line each."""
    return "\n".join([f"<{name}>", *(f"  {line}" for line in lines), f" </{name}>"])


def _clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(text))


def _link(href: str, rel: str, kind: str, **more: str) -> str:
    return _element("link", href=href, rel=rel, type=kind, **more)
