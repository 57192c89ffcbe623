"""What the last build was made from and left behind, so that this one redoes only what differs.

Everything here is standard library: a run with nothing to do must not import MkDocs.
"""

from __future__ import annotations

import glob
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from generator import writer

from .entries import Pages, Stamp

FORMAT = 2
_TICK_NS = 50_000_000
"""File time stamps come in steps of the kernel's clock; a file as young as the manifest is hashed again."""


class Made(NamedTuple):
    """One file of the site that is not a page: what it was made from (hash), its stamp when written."""

    key: str
    stamp: Stamp


@dataclass
class State:
    """The manifest: environment, learned rules, pages, and files that belong to the whole site."""

    environment: str = ""
    chrome: str = ""
    listing: str = ""
    rules: dict[str, Any] = field(default_factory=dict)
    nav: dict[str, str] = field(default_factory=dict)
    menu_keys: list[str] = field(default_factory=list)
    levels: tuple[int, int] | None = None
    sitemap: list[str] = field(default_factory=list)
    static: dict[str, Stamp] = field(default_factory=dict)
    pages: Pages = field(default_factory=Pages)
    others: dict[str, Made] = field(default_factory=dict)

    def save(self, cache: Path) -> None:
        """Write it: a line with everything else, then a line a page."""
        data = {**vars(self), "pages": zlib.crc32(self.pages.text)}
        data["others"] = {key: [made.key, *made.stamp] for key, made in self.others.items()}
        head = json.dumps({"format": FORMAT, **data}, ensure_ascii=False, separators=(",", ":"))
        writer.put(cache, "manifest.json", b"%b\n%b" % (head.encode(), self.pages.text))

    @classmethod
    def load(cls, cache: Path) -> tuple[State, int]:
        """The last manifest and its time stamp (ns); an empty one when there is none that can be read."""
        place = cache / "manifest.json"
        try:
            time = place.stat().st_mtime_ns
            head, _, rest = place.read_bytes().partition(b"\n")
            data, pages = json.loads(head), Pages(rest)
            if data.pop("format") != FORMAT or data.pop("pages") != zlib.crc32(rest):
                return cls(), 0
            others = {key: Made(e[0], (e[1], e[2])) for key, e in data.pop("others").items()}
            data["static"] = {key: (e[0], e[1]) for key, e in data["static"].items()}
            data["levels"] = tuple(data["levels"]) if data["levels"] else None
            return cls(pages=pages, others=others, **data), time
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return cls(), 0


def digest(*values: Any) -> str:
    """A short hash of values that print alike on every machine."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def environment(config: Path, settings: dict[str, Any]) -> tuple[str, str]:
    """Two hashes: of all that every page depends on (programs, ``mkdocs.yml``, settings, templates), and of assets."""
    text = config.read_bytes()
    theme = theme_folder(config, text)
    files = (
        [(path, _file_hash(os.path.join(theme, path))) for path in writer.tree(Path(theme))] if theme else []
    )
    assets = (
        []
        if theme and _assets_in_templates(theme)
        else [file for file in files if file[0].startswith("assets/")]
    )
    templates = [file for file in files if file not in assets]
    every = digest(
        FORMAT, _versions(), hashlib.sha256(text).hexdigest(), _stable(settings), templates, _own_code()
    )
    return every, digest(assets)


def _assets_in_templates(theme: str) -> bool:
    """Whether a template takes text from ``assets/``: then a change of style changes every page."""
    pages = [path for path in writer.tree(Path(theme)) if path.endswith(".html")]
    return any(
        re.search(rb"(?:include|import|from|extends)\s+['\"]assets/", _bytes(theme, path)) for path in pages
    )


def _bytes(folder: str, path: str) -> bytes:
    with open(os.path.join(folder, path), "rb") as stream:
        return stream.read()


def theme_folder(config: Path, text: bytes) -> str | None:
    match = re.search(rb"^[^#\n]*\bcustom_dir:\s*['\"]?([^\s'\"#,}]+)", text, re.MULTILINE)
    return os.path.join(config.parent, os.fsdecode(match.group(1))) if match else None


def _stable(settings: dict[str, Any]) -> str:
    return json.dumps(settings, sort_keys=True, ensure_ascii=False, default=str)


def _file_hash(path: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def _own_code() -> list[str]:
    return [_file_hash(path) for path in sorted(glob.glob(os.path.join(os.path.dirname(__file__), "*.py")))]


def _versions() -> list[str]:
    """Versions of what renders, from the folder names of the installation (no import)."""
    found = [sys.version.split()[0]]
    for module, distribution in (
        ("mkdocs", "mkdocs"),
        ("material", "mkdocs_material"),
        ("jinja2", "jinja2"),
        ("markdown", "markdown"),
        ("markupsafe", "markupsafe"),
        ("yaml", "pyyaml"),
    ):
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            found.append(f"{module}-missing")
            continue
        place = os.path.dirname(os.path.dirname(spec.origin))
        names = [name for name in _names(place) if name.startswith(f"{distribution}-")]
        found.append("+".join(names) or f"{module}-{os.stat(spec.origin).st_mtime_ns}")
    return found


def _names(place: str, cache: dict[str, list[str]] = {}) -> list[str]:  # noqa: B006 - remembers one folder's listing
    if place not in cache:
        cache[place] = sorted(
            name.lower() for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info"))
        )
    return cache[place]


def scan(docs: Path) -> Iterator[tuple[str, Stamp]]:
    """Files below ``docs`` with their stamps, in MkDocs' order: index first, then names, then folders."""
    yield from _scan(os.fspath(docs), "")


def _scan(place: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
    splitext = os.path.splitext
    files: list[tuple[bool, str, Stamp]] = []
    folders: list[str] = []
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                if prefix or entry.name != "templates":
                    folders.append(entry.name)
                continue
            state = entry.stat()
            name = entry.name
            first = not name.startswith(("index", "README")) or splitext(name)[0] not in ("index", "README")
            files.append((first, name, (state.st_mtime_ns, state.st_size)))
    for _, name, stamp in sorted(files):
        yield prefix + name, stamp
    for name in sorted(folders):
        yield from _scan(os.path.join(place, name), f"{prefix}{name}/")


def stamp(path: str) -> Stamp | None:
    """The stamp of a regular file, None when it is not there."""
    try:
        state = os.lstat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def trusted(entry_stamp: Stamp, now: Stamp, manifest_time: int) -> bool:
    """Whether an equal stamp proves equal bytes: not when the file is as young as the manifest."""
    return entry_stamp == now and now[0] < manifest_time - _TICK_NS


def page_hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]


def keep_only(folder: Path, name: str) -> None:
    """Bound the shell cache: of the environments' folders only ``name`` stays."""
    if folder.is_dir():
        for other in os.listdir(folder):
            if other != name:
                shutil.rmtree(folder / other, ignore_errors=True)
