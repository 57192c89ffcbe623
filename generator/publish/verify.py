"""Is a release still what was published? Every file hashed again, extra and missing ones named."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from generator.publish import manifest
from generator.publish.errors import Misused, Refused, machine_faults, printable
from generator.publish.model import Difference, Target
from generator.publish.tree import FILE_MODE, FOLDER_MODE


def verify(target: Path, release: str | None = None) -> list[Difference]:
    """Compare a release (the live one unless named) with its manifest. Empty means: byte for byte as published.

    Raises:
        Misused: nothing is published there, or no such release.
    """
    place = Target(target.absolute())
    with machine_faults(place.root):
        name = release or place.live()
        if name is None:
            raise Misused("publish.nothing_live", target=target)
        folder = place.releases / name
        if folder.is_dir() and name[0] != "." and "/" not in name:
            return differences(folder)
        if release:
            raise Misused("publish.no_release", name=release)
        return [Difference("current", "current", f"releases/{name} 不存在")]


def differences(folder: Path) -> list[Difference]:
    """What is not as published in one release folder, sorted by path."""
    try:
        data, entries = manifest.read(folder)
    except (Refused, OSError):
        return [Difference("manifest", manifest.MANIFEST)]
    found: dict[str, os.stat_result] = {}
    try:
        found = dict(manifest.scan(folder))
    except OSError as error:
        return [Difference("unreadable", printable(str(error.filename)), error.strerror or "")]
    wrong = [*_missing_or_changed(folder, entries, found), *_unexpected(entries, found)]
    if not folder.name.endswith("-" + hashlib.sha256(data).hexdigest()[:12]):
        wrong.append(Difference("manifest", manifest.MANIFEST))
    if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
        wrong.append(Difference("mode", ".", f"{stat.S_IMODE(folder.stat().st_mode):04o}"))
    return sorted(wrong, key=lambda one: (one.path, one.what))


def _missing_or_changed(
    folder: Path, entries: dict[str, str], found: dict[str, os.stat_result]
) -> Iterator[Difference]:
    for path, digest in entries.items():
        if path not in found:
            yield Difference("missing", path)
        elif stat.S_ISREG(found[path].st_mode):
            yield from _changed(folder, path, digest)


def _changed(folder: Path, path: str, digest: str) -> Iterator[Difference]:
    try:
        if manifest.hash_file(folder / path) != digest:
            yield Difference("changed", path)
    except OSError as error:
        yield Difference("unreadable", path, error.strerror or str(error))


def _unexpected(entries: dict[str, str], found: dict[str, os.stat_result]) -> Iterator[Difference]:
    folders = {str(parent) for path in entries for parent in Path(path).parents}
    for path, info in found.items():
        is_folder = stat.S_ISDIR(info.st_mode)
        mode = stat.S_IMODE(info.st_mode)
        if not is_folder and not stat.S_ISREG(info.st_mode):
            yield Difference("type", printable(path))
        elif path not in (folders if is_folder else entries) and path != manifest.MANIFEST:
            yield Difference("extra", printable(path))
        elif mode != (FOLDER_MODE if is_folder else FILE_MODE):
            yield Difference("mode", path, f"{mode:04o}")
