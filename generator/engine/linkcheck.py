"""Checks the finished site: every link opens something, nothing asks another host, no id twice.

MkDocs' strict mode looks at Markdown links only; ours are HTML, and other outputs (feeds, sheets, PDFs) are not its
business at all. So the finished tree is read as a browser would. After a full check an incremental one reads only
the pages that changed; when something that others link to went away, everything is read again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from generator import writer

_SELECTOR = (
    "[href],[src],[srcset],[poster],[data],[action],[formaction],[id],[name],[style],meta[http-equiv],style"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)|@import\s+['"]([^'"]+)['"]""")
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url\s*=\s*['\"]?(.*?)['\"]?\s*$", re.IGNORECASE)
_CANDIDATE = re.compile(r"[^\s,][^\s]*")
_FETCHED_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "manifest",
    "apple-touch-icon",
}
_FETCHED_RELATIONS |= {"preconnect", "dns-prefetch", "mask-icon", "prerender"}
_STORE = "links.json"

SENTENCES = {
    "file": "链接打不开：{link}（网站里没有 {target}）",
    "anchor": "链接指向的位置不存在：{link}（{target} 里没有这个编号）",
    "outside": "会向外部网站发出请求：{link}",
    "script": "链接里有脚本：{link}",
    "above": "链接越出了网站：{link}",
    "absolute": "链接以“/”开头，从文件夹打开时会失效：{link}",
    "duplicate": "编号重复：{link}",
}


class Broken(NamedTuple):
    """One fault: the file it stands in, its kind (a key of SENTENCES), the link as written, what it points to."""

    page: str
    kind: str
    link: str
    target: str = ""

    def __str__(self) -> str:
        return f"{self.page}：{SENTENCES[self.kind].format(link=self.link, target=self.target)}"


@dataclass()
class _Read:
    """What one page says: its faults, the files it links to, places in other pages it links to."""

    faults: list[Broken] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    places: set[tuple[str, str, str]] = field(default_factory=set)


def check(
    site: Path,
    *,
    cache: Path | None = None,
    changed: Collection[str] | None = None,
    removed: Collection[str] = (),
    jobs: int = 1,
) -> list[Broken]:
    """All faults of the site, sorted. With ``cache`` and ``changed`` (files written since the last check, which was
    clean) only those are read; ``removed`` are the files that went away."""
    known = _load(cache) if cache and changed is not None else None
    if known is not None:
        faults = _check_changed(site, known, changed or (), removed)
        if faults is not None:
            _save(cache, known)
            return sorted(set(faults))
    faults, wanted = _check_all(site, jobs)
    if cache is not None:
        if faults:
            (cache / _STORE).unlink(missing_ok=True)
        else:
            _save(cache, wanted)
    return sorted(set(faults))


@dataclass()
class _Wanted:
    """What the pages of a clean site link to: files, and places (file, fragment)."""

    files: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)

    def add(self, read: _Read) -> None:
        self.files |= read.targets
        self.places |= {(target, fragment) for target, fragment, _ in read.places}


def _check_all(site: Path, jobs: int) -> tuple[list[Broken], _Wanted]:
    files = frozenset(writer.tree(site))
    faults: list[Broken] = []
    wanted = _Wanted()
    linking: dict[tuple[str, str], list[tuple[str, str]]] = {}
    documents = sorted(path for path in files if path.endswith((".html", ".css")))
    for page, read in _read_many(site, documents, files, jobs):
        faults += read.faults
        wanted.add(read)
        for target, fragment, link in read.places:
            linking.setdefault((target, fragment), []).append((page, link))
    missing = _missing_places(site, linking)
    faults += [Broken(page, "anchor", link, place[0]) for place in missing for page, link in linking[place]]
    return faults, wanted


