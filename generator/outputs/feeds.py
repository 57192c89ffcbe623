"""Atom feeds: one a kind, one a branch, and one of everything that is new."""

from __future__ import annotations

import datetime as dt
import heapq
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from generator.kinds import all_kinds
from generator.library.library import Library
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
_MIDNIGHT = "T00:00:00+08:00"


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`feeds/<kind>.atom`, `feeds/branches/<id>.atom`, `feeds/all.atom` and `feeds/changes.atom`."""
    for name in all_kinds():
        yield name, partial(_kind_feed, name)
    yield "all", _all_feed
    yield "changes", _changes_feed
    for branch in library.records("branches"):
        yield f"branches/{branch.id}", partial(_branch_feed, branch.id)


def _kind_feed(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    records = _latest(library.records(name), library.as_of)
    gone = [record for record in library.withdrawn if record.kind == name]
    yield f"feeds/{name}.atom", feed(f"feeds/{name}.atom", all_kinds()[name].label, records, library, gone)


def _all_feed(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    records = _latest(library.all_records(), library.as_of)
    yield "feeds/all.atom", feed("feeds/all.atom", "全部栏目", records, library, library.withdrawn)


def _changes_feed(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    yield "feeds/changes.atom", changes_feed(library)


def _branch_feed(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    branch = library.get("branches", name)
    if branch is not None:
        path = f"feeds/branches/{name}.atom"
        records = _latest(_of_branch(branch, library), library.as_of)[:_LATEST_OF_BRANCH]
        own = {branch.id, branch.slug}
        gone = [one for one in library.withdrawn if own.intersection(all_kinds()[one.kind].branches(one))]
        yield path, feed(path, branch.title, records, library, gone)


def _of_branch(branch: Record, library: Library) -> list[Record]:
    return [record for record in library.backlinks(branch) if record.kind != "branches"]


def _day(record: Record) -> dt.date | None:
    return record.publish_on or all_kinds()[record.kind].day(record)


def _latest(records: Iterable[Record], as_of: dt.date) -> list[Record]:
    """The newest records that have a day not in the future."""
    kinds = all_kinds()
    days = ((record.publish_on or kinds[record.kind].day(record), record) for record in records)
    dated = [(day, record) for day, record in days if day is not None and day <= as_of]
    # The last day that comes in, before the few of that day are put in order: names are made for those alone.
    last = min(heapq.nlargest(_LATEST, (day for day, _ in dated)), default=as_of)
    newest = [(-day.toordinal(), record.key, record) for day, record in dated if day >= last]
    return [record for _, _, record in sorted(newest, key=lambda one: one[:2])[:_LATEST]]


def feed(
    path: str, title: str, records: Iterable[Record], library: Library, gone: Iterable[Record] = ()
) -> bytes:
    """An Atom 1.0 document (RFC 4287). Ids are tag URIs (RFC 4151): they survive a change of the site's address.

    `gone` are withdrawn records: readers' copies of them should go (RFC 6721).
    """
    listed = list(records)
    last = sorted(gone, key=_withdrawn_on, reverse=True)[:_LATEST]
    days = [_changed(record, library) for record in listed] + [_withdrawn_on(record) for record in last]
    root = _head(path, title, f"{max(days, default=library.as_of)}{_MIDNIGHT}", library)
    for record in last:
        root.append(_tombstone(record, library))
    for place, record in enumerate(listed):
        root.append(_entry(path, record, library, in_full=place < _IN_FULL))
    return _serialize(root)


def _withdrawn_on(record: Record) -> dt.date:
    return record.withdraw_on or dt.date.min


def _tombstone(record: Record, library: Library) -> ET.Element:
    when = f"{_withdrawn_on(record)}{_MIDNIGHT}"
    return ET.Element(
        f"{{{_TOMBSTONES}}}deleted-entry", {"ref": _tag_uri(library, f"{record.key}/"), "when": when}
    )


def _changed(record: Record, library: Library) -> dt.date:
    """The last day on which a record came out, was corrected, or changed in git."""
    days = [
        _day(record),
        *(one.day for one in record.corrections),
        *(one.day for one in library.past(record)[:1]),
    ]
    return max((day for day in days if day and day <= library.as_of), default=library.as_of)


def _head(path: str, title: str, updated: str, library: Library) -> ET.Element:
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _text(root, "id", _tag_uri(library, path))
    _text(root, "title", f"{title} — {library.site.name}")
    _text(root, "updated", updated)
    _link(root, _address(library, path, path), "self", "application/atom+xml")
    _link(root, _address(library, path, ""), "alternate", "text/html")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", library.site.unit)
    return root


def _serialize(root: ET.Element) -> bytes:
    # The registry is the process's: whoever wrote XML before (an SVG, a workbook) may have taken the empty prefix.
    ET.register_namespace("", _ATOM)
    ET.register_namespace("at", _TOMBSTONES)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def changes_feed(library: Library) -> bytes:
    """What changed, from git: an entry for every commit's change of every visible record."""
    told = library.recent(_LATEST)
    updated = f"{told[0][1].day if told else library.as_of}{_MIDNIGHT}"
    root = _head("feeds/changes.atom", "更新记录", updated, library)
    for record, entry in told:
        item = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _text(item, "id", _tag_uri(library, f"{record.key}/{entry.commit}"))
        _text(item, "title", record.title)
        _text(item, "updated", f"{entry.day}{_MIDNIGHT}")
        _link(item, _address(library, "feeds/changes.atom", f"{record.key}/"), "alternate", "text/html")
        _text(item, "summary", "；".join(entry.what))
    return _serialize(root)


def _entry(path: str, record: Record, library: Library, *, in_full: bool) -> ET.Element:
    kind = all_kinds()[record.kind]
    entry = ET.Element(f"{{{_ATOM}}}entry")
    _text(entry, "id", _tag_uri(library, f"{record.key}/"))
    _text(entry, "title", record.title)
    _text(entry, "updated", f"{_changed(record, library)}{_MIDNIGHT}")
    _text(entry, "published", f"{_day(record)}{_MIDNIGHT}")
    _link(entry, _address(library, path, f"{record.key}/"), "alternate", "text/html")
    ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": kind.name, "label": kind.label})
    state = library.facts(record).state
    if state is not None:
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": f"state:{state.name}", "label": state.label})
    for one in record.attachments:
        _enclosure(entry, path, record, one, library)
    _text(entry, "summary", kind.summary(record) or record.title)
    if in_full and (told := full_text(record, library)):
        _text(entry, "content", told).set("type", "html")
    return entry


def _enclosure(entry: ET.Element, path: str, record: Record, one: Attachment, library: Library) -> None:
    """An attachment; a picture is made anew, so that its length is not known here."""
    found = library.file(record, one.file)
    if found is not None and found.sha256:
        link = _link(entry, _address(library, path, f"{record.key}/{one.file}"), "enclosure", found.mime)
        link.set("title", _clean(one.label or one.file))
        if found.pixels is None and found.type != "svg":
            link.set("length", str(found.size))


def _address(library: Library, feed_path: str, path: str) -> str:
    """The address readers type, or, when the unit has not said it, one relative to the feed's own folder."""
    site = library.site.url
    return (site.rstrip("/") + "/" if site else "../" * feed_path.count("/")) + quote(path)


def _tag_uri(library: Library, path: str) -> str:
    host = (library.site.url or "gongkai.invalid").partition("//")[2].partition("/")[0] or "gongkai.invalid"
    return f"tag:{host},2026:{quote(path)}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(text))


def _link(parent: ET.Element, href: str, rel: str, kind: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": href, "rel": rel, "type": kind})
