"""The list of a site's files with their SHA-256, in the form `sha256sum -c` reads, and the walk behind it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.publish.errors import Misused, Refused, examples

MANIFEST = "manifest.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_CHUNK = 1 << 20


def scan(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Everything under `root` but `root` itself: path relative to it (posix) and its own stat, links not followed."""
    folders = [""]
    while folders:
        prefix = folders.pop()
        with os.scandir(root / prefix) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                info = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, info
                if stat.S_ISDIR(info.st_mode):
                    folders.append(f"{prefix}{entry.name}/")


def is_plain_name(path: str) -> bool:
    """Whether a path may stand in a manifest: relative, inside, printable, valid UTF-8."""
    parts = path.split("/")
    inside = all(part not in ("", ".", "..") for part in parts)
    return inside and "\\" not in path and path.isprintable()


def files_of(site: Path) -> list[str]:
    """The site's files in order, without the manifest.

    Raises:
        Refused: a link, a pipe, a device or a name that cannot be published.
    """
    found: list[str] = []
    odd: list[str] = []
    for path, info in scan(site):
        if stat.S_ISDIR(info.st_mode):
            continue
        good = stat.S_ISREG(info.st_mode) and is_plain_name(path)
        (found if good else odd).append(path)
    if odd:
        raise Refused("publish.odd_file", examples=examples(sorted(odd)))
    return sorted(path for path in found if path != MANIFEST)


def hash_file(path: Path) -> str:
    """SHA-256 of a regular file. Never follows a link and never waits for a pipe's writer."""
    digest = hashlib.sha256()
    with open(open_regular(path), "rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def open_regular(path: Path) -> int:
    """Open for reading, the last part of the path being a regular file itself.

    Raises:
        OSError: it is something else, or cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(0, "不是普通文件", str(path))


def dump(entries: Mapping[str, str]) -> bytes:
    """The manifest's bytes: one line a file, sorted by path."""
    return "".join(f"{entries[path]}  {path}\n" for path in sorted(entries)).encode()


def parse(data: bytes) -> dict[str, str]:
    """Path → digest.

    Raises:
        Refused: a line that no build of ours writes (also a path that leaves the site, or a last line cut short).
    """
    entries: dict[str, str] = {}
    lines = data.decode("utf-8", "replace").split("\n")
    for number, line in enumerate(lines[:-1], 1):
        match = _LINE.fullmatch(line)
        if not match or not is_plain_name(match[2]) or match[2] in entries:
            raise Refused("publish.bad_manifest", row=number)
        entries[match[2]] = match[1]
    if lines[-1] or not entries:
        raise Refused("publish.bad_manifest", row=len(lines))
    return entries


def read(site: Path) -> tuple[bytes, dict[str, str]]:
    """A site's manifest as bytes and parsed.

    Raises:
        Misused: there is no such folder. Refused: no manifest, or a broken one.
    """
    if not site.is_dir():
        raise Misused("publish.no_site", site=site)
    try:
        with open(open_regular(site / MANIFEST), "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        raise Refused("publish.no_manifest") from None
    return data, parse(data)


def write_manifest(site: Path, known: Mapping[str, str] | None = None) -> bytes:
    """Hash the site's files and write its manifest, last and in one rename. Returns the bytes.

    `known` gives digests that the caller already has (of files it wrote itself), so that a build of one record
    does not read ten thousand pages again.
    """
    known = known or {}
    data = dump({path: known.get(path) or hash_file(site / path) for path in files_of(site)})
    fresh = site.parent / f".{site.name}.{MANIFEST}.new"
    fresh.write_bytes(data)
    os.chmod(fresh, 0o644)
    os.replace(fresh, site / MANIFEST)
    return data


def drop_manifest(site: Path) -> None:
    """A build calls this before it touches the first file: a site without a manifest is never published."""
    (site / MANIFEST).unlink(missing_ok=True)