def _missing_places(site: Path, places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the places (file, fragment), those that are not there; each file is read once."""
    by_file: dict[str, list[str]] = {}
    for target, fragment in places:
        by_file.setdefault(target, []).append(fragment)
    missing = []
    for target, fragments in by_file.items():
        found = set(_ids((site / target).read_bytes()))
        missing += [(target, fragment) for fragment in fragments if fragment not in found]
    return missing


def _check_changed(
    site: Path, known: _Wanted, changed: Collection[str], removed: Collection[str]
) -> list[Broken] | None:
    """Faults of the changed files; None when something that unchanged pages link to is gone."""
    exists = _Folder(site)
    if any(path in known.files and path not in exists for path in removed):
        return None
    touched = set(changed)
    if _missing_places(site, [place for place in known.places if place[0] in touched]):
        return None
    faults: list[Broken] = []
    for path in sorted(touched):
        if path.endswith((".html", ".css")) and path in exists:
            read = _read(site, path, exists)
            faults += read.faults + _anchor_faults(site, path, read)
            known.add(read)
    return faults


def _anchor_faults(site: Path, page: str, read: _Read) -> list[Broken]:
    missing = set(_missing_places(site, {(target, fragment) for target, fragment, _ in read.places}))
    return [Broken(page, "anchor", link, t) for t, fragment, link in read.places if (t, fragment) in missing]


class _Folder:
    """Asks the disk whether a file of the site exists, remembering the answers."""

    def __init__(self, site: Path) -> None:
        self.site = os.fspath(site)
        self.known: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        key = str(path)
        if key not in self.known:
            self.known[key] = os.path.isfile(os.path.join(self.site, key))
        return self.known[key]


_SHARED: tuple[Path, Any] | None = None


def _read_many(site: Path, documents: list[str], files: Any, jobs: int) -> Iterator[tuple[str, _Read]]:
    """Read documents, in forked processes when there are many."""
    from generator.pool import forked

    global _SHARED
    _SHARED = site, files
    parts = [documents[start : start + 500] for start in range(0, len(documents), 500)]
    try:
        for part in forked(jobs, _read_part, parts):
            yield from part
    finally:
        _SHARED = None


def _read_part(documents: list[str]) -> list[tuple[str, _Read]]:
    assert _SHARED is not None
    site, files = _SHARED
    return [(path, _read(site, path, files)) for path in documents]


def _read(site: Path, path: str, files: Any) -> _Read:
    data = (site / path).read_bytes()
    read = _Read()
    if path.endswith(".css"):
        for link in _css_links(data.decode("utf-8", "replace")):
            _follow(read, path, link, files, fetched=True, own=())
        return read
    ids: list[str] = []
    links: dict[tuple[str, bool], None] = {}
    for tag, attributes, text in _elements(data):
        _collect_ids(tag, attributes, ids)
        links.update(dict.fromkeys(_links(tag, attributes, text)))
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            read.faults.append(Broken(path, "duplicate", name))
        seen.add(name)
    for link, fetched in links:
        _follow(read, path, link, files, fetched=fetched, own=seen)
    return read


def _elements(data: bytes) -> Iterator[tuple[str, dict[str, str | None], str]]:
    from selectolax.lexbor import LexborHTMLParser

    for node in LexborHTMLParser(data).css(_SELECTOR):
        tag = node.tag or ""
        yield tag, node.attributes, node.text() or "" if tag == "style" else ""


def _ids(data: bytes) -> list[str]:
    ids: list[str] = []
    for tag, attributes, _ in _elements(data):
        _collect_ids(tag, attributes, ids)
    return ids


def _collect_ids(tag: str, attributes: dict[str, str | None], ids: list[str]) -> None:
    own = attributes.get("id")
    if own:
        ids.append(own)
    name = attributes.get("name")
    if tag == "a" and name and name != own:
        ids.append(name)


def _links(tag: str, attributes: dict[str, str | None], text: str) -> Iterator[tuple[str, bool]]:
    """Links of one element, each with whether a browser fetches it by itself (or sends a form there)."""
    for key, value in attributes.items():
        if not value:
            continue
        if key == "href":
            yield value, _fetches(tag, attributes)
        elif key in ("src", "poster", "action", "formaction") or (key == "data" and tag == "object"):
            yield value, True
        elif key == "srcset":
            yield from (
                (part, True) for part in _CANDIDATE.findall(value) if not re.fullmatch(r"[\d.]+[wx],?", part)
            )
        elif key == "style":
            yield from ((link, True) for link in _css_links(value))
    if tag == "style":
        yield from ((link, True) for link in _css_links(text))
    if tag == "meta":
        refresh = _REFRESH.match(attributes.get("content") or "")
        if refresh and (attributes.get("http-equiv") or "").lower() == "refresh":
            yield refresh.group(1), True


def _fetches(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "link":
        return bool(_FETCHED_RELATIONS & set((attributes.get("rel") or "").lower().split()))
    return tag in ("use", "image", "base")


def _css_links(text: str) -> Iterator[str]:
    return (first or second for first, second in _CSS_URL.findall(text))


def _follow(read: _Read, page: str, link: str, files: Any, *, fetched: bool, own: Collection[str]) -> None:
    """Note where a link leads, or what is wrong with it."""
    link = link.strip().rstrip(",")
    scheme = _SCHEME.match(link)
    if scheme or link.startswith("//"):
        kind = _foreign(scheme.group().lower() if scheme else "", fetched)
        if kind:
            read.faults.append(Broken(page, kind, link))
        return
    path, _, fragment = link.partition("#")
    path = path.partition("?")[0]
    if not path:
        if fragment and _decoded(fragment) not in own:
            read.faults.append(Broken(page, "anchor", link, page))
        return
    target = _resolved(page, _decoded(path))
    if target is None or (path.startswith("/") and not page.startswith("404")):
        read.faults.append(Broken(page, "above" if target is None else "absolute", link))
    elif target not in files:
        read.faults.append(Broken(page, "file", link, target))
    elif fragment and target == page and _decoded(fragment) not in own:
        read.faults.append(Broken(page, "anchor", link, page))
    else:
        read.targets.add(target)
        if fragment and target != page and target.endswith(".html"):
            read.places.add((target, _decoded(fragment), link))


def _foreign(scheme: str, fetched: bool) -> str:
    """The kind of fault of a link with a scheme; a link that a reader must click may lead outside."""
    if scheme in ("javascript:", "vbscript:"):
        return "script"
    if scheme == "data:" or (not fetched and scheme in ("http:", "https:", "mailto:", "tel:", "webcal:")):
        return ""
    return "outside"


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _resolved(page: str, path: str) -> str | None:
    """The file a relative path opens from ``page``; None when it leads above the site."""
    parts = [] if path.startswith("/") else page.split("/")[:-1]
    names = path.split("/")
    for name in names:
        if name == "..":
            if not parts:
                return None
            parts.pop()
        elif name not in ("", "."):
            parts.append(name)
    if names[-1] in ("", ".", ".."):
        parts.append("index.html")
    return "/".join(parts)


def _load(cache: Path | None) -> _Wanted | None:
    if cache is None:
        return None
    try:
        data = json.loads((cache / _STORE).read_bytes())
        return _Wanted(set(data["files"]), {(target, fragment) for target, fragment in data["places"]})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save(cache: Path | None, wanted: _Wanted) -> None:
    assert cache is not None
    data = {"files": sorted(wanted.files), "places": sorted(wanted.places)}
    writer.make_folder(cache)
    writer.put(cache, _STORE, json.dumps(data, ensure_ascii=False).encode())
