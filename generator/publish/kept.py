"""Theme files of releases that are no longer live, for readers who still have one of their pages open.

A page that was loaded a moment before the switch asks for its style sheet a moment after. Such files carry their
content's hash in their name, so they can stay reachable beside the live release (nginx falls back to this folder)
without ever mixing two states. Only the theme's own: search shards and attachments hold records' text, and what was
withdrawn must be gone.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.publish import manifest
from generator.publish.errors import Refused
from generator.publish.model import Target
from generator.publish.tree import FILE_MODE, FOLDER_MODE

_HASHED = re.compile(
    r"assets/(?:[\w-]+/)*[\w.-]+[.-][0-9a-f]{8,64}(?:\.min)?\.(?:css|js|woff2|svg|png)", re.ASCII
)
_RECORD_TEXT = re.compile(r"assets/(?:search|index|data|media)/")


def is_kept(path: str) -> bool:
    """Whether a site path is a theme file named after its content."""
    return bool(_HASHED.fullmatch(path)) and not _RECORD_TEXT.match(path)


def add(place: Target, release: Path, entries: Mapping[str, str]) -> None:
    """Make a release's theme files reachable on their own. Must run before the switch."""
    for path in filter(is_kept, entries):
        kept = place.kept_assets / path
        if kept.exists() and kept.samefile(release / path):
            continue
        _folders(place.kept_assets, kept.parent)
        fresh = kept.with_name(f".{kept.name}.new")
        fresh.unlink(missing_ok=True)
        _link_or_copy(release / path, fresh)
        os.replace(fresh, kept)


def _folders(top: Path, folder: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if one.is_relative_to(top) and not one.is_dir()]
    for one in reversed(missing):
        one.mkdir()
        os.chmod(one, FOLDER_MODE)


def _link_or_copy(source: Path, fresh: Path) -> None:
    try:
        os.link(source, fresh)
    except OSError:  # a file system without links
        shutil.copy2(source, fresh)
        os.chmod(fresh, FILE_MODE)


def prune(place: Target, names: Iterable[str]) -> None:
    """Forget theme files that none of these releases has."""
    if not place.kept_assets.is_dir():
        return
    wanted = {path for name in names for path in filter(is_kept, _entries(place.releases / name))}
    for path, info in list(manifest.scan(place.kept_assets)):
        if not stat.S_ISDIR(info.st_mode) and path not in wanted:
            (place.kept_assets / path).unlink(missing_ok=True)


def _entries(release: Path) -> Mapping[str, str]:
    try:
        return manifest.read(release)[1]
    except Refused:
        return {}
